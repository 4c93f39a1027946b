//! The addresses on the port have the shapes that the seeds' clients were written for, and their numbers move.

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::{get, push},
    live::Live,
    recordings,
    shape::{golden, keys, masked},
    sse::Sse,
};
use serde_json::{Value, json};

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

/// Pushes what the golden files were written from.
async fn push_everything(app: &App) {
    let mut events = json!([
        { "type": "viewers", "count": 45000 },
        { "type": "chat_rate", "value": 125.5 },
        { "type": "trigger", "trigger": "viewer_spike", "details": { "from": 30000, "to": 45000 } },
        { "type": "recording", "active": true },
        { "type": "like", "count": 7 },
        { "type": "gift", "gift": "Rose", "coins": 5, "count": 3 },
        { "type": "tip", "amount": 250, "currency": "twitch_bit" },
        { "type": "follow" },
        { "type": "share" },
        { "type": "custom", "name": "users", "data": 12 },
        { "type": "custom", "name": "requests.total", "data": 900 },
        { "type": "custom", "name": "requests.tracking", "data": 30 },
        { "type": "custom", "name": "episodes_tracked", "data": 4 },
        { "type": "custom", "name": "notifications.sent", "data": 5 },
        { "type": "custom", "name": "notifications.pending", "data": 1 },
    ]);
    for event in events.as_array_mut().expect("an array") {
        event["channel"] = json!("twitch:xqc");
        event["at"] = json!("2026-01-17T10:30:45.123Z");
    }
    push(app.http(), events).await;
}

#[tokio::test]
async fn stats_have_the_shape_of_the_first_seeds() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let empty = get(app.http(), "/api/stats").await;
    assert_eq!(
        keys(&empty),
        keys(&golden("api-stats")),
        "also before anything happened"
    );
    push_everything(&app).await;
    assert_eq!(masked(get(app.http(), "/api/stats").await), golden("api-stats"));
}

#[tokio::test]
async fn what_is_acknowledged_is_in_the_next_answer() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for count in 1..=50 {
        let viewers = json!({ "type": "viewers", "channel": "twitch:xqc", "count": count });
        push(app.http(), viewers).await;
        let stats = get(app.http(), "/api/stats").await;
        assert_eq!(stats["viewer_counts"], json!({ "xqc": count }));
    }
}

