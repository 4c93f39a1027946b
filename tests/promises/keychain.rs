//! A login at Twitch outlives the program in a real keychain, and nowhere else.

use std::io::{Write, stderr};

use gauge_tests::{
    folder::Folder,
    keychain::Keychain,
    twitch_api::{OWNER, SECRET, TwitchApi},
    twitch_stand::{CHANNEL, Stand},
};
use serde_json::json;

use crate::leaks::leaks;

/// The program is ended and started again beside the same Twitch.
async fn again(stand: Stand, keychain: &Keychain) -> Stand {
    let Stand {
        app, folder, twitch, ..
    } = stand;
    app.terminate().await;
    Stand::start_with(folder, twitch, &[], |launch| keychain.holds(launch)).await
}

#[tokio::test]
async fn a_login_outlives_the_program_until_it_is_ended() {
    let files = Folder::new();
    let Some(keychain) = Keychain::start(files.path()).await else {
        // Straight to stderr: the test harness hides what a passing test prints.
        _ = writeln!(stderr(), "SKIPPED: no gnome-keyring, so no login was kept");
        return;
    };
    let (folder, twitch) = (Folder::new(), TwitchApi::start().await);
    let mut stand = Stand::start_with(folder, twitch, &[], |launch| keychain.holds(launch)).await;
    stand.log_in().await;
    assert_eq!(stand.account().await["kept"], "keychain");
    // Its tokens are traded for new ones, which are kept in their place.
    stand.twitch.expire();
    stand.twitch.eventsub.cut();
    stand
        .twitch
        .wait_until("new tokens", |seen| seen.refreshes == 1)
        .await;
    stand.wait_for_source("twitch_eventsub", CHANNEL, "live").await;
    let mut stand = again(stand, &keychain).await;
    let account = stand.wait_for_account("in").await;
    assert_eq!(
        (&account["login"], &account["kept"]),
        (&json!(OWNER), &json!("keychain"))
    );
    stand.wait_for_source("twitch_eventsub", CHANNEL, "live").await;
    let seen = stand.twitch.wait_until("anything", |_| true).await;
    assert_eq!(seen.refreshes, 1, "its access token was kept too");
    let mut found = Vec::new();
    leaks(stand.folder.path(), &[SECRET.as_bytes()], &mut found);
    assert_eq!(found, Vec::<String>::new(), "in a file of ours");
    stand.ask(json!({ "ask": "log_out_of_twitch" })).await;
    let stand = again(stand, &keychain).await;
    assert_eq!(
        stand.wait_for_account("out").await["why"],
        json!(null),
        "nobody was logged in"
    );
}
