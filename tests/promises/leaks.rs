//! Tokens stand in no file but those that are for them (RELIABILITY S-26).

use std::{fs, path::Path};

use gauge_tests::{
    app::Launch,
    folder::Folder,
    http::{push, push_as},
    live::Live,
    sse::Sse,
    tokens,
};
use serde_json::json;

/// The files below a folder that hold one of these, besides the one that is there for tokens.
pub(crate) fn leaks(folder: &Path, secrets: &[&[u8]], found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            leaks(&path, secrets, found);
        } else if !path.ends_with("run/endpoint.json") {
            let bytes = fs::read(&path).unwrap_or_default();
            let holds = |secret: &&[u8]| bytes.windows(secret.len()).any(|some| some == *secret);
            if secrets.iter().any(holds) {
                found.push(path.display().to_string());
            }
        }
    }
}

#[tokio::test]
async fn tokens_are_in_no_log_export_or_backup() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path())
        .profile("Main")
        .env("RUST_LOG", "trace")
        .start()
        .await;
    let (_, reads) = tokens::make(folder.path(), "read", &[]).await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let _live = Live::join_with(app.http(), Some(&reads), &["stats"]).await;
    let _sse = Sse::open(app.http(), &format!("/sse/stats?token={reads}")).await;
    push(app.http(), json!({ "type": "share", "channel": "twitch:luna" })).await;
    push_as(app.http(), Some("text/plain"), "no".to_owned()).await;
    let (_, list) = tokens::ask(app.http(), &admin, json!({ "ask": "profiles" })).await;
    tokens::ask(app.http(), &admin, json!({ "ask": "back_up" })).await;
    let export = json!({ "ask": "export_profile", "id": list[0]["id"], "path": "out.sgprofile" });
    assert_eq!(tokens::ask(app.http(), &admin, export).await.0, 200);
    tokens::ask(app.http(), &admin, json!({ "ask": "tokens" })).await;
    let (_, stderr) = app.terminate().await;
    assert!(stderr.contains("TRACE"), "it was told to log everything");
    for prefix in ["sgr1_", "sgw1_", "sga1_"] {
        assert!(!stderr.contains(prefix), "{prefix} is in what it says to people");
    }
    let mut found = Vec::new();
    leaks(folder.path(), &[b"sgr1_", b"sgw1_", b"sga1_"], &mut found);
    assert_eq!(found, Vec::<String>::new());
    let log = folder.path().join("logs/control.log");
    fs::write(&log, format!("somebody wrote {reads} here")).expect("a log");
    leaks(folder.path(), &[b"sgr1_"], &mut found);
    assert_eq!(found, [log.display().to_string()], "a negative control");
}
