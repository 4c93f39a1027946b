//! How much one client may send at once (RELIABILITY S-19), and that too much of it costs nothing that stays.

use gauge_tests::{
    app::{App, Launch},
    endpoint,
    folder::Folder,
    raw::{Head, say},
    wire::{Wire, frame, text},
};

/// A WebSocket, a message that it answers, and a word of the answer.
const DOORS: [(&str, &str, &str); 2] = [
    ("/ws/live", r#"{"type":"ping"}"#, "pong"),
    (
        "/ws/push",
        r#"{"type":"viewers","channel":"twitch:luna","count":7}"#,
        "\"ack\"",
    ),
];

const LARGEST: usize = 64 * 1024;
const LARGEST_BODY: usize = 256 * 1024;

/// MiB more than before that say nothing about a leak.
const NOISE: u64 = 24;

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

/// A message with as much room behind it as it takes to be so long.
fn long(message: &str, length: usize) -> String {
    message.to_owned() + &" ".repeat(length - message.len())
}

/// A request with so many bytes of a push as its body.
fn post(app: &App, length: usize) -> Vec<u8> {
    let body = long(DOORS[1].1, length);
    let lengths = format!("Content-Length: {}\r\n", body.len());
    [request(app, &lengths).as_bytes(), body.as_bytes()].concat()
}

fn request(app: &App, headers: &str) -> String {
    format!(
        "POST /api/events HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         {headers}\r\n",
        app.address(),
        endpoint::token(app.http())
    )
}

#[tokio::test]
async fn a_message_of_64_kib_is_answered_and_one_byte_more_is_too_big() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for (path, message, answer) in DOORS {
        let mut wire = Wire::open(app.http(), path).await;
        wire.send(&text(&long(message, LARGEST))).await;
        wire.until(answer).await;
        wire.send(&text(&long(message, LARGEST + 1))).await;
        assert_eq!(wire.end().await, Some(1009), "{path}");
        // Nobody waits for what a header only promises.
        let mut wire = Wire::open(app.http(), path).await;
        wire.send(&[0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]).await;
        assert_eq!(wire.end().await, Some(1009), "{path}");
    }
}

#[tokio::test]
async fn fragments_are_as_long_as_their_sum() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for (path, message, answer) in DOORS {
        let mut wire = Wire::open(app.http(), path).await;
        for (count, is_taken) in [(600, true), (1000, false)] {
            let message = long(message, count * 100);
            let parts = message.as_bytes().chunks(100);
            for (n, part) in parts.enumerate() {
                let fin = if n + 1 == count { 0x80 } else { 0 };
                wire.send(&frame(fin | u8::from(n == 0), part)).await;
            }
            if is_taken {
                wire.until(answer).await;
            }
        }
        assert_eq!(wire.end().await, Some(1009), "{path}");
    }
}

#[tokio::test]
async fn a_body_of_256_kib_is_taken_and_more_is_too_large() {
    let folder = Folder::new();
    let app = start(&folder).await;
    assert_eq!(say(app.address(), &post(&app, LARGEST_BODY)).await.status, 200);
    for length in [LARGEST_BODY + 1, 2 * LARGEST_BODY, 4 * 1024 * 1024] {
        assert_eq!(
            say(app.address(), &post(&app, length)).await.status,
            413,
            "{length}"
        );
    }
    // Without a length it is counted as it comes.
    let mut chunked = request(&app, "Transfer-Encoding: chunked\r\n").into_bytes();
    for _ in 0..5 {
        chunked.extend_from_slice(format!("10000\r\n{}\r\n", " ".repeat(0x1_0000)).as_bytes());
    }
    assert_eq!(say(app.address(), &chunked).await.status, 413);
}

#[tokio::test]
async fn chunks_without_an_end_are_not_waited_for() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let endless = request(&app, "Transfer-Encoding: chunked\r\n") + "1\r\n{\r\n";
    assert_eq!(say(app.address(), endless.as_bytes()).await.status, 408);
}

#[tokio::test]
async fn a_head_has_a_largest_size_and_number() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let get = async |path: &str, headers: &str| -> Head {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", app.address());
        say(app.address(), request.as_bytes()).await
    };
    assert_eq!(get("/health", &"X-A: b\r\n".repeat(63)).await.status, 200);
    assert_eq!(get("/health", &"X-A: b\r\n".repeat(64)).await.status, 431);
    let header = |length: usize| format!("X-A: {}\r\n", "b".repeat(length));
    assert_eq!(get("/health", &header(15 * 1024)).await.status, 200);
    assert_eq!(get("/health", &header(16 * 1024 + 1)).await.status, 431);
    let path = |length: usize| format!("/health?{}", "x".repeat(length - "/health?".len()));
    assert_eq!(get(&path(4096), "").await.status, 200);
    assert_eq!(get(&path(4097), "").await.status, 414);
    assert_eq!(get(&path(15 * 1024), "").await.status, 414);
}

#[tokio::test]
async fn what_is_too_much_leaves_nothing_behind() {
    const TRIES: usize = 300;
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut before = 0;
    for n in 0..TRIES {
        for (path, message, _) in DOORS {
            let mut wire = Wire::open(app.http(), path).await;
            wire.send(&text(&long(message, LARGEST + 1))).await;
            assert_eq!(wire.end().await, Some(1009), "{path}");
        }
        let body = post(&app, LARGEST_BODY + 1);
        assert_eq!(say(app.address(), &body).await.status, 413);
        // What it needs for this at all it has by then.
        if n == TRIES / 10 {
            before = app.memory();
        }
    }
    let after = app.memory();
    assert!(after <= before + NOISE, "{before} MiB became {after} MiB");
}
