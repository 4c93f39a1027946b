//! What TikFinity tells of a LIVE is counted exactly, through breaks and repeats, and everybody sees how it is.

use gauge_model::{Ask, SourceSettings};
use gauge_tests::{
    desk::Desk,
    http::get,
    live::{Live, source_state},
    tikfinity::{TikFinity, frame, gift, viewers},
};
use serde_json::{Value, json};

const LUNA: &str = "tiktok:luna";

fn settings(port: u16) -> SourceSettings {
    SourceSettings::Tikfinity {
        channel: "@Luna".to_owned(),
        host: "127.0.0.1".to_owned(),
        port,
    }
}

async fn add(desk: &Desk, port: u16) -> Value {
    let (settings, secret) = (settings(port), None);
    desk.ask(Ask::AddSource { settings, secret }).await
}

async fn state(live: &mut Live, channel: &str, wanted: &str) {
    live.wait_until(wanted, |now| source_state(now, channel) == wanted)
        .await;
}

/// A desk that is connected to a server, and a reader.
async fn connected() -> (TikFinity, Desk, Live) {
    let mut server = TikFinity::start().await;
    let desk = Desk::new().await;
    add(&desk, server.port).await;
    server.connected(1).await;
    let live = Live::join(&desk.http, &["stats", "source", "event"]).await;
    (server, desk, live)
}

/// Gifts with every trap of their frames.
fn gifts() -> Vec<Value> {
    vec![
        // A streak of 7, its end told twice, one frame late.
        gift(10, "bob", (1, "g1"), 1, false),
        gift(11, "bob", (1, "g1"), 4, false),
        gift(12, "bob", (1, "g1"), 2, false),
        gift(13, "bob", (1, "g1"), 7, true),
        gift(14, "bob", (1, "g1"), 7, true),
        // Joined late: it stands at 50 already.
        gift(15, "ann", (1, "g2"), 50, false),
        // Whole at once; its message comes twice.
        gift(16, "bob", (2, "g3"), 3, false),
        gift(16, "bob", (2, "g3"), 3, false),
        // No group: each for itself.
        gift(17, "bob", (1, "0"), 1, true),
        gift(18, "bob", (1, "0"), 1, true),
    ]
}

/// All that a LIVE brings.
fn life() -> Vec<Value> {
    let follow = json!({ "displayType": "pm_main_follow_message_viewer_2" });
    let share = json!({ "displayType": "pm_mt_guidance_share" });
    let like = |taps: u64, total: u64| json!({ "likeCount": taps, "totalLikeCount": total });
    let first = [
        json!({ "event": "config", "data": { "events": [] } }),
        viewers(40),
        frame("member", 1, "ann", &json!({ "actionId": 1 })),
        frame("chat", 2, "ann", &json!({ "comment": "hi" })),
        frame("chat", 3, "bob", &json!({ "comment": "gg 🌙" })),
    ];
    let last = [
        // The total jumps backwards.
        frame("like", 20, "ann", &like(15, 520)),
        frame("like", 21, "ann", &like(3, 505)),
        frame("like", 22, "ann", &like(5, 530)),
        // Told twice; then unfollowed and followed again.
        frame("follow", 30, "dee", &follow),
        frame("social", 30, "dee", &follow),
        frame("follow", 31, "dee", &follow),
        frame("share", 32, "dee", &share),
        frame("social", 32, "dee", &share),
        frame("subscribe", 33, "cy12", &json!({ "subMonth": 1 })),
        viewers(55),
    ];
    [first.as_slice(), &gifts(), &last].concat()
}

fn counts(stats: &Value) -> Value {
    let names = [
        "viewers",
        "chat_messages",
        "gifts",
        "coins",
        "gift_combos",
        "likes",
        "likes_observed",
        "follows",
        "shares",
        "subscriptions",
        "joins",
    ];
    names.iter().map(|name| stats[name].clone()).collect()
}

/// Of one [`life`].
fn want() -> Value {
    json!([55, 2, 7 + 50 + 3 + 2, 7 + 50 + 300 + 2, 5, 530, 23, 1, 1, 1, 1])
}

