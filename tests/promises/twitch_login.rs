//! A login at Twitch: how it is begun, kept, renewed and ended, and that its tokens are seen by nobody.

use gauge_tests::{
    twitch_api::{CLIENT, OWNER, SECRET, TwitchApi},
    twitch_stand::{CHANNEL, Stand},
};
use serde_json::json;

use crate::leaks::leaks;

#[tokio::test]
async fn a_code_is_typed_and_somebody_is_logged_in() {
    let mut stand = Stand::start(&[]).await;
    assert_eq!(stand.account().await["state"], "out");
    let begun = stand.begin().await;
    assert_eq!(
        (&begun["state"], &begun["code"]),
        (&json!("waiting"), &json!("ABCDEFGH"))
    );
    assert!(
        begun["uri"]
            .as_str()
            .is_some_and(|uri| uri.starts_with("https://www.twitch.tv/"))
    );
    assert_eq!(
        (&begun["client_id"], &begun["own_client_id"]),
        (&json!(CLIENT), &json!(true))
    );
    // Asked before it was typed: that is no end.
    stand
        .twitch
        .wait_until("the question", |seen| seen.polls >= 2)
        .await;
    assert_eq!(stand.account().await["state"], "waiting");
    stand.twitch.type_code();
    let account = stand.wait_for_account("in").await;
    assert_eq!(
        (&account["login"], &account["kept"]),
        (&json!(OWNER), &json!("memory"))
    );
    stand.wait_for_source("twitch_eventsub", CHANNEL, "live").await;
    let seen = stand
        .twitch
        .wait_until("the validation", |seen| seen.validations > 0)
        .await;
    assert_eq!(seen.validations, 1, "validated at the start");
}

#[tokio::test]
async fn a_code_that_nobody_used_is_told_and_another_works() {
    let mut stand = Stand::start(&[]).await;
    stand.begin().await;
    stand.twitch.forget_code();
    let account = stand.wait_for_account("out").await;
    assert!(
        account["why"]
            .as_str()
            .is_some_and(|why| why.contains("not used in time")),
        "{account}"
    );
    stand.log_in().await;
}

#[tokio::test]
async fn a_login_that_cannot_begin_says_what_to_do() {
    let stand = Stand::start(&[]).await;
    let (status, fault) = stand.try_ask(json!({ "ask": "log_in_to_twitch" })).await;
    assert_eq!((status, &fault["error"]), (422, &json!("twitch")), "{fault}");
    assert!(
        fault["message"]
            .as_str()
            .is_some_and(|why| why.contains("client id")),
        "{fault}"
    );
    let bad = json!({ "ask": "set_twitch_client", "client_id": "no spaces!" });
    assert_eq!(stand.try_ask(bad).await.0, 422);
    let unknown = json!({ "ask": "set_twitch_client", "client_id": "unknown" });
    stand.ask(unknown).await;
    let (_, fault) = stand.try_ask(json!({ "ask": "log_in_to_twitch" })).await;
    assert!(
        fault["message"]
            .as_str()
            .is_some_and(|why| why.contains("Check the client id")),
        "{fault}"
    );
}

#[tokio::test]
async fn tokens_that_end_are_renewed_one_at_a_time() {
    let mut stand = Stand::start(&[]).await;
    stand.log_in().await;
    for round in 1..=2 {
        stand.twitch.expire();
        // Eight subscriptions are refused at once, and share one new token.
        stand.twitch.eventsub.cut();
        let seen = stand.twitch.wait_until("the subscriptions", |seen| {
            seen.subscriptions.len() == 8 * (round + 1)
        });
        let seen = seen.await;
        assert_eq!(seen.refreshes, round);
        assert!(seen.unauthorized > 1, "more than one needed it: {seen:?}");
        assert!(
            seen.subscriptions.iter().all(|(_, status)| *status == 202),
            "{seen:?}"
        );
    }
    stand.wait_for_source("twitch_eventsub", CHANNEL, "live").await;
    // Helix goes on with the new one.
    stand.ask_helix("twitch:mossgarden").await;
    let account = stand.account().await;
    assert_eq!((&account["state"], &account["why"]), (&json!("in"), &json!(null)));
}

