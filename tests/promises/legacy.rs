//! `/ws/live` as seed 003's clients know it, sentence by sentence (PROTOCOLS 2).

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::push,
    live::Live,
    shape::{golden, masked},
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

async fn start() -> (Folder, App) {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    (folder, app)
}

fn reply(name: &str) -> Value {
    golden("legacy-replies")[name].clone()
}

/// The four kinds as a producer pushes them, without a time.
fn pushed(kind: &str) -> Value {
    json!({ "type": kind, "event_type": "happened", "data": {} })
}

#[tokio::test]
async fn the_server_speaks_first() {
    let (_folder, app) = start().await;
    let live = Live::connect(app.http()).await;
    assert_eq!(masked(live.legacy[0].clone()), reply("greeting"));
    assert!(live.state.is_null(), "native frames go only to those who ask");
}

#[tokio::test]
async fn a_ping_is_answered() {
    let (_folder, app) = start().await;
    let mut live = Live::connect(app.http()).await;
    live.say(r#"{"type":"ping"}"#).await;
    assert_eq!(masked(live.next_legacy().await), reply("pong"));
}

#[tokio::test]
async fn a_subscription_is_echoed_word_for_word() {
    let (_folder, app) = start().await;
    let mut live = Live::connect(app.http()).await;
    let channels = reply("subscribed")["channels"].clone();
    live.tell(json!({ "type": "subscribe", "channels": channels }))
        .await;
    assert_eq!(masked(live.next_legacy().await), reply("subscribed"));
    for nothing in [
        json!({ "type": "subscribe" }),
        json!({ "type": "subscribe", "channels": [] }),
    ] {
        live.tell(nothing).await;
        assert_eq!(masked(live.next_legacy().await), reply("subscribed_to_nothing"));
    }
}

#[tokio::test]
async fn mistakes_are_told_and_the_socket_stays_open() {
    let (_folder, app) = start().await;
    let mut live = Live::connect(app.http()).await;
    let invalid = [
        "hello",
        "{",
        "",
        "[]",
        "7",
        "null",
        r#""ping""#,
        r#"{"type":"subscribe","channels":"status"}"#,
        r#"{"type":"unsubscribe","channels":{}}"#,
    ];
    for text in invalid {
        live.say(text).await;
        assert_eq!(masked(live.next_legacy().await), reply("invalid"), "{text}");
    }
    live.send(Message::binary(&b"\x00\x01"[..])).await;
    assert_eq!(masked(live.next_legacy().await), reply("invalid"));
    live.say(r#"{"type":"x"}"#).await;
    assert_eq!(masked(live.next_legacy().await), reply("unknown"));
    live.say("{}").await;
    assert_eq!(masked(live.next_legacy().await), reply("missing"));
    live.say(r#"{"type":"ping"}"#).await;
    live.reply("pong").await;
}

#[tokio::test]
async fn everybody_hears_all_four_before_subscribing() {
    let (_folder, app) = start().await;
    let mut live = Live::connect(app.http()).await;
    for broadcast in golden("legacy-broadcasts").as_array().expect("a list") {
        let mut event = broadcast.clone();
        event["at"] = event["timestamp"].take();
        push(app.http(), event).await;
        assert_eq!(live.next_legacy().await, *broadcast);
    }
    // What is not of the seed is not told.
    push(app.http(), json!({ "type": "follow", "channel": "twitch:xqc" })).await;
    push(app.http(), pushed("status")).await;
    assert_eq!(live.next_legacy().await["type"], "status");
    assert_eq!(live.snapshots, 0);
}

#[tokio::test]
async fn who_subscribes_hears_only_that() {
    let (_folder, app) = start().await;
    let all = ["sensor_event", "timer_event", "run_update", "status"];
    let aliases = ["sensor_events", "timer_events", "run_updates", "status_updates"];
    for (name, kind) in all.iter().chain(&aliases).zip(all.iter().chain(&all)) {
        let mut live = Live::connect(app.http()).await;
        live.tell(json!({ "type": "subscribe", "channels": [name] }))
            .await;
        live.reply("subscription_confirmed").await;
        for other in all.iter().filter(|other| *other != kind) {
            push(app.http(), pushed(other)).await;
        }
        push(app.http(), pushed(kind)).await;
        assert_eq!(live.next_legacy().await["type"], *kind, "{name}");
        live.say(r#"{"type":"ping"}"#).await;
        live.reply("pong").await;
    }
}

#[tokio::test]
async fn subscriptions_add_up_and_can_be_taken_back() {
    let (_folder, app) = start().await;
    let mut live = Live::connect(app.http()).await;
    for kind in ["sensor_event", "timer_event"] {
        live.tell(json!({ "type": "subscribe", "channels": [kind] }))
            .await;
        live.reply("subscription_confirmed").await;
    }
    live.tell(json!({ "type": "unsubscribe", "channels": ["sensor_event"] }))
        .await;
    live.reply("unsubscribed").await;
    for kind in ["sensor_event", "run_update", "timer_event"] {
        push(app.http(), pushed(kind)).await;
    }
    assert_eq!(live.next_legacy().await["type"], "timer_event");
}

#[tokio::test]
async fn a_message_that_is_too_big_ends_the_connection() {
    let (_folder, app) = start().await;
    let mut live = Live::connect(app.http()).await;
    live.say("x".repeat(100_000)).await;
    assert_eq!(live.end().await, Some(1009));
}
