//! What Twitch tells of a channel is counted exactly once, through breaks, moves and repetitions, and beside the chat.

use gauge_tests::{
    http::get,
    twitch_api::OWNER,
    twitch_stand::{CHANNEL, PROFILE, Stand, person},
};
use serde_json::{Value, json};

/// The same that `EventSub` tells below, as the chat tells it; and one message more.
const CHAT: [&str; 7] = [
    "@id=c1;msg-id=sub;login=ann;user-id=29;msg-param-sub-plan=1000;tmi-sent-ts=1795207406000 :tmi.twitch.tv USERNOTICE #luna_plays",
    "@id=c2;msg-id=resub;login=mo;user-id=30;msg-param-sub-plan=1000;msg-param-cumulative-months=7;tmi-sent-ts=1795207406001 :tmi.twitch.tv USERNOTICE #luna_plays :Hi",
    "@id=c3;msg-id=submysterygift;login=kai;user-id=31;msg-param-mass-gift-count=3;msg-param-origin-id=o;tmi-sent-ts=1795207406002 :tmi.twitch.tv USERNOTICE #luna_plays",
    "@id=c4;msg-id=subgift;login=kai;user-id=31;msg-param-recipient-id=40;msg-param-origin-id=o;tmi-sent-ts=1795207406003 :tmi.twitch.tv USERNOTICE #luna_plays",
    "@id=c5;msg-id=raid;login=rio;user-id=32;msg-param-viewerCount=340;tmi-sent-ts=1795207406004 :tmi.twitch.tv USERNOTICE #luna_plays",
    "@id=c6;bits=250;user-id=29;tmi-sent-ts=1795207406005 :ann!ann@ann.tmi.twitch.tv PRIVMSG #luna_plays :Cheer250",
    "@id=c7;user-id=33;tmi-sent-ts=1795207406006 :zoe!zoe@zoe.tmi.twitch.tv PRIVMSG #luna_plays :hello",
];

/// Tells everything that can happen, once.
fn tell_all(stand: &Stand) {
    let tell = |kind: &str, event: Value| stand.twitch.eventsub.notify(kind, &event);
    tell(
        "channel.follow",
        person("ann", json!({ "followed_at": "2026-11-20T20:43:23Z" })),
    );
    tell(
        "channel.subscribe",
        person("ann", json!({ "is_gift": false, "tier": "1000" })),
    );
    let message = json!({ "text": "Hi", "emotes": [] });
    let resub = json!({ "cumulative_months": 7, "duration_months": 1, "streak_months": 2, "tier": "1000", "message": message });
    tell("channel.subscription.message", person("mo", resub));
    for taker in ["a", "bb", "ccc"] {
        tell(
            "channel.subscribe",
            person(taker, json!({ "is_gift": true, "tier": "1000" })),
        );
    }
    let gift = json!({ "total": 3, "cumulative_total": 9, "is_anonymous": false, "tier": "1000" });
    tell("channel.subscription.gift", person("kai", gift));
    tell(
        "channel.cheer",
        person(
            "ann",
            json!({ "bits": 250, "is_anonymous": false, "message": "Cheer250" }),
        ),
    );
    tell("channel.raid", raid());
}

fn raid() -> Value {
    json!({ "from_broadcaster_user_id": "32", "from_broadcaster_user_login": "rio", "from_broadcaster_user_name": "Rio", "viewers": 340 })
}

/// Logs in, with another channel beside the user's own; until all that Twitch answers about both is shown.
async fn two_channels(stand: &mut Stand) {
    stand.twitch.air(OWNER, Some((1200, "2026-11-20T20:42:40Z")));
    stand.twitch.air("mossgarden", Some((30, "2026-11-20T20:42:40Z")));
    stand.twitch.followers(7700);
    stand.log_in().await;
    stand
        .ask(json!({ "ask": "add_channel", "channel": "twitch:mossgarden" }))
        .await;
    stand.wait_for("viewers", json!(1200)).await;
    stand.wait_for("live", json!(true)).await;
    stand.wait_for("follower_total", json!(7700)).await;
    stand
        .live
        .wait_until("the other channel", |state| {
            state["channels"]["twitch:mossgarden"]["viewers"] == 30
        })
        .await;
}

