//! The table of promises (tests/PROMISES.md), and what one run of all tests says about each.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Write as _},
    process::Stdio,
};

use crate::shell::{Outcome, cargo_command, root};

/// Where the table with results is written.
const RESULTS: &str = "target/promises.md";

/// A line of the table.
pub(crate) struct Promise {
    pub(crate) what: String,
    /// Tests that show it, and those that show that they can fail.
    pub(crate) tests: Vec<String>,
    pub(crate) controls: Vec<String>,
    /// Why there is none of these, or where else the control is.
    pub(crate) control: String,
}

/// The lines of the table, by their number.
pub(crate) fn table() -> Result<BTreeMap<String, Promise>, String> {
    let path = root().join("tests/PROMISES.md");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let cells = |line: &str| -> Vec<String> {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    let rows = text.lines().map(cells);
    Ok(rows
        .filter_map(|cells| match cells.as_slice() {
            [id, what, shown, control, ..] if id.len() == 4 && !id.starts_with('-') => {
                let promise = Promise {
                    what: what.clone(),
                    tests: quoted(shown),
                    controls: quoted(control),
                    control: control.clone(),
                };
                Some((id.clone(), promise))
            }
            _ => None,
        })
        .collect())
}

/// The tests that stand between backticks.
fn quoted(cell: &str) -> Vec<String> {
    let quoted = cell.split('`').skip(1).step_by(2);
    quoted
        .filter(|test| test.contains("::"))
        .map(str::to_owned)
        .collect()
}

/// The tests that have run to their end, by their path, and whether well, as cargo's runner says it.
pub(crate) fn ended(said: &str) -> impl Iterator<Item = (&str, bool)> {
    said.lines().filter_map(|line| {
        let (path, how) = line.strip_prefix("test ")?.split_once(" ... ")?;
        (!how.starts_with("ignored")).then_some((path, !how.ends_with("FAILED")))
    })
}

/// Whether a test's path is what the table calls `module::name`.
pub(crate) fn is_it(path: &str, test: &str) -> bool {
    let (module, name) = test.split_once("::").unwrap_or(("", test));
    let mut parts = path.rsplit("::");
    parts.next() == Some(name) && parts.any(|part| part == module)
}

/// Runs cargo's tests, and lets their words through; then says what became of each promise.
pub(crate) fn run_all(words: &[&str]) -> Outcome {
    let mut running = cargo_command()
        .args(words)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cargo could not be started: {error}"))?;
    let mut said = String::new();
    let mut out = std::io::stdout();
    for line in running
        .stdout
        .take()
        .map(BufReader::new)
        .into_iter()
        .flat_map(BufRead::lines)
    {
        let line = line.map_err(|error| error.to_string())?;
        _ = writeln!(out, "{line}");
        said.push_str(&line);
        said.push('\n');
    }
    let status = running.wait().map_err(|error| error.to_string())?;
    let told = tell(&said);
    if status.success() {
        told
    } else {
        told.and(Err(format!("the tests ended with {status}")))
    }
}

/// Writes the table with results, and says how many promises were kept.
fn tell(said: &str) -> Outcome {
    let ended: Vec<_> = ended(said).collect();
    let mut table = String::from("| | promise | shown by | seen to fail by |\n|---|---|---|---|\n");
    let (mut kept, mut broken) = (0, Vec::new());
    for (id, promise) in self::table()? {
        let (shown, is_shown) = cell(&promise.tests, &ended);
        let (seen, is_seen) = cell(&promise.controls, &ended);
        let seen = if promise.controls.is_empty() {
            promise.control
        } else {
            seen
        };
        _ = writeln!(table, "| {id} | {} | {shown} | {seen} |", promise.what);
        if is_shown && is_seen {
            kept += 1;
        } else {
            broken.push(id);
        }
    }
    fs::write(root().join(RESULTS), table).map_err(|error| format!("{RESULTS}: {error}"))?;
    _ = writeln!(
        std::io::stdout(),
        "promises: {kept} kept, {} not; each with its tests: {RESULTS}",
        broken.len()
    );
    if broken.is_empty() {
        Ok(())
    } else {
        Err(format!("not kept, or a test did not run: {}", broken.join(", ")))
    }
}

/// Each test with its result, and whether all went well.
fn cell(tests: &[String], ended: &[(&str, bool)]) -> (String, bool) {
    let mut all = true;
    let told = tests.iter().map(|test| {
        let how = ended.iter().filter(|(path, _)| is_it(path, test));
        let how = how.map(|(_, well)| *well).reduce(|one, other| one && other);
        all &= how == Some(true);
        let how = match how {
            Some(true) => "ok",
            Some(false) => "FAILED",
            None => "did not run",
        };
        format!("{test}: {how}")
    });
    (told.collect::<Vec<_>>().join(", "), all)
}
