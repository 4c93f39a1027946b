//! One reader that takes nothing, among ten: what it costs the others and the program (RELIABILITY R-14).

use std::{
    io::{Write, stderr},
    ops::Range,
    time::{Duration, Instant},
};

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::push,
    in_time,
    push_socket::PushSocket,
    wire::{Wire, text},
};
use serde_json::{Value, json};
use tokio::time::interval;

const SUBSCRIBE: &str = r#"{"type":"subscribe","channels":["chat"]}"#;
const PER_SECOND: usize = 2000;
/// For longer than a reader may take nothing.
const SENT: usize = PER_SECOND * 16;
/// Before all of it, so that everything is there that is made once.
const BEFORE: usize = PER_SECOND * 4;
const ALL: usize = BEFORE + 2 * SENT;
/// What one reader that takes nothing may cost, in MiB (bench/TARGETS T9).
const COST: u64 = 4;

/// Pushes at an even pace and waits for every acknowledgement; the most memory that the program held, in MiB.
async fn flood(app: &App, numbers: Range<usize>) -> u64 {
    let mut producer = PushSocket::connect(app.http(), "").await;
    let mut pace = interval(Duration::from_millis(25));
    let (each, mut most) = (PER_SECOND / 40, 0);
    for first in numbers.step_by(each) {
        pace.tick().await;
        let chats: Vec<Value> = (first..first + each)
            .map(|n| json!({ "type": "chat", "channel": "twitch:luna", "user": "fern", "text": format!("no {n} {}", "x".repeat(120)) }))
            .collect();
        assert_eq!(producer.push(&json!(chats)).await["accepted"], each);
        most = most.max(app.memory());
    }
    most
}

/// Hears every chat in order; the longest silence between two.
async fn hear(mut wire: Wire) -> Duration {
    let (mut next, mut longest, mut last) = (0, Duration::ZERO, None::<Instant>);
    while next < ALL {
        let frame = wire.next().await.expect("the connection stands");
        if frame.first == 0x89 {
            continue;
        }
        let delta: Value = serde_json::from_slice(&frame.payload).expect("JSON");
        assert_eq!(delta["type"], "delta", "nobody here needs a snapshot");
        let Some(said) = delta["event"]["text"].as_str() else {
            continue;
        };
        assert!(said.starts_with(&format!("no {next} ")), "after {next}: {said}");
        next += 1;
        longest = longest.max(last.map_or(Duration::ZERO, |last| last.elapsed()));
        last = Some(Instant::now());
    }
    longest
}

async fn subscribe(app: &App) -> Wire {
    let mut wire = Wire::open(app.http(), "/ws/live").await;
    wire.send(&text(SUBSCRIBE)).await;
    wire.until("\"snapshot\"").await;
    wire
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_takes_nothing_costs_the_others_nothing() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    // What begins a session is told to everybody by a snapshot.
    push(app.http(), json!({ "type": "share", "channel": "twitch:luna" })).await;
    let mut readers = Vec::new();
    for _ in 0..9 {
        readers.push(tokio::spawn(hear(subscribe(&app).await)));
    }
    // What the last minute's rates and rules need grows with every chat, whoever reads.
    let begun = in_time("the flood to begin", flood(&app, 0..BEFORE)).await;
    let control = in_time("the flood without it", flood(&app, BEFORE..BEFORE + SENT)).await;
    let stalled = subscribe(&app).await;
    let with = in_time("the flood with it", flood(&app, BEFORE + SENT..ALL)).await;
    let mut longest = Duration::ZERO;
    for reader in readers {
        let silence = in_time("a reader to hear everything", reader).await;
        longest = longest.max(silence.expect("everything came in order"));
    }
    _ = writeln!(
        stderr(),
        "note: a flood from {begun} to {control} MiB, the same with a stalled reader to {with} MiB; the others' longest \
         silence was {longest:?}"
    );
    assert!(
        with <= control + (control - begun) + COST,
        "{begun}, {control}, {with} MiB"
    );
    assert!(longest < Duration::from_secs(10), "a silence of {longest:?}");
    // What the system holds for it comes first; the end may be only that.
    let end = stalled.end().await;
    assert!(end.is_none_or(|code| code == 4008), "{end:?}");
}