#[tokio::test]
async fn everything_is_counted_once_beside_the_chat() {
    let mut stand = Stand::start(&CHAT).await;
    two_channels(&mut stand).await;
    tell_all(&stand);
    stand.wait_for("raids", json!(1)).await;
    stand.chat.let_on();
    // The last two of the chat are messages, which the chat alone brings.
    stand.wait_for("chat_messages", json!(2)).await;
    let first = stand
        .twitch
        .eventsub
        .notify("channel.follow", &person("zoe", json!({})));
    stand
        .twitch
        .eventsub
        .notify_as(1, &first, "channel.follow", &person("zoe", json!({})));
    stand.follow("last");
    stand.wait_for("follows", json!(3)).await;
    stand.wait_for_what_is_left_to_others("twitch_chat", 6).await;
    let totals = get(stand.app.http(), "/api/live-stats").await;
    let stats = get(stand.app.http(), "/api/stats").await;
    assert_eq!(stats["viewer_counts"][OWNER], 1200, "{stats}");
    assert_eq!(totals["stats"]["viewers"], 1230, "{totals}");
    let Stand { app, folder, .. } = stand;
    app.terminate().await;
    let kept = folder.open(PROFILE);
    let numbers = serde_json::to_value(kept.numbers(CHANNEL)).expect("JSON");
    for (field, want) in [
        ("follows", json!(3)),
        ("subscriptions", json!(5)),
        ("resubscriptions", json!(1)),
        ("gifted_subscriptions", json!(3)),
        ("tips", json!({ "twitch_bit": 250 })),
        ("raids", json!(1)),
        ("chat_messages", json!(2)),
        ("viewers_peak", json!(1200)),
        ("follower_total", json!(7700)),
    ] {
        assert_eq!(numbers[field], want, "{field}");
    }
    assert_eq!(kept.count("source = 'twitch_eventsub'"), 8);
}

#[tokio::test]
async fn the_user_says_which_of_two_sources_counts() {
    let mut stand = Stand::start(&CHAT).await;
    stand.log_in().await;
    let prefer = |sources: Value| json!({ "ask": "set_owner_rules", "rules": { "prefer": sources } });
    let rules = stand.ask(prefer(json!([{ "source": "twitch_chat" }]))).await;
    assert_eq!(rules["prefer"][0]["source"], "twitch_chat");
    tell_all(&stand);
    // A subscription, one renewed, three given, bits and a raid; who follows, the chat does not know.
    stand.wait_for_what_is_left_to_others("twitch_eventsub", 5).await;
    stand.wait_for("follows", json!(1)).await;
    stand.chat.let_on();
    stand.wait_for("chat_messages", json!(2)).await;
    let numbers = &stand.live.state["channels"][CHANNEL];
    let counted = (&numbers["tips"], &numbers["subscriptions"], &numbers["raids"]);
    assert_eq!(counted, (&json!({ "twitch_bit": 250 }), &json!(5), &json!(1)));
    assert_eq!(stand.source("twitch_chat")["not_owner"], Value::Null);
    // Taken back, it is as usual from the next event on.
    stand.ask(prefer(json!([]))).await;
    stand.twitch.eventsub.notify("channel.raid", &raid());
    stand.wait_for("raids", json!(2)).await;
}

