//! What a program of the same user does to find the port and a token: it reads `run/endpoint.json`.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde_json::Value;

/// The data folders of every program that was started here.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Notes a data folder, so that the token of what runs there is found by its address.
pub fn note(data: &Path) {
    let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
    folders.push(data.to_owned());
}

/// The endpoint file of a data folder, if it is there.
#[must_use]
pub fn endpoint(data: &Path) -> Option<Value> {
    let text = fs::read(data.join("run/endpoint.json")).ok()?;
    serde_json::from_slice(&text).ok()
}

/// The token that pushes to this address.
///
/// # Panics
/// When no program of this test serves there.
#[must_use]
pub fn token(http: &str) -> String {
    let folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
    let found = folders
        .iter()
        .rev()
        .filter_map(|data| endpoint(data))
        .find(|endpoint| endpoint["url"] == http);
    let token = found.as_ref().and_then(|endpoint| endpoint["token"].as_str());
    token.expect("an endpoint file with a token").to_owned()
}
