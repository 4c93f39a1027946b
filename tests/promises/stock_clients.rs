//! Clients that somebody else made, as their manuals show them: Python's `websockets`, and curl.

use std::path::Path;

use gauge_tests::{
    app::{App, Launch},
    endpoint,
    folder::Folder,
    in_time,
    recordings::root,
    stock::Make,
};
use serde_json::{Value, json};
use tokio::process::Command;

/// What it says; `None`, visibly, where the machine does not have it.
async fn said(program: &Path, words: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command
        .args(words)
        .env("NO_PROXY", "127.0.0.1")
        .kill_on_drop(true);
    let output = match in_time("it to end", command.output()).await {
        Ok(output) => output,
        Err(error) => {
            eprintln!("SKIPPED for {}: {error}", program.display());
            return None;
        }
    };
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {wrong}", program.display());
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

#[tokio::test]
async fn pythons_websockets_reads_and_pushes() {
    if let Some(why) = Make::Python.missing() {
        eprintln!("SKIPPED for websockets: {why}");
        return;
    }
    let folder = Folder::new();
    let app = start(&folder).await;
    let script = root().join("tests/clients/websockets_client.py");
    let base = app.http().replacen("http", "ws", 1);
    let words = [
        script.to_str().expect("a path"),
        &base,
        &endpoint::token(app.http()),
    ];
    let Some(said) = said(&gauge_tests::stock::python(), &words).await else {
        return;
    };
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines[0]["event_type"], "connection_established");
    assert_eq!(
        (&lines[1]["type"], &lines[1]["accepted"]),
        (&json!("ack"), &json!(1))
    );
    let last = lines.last().expect("a delta");
    assert_eq!(last["totals"]["viewers"], 4711, "{last}");
}

#[tokio::test]
async fn curl_reads_and_pushes() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let bearer = format!("Authorization: Bearer {}", endpoint::token(app.http()));
    let curl =
        async |words: &[&str]| said(Path::new("curl"), &[&["-sS", "--noproxy", "*"], words].concat()).await;
    let push = format!("{}/api/events", app.http());
    let gift = r#"{"type":"follow","channel":"twitch:luna","user":"fern","id":"1"}"#;
    let json = ["-H", "Content-Type: application/json", "-H", &bearer, "-d"];
    let Some(receipt) = curl(&[&json[..], &[gift, &push]].concat()).await else {
        return;
    };
    let receipt: Value = serde_json::from_str(&receipt).expect("JSON");
    assert_eq!(receipt["accepted"], 1);
    let read = async |path: &str| -> Value {
        let said = curl(&["-f", &format!("{}{path}", app.http())])
            .await
            .expect("curl is there");
        serde_json::from_str(&said).expect("JSON")
    };
    assert_eq!(read("/health").await["status"], "ok");
    assert_eq!(read("/api/live-stats").await["stats"]["followers"], 1);
    assert_eq!(
        read("/api/stats").await["followers"]["luna"],
        Value::Null,
        "not in the seed"
    );
    // More than curl sends without asking first: the answer reaches it all the same.
    let large = folder.path().join("large.json");
    std::fs::write(&large, " ".repeat(3 << 20)).expect("a file");
    let large = format!("@{}", large.display());
    let status = curl(
        &[
            &json[..],
            &[&large, &push, "-o", "/dev/null", "-w", "%{http_code}"],
        ]
        .concat(),
    )
    .await;
    assert_eq!(status.as_deref(), Some("413"));
}
