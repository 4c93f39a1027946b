//! From 24 origins to 10 doors with no token, one that reads and one that writes: who comes in (RELIABILITY S-03).

use std::fs;

use gauge_tests::{app::Launch, folder::Folder, raw::knock, recordings::root, tokens};

const ORIGINS: [&[&str]; 24] = [
    &[],
    &["http://HOST"],
    &["http://evil.example"],
    &["https://evil.example"],
    &["http://127.0.0.1.evil.com"],
    &["http://localhost.evil.com"],
    &["http://127.0.0.10"],
    &["http://192.168.1.1"],
    &["http://localhost:1"],
    &["http://127.0.0.1:1"],
    &["http://localhost:PORT"],
    &["http://[::1]:PORT"],
    &["https://HOST"],
    &["tauri://localhost"],
    &["http://tauri.localhost"],
    &["https://tauri.localhost"],
    &["http://absolute"],
    &["file://"],
    &["null"],
    &["chrome-extension://x"],
    &["HTTP://HOST"],
    &["http://HOST/"],
    &["http://l\u{43e}calhost:PORT"],
    &["http://HOST", "http://evil.example"],
];

const UPGRADE: [&str; 4] = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];
/// A body of another type is refused, but only of who may come in.
const BODY: [&str; 2] = ["Content-Type: text/plain", "Content-Length: 0"];

const DOORS: [(&str, &[&str]); 10] = [
    ("GET /", &[]),
    ("GET /assets/app.js", &[]),
    ("GET /api/stats", &[]),
    ("GET /api/whoami", &[]),
    ("GET /sse/stats", &[]),
    ("GET /ws/live", &UPGRADE),
    ("GET /ws/push", &UPGRADE),
    ("GET /socket.io/?EIO=4&transport=polling", &[]),
    ("POST /api/events", &BODY),
    ("POST /api/ask", &BODY),
];

/// What a status means to who knocks.
fn word(status: u16) -> String {
    match status {
        400 | 401 | 403 => status.to_string(),
        _ => "in".to_owned(),
    }
}

#[tokio::test]
async fn who_comes_in_is_a_golden_table() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let (_, reads) = tokens::make(folder.path(), "read", &[]).await;
    let (_, writes) = tokens::make(folder.path(), "write", &[]).await;
    let port = app.address().rsplit(':').next().expect("a port");
    let host = format!("Host: {}", app.address());
    let mut table =
        String::from("# origin | door: without a token, with one that reads, with one that writes\n");
    for origins in ORIGINS {
        let named = if origins.is_empty() {
            "(none)".to_owned()
        } else {
            origins.join(" and ")
        };
        table += &format!("\n{named}\n");
        let origins = origins
            .iter()
            .map(|origin| origin.replace("HOST", app.address()).replace("PORT", port));
        let origins: Vec<String> = origins.map(|origin| format!("Origin: {origin}")).collect();
        for (door, more) in DOORS {
            let mut words = Vec::new();
            for token in [None, Some(&reads), Some(&writes)] {
                let bearer = token.map(|token| format!("Authorization: Bearer {token}"));
                let headers = [host.as_str()].into_iter().chain(more.iter().copied());
                let headers = headers
                    .chain(origins.iter().map(String::as_str))
                    .chain(bearer.as_deref());
                let head = knock(
                    app.address(),
                    &format!("{door} HTTP/1.1"),
                    &headers.collect::<Vec<_>>(),
                )
                .await;
                words.push(word(head.status));
            }
            table += &format!("    {door}: {}\n", words.join(" "));
        }
    }
    let file = root().join("tests/golden/origins.txt");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        fs::write(&file, &table).expect("the golden file can be written");
    }
    assert_eq!(table, fs::read_to_string(&file).expect("the golden file"));
}
