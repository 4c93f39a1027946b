//! Clients that ask for more than they take, and producers that name more than there is: each costs little, and is
//! told (RELIABILITY ).

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::{push, try_push},
    in_time,
    polling::Polling,
    wire::{Wire, text},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::interval,
};

/// Bytes of one question, which its answer repeats.
const LONG: usize = 60_000;
/// Questions that nobody wants an answer to: 30 MB.
const MANY: usize = 500;
const CLIENTS: usize = 8;
/// MiB that all of them together may cost.
const COST: u64 = 32;

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

/// Asks on and on without taking an answer, until it is cut off or has nothing more to say.
async fn ask_on(mut wire: Wire, question: String) {
    let question = text(&question);
    for _ in 0..MANY {
        let asked = in_time("to be cut off", wire.socket.write_all(&question)).await;
        if asked.is_err() {
            return;
        }
    }
}

async fn answers_cost_little(path: &str, first: Option<&str>, question: String) {
    let folder = Folder::new();
    let app = start(&folder).await;
    let before = app.peak_memory();
    let mut asking = Vec::new();
    for _ in 0..CLIENTS {
        let mut wire = Wire::open(app.http(), path).await;
        if let Some(first) = first {
            wire.send(&text(first)).await;
        }
        asking.push(tokio::spawn(ask_on(wire, question.clone())));
    }
    for client in asking {
        in_time("a client to end", client).await.expect("it asked");
    }
    let after = app.peak_memory();
    assert!(after <= before + COST, "{before} MiB became {after} MiB");
}

#[tokio::test]
async fn answers_that_nobody_takes_are_few() {
    let question = json!({ "type": "x".repeat(LONG) }).to_string();
    answers_cost_little("/ws/live", None, question).await;
}

#[tokio::test]
async fn a_leaderboard_of_more_sessions_than_fit_is_refused() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut wire = Wire::open(app.http(), "/ws/live").await;
    let board = |sessions: usize| json!({ "type": "board", "by": "coins", "limit": 1, "sessions": vec![1; sessions] });
    for (sessions, says) in [(50, "\"board\""), (51, "at most 50 sessions")] {
        wire.send(&text(&board(sessions).to_string())).await;
        wire.until(says).await;
    }
}

#[tokio::test]
async fn answers_that_nobody_takes_are_few_in_socket_io() {
    let path = "/socket.io/?EIO=4&transport=websocket";
    answers_cost_little(path, Some("40"), format!("2{}", "x".repeat(LONG))).await;
}

#[tokio::test]
async fn who_asks_by_polling_and_fetches_nothing_is_told_to() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let session = Polling::open(app.http()).await;
    for _ in 0..MANY {
        let (status, told) = session.say(format!("2{}", "x".repeat(LONG))).await;
        if status == 429 {
            return;
        }
        assert_eq!(status, 200, "{told}");
    }
    panic!("all of it waits to be fetched");
}

#[tokio::test]
async fn who_only_tries_to_change_over_is_given_up() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let path = Polling::open(app.http()).await.path("websocket");
    let mut wire = Wire::open(app.http(), &path).await;
    // More than it reads before it is given up may be refused.
    _ = in_time(
        "the tries to go",
        wire.socket.write_all(&text("2probe").repeat(10_000)),
    )
    .await;
    let mut answers = 0;
    while wire.next().await.is_some() {
        answers += 1;
    }
    assert!(answers < 10, "{answers} answers");
}

/// A reader of server-sent events that reads no more than that it is let in.
async fn reader_of_triggers(app: &App) -> TcpStream {
    let mut socket = TcpStream::connect(app.address()).await.expect("it listens");
    let request = format!(
        "GET /sse/stats?events=trigger HTTP/1.1\r\nHost: {}\r\n\r\n",
        app.address()
    );
    socket.write_all(request.as_bytes()).await.expect("it stands");
    let mut first = [0; 12];
    socket.read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200");
    socket
}

#[tokio::test]
async fn a_reader_of_events_that_takes_nothing_is_cut_off() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let trigger = |text: &str| json!({ "type": "trigger", "channel": "twitch:luna", "trigger": text });
    push(app.http(), trigger("first")).await;
    let before = app.open_files();
    let mut stalled = Vec::new();
    for _ in 0..CLIENTS {
        stalled.push(reader_of_triggers(&app).await);
    }
    // Those of the push may have gone meanwhile.
    assert!(app.open_files() > before + CLIENTS / 2, "they have their places");
    // More than the system holds for them.
    for _ in 0..16 {
        let many: Vec<Value> = (0..15).map(|_| trigger(&"x".repeat(16_000))).collect();
        push(app.http(), json!(many)).await;
    }
    // Nothing tells but the places that are free again.
    let mut looks = interval(std::time::Duration::from_millis(100));
    let freed = async {
        while app.open_files() > before {
            looks.tick().await;
        }
    };
    in_time("their places to be free", freed).await;
}

#[tokio::test]
async fn a_profile_has_so_many_channels_and_no_more() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let follows = |from: usize, to: usize| -> Value {
        (from..to)
            .map(|n| json!({ "type": "follow", "channel": format!("generic:viewer{n}") }))
            .collect()
    };
    assert_eq!(push(app.http(), follows(0, 1000)).await["accepted"], 1000);
    let (status, told) = try_push(app.http(), follows(999, 1001)).await;
    assert_eq!(status, 422, "{told}");
    assert!(
        told["message"]
            .as_str()
            .is_some_and(|words| words.contains("1000 channels")),
        "{told}"
    );
    // Those that are known go on.
    assert_eq!(push(app.http(), follows(500, 1000)).await["accepted"], 500);
    let (_, stats) = gauge_tests::tokens::read(app.http(), "/api/live-stats", None).await;
    assert_eq!(
        stats["stats"]["followers"], 1500,
        "what was refused was refused whole: {stats}"
    );
}

#[tokio::test]
async fn a_channel_is_tipped_in_so_many_units_and_no_more() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let tips = |from: usize, to: usize| -> Value {
        (from..to)
            .map(|n| json!({ "type": "tip", "channel": "generic:luna", "amount": 1, "currency": format!("EUR {n}") }))
            .collect()
    };
    assert_eq!(push(app.http(), tips(0, 64)).await["accepted"], 64);
    let (status, told) = try_push(app.http(), tips(63, 65)).await;
    assert_eq!(status, 422, "{told}");
    let words = told["message"].as_str().unwrap_or_default();
    assert!(words.contains("64 units") && words.contains("`amount`"), "{told}");
    // Those that are known go on, and another channel has its own.
    assert_eq!(push(app.http(), tips(0, 64)).await["accepted"], 64);
    let other = json!({ "type": "tip", "channel": "generic:mara", "amount": 1, "currency": "EUR" });
    assert_eq!(push(app.http(), other).await["accepted"], 1);
}
