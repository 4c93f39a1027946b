//! Producers beside one that floods (RELIABILITY R-18, S-22): theirs is counted too, and all that is acknowledged.

use std::{
    io::{Write, stderr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use gauge_engine::{DataDir, Engine, Opening};
use gauge_tests::{app::Launch, folder::Folder, in_time, push_socket::PushSocket, reader::Reader};
use serde_json::{Value, json};
use tokio::time::interval;

/// Messages that are under way at once.
const BURST: usize = 1000;
/// What the quiet one pushes, and how often.
const QUIET: usize = 60;
const PAUSE: Duration = Duration::from_millis(50);

fn chat(from: &str, n: usize) -> Value {
    json!({ "type": "chat", "channel": "twitch:luna", "user": from, "id": format!("{from}{n}"), "text": "hi" })
}

/// Pushes as fast as it can; every tenth is wrong. How many were acknowledged; the others were refused.
async fn flood(http: String, name: &'static str, is_over: Arc<AtomicBool>) -> usize {
    let mut socket = PushSocket::connect(&http, "").await;
    let (mut sent, mut acknowledged, mut refused) = (0, 0, 0);
    while !is_over.load(Ordering::Relaxed) {
        for _ in 0..BURST {
            let mut push = chat(name, sent);
            if sent % 10 == 9 {
                push["text"] = json!(7);
            }
            socket.tell(&push).await;
            sent += 1;
        }
        for _ in 0..BURST {
            match socket.next().await.expect("an answer")["type"].as_str() {
                Some("ack") => acknowledged += 1,
                _ => refused += 1,
            }
        }
    }
    assert_eq!(acknowledged + refused, sent, "each is answered");
    assert_eq!(refused, sent / 10, "the wrong ones, and no other");
    acknowledged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_keeps_nobody_from_being_acknowledged() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let before = app.memory();
    let is_over = Arc::new(AtomicBool::new(false));
    let floods: Vec<_> = ["a", "b"]
        .into_iter()
        .map(|name| tokio::spawn(flood(app.http().to_owned(), name, Arc::clone(&is_over))))
        .collect();
    let mut quiet = PushSocket::connect(app.http(), "").await;
    let mut pace = interval(PAUSE);
    let mut waits = Vec::new();
    for n in 0..QUIET {
        pace.tick().await;
        let pushed = Instant::now();
        assert_eq!(quiet.push(&chat("quiet", n)).await["type"], "ack");
        waits.push(pushed.elapsed());
    }
    // Nobody has told them to stop: every one of these answers came in the middle of the floods.
    assert!(floods.iter().all(|flood| !flood.is_finished()));
    is_over.store(true, Ordering::Relaxed);
    let mut acknowledged = QUIET;
    for flood in floods {
        acknowledged += in_time("the floods to end", flood)
            .await
            .expect("each was answered");
    }
    waits.sort_unstable();
    _ = writeln!(
        stderr(),
        "note: beside two floods, {acknowledged} acknowledged in all: half of the answers took {:?} at most, all {:?}",
        waits[QUIET / 2],
        waits[QUIET - 1]
    );
    let after = app.memory();
    assert!(after <= before + 128, "{before} MiB became {after} MiB");
    app.terminate().await;
    let kept = folder.open("Main").count("kind = 'chat'");
    assert_eq!(
        kept, acknowledged as u64,
        "what is acknowledged is kept, and nothing else"
    );
}

#[tokio::test]
async fn who_clears_without_end_has_not_everything_shown_each_time() {
    let folder = Folder::new();
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let engine = Engine::start(data, Opening::Named("A".to_owned()), gauge_engine::now).await;
    let engine = engine.expect("it starts");
    let mut reader = Reader::sit(&engine).await;
    let clear = json!({ "type": "clear", "channel": "twitch:luna" });
    let mut told: Vec<_> = (0..BURST)
        .map(|n| {
            if n % 2 == 0 {
                chat("luna", n)
            } else {
                clear.clone()
            }
        })
        .collect();
    told.push(json!({ "type": "follow", "channel": "twitch:mara" }));
    let pushed = engine.push(json!(told).to_string().as_bytes()).await;
    assert_eq!(
        pushed.expect("it is stored").expect("it is good").accepted,
        told.len()
    );
    let mut snapshots = 0;
    loop {
        let frame = reader.next().await.expect("it goes on");
        snapshots += usize::from(frame["type"] == "snapshot");
        if frame["type"] == "snapshot" && frame["stats"]["follows"] == 1 {
            break;
        }
    }
    assert!(snapshots <= 3, "{snapshots} snapshots");
    engine.stop().await;
}
