//! Socket.IO, as its stock clients speak it (PROTOCOLS 3 and 5).

use std::fs;

use gauge_tests::{
    app::{App, Launch},
    chance::Chance,
    folder::Folder,
    http::{get, push},
    recordings::root,
    screen::Driver,
    shape::keys,
    stock::{Make, Stock},
    tokens,
};
use serde_json::{Value, json};

async fn start() -> (Folder, App) {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    (folder, app)
}

fn viewers(count: u64) -> Value {
    json!({ "type": "viewers", "channel": "twitch:xQc", "count": count })
}

/// Skips visibly what this machine has not.
fn is_there(make: Make) -> bool {
    let missing = make.missing();
    if let Some(why) = &missing {
        eprintln!("SKIPPED for {make:?}: {why}");
    }
    missing.is_none()
}

/// Without the time, which moves on.
fn timeless(mut stats: Value) -> Value {
    stats["last_updated"] = Value::Null;
    stats
}

/// Everything that one make of client is promised, over these transports.
async fn serves(make: Make, transports: &str, ends_on: &str) {
    if !is_there(make) {
        return;
    }
    let (_folder, app) = start().await;
    push(app.http(), &viewers(45_000)).await;
    let mut stock = Stock::connect(make, app.http(), transports).await;
    // It hears how everything stands without asking; then what it asks for.
    stock
        .until("stats_update", |stats| stats["viewer_counts"]["xqc"] == 45_000)
        .await;
    assert_eq!(stock.ask(json!(["request_stats"])).await, json!([]));
    let heard = stock.until("stats_update", |_| true).await;
    assert_eq!(timeless(heard), timeless(get(app.http(), "/api/stats").await));
    // Every change, from whomever.
    push(app.http(), &viewers(46_000)).await;
    stock
        .until("stats_update", |stats| stats["viewer_counts"]["xqc"] == 46_000)
        .await;
    // It pushes, and is told what became of it.
    let event = json!({ "type": "trigger", "channel": "twitch:xQc", "trigger": "viewer_spike", "id": "t1",
                        "details": { "spike_percent": 37.5, "words": "ein Ü, ein € und 🎁" } });
    let receipt = stock.ask(json!(["event", event])).await;
    assert_eq!(receipt[0]["accepted"], 1, "{receipt}");
    let again = stock.ask(json!(["event", [event]])).await;
    assert_eq!(again[0]["duplicates"], 1, "{again}");
    let stats = stock
        .until("stats_update", |stats| {
            stats["recent_triggers"][0]["type"] == "viewer_spike"
        })
        .await;
    assert_eq!(stats["recent_triggers"][0]["details"], event["details"]);
    let refused = stock
        .ask(json!(["event", { "type": "viewers", "channel": "twitch:xQc" }]))
        .await;
    assert_eq!(refused[0]["error"], "invalid_event", "{refused}");
    assert_eq!(stock.transport().await, ends_on);
}

#[tokio::test]
async fn node_4_is_served_by_polling() {
    serves(Make::Node4, "polling", "polling").await;
}

#[tokio::test]
async fn node_4_is_served_by_websocket() {
    serves(Make::Node4, "websocket", "websocket").await;
}

#[tokio::test]
async fn node_4_goes_from_polling_to_websocket() {
    serves(Make::Node4, "polling,websocket", "websocket").await;
}

#[tokio::test]
async fn node_2_is_served_by_polling() {
    serves(Make::Node2, "polling", "polling").await;
}

#[tokio::test]
async fn node_2_is_served_by_websocket() {
    serves(Make::Node2, "websocket", "websocket").await;
}

#[tokio::test]
async fn node_2_goes_from_polling_to_websocket() {
    serves(Make::Node2, "polling,websocket", "websocket").await;
}

#[tokio::test]
async fn python_is_served_by_polling() {
    serves(Make::Python, "polling", "polling").await;
}

#[tokio::test]
async fn python_is_served_by_websocket() {
    serves(Make::Python, "websocket", "websocket").await;
}

#[tokio::test]
async fn python_goes_from_polling_to_websocket() {
    serves(Make::Python, "polling,websocket", "websocket").await;
}

#[tokio::test]
async fn without_a_token_one_reads_what_is_public_and_pushes_nothing() {
    let (_folder, app) = start().await;
    let mut stock = Stock::start(Make::Node4, app.http(), "websocket", None);
    stock.hear("connect").await;
    let refused = stock.ask(json!(["event", viewers(1)])).await;
    assert_eq!(refused[0]["error"], "token_required", "{refused}");
    stock.emit(json!(["event", viewers(1)])).await;
    let refused = stock.hear("event_refused").await;
    assert_eq!(refused["args"][0]["error"], "token_required", "{refused}");
    let chat = json!({ "type": "chat", "channel": "twitch:xQc", "text": "geheim", "user": { "id": "7", "name": "Ada" } });
    push(app.http(), &chat).await;
    push(app.http(), &viewers(9)).await;
    let mut told = String::new();
    loop {
        let line = stock.next().await;
        told.push_str(&line.to_string());
        if line["heard"] == "stats_update" && line["args"][0]["viewer_counts"]["xqc"] == 9 {
            break;
        }
    }
    assert!(told.contains("tiktok:event"), "{told}");
    assert!(!told.contains("geheim") && !told.contains("Ada"), "{told}");
}

#[tokio::test]
async fn a_wrong_token_is_a_connect_error_with_code_and_message() {
    let (_folder, app) = start().await;
    let mut stock = Stock::start(Make::Node4, app.http(), "polling,websocket", Some("sgr1_no"));
    let error = stock.hear("connect_error").await;
    assert_eq!(error["data"]["code"], "invalid_token", "{error}");
    assert_eq!(error["data"]["message"], error["message"], "{error}");
}

