//! The WebSocket protocol, judged by Autobahn's fuzzing client: 247 cases of framing, fragments, UTF-8, limits and
//! closing (RELIABILITY R-15, F21). It needs a Python 2.7; where there is none this is skipped, and says so.

use std::{
    collections::BTreeMap,
    fs,
    io::{Write, stderr},
    path::Path,
    time::Duration,
};

use gauge_tests::{echo::Echo, recordings::root};
use serde_json::{Value, json};
use tokio::{process::Command, time::timeout};

/// Large messages (9.*) are none of ours: more than 64 KiB is refused. Compression (12.*, 13.*) is not spoken.
const NOT_OURS: [&str; 3] = ["9.*", "12.*", "13.*"];
/// A case may time out by itself and be reported; this is for a suite that hangs.
const LONGEST: Duration = Duration::from_secs(300);

/// How each case ended: behaviour and close behaviour.
async fn judged(suite: &Path) -> BTreeMap<String, [String; 2]> {
    let echo = Echo::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let spec = json!({
        "outdir": folder.path(),
        "servers": [{ "agent": "streamgauge", "url": echo.url }],
        "cases": ["*"],
        "exclude-cases": NOT_OURS,
        "exclude-agent-cases": {},
    });
    let file = folder.path().join("spec.json");
    fs::write(&file, spec.to_string()).expect("a file");
    let mut client = Command::new(suite.join("bin/wstest"));
    client
        .args(["--mode", "fuzzingclient", "--spec"])
        .arg(&file)
        .current_dir(folder.path())
        .env("PYTHONUSERBASE", suite)
        .kill_on_drop(true);
    let output = timeout(LONGEST, client.output()).await.expect("it ends");
    let output = output.expect("it can be started");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report = fs::read(folder.path().join("index.json")).expect("a report");
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    let cases = report["streamgauge"].as_object().expect("cases");
    let word = |case: &Value, name: &str| case[name].as_str().expect("a word").to_owned();
    let cases = cases.iter().map(|(name, case)| {
        let judged = [word(case, "behavior"), word(case, "behaviorClose")];
        (name.clone(), judged)
    });
    cases.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn autobahn_finds_nothing_wrong() {
    let suite = root().join("target/autobahn");
    if !suite.join("installed").exists() {
        _ = writeln!(
            stderr(),
            "note: Autobahn was SKIPPED: {} is not there. With a Python 2.7, cargo xtask test installs it",
            suite.display()
        );
        return;
    }
    let cases = judged(&suite).await;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for [behaviour, _] in cases.values() {
        *counts.entry(behaviour).or_default() += 1;
    }
    _ = writeln!(stderr(), "note: Autobahn: {} cases, {counts:?}", cases.len());
    assert!(cases.len() > 240, "{} cases", cases.len());
    let is_fine = |word: &String| ["OK", "NON-STRICT", "INFORMATIONAL"].contains(&word.as_str());
    let bad: Vec<_> = cases
        .iter()
        .filter(|(_, words)| !words.iter().all(is_fine))
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
}
