//! When a channel is on the air, and what of that is known.

use gauge_tests::{
    twitch_api::OWNER,
    twitch_stand::{CHANNEL, Stand},
};
use serde_json::{Value, json};

#[tokio::test]
async fn broadcasts_begin_and_end_when_twitch_says_so() {
    let mut stand = Stand::start(&[]).await;
    stand
        .ask(json!({ "ask": "set_session_rules", "rules": { "grace_s": 5 } }))
        .await;
    stand.log_in().await;
    stand.wait_for("live", json!(false)).await;
    let eventsub = stand.twitch.eventsub.clone();
    let online = |id: &str, at: &str| {
        eventsub.notify(
            "stream.online",
            &json!({ "id": id, "type": "live", "started_at": at }),
        )
    };
    let offline = || eventsub.notify("stream.offline", &json!({}));
    for (id, at, follows) in [("1", "2026-11-20T18:00:00Z", 2), ("2", "2026-11-20T20:00:00Z", 1)] {
        online(id, at);
        stand.wait_for("live", json!(true)).await;
        for follower in 0..follows {
            stand.follow(&"x".repeat(follower + 1));
        }
        stand.wait_for("follows", json!(follows)).await;
        offline();
        stand.wait_for("live", json!(false)).await;
        // Nothing goes on for longer than the grace period.
        let is_over = |state: &Value| {
            let sessions = state["sessions"].as_array().into_iter().flatten();
            sessions
                .filter(|one| one["channel"] == CHANNEL)
                .all(|one| !one["ended_at"].is_null())
        };
        stand.live.wait_until("its end", is_over).await;
    }
    let sessions = stand
        .ask(json!({ "ask": "sessions", "channel": CHANNEL, "limit": 10 }))
        .await;
    let follows: Vec<_> = sessions
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["numbers"]["follows"])
        .collect();
    assert_eq!(follows, [&json!(1), &json!(2)], "newest first: {sessions}");
    assert_eq!(
        sessions[1]["session"]["started_at"], 1_795_197_600_000_i64,
        "as Twitch says"
    );
}

#[tokio::test]
async fn helix_is_late_and_ends_nothing() {
    let mut stand = Stand::start(&[]).await;
    stand.twitch.air(OWNER, Some((1200, "2026-11-20T20:42:40Z")));
    stand.log_in().await;
    stand.wait_for("live", json!(true)).await;
    stand.twitch.eventsub.notify("stream.offline", &json!({}));
    stand.wait_for("live", json!(false)).await;
    // Asked again, Helix still says that it is on.
    stand.ask_helix("twitch:mossgarden").await;
    stand
        .wait_for_source("twitch_helix", "twitch:mossgarden", "live")
        .await;
    stand.follow("a");
    stand.wait_for("follows", json!(1)).await;
    assert_eq!(stand.live.state["channels"][CHANNEL]["live"], false);
}

#[tokio::test]
async fn a_broadcasts_title_is_shown_and_kept_with_it() {
    let mut stand = Stand::start(&[]).await;
    stand.twitch.title("Ranked until I win 🦊");
    stand.twitch.air(OWNER, Some((1200, "2026-11-20T20:42:40Z")));
    stand.log_in().await;
    stand.wait_for("title", json!("Ranked until I win 🦊")).await;
    stand.twitch.title("Only one more");
    stand.ask_helix("twitch:one").await;
    stand.wait_for("title", json!("Only one more")).await;
    // Zero is zero, and it is still the same broadcast.
    stand.ask(json!({ "ask": "reset" })).await;
    stand.follow("a");
    stand.wait_for("follows", json!(1)).await;
    assert_eq!(stand.live.state["channels"][CHANNEL]["title"], "Only one more");
    let sessions = json!({ "ask": "sessions", "channel": CHANNEL, "limit": 10 });
    let before = stand.ask(sessions.clone()).await;
    assert_eq!(before[0]["numbers"]["title"], "Only one more", "{before}");
    // It ends, and the next one has a title of its own, or none.
    stand
        .ask(json!({ "ask": "end_session", "channel": CHANNEL }))
        .await;
    stand.twitch.air(OWNER, None);
    stand.ask_helix("twitch:two").await;
    stand.wait_for("live", json!(false)).await;
    stand.twitch.title("");
    stand.twitch.air(OWNER, Some((3, "2026-11-21T20:42:40Z")));
    stand.ask_helix("twitch:three").await;
    stand.wait_for("viewers", json!(3)).await;
    assert_eq!(stand.live.state["channels"][CHANNEL]["title"], Value::Null);
    let after = stand.ask(sessions).await;
    assert_eq!(after[1]["numbers"]["title"], "Only one more", "{after}");
}