async fn all_came(live: &mut Live, channel: &str, viewers: u64) {
    live.wait_until("the last frame", |now| {
        now["channels"][channel]["viewers"] == viewers
    })
    .await;
}

#[tokio::test]
async fn a_live_is_counted_exactly_everywhere() {
    let (server, desk, mut live) = connected().await;
    state(&mut live, LUNA, "live").await;
    server.play(&life()).await;
    all_came(&mut live, LUNA, 55).await;
    assert_eq!(counts(&live.state["channels"][LUNA]), want());
    assert_eq!(live.state["channels"][LUNA]["live"], true);
    let stats = get(&desk.http, "/api/stats").await;
    assert_eq!(stats["viewer_counts"]["luna"], 55, "{stats}");
    desk.ask(Ask::BackUp).await;
    let kept = desk.folder.open("A").numbers(LUNA);
    assert_eq!(counts(&serde_json::to_value(kept).expect("JSON")), want());
    let viewers = desk.folder.open("A").viewers();
    assert_eq!(
        viewers.values().map(|sums| sums[0]).sum::<u64>(),
        359,
        "coins by person: {viewers:?}"
    );
}

#[tokio::test]
async fn breaks_and_repeats_change_nothing() {
    let (mut server, _desk, mut live) = connected().await;
    let life = life();
    let (first, rest) = life.split_at(9);
    server.play(first).await;
    live.wait_until("the first part", |now| now["channels"][LUNA]["gifts"] == 7)
        .await;
    server.cut().await;
    state(&mut live, LUNA, "waiting").await;
    server.connected(2).await;
    // It tells again what it has told.
    server.play(&first[1..]).await;
    server.play(rest).await;
    server.play(&rest[..rest.len() - 1]).await;
    server.play(&[viewers(56)]).await;
    all_came(&mut live, LUNA, 56).await;
    let mut wanted = want();
    wanted[0] = 56.into();
    assert_eq!(counts(&live.state["channels"][LUNA]), wanted);
}

#[tokio::test]
async fn frames_that_are_none_end_nothing() {
    let (mut server, _desk, mut live) = connected().await;
    for text in [
        "",
        "{",
        "[]",
        "null",
        "{\"event\":7}",
        "{\"event\":\"gift\",\"data\":[]}",
        "\u{0}",
    ] {
        server.send(text).await;
    }
    server
        .play(&[frame("chat", 1, "ann", &json!({ "comment": 7 }))])
        .await;
    server.play(&life()).await;
    all_came(&mut live, LUNA, 55).await;
    assert_eq!(counts(&live.state["channels"][LUNA]), want());
    server.connected(1).await;
    assert_eq!(source_state(&live.state, LUNA), "live");
}

#[tokio::test]
async fn a_bridge_that_starts_later_is_waited_for() {
    // A port that was free a moment ago.
    let port = TikFinity::start().await.port;
    let desk = Desk::new().await;
    let added = add(&desk, port).await;
    let mut live = Live::join(&desk.http, &["stats", "source"]).await;
    state(&mut live, LUNA, "waiting").await;
    let why = live.state["sources"][0]["why"].to_string();
    assert!(why.contains("TikFinity is not running"), "{why}");
    let mut server = TikFinity::start_at(port).await;
    let id = added["id"].as_str().expect("an id").to_owned();
    desk.ask(Ask::RetrySource { id }).await;
    server.connected(1).await;
    state(&mut live, LUNA, "live").await;
}

#[tokio::test]
async fn an_end_ends_the_broadcast_and_viewers_after_a_while_begin_the_next() {
    let (server, _desk, mut live) = connected().await;
    server
        .play(&[
            viewers(5),
            json!({ "event": "streamEnd", "data": { "action": 3 } }),
        ])
        .await;
    live.wait_until("the end", |now| now["channels"][LUNA]["live"] == false)
        .await;
    server.play(&[viewers(4)]).await;
    all_came(&mut live, LUNA, 4).await;
    assert_eq!(
        live.state["channels"][LUNA]["live"], false,
        "somebody is still leaving"
    );
}

