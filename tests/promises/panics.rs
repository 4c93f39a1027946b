//! A mistake of our own, where nobody expected one: what was acknowledged is kept, and the program does not go on as
//! if somebody counted (RELIABILITY R-27).

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use futures_util::FutureExt as _;
use gauge_engine::{Changes, DataDir, Dialect, Engine, Opening};
use gauge_model::Millis;
use gauge_tests::{folder::Folder, in_time, reader::Reader};
use serde_json::json;

static IS_BROKEN: AtomicBool = AtomicBool::new(false);

/// The one thing that the meter asks of outside: a clock. This one can break.
fn clock() -> Millis {
    assert!(!IS_BROKEN.load(Ordering::SeqCst), "the clock is broken");
    gauge_engine::now()
}

/// What is read of the numbers here: nothing but that there are some.
const SIGN: Dialect = Dialect {
    name: "sign",
    snapshot: |_, _, out| out.push(b'!'),
    changes: Changes::Snapshots,
    keep_alive: &[],
};

static IS_WRITER_BROKEN: AtomicBool = AtomicBool::new(false);

/// The same, for the thread that writes.
fn writer_clock() -> Millis {
    let is_writer = thread::current().name() == Some("gauge-writer");
    assert!(
        !(is_writer && IS_WRITER_BROKEN.load(Ordering::SeqCst)),
        "the writer's clock is broken"
    );
    gauge_engine::now()
}

async fn start(folder: &Folder, clock: fn() -> Millis) -> Engine {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let engine = Engine::start(data, Opening::Named("A".to_owned()), clock).await;
    engine.expect("it starts")
}

fn follow(id: u32) -> String {
    json!({ "type": "follow", "channel": "twitch:luna", "id": id.to_string() }).to_string()
}

#[tokio::test]
async fn what_was_acknowledged_outlives_a_meter_that_panics() {
    let folder = Folder::new();
    let engine = start(&folder, clock).await;
    engine
        .push(follow(1).as_bytes())
        .await
        .expect("it is stored")
        .expect("it is good");
    assert!(engine.ended().now_or_never().is_none(), "it counts");
    assert_eq!(engine.snapshot(SIGN).await.expect("it counts"), "!");
    IS_BROKEN.store(true, Ordering::SeqCst);
    in_time("the program to be told", engine.ended()).await;
    IS_BROKEN.store(false, Ordering::SeqCst);
    engine
        .push(follow(2).as_bytes())
        .await
        .expect_err("nobody counts any more");
    engine
        .snapshot(SIGN)
        .await
        .expect_err("old numbers are not shown as if they were new");
    in_time("the rest to stop", engine.stop()).await;
    drop(engine);
    let again = start(&folder, clock).await;
    let receipt = again.push(follow(1).as_bytes()).await;
    let receipt = receipt.expect("it is stored").expect("it is good");
    assert_eq!((receipt.accepted, receipt.duplicates), (0, 1), "it is known");
    again.stop().await;
    let kept = folder.open("A");
    assert_eq!(
        (kept.quick_check().as_str(), kept.count("kind = 'follow'")),
        ("ok", 1)
    );
}

#[tokio::test]
async fn a_writer_that_panics_is_told_and_nothing_more_is_acknowledged() {
    let folder = Folder::new();
    let engine = start(&folder, writer_clock).await;
    let mut reader = Reader::sit(&engine).await;
    let first = engine.push(follow(1).as_bytes()).await;
    first.expect("it is stored").expect("it is good");
    IS_WRITER_BROKEN.store(true, Ordering::SeqCst);
    let second = engine.push(follow(2).as_bytes()).await;
    second.expect_err("it is on no disk");
    let told = loop {
        let frame = reader.next().await.expect("the numbers go on");
        if let Some(state) = frame.get("storage").filter(|storage| storage["state"] != "ok") {
            break state.clone();
        }
    };
    assert_eq!(told["state"], "failed", "{told}");
    let third = engine.push(follow(3).as_bytes()).await;
    let why = format!("{:?}", third.expect_err("it would be on no disk"));
    assert!(why.contains("Start Streamgauge again"), "{why}");
    in_time("the rest to stop", engine.stop()).await;
    IS_WRITER_BROKEN.store(false, Ordering::SeqCst);
    drop((engine, reader));
    let again = start(&folder, gauge_engine::now).await;
    for (id, is_known) in [(1, true), (2, false), (3, false)] {
        let receipt = again.push(follow(id).as_bytes()).await;
        let receipt = receipt.expect("it is stored").expect("it is good");
        assert_eq!(receipt.duplicates == 1, is_known, "{id}");
    }
    again.stop().await;
}