#[tokio::test]
async fn triggers_are_the_last_twenty_oldest_first() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for n in 0..25 {
        let event = json!({ "type": "trigger", "channel": "twitch:xqc", "trigger": format!("t{n}") });
        push(app.http(), event).await;
    }
    let stats = get(app.http(), "/api/stats").await;
    let triggers = stats["recent_triggers"].as_array().expect("a list");
    let names: Vec<String> = triggers
        .iter()
        .map(|t| t["type"].as_str().unwrap_or("").to_owned())
        .collect();
    assert_eq!(names, (5..25).map(|n| format!("t{n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn live_stats_have_the_shape_of_seed_002() {
    let folder = Folder::new();
    let app = start(&folder).await;
    push_everything(&app).await;
    let mut stats = masked(get(app.http(), "/api/live-stats").await);
    let inner = stats["stats"].as_object_mut().expect("an object");
    let runtime = inner.remove("runtime").expect("a running time");
    let seconds = inner
        .remove("streamDuration")
        .and_then(|s| s.as_i64())
        .expect("seconds");
    let shown = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    assert_eq!(runtime, shown);
    assert_eq!(stats, golden("api-live-stats"));
}

#[tokio::test]
async fn sse_stats_have_the_shape_of_seed_004() {
    let folder = Folder::new();
    let app = start(&folder).await;
    push_everything(&app).await;
    let mut sse = Sse::open(app.http(), "/sse/stats").await;
    assert_eq!(sse.next_block().await, "retry: 5000");
    let first = sse.next().await;
    assert_eq!(masked(first.data), golden("sse-stats"));
    assert!(first.id.parse::<u64>().is_ok(), "{}", first.id);
    push(
        app.http(),
        json!({ "type": "like", "channel": "twitch:xqc", "count": 5 }),
    )
    .await;
    // One that was due before may come first.
    let mut changed = sse.next().await;
    while changed.data["likes"] == 7 {
        changed = sse.next().await;
    }
    assert_eq!(changed.data["likes"], 12);
    assert!(changed.id.parse::<u64>().ok() > first.id.parse::<u64>().ok());
}

#[tokio::test]
async fn health_tells_who_answers() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let health = get(app.http(), "/health").await;
    assert_eq!(keys(&health), ["profile", "status", "version"]);
    assert_eq!(
        (&health["status"], &health["profile"]),
        (&json!("ok"), &json!("Main"))
    );
}

/// A native frame without what is another at each run.
fn of_any_run(frame: &Value) -> Value {
    let mut frame = masked(frame.clone());
    for (place, word) in [
        ("/epoch", json!("EPOCH")),
        ("/profile_id", json!("ID")),
        ("/server/http", json!("HTTP")),
        ("/seq", json!(0)),
        ("/at", json!(0)),
        ("/event/at", json!(0)),
        ("/stats/last_at", json!(0)),
        ("/totals/last_at", json!(0)),
    ] {
        if let Some(value) = frame.pointer_mut(place) {
            *value = word;
        }
    }
    frame
}

#[tokio::test]
async fn a_snapshot_is_everything_and_deltas_follow_it() {
    let folder = Folder::new();
    let app = start(&folder).await;
    push_everything(&app).await;
    let mut live = Live::join(app.http(), &["stats", "event", "source"]).await;
    let want = "at channels epoch goals live notices profile profile_id recent seq server sessions simulated sources stats storage triggers type";
    assert_eq!(keys(&live.state).join(" "), want);
    assert_eq!(
        live.state["server"],
        json!({ "state": "serving", "http": app.http() })
    );
    assert_eq!(of_any_run(&live.state), golden("native-snapshot"));
    let receipt = push(app.http(), json!({ "type": "share", "channel": "twitch:xqc" })).await;
    let delta = live.next().await.expect("a delta");
    assert_eq!(of_any_run(&delta), golden("native-delta"));
    assert_eq!(delta["seq"], receipt["seq"]);
    assert_eq!(delta["channel"], "twitch:xqc");
    assert_eq!(
        (&delta["stats"]["shares"], &delta["event"]["type"]),
        (&json!(2), &json!("share"))
    );
    assert_eq!(delta["stats"].get("likes"), None, "only what changed");
}

#[tokio::test]
async fn numbers_move_while_a_recording_plays() {
    let folder = Folder::new();
    let small = recordings::small();
    let app = Launch::headless(folder.path())
        .replay(&small.file, "10")
        .start()
        .await;
    let mut sse = Sse::open(app.http(), "/sse/stats").await;
    let mut live = Live::join(app.http(), &["stats"]).await;
    let told = |value: &Value| value["chat_messages"].as_u64().unwrap_or(0);
    for more in [3, 8] {
        live.wait_until("more messages", |state| told(&state["stats"]) >= more)
            .await;
        let stats = get(app.http(), "/api/stats").await;
        assert!(
            stats["chat_velocities"]["mossgarden"].as_f64() > Some(0.0),
            "{stats}"
        );
        while told(&sse.next().await.data) < more {}
    }
    let seconds = get(app.http(), "/api/live-stats").await;
    assert_eq!(
        (&seconds["isConnected"], &seconds["username"]),
        (&json!(true), &json!("mossgarden"))
    );
    assert!(
        told(&live.state["stats"]) < 37,
        "it is not over: speed 10 is not max"
    );
}

#[tokio::test]
async fn readers_are_told_when_it_stops() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let live = Live::join(app.http(), &["stats"]).await;
    let (status, stderr) = app.terminate().await;
    assert!(status.success(), "{status}: {stderr}");
    assert_eq!(live.end().await, Some(1001));
}
