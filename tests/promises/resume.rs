//! Who was away gets exactly what it missed, or a snapshot: never a silent gap (PROTOCOLS 1, RELIABILITY R-24).

use gauge_tests::{
    app::{App, Launch},
    chance::Chance,
    folder::Folder,
    http::push,
    live::Live,
};
use serde_json::{Value, json};

const ALL: [&str; 9] = [
    "stats",
    "event",
    "chat",
    "gift",
    "trigger",
    "recording",
    "session",
    "goal",
    "source",
];

async fn start() -> (Folder, App) {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    (folder, app)
}

/// One event of some kind on one of two channels.
fn event(chance: &mut Chance, n: u64) -> Value {
    let channel = ["twitch:luna", "tiktok:luna"][chance.below(2) as usize];
    match chance.below(4) {
        0 => json!({ "type": "viewers", "channel": channel, "count": n }),
        1 => json!({ "type": "gift", "channel": channel, "gift": "Rose", "coins": n, "user": "fern" }),
        2 => json!({ "type": "trigger", "channel": channel, "trigger": "spike", "details": { "n": n } }),
        _ => json!({ "type": "chat", "channel": channel, "text": n.to_string(), "user": "fern" }),
    }
}

#[tokio::test]
async fn one_that_is_cut_200_times_equals_one_that_never_is() {
    let (_folder, app) = start().await;
    let mut chance = Chance::new(24);
    // Both channels are on before the readers come: a session that begins is a snapshot for everybody.
    let first = json!([
        { "type": "viewers", "channel": "twitch:luna", "count": 1 },
        { "type": "viewers", "channel": "tiktok:luna", "count": 1 },
    ]);
    push(app.http(), first).await;
    let mut whole = Live::join(app.http(), &ALL).await;
    let mut cut = Live::join(app.http(), &ALL).await;
    let (mut n, mut seq) = (0, Value::Null);
    for round in 0..200 {
        // Cut in the middle of things: some frames are read, the others die with the connection.
        for _ in 0..chance.below(4) {
            n += 1;
            seq = push(app.http(), event(&mut chance, n)).await["seq"].clone();
            if chance.below(2) == 0 {
                cut.wait_until("the push", |state| state["seq"] == seq).await;
            }
        }
        let (back, resumed) = cut.rejoin(app.http(), &ALL).await;
        assert!(resumed, "round {round}: what was missed is still held");
        cut = back;
        n += 1;
        seq = push(app.http(), event(&mut chance, n)).await["seq"].clone();
    }
    for reader in [&mut whole, &mut cut] {
        reader.wait_until("everything", |state| state["seq"] == seq).await;
    }
    assert_eq!(cut.snapshots, 1, "it never needed another");
    assert_eq!(cut.numbers, whole.numbers, "every delta once, in order");
    assert_eq!(cut.state, whole.state);
}

#[tokio::test]
async fn who_was_away_too_long_gets_a_snapshot() {
    let (_folder, app) = start().await;
    let viewers = |count: u64| json!({ "type": "viewers", "channel": "twitch:luna", "count": count });
    push(app.http(), viewers(1)).await;
    let reader = Live::join(app.http(), &["stats"]).await;
    let many: Vec<_> = (1..=1025).map(viewers).collect();
    push(app.http(), json!(many)).await;
    let (mut reader, resumed) = reader.rejoin(app.http(), &["stats"]).await;
    assert!(!resumed);
    reader
        .wait_until("the snapshot", |state| state["stats"]["viewers"] == 1025)
        .await;
    assert_eq!(reader.snapshots, 2);
    // One less, and it is all there.
    push(app.http(), json!(many[..1000])).await;
    let (mut reader, resumed) = reader.rejoin(app.http(), &["stats"]).await;
    assert!(resumed);
    reader
        .wait_until("the deltas", |state| state["stats"]["viewers"] == 1000)
        .await;
    assert_eq!(reader.snapshots, 2);
}

#[tokio::test]
async fn a_snapshot_that_was_missed_is_not_skipped() {
    let (_folder, app) = start().await;
    push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:luna", "count": 5 }),
    )
    .await;
    let reader = Live::join(app.http(), &["stats"]).await;
    // Another channel's session begins: readers get the whole, which no delta tells.
    push(app.http(), json!({ "type": "follow", "channel": "tiktok:luna" })).await;
    let (mut reader, resumed) = reader.rejoin(app.http(), &["stats"]).await;
    assert!(!resumed);
    reader
        .wait_until("both", |state| state["stats"]["follows"] == 1)
        .await;
}

#[tokio::test]
async fn numbers_of_another_run_are_not_taken_up() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:luna", "count": 5 }),
    )
    .await;
    let reader = Live::join(app.http(), &["stats"]).await;
    app.kill().await;
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:luna", "count": 6 }),
    )
    .await;
    let (mut reader, resumed) = reader.rejoin(app.http(), &["stats"]).await;
    assert!(!resumed, "another epoch counts anew");
    reader
        .wait_until("the snapshot", |state| state["stats"]["viewers"] == 6)
        .await;
}

#[tokio::test]
async fn a_place_that_never_was_gets_a_snapshot() {
    let (_folder, app) = start().await;
    let reader = Live::join(app.http(), &["stats"]).await;
    let (epoch, seq) = (
        reader.state["epoch"].clone(),
        reader.state["seq"].as_u64().expect("a number"),
    );
    for (since, epoch) in [
        (json!(seq + 1_000_000), epoch.clone()),
        (json!(u64::MAX), epoch.clone()),
        (json!(seq), json!("nowhere")),
        (json!(-1), epoch.clone()),
        (json!("x"), epoch.clone()),
        (json!(seq), Value::Null),
        (json!([]), epoch),
    ] {
        let mut live = Live::connect(app.http()).await;
        live.tell(json!({ "type": "subscribe", "channels": ["stats"], "since": since, "epoch": epoch }))
            .await;
        assert_ne!(
            live.reply("subscription_confirmed").await["resumed"],
            true,
            "{since}"
        );
        live.wait_until("a snapshot", |state| !state.is_null()).await;
    }
}

#[tokio::test]
async fn the_address_may_name_the_place() {
    let (_folder, app) = start().await;
    push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:luna", "count": 5 }),
    )
    .await;
    let reader = Live::join(app.http(), &["stats"]).await;
    let place = format!(
        "?since={}:{}",
        reader.state["epoch"].as_str().expect("a text"),
        reader.state["seq"]
    );
    push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:luna", "count": 6 }),
    )
    .await;
    let (mut live, resumed) = reader.rejoin_at(app.http(), &place, &["stats"], false).await;
    assert!(resumed);
    live.wait_until("what was missed", |state| state["stats"]["viewers"] == 6)
        .await;
    assert_eq!(live.snapshots, 1);
}
