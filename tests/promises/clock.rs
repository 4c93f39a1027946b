//! The system's clock is set while the program runs: what is shown goes on, nothing is lost (RELIABILITY ).

use std::io::{Write, stderr};

use gauge_tests::{
    app::{App, Launch},
    false_clock::FalseClock,
    folder::Folder,
    http::push,
    live::Live,
    sse::Sse,
};
use serde_json::{Value, json};

const PROFILE: &str = "Main";

fn clock(folder: &Folder) -> Option<FalseClock> {
    let clock = FalseClock::new(folder.path());
    if clock.is_none() {
        // Straight to stderr: the test harness hides what a passing test prints.
        _ = writeln!(stderr(), "SKIPPED: no libfaketime, so the clock was not set");
    }
    clock
}

/// So many messages without a time of their own.
async fn chat(app: &App, count: u64) {
    let chat = json!({ "type": "chat", "channel": "twitch:luna", "text": "hi", "user": "fern" });
    push(
        app.http(),
        Value::from(vec![chat; usize::try_from(count).expect("few")]),
    )
    .await;
}

/// The year that the program believes in.
async fn year(live: &mut Live) -> u64 {
    live.tell(json!({ "type": "ping" })).await;
    let pong = live.reply("pong").await;
    let time = pong["timestamp"].as_str().expect("a time");
    time[..4].parse().expect("a year")
}

#[tokio::test]
async fn a_clock_that_is_set_back_changes_nothing() {
    let folder = Folder::new();
    let Some(clock) = clock(&folder) else { return };
    let launch = clock.rules(Launch::headless(folder.path()).profile(PROFILE));
    let app = launch.start().await;
    chat(&app, 1).await;
    let mut live = Live::join(app.http(), &["stats", "session"]).await;
    let mut events = Sse::open(app.http(), "/sse/stats").await;
    let session = live.state["sessions"][0]["id"].clone();
    let mut all = 1;
    // Each time more than was there before: what is not counted is seen.
    for (offset, more) in [("-3600", 3), ("-20y", 9), ("+0", 27)] {
        clock.set(offset);
        chat(&app, more).await;
        all += more;
        live.wait_until(offset, |state| state["stats"]["chat_messages"] == all)
            .await;
        let rate = live.state["stats"]["chat_rate"].as_f64().expect("a rate");
        assert!(
            rate >= more as f64,
            "{offset}: {rate} a minute after {more} just now"
        );
        while events.next().await.data["chat_messages"] != all {}
    }
    assert_eq!(live.snapshots, 1, "nothing began anew");
    let numbers = &live.numbers;
    assert!(numbers.windows(2).all(|two| two[0] < two[1]), "{numbers:?}");
    app.terminate().await;
    let kept = folder.copy(PROFILE);
    assert_eq!(kept.quick_check(), "ok");
    assert_eq!(kept.count("kind = 'chat'"), all);
    assert_eq!(kept.count(&format!("session <> {session}")), 0, "one broadcast");
}

#[tokio::test]
async fn a_clock_that_leaps_ahead_loses_nothing() {
    let folder = Folder::new();
    let Some(clock) = clock(&folder) else { return };
    let launch = clock.rules(Launch::headless(folder.path()).profile(PROFILE));
    let app = launch.start().await;
    let mut live = Live::join(app.http(), &["stats", "session"]).await;
    let before = year(&mut live).await;
    chat(&app, 1).await;
    clock.set("+10y");
    // A negative control, too: the program believes the clock.
    assert!(
        year(&mut live).await >= before + 9,
        "the false clock rules nothing"
    );
    chat(&app, 2).await;
    clock.set("+0");
    chat(&app, 4).await;
    // Who sleeps for ten years wakes in another broadcast.
    live.wait_until("another broadcast", |state| state["stats"]["chat_messages"] == 6)
        .await;
    app.terminate().await;
    assert_eq!(folder.copy(PROFILE).count("kind = 'chat'"), 7);
    // Ten years earlier, as it sees it, the next start goes on.
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    chat(&app, 8).await;
    app.terminate().await;
    let kept = folder.copy(PROFILE);
    assert_eq!(
        (kept.quick_check().as_str(), kept.count("kind = 'chat'")),
        ("ok", 15)
    );
}