/// Cut at any moment, again and again, while the numbers go on.
async fn survives_cuts(make: Make, transports: &str, seed: u64) {
    if !is_there(make) {
        return;
    }
    let (_folder, app) = start().await;
    let mut chance = Chance::new(seed);
    let mut stock = Stock::connect(make, app.http(), transports).await;
    for round in 1..=100 {
        push(app.http(), &viewers(round)).await;
        for _ in 0..chance.below(3) {
            stock.next().await;
        }
        stock.cut().await;
        stock.hear("connect").await;
    }
    push(app.http(), &viewers(77_777)).await;
    let heard = stock
        .until("stats_update", |stats| stats["viewer_counts"]["xqc"] == 77_777)
        .await;
    assert_eq!(timeless(heard), timeless(get(app.http(), "/api/stats").await));
}

#[tokio::test]
async fn a_hundred_cuts_leave_websocket_with_the_right_values() {
    survives_cuts(Make::Node4, "websocket", 1).await;
}

#[tokio::test]
async fn a_hundred_cuts_leave_polling_and_upgrades_with_the_right_values() {
    survives_cuts(Make::Node4, "polling,websocket", 2).await;
}

#[tokio::test]
async fn what_seed_002_s_clients_listen_to_is_told() {
    let (_folder, app) = start().await;
    let mut stock = Stock::connect(Make::Node4, app.http(), "websocket").await;
    let gift = json!({ "type": "gift", "channel": "tiktok:luna", "gift": "Rose", "coins": 5, "count": 3, "id": "g1",
                       "user": { "id": "7", "name": "Ada" } });
    push(app.http(), &gift).await;
    let told = stock.hear("tiktok:event").await["args"][0].clone();
    assert_eq!(
        (&told["type"], &told["data"]["user"]["name"]),
        (&json!("gift"), &json!("Ada"))
    );
    let stats = stock.until("tiktok:stats", |stats| stats["gifts"] == 3).await;
    assert_eq!(stats["totalCoins"], 15);
    assert_eq!(
        keys(&stats),
        [
            "followers",
            "gifts",
            "likes",
            "shares",
            "streamDuration",
            "totalCoins",
            "viewers"
        ]
    );
}

#[tokio::test]
async fn a_switch_of_the_profile_is_told_and_the_new_numbers_follow() {
    if !is_there(Make::Node4) {
        return;
    }
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    push(app.http(), &viewers(45_000)).await;
    let mut stock = Stock::connect(Make::Node4, app.http(), "websocket").await;
    stock
        .until("stats_update", |stats| stats["viewer_counts"]["xqc"] == 45_000)
        .await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let charity = json!({ "ask": "create_profile", "name": "Charity" });
    let (status, answer) = tokens::ask(app.http(), &admin, charity).await;
    assert_eq!(status, 200, "{answer}");
    let switched = stock.until("profile:switched", |_| true).await;
    let told = json!({ "from": "Main", "to": "Charity", "requiresRestart": false });
    assert_eq!(switched, told);
    stock
        .until("stats_update", |stats| stats["viewer_counts"] == json!({}))
        .await;
}

#[tokio::test]
async fn who_came_with_a_token_that_is_revoked_is_cut_off() {
    if !is_there(Make::Node4) {
        return;
    }
    let (folder, app) = start().await;
    let (id, token) = tokens::make(folder.path(), "read", &[]).await;
    let mut with = Stock::start(Make::Node4, app.http(), "websocket", Some(&token));
    with.until("stats_update", |_| true).await;
    tokens::command(folder.path(), &["revoke", &id])
        .await
        .expect("it is revoked");
    with.hear("disconnect").await;
}

#[tokio::test]
async fn seed_000_s_page_runs_unchanged() {
    let (_folder, app) = start().await;
    push(app.http(), &viewers(45_000)).await;
    let driver = Driver::chromium(600, 400).await;
    // Any document of ours without a policy of its own.
    let page = format!("{}/api/stats", app.http());
    driver.page.goto(&page).await.expect("it opens");
    driver
        .value(
            "(window.seen = {}, ['updateViewerCounts', 'updateChatRates', 'updateTriggerLog', 'updateRecordingIndicators']
                .forEach((name) => { window[name] = (value) => { window.seen[name] = value; }; }),
              document.head.append(Object.assign(document.createElement('script'), { src: '/socket.io/socket.io.js' })), 0)",
        )
        .await;
    driver.until("window.io").await;
    let seed = fs::read_to_string(root().join("tests/fixtures/seed-000.js")).expect("the seed's own text");
    driver.page.execute(&seed, Vec::new()).await.expect("it runs");
    driver.until("window.seen.updateViewerCounts.xqc === 45000").await;
    let trigger = json!({ "type": "trigger", "channel": "twitch:xQc", "trigger": "viewer_spike",
                          "details": { "spike_percent": 37.5 } });
    let recording = json!({ "type": "recording", "channel": "twitch:xQc", "active": true });
    let rate = json!({ "type": "chat_rate", "channel": "twitch:xQc", "value": 125.5 });
    push(app.http(), json!([viewers(46_000), trigger, recording, rate])).await;
    driver.until("window.seen.updateViewerCounts.xqc === 46000").await;
    driver.until("window.seen.updateChatRates.xqc === 125.5").await;
    driver
        .until("window.seen.updateTriggerLog[0].details.spike_percent === 37.5")
        .await;
    driver
        .until("window.seen.updateRecordingIndicators.xqc === true")
        .await;
}
