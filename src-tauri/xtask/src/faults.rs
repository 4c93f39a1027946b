//! The promises about faults, each with its negative control: run, and told in a table.

use std::io::Write as _;

use crate::{
    needs, promises,
    shell::{Outcome, cargo, cargo_command},
};

/// What goes wrong, and the promises that are about it (tests/PROMISES.md).
const FAULTS: [(&str, &[&str]); 7] = [
    ("kill", &["R-01"]),
    ("power cut", &["R-02"]),
    ("disk full, read-only or gone", &["R-03", "R-04", "R-12"]),
    ("corruption", &["R-05"]),
    ("clock", &["R-08"]),
    ("port", &["R-09"]),
    ("two instances", &["R-10"]),
];

/// What became of a test.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    /// This machine cannot play the fault.
    Skipped,
    Badly,
}

/// Runs them all, and prints how they went.
pub(crate) fn run() -> Outcome {
    needs::to_test()?;
    cargo(&["build", "--quiet", "--workspace", "--all-targets"])?;
    let promises = promises::table()?;
    let mut all_well = true;
    let mut lines = Vec::new();
    for (fault, ids) in FAULTS {
        for id in ids {
            let promise = promises
                .get(*id)
                .ok_or(format!("{id} is not in tests/PROMISES.md"))?;
            eprintln!("{fault}: {}", promise.what);
            let (kept, seen) = (run_all(&promise.tests)?, run_all(&promise.controls)?);
            all_well &= kept != Ended::Badly && seen != Ended::Badly;
            let control = if promise.controls.is_empty() {
                &promise.control
            } else {
                words(seen)
            };
            lines.push(format!(
                "| {fault} | {id} | {} | {} | {control} |",
                promise.what,
                words(kept)
            ));
        }
    }
    // The tests have said what they found; this is for the eye.
    let mut out = std::io::stdout();
    _ = writeln!(
        out,
        "\n| fault | | promise | kept | the control was seen to fail |\n|---|---|---|---|---|"
    );
    for line in lines {
        _ = writeln!(out, "{line}");
    }
    if all_well {
        Ok(())
    } else {
        Err("A promise was not kept: see above.".to_owned())
    }
}

fn words(ended: Ended) -> &'static str {
    match ended {
        Ended::Well => "yes",
        Ended::Skipped => "SKIPPED: this machine cannot play it",
        Ended::Badly => "NO",
    }
}

fn run_all(tests: &[String]) -> Result<Ended, String> {
    let mut worst = Ended::Well;
    for test in tests {
        match run_one(test)? {
            Ended::Badly => worst = Ended::Badly,
            Ended::Skipped if worst == Ended::Well => worst = Ended::Skipped,
            Ended::Well | Ended::Skipped => {}
        }
    }
    Ok(worst)
}

/// Runs one test, wherever it stands; its words go to who reads.
fn run_one(test: &str) -> Result<Ended, String> {
    let name = test.rsplit("::").next().unwrap_or(test);
    let output = cargo_command()
        .args([
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--test",
            "promises",
            "--",
        ])
        // What is skipped says so, and would else be heard only of a test that fails.
        .args([name, "--nocapture"])
        .output()
        .map_err(|error| format!("cargo could not be started: {error}"))?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    // Others whose names hold this one may run beside it.
    let has_run = promises::ended(&said).any(|(path, _)| promises::is_it(path, test));
    if !output.status.success() || !has_run {
        eprintln!("{said}");
        return Ok(Ended::Badly);
    }
    let is_skipped = said.to_lowercase().contains("skipped");
    Ok(if is_skipped { Ended::Skipped } else { Ended::Well })
}
