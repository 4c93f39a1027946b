//! A computer that slept: what it was connected to is connected to anew at once, and goes on being counted. Sleep is
//! played by the clock, which leaps ahead; that the connections still stand makes no difference to us.

use std::io::{Write, stderr};

use gauge_tests::{
    app::{App, Launch},
    false_clock::FalseClock,
    folder::Folder,
    irc_server::{Break, IrcServer, Script},
    live::{Live, source_state},
    obs_mock::MockObs,
    recordings,
    tikfinity::{TikFinity, viewers},
    tokens,
};
use serde_json::{Value, json};

const PROFILE: &str = "Stream";

/// A minute's sleep.
const SLEPT: &str = "+60";

fn clock(folder: &Folder) -> Option<FalseClock> {
    let clock = FalseClock::new(folder.path());
    if clock.is_none() {
        // Straight to stderr: the test harness hides what a passing test prints.
        _ = writeln!(stderr(), "SKIPPED: no libfaketime, so no sleep was played");
    }
    clock
}

async fn started(clock: &FalseClock, launch: Launch) -> (App, Live) {
    let app = clock.rules(launch.profile(PROFILE)).start().await;
    let live = Live::join(app.http(), &["stats", "source"]).await;
    (app, live)
}

#[tokio::test]
async fn twitch_chat_is_joined_anew_and_counted_once() {
    let folder = Folder::new();
    let Some(clock) = clock(&folder) else { return };
    let small = recordings::small();
    let lines = small.chat_lines();
    let half = lines.len() / 2;
    let mut server = IrcServer::start(Script {
        channel: small.channel.rsplit(':').next().unwrap_or_default().to_owned(),
        lines,
        // The first connection would stand for ever, and say nothing more.
        breaks: vec![(half, Break::Hold)],
        ..Script::default()
    })
    .await;
    folder.make_profile(PROFILE, &[small.channel]);
    let launch = Launch::headless(folder.path()).twitch(&server.url);
    let (app, mut live) = started(&clock, launch).await;
    server
        .wait_until("the first half to have arrived", |seen| seen.pongs > 0)
        .await;
    clock.set(SLEPT);
    let progress = server.wait_until("the rest", |seen| seen.over).await;
    assert_eq!(progress.logins, 2, "one more");
    let all = &small.truth["chat_messages"];
    live.wait_until("all of it", |state| {
        state["channels"][small.channel]["chat_messages"] == *all
            && source_state(state, small.channel) == "live"
    })
    .await;
    app.terminate().await;
    let kept = serde_json::to_value(folder.open(PROFILE).numbers(small.channel)).expect("JSON");
    assert_eq!(small.differs_from_numbers(&kept), [""; 0]);
}

#[tokio::test]
async fn obs_is_connected_to_anew() {
    let folder = Folder::new();
    let Some(clock) = clock(&folder) else { return };
    let mut obs = MockObs::start(|_, _| Ok(Value::Null), &[]).await;
    let (app, mut live) = started(&clock, Launch::headless(folder.path())).await;
    let place = json!({ "ask": "set_obs_settings", "enabled": true, "host": "127.0.0.1", "port": obs.port, "password": "" });
    tokens::asked(folder.path(), app.http(), place).await;
    // It is asked once a connection.
    obs.next("GetVersion").await;
    live.wait_until("OBS", |state| source_state(state, "generic:obs") == "live")
        .await;
    clock.set(SLEPT);
    obs.next("GetVersion").await;
    live.wait_until("OBS again", |state| source_state(state, "generic:obs") == "live")
        .await;
}

#[tokio::test]
async fn a_tool_nearby_is_connected_to_anew() {
    let folder = Folder::new();
    let Some(clock) = clock(&folder) else { return };
    let mut server = TikFinity::start().await;
    let (app, mut live) = started(&clock, Launch::headless(folder.path())).await;
    let settings =
        json!({ "kind": "tikfinity", "channel": "@luna", "host": "127.0.0.1", "port": server.port });
    tokens::asked(
        folder.path(),
        app.http(),
        json!({ "ask": "add_source", "settings": settings, "secret": null }),
    )
    .await;
    server.connected(1).await;
    clock.set(SLEPT);
    server.connected(2).await;
    server.play(&[viewers(7)]).await;
    live.wait_until("what comes then", |state| {
        state["channels"]["tiktok:luna"]["viewers"] == 7
    })
    .await;
}