/// Seed 002: another streamer starts at zero, and the former one's row stays.
#[tokio::test]
async fn another_streamer_starts_at_zero() {
    let (server, desk, mut live) = connected().await;
    server.play(&life()).await;
    all_came(&mut live, LUNA, 55).await;
    let other = json!({ "comment": "hello", "tikfinityUsername": "Max.Power" });
    server
        .play(&[frame("chat", 500, "ann", &other), viewers(9)])
        .await;
    const MAX: &str = "tiktok:max.power";
    all_came(&mut live, MAX, 9).await;
    assert_eq!(live.state["stats"]["chat_messages"], 1, "{}", live.state["stats"]);
    assert_eq!(live.state["stats"]["coins"], 0);
    assert_eq!(source_state(&live.state, MAX), "live");
    assert_eq!(source_state(&live.state, LUNA), "", "nothing brings it any more");
    desk.ask(Ask::BackUp).await;
    let kept = serde_json::to_value(desk.folder.open("A").numbers(LUNA)).expect("JSON");
    assert_eq!(kept["coins"], 359, "the row stays");
}

/// Seed 002: what was counted is there at the start, and goes on with the same streamer.
#[tokio::test]
async fn numbers_are_there_at_the_start_and_go_on() {
    let (mut server, desk, mut live) = connected().await;
    server.play(&life()).await;
    all_came(&mut live, LUNA, 55).await;
    let desk = desk.again().await;
    let mut live = Live::join(&desk.http, &["stats", "source"]).await;
    assert_eq!(live.state["channels"][LUNA]["coins"], 359, "loaded");
    server.connected(2).await;
    // Told again by the bridge, and one more.
    server
        .play(&[
            gift(13, "bob", (1, "g1"), 7, true),
            gift(40, "bob", (1, "g1"), 8, true),
            viewers(60),
        ])
        .await;
    all_came(&mut live, LUNA, 60).await;
    assert_eq!(live.state["channels"][LUNA]["coins"], 360, "it goes on");
}

/// Seed 002: disconnecting shows zeros and keeps the row; the same streamer again goes on.
#[tokio::test]
async fn removing_keeps_the_row_and_adding_again_goes_on() {
    let (server, desk, mut live) = connected().await;
    server.play(&life()).await;
    all_came(&mut live, LUNA, 55).await;
    let list = desk.ask(Ask::Sources).await;
    let id = list["sources"][0]["id"].as_str().expect("an id").to_owned();
    desk.ask(Ask::RemoveSource { id }).await;
    live.wait_until("zeros", |now| now["stats"]["coins"] == 0).await;
    state(&mut live, LUNA, "").await;
    add(&desk, server.port).await;
    live.wait_until("what it had", |now| now["stats"]["coins"] == 359)
        .await;
    assert!(desk.ask(Ask::Sources).await["sources"][0]["id"].is_string());
}

#[tokio::test]
async fn a_test_says_what_comes_and_counts_nothing() {
    let mut server = TikFinity::start().await;
    let desk = Desk::new().await;
    let test = |port| Ask::TestSource {
        settings: settings(port),
        secret: None,
        id: None,
    };
    let trying = desk.ask(test(server.port));
    let playing = async {
        server.connected(1).await;
        server.play(&life()).await;
    };
    let (said, ()) = tokio::join!(trying, playing);
    assert_eq!(
        (&said["connected"], &said["why"], &said["events"]["gift"]),
        (&json!(true), &Value::Null, &json!(10)),
        "{said}"
    );
    let live = Live::join(&desk.http, &["stats", "source"]).await;
    assert_eq!(live.state["channels"], json!({}));
    drop(server);
    // Nobody listens at port 9.
    let said = desk.ask(test(9)).await;
    assert_eq!(said["connected"], false);
    assert!(said["why"].to_string().contains("not running"), "{said}");
}