#[tokio::test]
async fn a_session_moves_without_a_gap() {
    let mut stand = Stand::start(&[]).await;
    stand.log_in().await;
    let eventsub = stand.twitch.eventsub.clone();
    stand.follow("a");
    eventsub.move_on();
    stand.follow("bb");
    eventsub
        .wait_until("the new connection", |links| links.welcomed == 2)
        .await;
    // Over both at once, and one of them over both.
    eventsub.notify_over(2, "channel.follow", &person("ccc", json!({})));
    let twice = eventsub.notify_over(2, "channel.follow", &person("dddd", json!({})));
    eventsub
        .wait_until("the old one to end", |links| links.ended == 1)
        .await;
    eventsub.notify_as(2, &twice, "channel.follow", &person("dddd", json!({})));
    stand.follow("eeeee");
    stand.wait_for("follows", json!(5)).await;
    let seen = stand.twitch.wait_until("anything", |_| true).await;
    assert_eq!(
        seen.subscriptions.len(),
        8,
        "a session that moves keeps its subscriptions"
    );
    assert_eq!(stand.source("twitch_eventsub")["state"], "live");
}

#[tokio::test]
async fn a_connection_that_falls_silent_is_made_anew() {
    let mut stand = Stand::start(&[]).await;
    stand.twitch.eventsub.promise(1, false);
    stand.log_in().await;
    stand.twitch.eventsub.promise(600, false);
    let news = stand
        .twitch
        .wait_until("subscriptions anew", |seen| seen.subscriptions.len() >= 16)
        .await;
    assert!(
        news.subscriptions.iter().all(|(_, status)| *status == 202),
        "{news:?}"
    );
    stand
        .twitch
        .eventsub
        .wait_until("the dead one to end", |links| links.ended >= 1)
        .await;
    stand.follow("a");
    stand.wait_for("follows", json!(1)).await;
    stand.wait_for_source("twitch_eventsub", CHANNEL, "live").await;
}

#[tokio::test]
async fn a_connection_with_signs_of_life_stays() {
    let mut stand = Stand::start(&[]).await;
    stand.twitch.eventsub.promise(1, true);
    stand.log_in().await;
    // Longer than it would be waited for without them.
    let links = stand
        .twitch
        .eventsub
        .wait_until("signs of life", |links| links.keepalives >= 9)
        .await;
    assert_eq!((links.welcomed, links.ended), (1, 0));
    stand.follow("a");
    stand.wait_for("follows", json!(1)).await;
}

#[tokio::test]
async fn frames_that_make_no_sense_hinder_nothing() {
    let mut stand = Stand::start(&[]).await;
    stand.log_in().await;
    let eventsub = stand.twitch.eventsub.clone();
    for nonsense in [
        "",
        "{",
        "null",
        "[]",
        r#"{"metadata":{}}"#,
        r#"{"metadata":{"message_type":"notification","message_id":"1"}}"#,
    ] {
        eventsub.say(nonsense);
    }
    eventsub.notify("channel.cheer", &person("a", json!({ "bits": "many" })));
    eventsub.notify("channel.subscription.gift", &person("a", json!({ "total": -5 })));
    eventsub.notify("channel.unheard_of", &json!({ "total": 5 }));
    stand.follow("a");
    stand.wait_for("follows", json!(1)).await;
    let links = eventsub.wait_until("anything", |_| true).await;
    assert_eq!(links.welcomed, 1);
    assert_eq!(
        stand.live.state["channels"][CHANNEL]["tips"],
        Value::Null,
        "nothing was given"
    );
}

#[tokio::test]
async fn twitch_is_left_alone_when_it_asks_for_that() {
    let mut stand = Stand::start(&[]).await;
    stand.log_in().await;
    stand.twitch.limit(1);
    stand
        .ask(json!({ "ask": "add_channel", "channel": "twitch:mossgarden" }))
        .await;
    stand
        .wait_for_source("twitch_helix", "twitch:mossgarden", "waiting")
        .await;
    let why = stand.source("twitch_helix")["why"].to_string();
    assert!(why.contains("patience"), "{why}");
    stand
        .wait_for_source("twitch_helix", "twitch:mossgarden", "live")
        .await;
    let seen = stand.twitch.wait_until("anything", |_| true).await;
    assert_eq!(seen.limited, 1);
}

