//! What a change must pass.

use std::fs;

use crate::{
    DEMO, demo, needs, promises,
    shell::{Outcome, answer, cargo, command, npm, root},
};

/// Everything, in the order of what fails fastest.
pub(crate) fn all() -> Outcome {
    cargo(&["fmt", "--all", "--check"])?;
    needs::to_test()?;
    npm(&["run", "--silent", "check"])?;
    cargo(&[
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ])?;
    tests(&[])?;
    unofficial()?;
    generated_files_are_fresh()
}

/// Every test, or those that a filter names.
pub(crate) fn tests(filter: &[String]) -> Outcome {
    if filter.is_empty() {
        npm(&["test"])?;
    }
    // With all targets, so that the program has the same features as the tests: no second copy of Tauri.
    cargo(&["build", "--quiet", "--workspace", "--all-targets"])?;
    // To the end, whatever fails: who mends one thing sees at once what else there is.
    let words = [
        "test",
        "--workspace",
        "--lib",
        "--bins",
        "--tests",
        "--no-fail-fast",
    ];
    if filter.is_empty() {
        return promises::run_all(&words);
    }
    let filter = filter.iter().map(String::as_str);
    cargo(&words.into_iter().chain(filter).collect::<Vec<_>>())
}

/// What is built only by who asks for it: TikTok without a program of its own.
fn unofficial() -> Outcome {
    let words = [
        "--quiet",
        "--package",
        "gauge-sources",
        "--lib",
        "--features",
        "tiktok-webcast",
    ];
    cargo(&[&["clippy"], &words[..], &["--tests", "--", "--deny", "warnings"]].concat())?;
    cargo(&[&["test"], &words[..], &["tiktok"]].concat())
}

/// The tests have just written the UI's types again; the demo is written again here.
fn generated_files_are_fresh() -> Outcome {
    let fresh = std::env::temp_dir().join(format!("streamgauge-demo-{}.ndjson", std::process::id()));
    demo::write(&fresh).map_err(|error| error.to_string())?;
    let same = fs::read(&fresh).ok() == fs::read(root().join(DEMO)).ok();
    // It is in the temporary folder.
    _ = fs::remove_file(&fresh);
    if !same {
        return Err("The demo is not what its generator writes. Run: cargo xtask demo".to_owned());
    }
    let changed = answer(command("git").args(["status", "--porcelain", "--", "ui/src/api/generated"]));
    match changed.as_deref() {
        Some("") | None => Ok(()),
        Some(files) => Err(format!(
            "These types were written anew by the tests. Commit them:\n{files}"
        )),
    }
}