#[tokio::test]
async fn helix_alone_renews_a_token_too() {
    let mut stand = Stand::start(&[]).await;
    stand.log_in().await;
    stand.twitch.expire();
    stand
        .ask(json!({ "ask": "add_channel", "channel": "twitch:mossgarden" }))
        .await;
    let seen = stand
        .twitch
        .wait_until("the new token", |seen| seen.refreshes == 1)
        .await;
    let before = seen.streams;
    stand
        .twitch
        .wait_until("Helix", |seen| seen.streams > before)
        .await;
    stand
        .wait_for_source("twitch_helix", "twitch:mossgarden", "live")
        .await;
}

#[tokio::test]
async fn a_permission_that_is_taken_back_is_told_and_the_chat_counts() {
    let bits = "@bits=5;id=b1;user-id=9;tmi-sent-ts=1795207406000 :mo!mo@mo.tmi.twitch.tv PRIVMSG #luna_plays :Cheer5";
    let mut stand = Stand::start(&[bits]).await;
    stand.log_in().await;
    stand.twitch.withdraw();
    stand
        .twitch
        .eventsub
        .revoke("channel.follow", "authorization_revoked");
    let account = stand.wait_for_account("out").await;
    assert!(
        account["why"]
            .as_str()
            .is_some_and(|why| why.contains("Log in again")),
        "{account}"
    );
    stand.wait_for_source("twitch_eventsub", CHANNEL, "").await;
    stand.wait_for_source("twitch_helix", CHANNEL, "").await;
    stand.chat.let_on();
    stand.wait_for("tips", json!({ "twitch_bit": 5 })).await;
}

#[tokio::test]
async fn logging_out_gives_the_token_back() {
    let mut stand = Stand::start(&[]).await;
    stand.log_in().await;
    let account = stand.ask(json!({ "ask": "log_out_of_twitch" })).await;
    assert_eq!(
        (&account["state"], &account["why"]),
        (&json!("out"), &json!(null))
    );
    stand
        .twitch
        .wait_until("the token", |seen| seen.revoked == 1)
        .await;
    stand.wait_for_source("twitch_helix", CHANNEL, "").await;
    stand.log_in().await;
}

#[tokio::test]
async fn another_client_id_ends_the_login() {
    let mut stand = Stand::start(&[]).await;
    stand.log_in().await;
    let account = stand
        .ask(json!({ "ask": "set_twitch_client", "client_id": null }))
        .await;
    assert_eq!(
        (&account["state"], &account["own_client_id"]),
        (&json!("out"), &json!(false))
    );
}

#[tokio::test]
async fn its_tokens_are_in_no_log_and_no_file() {
    let twitch = TwitchApi::start().await;
    let folder = gauge_tests::folder::Folder::new();
    let mut stand = Stand::start_with(folder, twitch, &[], |launch| launch.env("RUST_LOG", "trace")).await;
    stand.log_in().await;
    stand.twitch.expire();
    stand.twitch.eventsub.cut();
    stand
        .twitch
        .wait_until("a new token", |seen| seen.refreshes == 1)
        .await;
    stand.wait_for_source("twitch_eventsub", CHANNEL, "live").await;
    stand.ask(json!({ "ask": "back_up" })).await;
    let shown = stand.account().await.to_string();
    assert!(!shown.contains(SECRET), "{shown}");
    let Stand {
        app, folder, twitch, ..
    } = stand;
    let (_, stderr) = app.terminate().await;
    assert!(stderr.contains("TRACE"), "it was told to log everything");
    assert!(!stderr.contains(SECRET), "it is in what it says to people");
    let mut found = Vec::new();
    leaks(folder.path(), &[SECRET.as_bytes()], &mut found);
    assert_eq!(found, Vec::<String>::new());
    drop(twitch);
}
