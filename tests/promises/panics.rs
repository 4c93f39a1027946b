//! A mistake of our own, where nobody expected one: what was acknowledged is kept, and the program does not go on as
//! if somebody counted (RELIABILITY R-27).

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt as _;
use gauge_engine::{Changes, DataDir, Dialect, Engine, Opening};
use gauge_model::Millis;
use gauge_tests::{folder::Folder, in_time};
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

async fn start(folder: &Folder) -> Engine {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let engine = Engine::start(data, Opening::Named("A".to_owned()), clock).await;
    engine.expect("it starts")
}

#[tokio::test]
async fn what_was_acknowledged_outlives_a_meter_that_panics() {
    let folder = Folder::new();
    let engine = start(&folder).await;
    let follow =
        |id: u32| json!({ "type": "follow", "channel": "twitch:luna", "id": id.to_string() }).to_string();
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
    let again = start(&folder).await;
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
