//! What a careless client costs: nothing that others would notice. And what a reader may rely on all the same.

#[cfg(unix)]
use std::{fs, os::unix::fs::PermissionsExt};

use gauge_tests::{
    app::Launch,
    endpoint,
    folder::Folder,
    http::push,
    in_time,
    live::Live,
    watcher::{Shown, Watcher},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut socket = TcpStream::connect(app.address()).await.expect("it listens");
    let head = format!(
        "POST /api/events HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\
         Authorization: Bearer {}\r\n\r\n{{",
        app.address(),
        endpoint::token(app.http())
    );
    socket.write_all(head.as_bytes()).await.expect("a request");
    let mut answer = Vec::new();
    while !answer.windows(10).any(|part| part == b"\"too_slow\"") {
        let count = in_time("an answer", socket.read_buf(&mut answer)).await;
        assert!(count.expect("bytes") > 0, "it says why before it hangs up");
    }
    assert!(answer.starts_with(b"HTTP/1.1 408 "));
    assert_eq!(
        push(app.http(), json!({ "type": "follow", "channel": "twitch:luna" })).await["accepted"],
        1
    );
}

#[tokio::test]
async fn a_reader_that_falls_behind_is_handed_how_everything_stands() {
    const PUSHES: u64 = 80;
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut slow = Watcher::connect(app.address(), &["stats", "chat"]).await;
    while slow.shown.openings == 0 {
        slow.look().await;
    }
    // Twenty megabytes, of which it reads next to nothing meanwhile: nothing at all would end the connection.
    let long = json!({ "type": "chat", "channel": "twitch:luna", "text": "x".repeat(10_000) });
    let body = Value::from(vec![long; 25]).to_string();
    let mut seq = 0;
    for round in 0..PUSHES {
        seq = push(app.http(), &body).await["seq"].as_u64().expect("a number");
        if round % 8 == 0 {
            slow.look().await;
        }
    }
    while slow.shown.seq < seq {
        slow.look().await;
    }
    let Shown { frames, openings, .. } = slow.shown;
    assert!(
        frames < PUSHES * 25 / 2,
        "{frames} frames: it was spared most of what it missed"
    );
    assert_eq!(openings, 1, "over the same connection, in the same profile");
}

#[tokio::test]
async fn a_reader_that_changes_its_topics_misses_nothing_and_hears_nothing_twice() {
    const GIFTS: usize = 300;
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    push(app.http(), json!({ "type": "follow", "channel": "tiktok:luna" })).await;
    let mut live = Live::join(app.http(), &["gift"]).await;
    let http = app.http().to_owned();
    let pushing = tokio::spawn(async move {
        for id in 0..GIFTS {
            let gift = json!({ "type": "gift", "channel": "tiktok:luna", "id": id.to_string(), "coins": 1 });
            push(&http, gift).await;
        }
    });
    let mut heard = Vec::new();
    while heard.len() < GIFTS {
        let frame = live.next().await.expect("the connection stands");
        if frame["type"] != "delta" || frame["event"]["type"] != "gift" {
            continue;
        }
        heard.push(frame["event"]["id"].as_str().expect("an id").to_owned());
        if heard.len() % 7 == 0 {
            let kind = if heard.len() % 2 == 0 {
                "unsubscribe"
            } else {
                "subscribe"
            };
            live.tell(json!({ "type": kind, "channels": ["chat"] })).await;
        }
    }
    pushing.await.expect("every push was taken");
    let want: Vec<_> = (0..GIFTS).map(|id| id.to_string()).collect();
    assert_eq!(heard, want);
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_kept_in_a_folder_of_anybody_is_the_users_own() {
    let folder = Folder::new();
    let open = fs::Permissions::from_mode(0o755);
    fs::create_dir(folder.path().join("profiles")).expect("a folder");
    for path in [folder.path().to_owned(), folder.path().join("profiles")] {
        fs::set_permissions(path, open.clone()).expect("rights");
    }
    let app = Launch::headless(folder.path()).profile("A").start().await;
    app.terminate().await;
    let rights = |part: &str| {
        let found = fs::metadata(folder.path().join(part)).expect("it is there");
        found.permissions().mode() & 0o777
    };
    assert_eq!((rights("profiles"), rights("logs")), (0o700, 0o700));
    assert_eq!(rights(""), 0o755, "the folder itself was there before");
}
