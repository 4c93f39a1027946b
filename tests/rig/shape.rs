//! JSON documents against their golden files. Times differ from run to run, so their form is compared.

use std::fs;

use serde_json::Value;

use crate::recordings::root;

/// A golden file of `tests/golden`.
///
/// # Panics
/// When it is missing or no JSON.
#[must_use]
pub fn golden(name: &str) -> Value {
    let file = root().join("tests/golden").join(format!("{name}.json"));
    let text = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_slice(&text).expect("a golden file is JSON")
}

/// The document with every time replaced by its form: `UTC` for `2026-01-17T10:30:45.123Z`, `NAIVE` for the form
/// of the first seeds, `2026-01-17T10:30:45.123456`.
#[must_use]
pub fn masked(mut document: Value) -> Value {
    mask(&mut document);
    document
}

fn mask(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(form) = form_of(text) {
                form.clone_into(text);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(mask),
        Value::Object(fields) => fields.values_mut().for_each(mask),
        _ => {}
    }
}

fn form_of(text: &str) -> Option<&'static str> {
    let pattern: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    match pattern.as_str() {
        "0000-00-00T00:00:00.000Z" => Some("UTC"),
        "0000-00-00T00:00:00.000000" => Some("NAIVE"),
        _ => None,
    }
}

/// The names in an object, sorted.
#[must_use]
pub fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.as_str())
        .collect();
    keys.sort_unstable();
    keys
}