#[tokio::test]
async fn subscriptions_are_asked_for_again_when_twitch_wanted_patience() {
    let mut stand = Stand::start(&[]).await;
    stand.log_in().await;
    // Half of the next eight.
    stand.twitch.limit(4);
    stand.twitch.eventsub.cut();
    stand
        .live
        .wait_until("the patience it asks for", |state| {
            let sources = state["sources"].as_array().into_iter().flatten();
            let mut eventsub = sources.filter(|one| one["kind"] == "twitch_eventsub");
            eventsub.any(|one| one["why"].to_string().contains("patience"))
        })
        .await;
    stand.wait_for_source("twitch_eventsub", CHANNEL, "live").await;
    stand.follow("a");
    stand.wait_for("follows", json!(1)).await;
    let kinds = &stand.source("twitch_eventsub")["brings"];
    assert_eq!(
        *kinds,
        json!(["follow", "subscription", "tip", "raid"]),
        "all of them"
    );
}

#[tokio::test]
async fn a_version_that_twitch_gives_up_costs_only_its_kind() {
    let mut stand = Stand::start(&CHAT).await;
    stand.log_in().await;
    stand.twitch.refuse("channel.cheer", 410);
    stand.twitch.eventsub.revoke("channel.cheer", "version_removed");
    stand
        .twitch
        .eventsub
        .wait_until("another session", |links| links.welcomed == 2)
        .await;
    let has_left_it = |state: &Value| {
        let sources = state["sources"].as_array().into_iter().flatten();
        let mut eventsub = sources.filter(|one| one["kind"] == "twitch_eventsub" && one["state"] == "live");
        eventsub.any(|one| one["brings"] == json!(["follow", "subscription", "raid"]))
    };
    stand.live.wait_until("all but bits", has_left_it).await;
    stand.follow("a");
    stand.wait_for("follows", json!(1)).await;
    // Bits are the chat's now.
    stand.chat.let_on();
    stand.wait_for("tips", json!({ "twitch_bit": 250 })).await;
}

#[tokio::test]
async fn what_twitch_refuses_to_tell_the_chat_counts() {
    let mut stand = Stand::start(&CHAT).await;
    stand.twitch.refuse("channel.cheer", 403);
    stand.twitch.refuse("channel.subscription.gift", 410);
    stand.log_in().await;
    assert_eq!(
        stand.source("twitch_eventsub")["brings"],
        json!(["follow", "raid"])
    );
    tell_all(&stand);
    stand.wait_for("raids", json!(1)).await;
    stand.chat.let_on();
    stand.wait_for("chat_messages", json!(2)).await;
    let numbers = &stand.live.state["channels"][CHANNEL];
    let counted = (&numbers["tips"], &numbers["subscriptions"], &numbers["raids"]);
    assert_eq!(counted, (&json!({ "twitch_bit": 250 }), &json!(5), &json!(1)));
}

#[tokio::test]
async fn a_login_that_may_hear_nothing_says_so() {
    let mut stand = Stand::start(&[]).await;
    for kind in KINDS {
        stand.twitch.refuse(kind, 403);
    }
    stand.begin().await;
    stand.twitch.type_code();
    stand.wait_for_source("twitch_eventsub", CHANNEL, "refused").await;
    let why = stand.source("twitch_eventsub")["why"].to_string();
    assert!(why.contains("Log out and in again"), "{why}");
    stand.wait_for_source("twitch_helix", CHANNEL, "live").await;
}

const KINDS: [&str; 8] = [
    "channel.follow",
    "channel.subscribe",
    "channel.subscription.message",
    "channel.subscription.gift",
    "channel.cheer",
    "channel.raid",
    "stream.online",
    "stream.offline",
];
