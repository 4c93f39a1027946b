//! The table of promises says only what is there (tests/PROMISES.md).

use std::{collections::BTreeSet, fs, path::Path};

use gauge_tests::recordings::root;

/// Every Rust file below a folder: its modules' names, from its stem up, and its text.
fn sources(folder: &Path, found: &mut Vec<(Vec<String>, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let names = path.with_extension("");
            let names = names.iter().rev().take(3);
            let names = names.map(|name| name.to_string_lossy().into_owned()).collect();
            found.push((names, fs::read_to_string(&path).expect("a text")));
        }
    }
}

fn table() -> String {
    fs::read_to_string(root().join("tests/PROMISES.md")).expect("the table")
}

/// What stands between two backticks and has a module and a name.
fn tests(text: &str) -> Vec<(&str, &str)> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter_map(|quoted| quoted.split_once("::")).collect()
}

#[test]
fn every_test_in_the_table_is_there() {
    let mut files = Vec::new();
    sources(&root().join("tests"), &mut files);
    sources(&root().join("src-tauri"), &mut files);
    let table = table();
    for (module, name) in tests(&table)
        .into_iter()
        .filter(|(module, _)| *module != "module")
    {
        let line = format!("fn {name}(");
        let is_it = |(names, text): &(Vec<String>, String)| {
            names.iter().any(|known| known == module) && text.contains(&line)
        };
        assert!(files.iter().any(is_it), "{module}::{name} is not there");
    }
}

#[test]
fn every_promise_is_in_the_table() {
    let table = table();
    let rows: Vec<_> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .filter_map(|line| line.split_once(" |"))
        .filter(|(id, _)| id.len() == 4)
        .collect();
    let ids: BTreeSet<String> = rows.iter().map(|(id, _)| (*id).to_owned()).collect();
    let all = |letter: char, count: u8| (1..=count).map(move |n| format!("{letter}-{n:02}"));
    assert_eq!(ids, all('R', 28).chain(all('S', 26)).collect());
    for (id, row) in rows {
        let is_shown = !tests(row).is_empty();
        assert!(is_shown || row.contains("DECISIONS"), "{id} is shown by nothing");
        let control = row.split('|').nth(2).unwrap_or_default().trim();
        assert!(!control.is_empty(), "{id}: what would it look like if it failed?");
    }
}
