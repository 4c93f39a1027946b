//! What Streamer.bot tells is counted exactly, once, and everybody sees how its connection is.

use std::process::Stdio;

use gauge_model::{Ask, Secret, SourceSettings};
use gauge_tests::{
    app::Launch,
    desk::Desk,
    folder::Folder,
    http::get,
    in_time,
    irc_server::{IrcServer, Script},
    live::{Live, source_state},
    recordings::root,
    streamerbot_server::{Setting, StreamerBotServer, chat, event},
    tokens,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

const TWITCH: &str = "twitch:luna";

fn settings(port: u16) -> SourceSettings {
    SourceSettings::Streamerbot {
        host: "127.0.0.1".to_owned(),
        port,
        endpoint: "/".to_owned(),
        twitch: "Luna".to_owned(),
        youtube: "@luna".to_owned(),
        kick: "luna".to_owned(),
        own: "tips".to_owned(),
    }
}

async fn add(desk: &Desk, port: u16, password: Option<&str>) -> String {
    let secret = password.map(|password| Secret(password.to_owned()));
    let source = desk
        .ask(Ask::AddSource {
            settings: settings(port),
            secret,
        })
        .await;
    source["id"].as_str().expect("an id").to_owned()
}

async fn state(live: &mut Live, wanted: &str) {
    live.wait_until(wanted, |now| source_state(now, TWITCH) == wanted)
        .await;
}

fn why(live: &Live) -> String {
    let sources = live.state["sources"].as_array().into_iter().flatten();
    sources.map(|source| source["why"].to_string()).collect()
}

async fn connected(setting: Setting, password: Option<&str>) -> (StreamerBotServer, Desk, Live) {
    let mut server = StreamerBotServer::start(setting).await;
    let desk = Desk::new().await;
    add(&desk, server.port, password).await;
    server
        .wait_until("a subscription", |seen| !seen.subscribed.is_empty())
        .await;
    let live = Live::join(&desk.http, &["stats", "source", "event"]).await;
    (server, desk, live)
}

/// What Bob does on Twitch.
fn by_bob(kind: &str, more: Value) -> String {
    let mut data = json!({ "userId": "2", "userName": "bob", "displayName": "Bob" });
    if let (Some(fields), Value::Object(more)) = (data.as_object_mut(), more) {
        fields.extend(more);
    }
    event("Twitch", kind, data)
}

/// All that a stream brings on Twitch, with every trap.
fn on_twitch() -> Vec<String> {
    let older = json!({ "message": {
        "msgId": "m2", "userId": "2", "username": "bob", "displayName": "Bob", "message": "gg", "channel": "luna",
        "bits": 0, "isTest": false,
    } });
    let cheer = json!({
        "msgId": "m3", "userId": "2", "displayName": "Bob", "message": "Cheer250", "bits": 250, "channel": "luna",
    });
    let follow = json!({ "user_id": "3", "user_name": "Cy", "followed_at": "2026-10-04T16:00:00Z" });
    let tried_out = json!({ "user_id": "4", "user_name": "Dee", "isTest": true });
    let elsewhere = json!({ "messageId": "m9", "text": "x", "broadcaster": { "login": "mira" } });
    let single = |n: u32| by_bob("GiftSub", json!({ "fromSubBomb": true, "recipientUserId": n }));
    let mut frames = vec![
        chat("m1", "hi"),
        event("Twitch", "ChatMessage", older),
        // Told as a cheer and as a message: one of each.
        event("Twitch", "Cheer", cheer.clone()),
        event("Twitch", "ChatMessage", json!({ "message": cheer })),
        event("Twitch", "Follow", follow),
        by_bob("Sub", json!({ "subTier": 1000 })),
        by_bob("ReSub", json!({ "subTier": 1000, "cumulativeMonths": 3 })),
        by_bob("GiftBomb", json!({ "gifts": 5, "subTier": 1000 })),
        event("Twitch", "Follow", tried_out),
        event("Twitch", "ChatMessage", elsewhere),
    ];
    frames.extend((10..15).map(single));
    frames
}

/// That, and what happens elsewhere, and what is no frame.
fn life() -> Vec<String> {
    let ann = json!({ "id": "UCann", "name": "Ann" });
    let hi = json!({ "eventId": "y1", "message": "hi", "user": ann });
    let paid = json!({
        "eventId": "y2", "message": "wow", "amount": "€5.00", "microAmount": 5_000_000, "currencyCode": "EUR", "user": ann,
    });
    let on_kick = json!({ "messageId": "k1", "text": "hi", "user": { "id": 7, "name": "Eve" } });
    let tip = json!({ "username": "Ann", "amount": 3.5, "currency": "USD", "message": "hi" });
    let mut life = on_twitch();
    life.extend([
        event("YouTube", "Message", hi),
        event("YouTube", "SuperChat", paid),
        event("Kick", "ChatMessage", on_kick),
        event("StreamElements", "Tip", tip),
        event("Obs", "RecordingStarted", json!({})),
    ]);
    let nonsense = ["", "{", "[]", "null", r#"{"event":5}"#];
    life.extend(nonsense.map(str::to_owned));
    life
}

fn viewers(count: u64) -> String {
    event("Twitch", "ViewerCountUpdate", json!({ "viewers": count }))
}

async fn all_came(live: &mut Live, viewers: u64) {
    live.wait_until("the last frame", |now| {
        now["channels"][TWITCH]["viewers"] == viewers
    })
    .await;
}

/// Of one [`life`].
fn assert_counted(channels: &Value) {
    let twitch = &channels[TWITCH];
    let names = [
        "chat_messages",
        "follows",
        "subscriptions",
        "resubscriptions",
        "gifted_subscriptions",
        "recording",
    ];
    let counted: Value = names.iter().map(|name| twitch[name].clone()).collect();
    assert_eq!(counted, json!([3, 1, 7, 1, 5, true]), "{twitch}");
    assert_eq!(twitch["tips"], json!({ "twitch_bit": 250 }));
    let youtube = &channels["youtube:luna"];
    assert_eq!(
        (&youtube["chat_messages"], &youtube["tips"]),
        (&json!(2), &json!({ "EUR": 5_000_000 }))
    );
    assert_eq!(channels["generic:luna"]["chat_messages"], 1);
    assert_eq!(channels["generic:tips"]["tips"], json!({ "USD": 3_500_000 }));
    assert_eq!(channels["twitch:mira"], Value::Null, "another chat is not ours");
}

#[tokio::test]
async fn what_it_tells_is_counted_exactly_everywhere() {
    let setting = Setting {
        password: Some("hunter2"),
        ..Setting::default()
    };
    let (mut server, desk, mut live) = connected(setting, Some("hunter2")).await;
    state(&mut live, "live").await;
    life().into_iter().for_each(|frame| server.say(frame));
    server.say(viewers(55));
    all_came(&mut live, 55).await;
    assert_counted(&live.state["channels"]);
    // Two channels have this name, so it does not stand alone.
    assert_eq!(get(&desk.http, "/api/stats").await["viewer_counts"][TWITCH], 55);
    desk.ask(Ask::BackUp).await;
    let kept = desk.folder.open("A").numbers(TWITCH);
    assert_eq!(
        (kept.chat_messages, kept.subscriptions, kept.viewers),
        (3, 7, Some(55))
    );
    let seen = server.wait_until("the requests", |_| true).await;
    let wanted = &seen.subscribed[0];
    assert_eq!(
        wanted["Obs"],
        json!(["RecordingStarted", "RecordingStopped"]),
        "no more than is wanted"
    );
    assert_eq!(
        wanted["YouTube"],
        json!(["Message", "SuperChat", "MembershipGift", "StatisticsUpdated"])
    );
}

#[tokio::test]
async fn breaks_and_repeats_change_nothing() {
    let (mut server, _desk, mut live) = connected(Setting::default(), None).await;
    state(&mut live, "live").await;
    let life = life();
    life[..4].iter().for_each(|frame| server.say(frame.clone()));
    live.wait_until("the first part", |now| {
        now["channels"][TWITCH]["chat_messages"] == 3
    })
    .await;
    // What a subscriber is told at once must not be lost, nor count twice.
    server.set(|setting| setting.first = life.clone());
    server.cut();
    state(&mut live, "waiting").await;
    assert!(why(&live).contains("Streamer.bot"), "{}", why(&live));
    server
        .wait_until("another subscription", |seen| seen.subscribed.len() == 2)
        .await;
    life.into_iter().for_each(|frame| server.say(frame));
    server.say(viewers(56));
    all_came(&mut live, 56).await;
    assert_counted(&live.state["channels"]);
}

#[tokio::test]
async fn a_wrong_password_is_refused_until_it_is_right() {
    let setting = Setting {
        password: Some("right"),
        ..Setting::default()
    };
    let mut server = StreamerBotServer::start(setting).await;
    let desk = Desk::new().await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    let id = add(&desk, server.port, None).await;
    state(&mut live, "refused").await;
    assert!(why(&live).contains("asks for a password"), "{}", why(&live));
    for (password, wanted) in [("wrong", "refused"), ("right", "live")] {
        let change = Ask::ChangeSource {
            id: id.clone(),
            settings: settings(server.port),
            secret: Some(Secret(password.to_owned())),
        };
        desk.ask(change).await;
        live.wait_until(wanted, |now| {
            let sources = now["sources"].to_string();
            source_state(now, TWITCH) == wanted && !sources.contains("asks for a password")
        })
        .await;
    }
    let seen = server.wait_until("all", |_| true).await;
    assert_eq!(
        seen.requests
            .iter()
            .filter(|name| *name == "Authenticate")
            .count(),
        2,
        "refused is not tried again"
    );
}

#[tokio::test]
async fn another_login_is_told_and_older_servers_are_asked() {
    let other = Setting {
        login: Some("mira"),
        ..Setting::default()
    };
    let server = StreamerBotServer::start(other).await;
    let desk = Desk::new().await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    add(&desk, server.port, None).await;
    state(&mut live, "refused").await;
    assert!(why(&live).contains("mira"), "{}", why(&live));
    let older = Setting {
        hello: false,
        login: None,
        ..Setting::default()
    };
    let (mut server, _desk, mut live) = connected(older, None).await;
    state(&mut live, "live").await;
    let seen = server.wait_until("all", |_| true).await;
    assert_eq!(
        seen.requests,
        ["GetInfo", "GetBroadcaster", "GetEvents", "Subscribe"]
    );
}

/// Twitch's own chat server, with two messages and a cheer.
async fn twitch_chat() -> IrcServer {
    let line = |id: u32, text: &str| {
        let at = 1_791_129_600_000_u64 + u64::from(id);
        let by = "ann!ann@ann.tmi.twitch.tv PRIVMSG #luna";
        format!("@id=irc{id};user-id=1;display-name=Ann;tmi-sent-ts={at};room-id=9 :{by} :{text}")
    };
    let cheer = line(3, "Cheer100").replace("@id", "@bits=100;id");
    let script = Script {
        channel: "luna".to_owned(),
        lines: vec![line(1, "hi"), line(2, "gg"), cheer],
        ..Script::default()
    };
    IrcServer::start(script).await
}

#[tokio::test]
async fn nothing_counts_twice_beside_twitch_chat() {
    let irc = twitch_chat().await;
    let mut server = StreamerBotServer::start(Setting::default()).await;
    let folder = Folder::new();
    folder.make_profile("Main", &[]);
    let launch = Launch::headless(folder.path()).profile("Main").twitch(&irc.url);
    let app = launch.start().await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let ask = async |ask: Value| {
        let (status, answer) = tokens::ask(app.http(), &admin, ask).await;
        assert_eq!(status, 200, "{answer}");
    };
    ask(json!({ "ask": "add_source", "settings": settings(server.port) })).await;
    server
        .wait_until("a subscription", |seen| !seen.subscribed.is_empty())
        .await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    live.wait_until("Streamer.bot", |now| source_state(now, TWITCH) == "live")
        .await;
    // Both bring the chat and the bits of this channel; chat is IRC's, bits are Streamer.bot's.
    ask(json!({ "ask": "add_source", "settings": { "kind": "twitch_chat", "channel": "luna" } })).await;
    live.wait_until("all of IRC", |now| now["channels"][TWITCH]["chat_messages"] == 3)
        .await;
    let cheer = json!({ "msgId": "sb3", "userId": "1", "displayName": "Ann", "message": "Cheer100", "bits": 100, "channel": "luna" });
    for frame in [
        chat("sb1", "hi"),
        chat("sb2", "gg"),
        event("Twitch", "Cheer", cheer),
    ] {
        server.say(frame);
    }
    server.say(viewers(57));
    all_came(&mut live, 57).await;
    let twitch = &live.state["channels"][TWITCH];
    assert_eq!(
        (&twitch["chat_messages"], &twitch["tips"]),
        (&json!(3), &json!({ "twitch_bit": 100 }))
    );
}

#[tokio::test]
async fn streamer_bots_own_client_takes_our_server_for_one() {
    let clients = root().join("tests/clients");
    if !clients.join("node_modules/@streamerbot/client").exists() {
        eprintln!("SKIPPED for @streamerbot/client: it is missing; cargo xtask test installs it");
        return;
    }
    let setting = Setting {
        password: Some("hunter2"),
        ..Setting::default()
    };
    let mut server = StreamerBotServer::start(setting).await;
    let mut client = Command::new("node")
        .arg(clients.join("streamerbot_client.mjs"))
        .args([server.port.to_string().as_str(), "hunter2"])
        .env("NO_PROXY", "127.0.0.1")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node runs");
    let mut lines = BufReader::new(client.stdout.take().expect("its output")).lines();
    let mut next = async || -> Value {
        let line = in_time("its word", lines.next_line())
            .await
            .expect("text")
            .expect("it goes on");
        serde_json::from_str(&line).expect("JSON")
    };
    assert_eq!(next().await, json!({ "heard": "connect", "version": "1.0.7" }));
    server
        .wait_until("its subscription", |seen| !seen.subscribed.is_empty())
        .await;
    server.say(chat("m1", "hi"));
    let heard = next().await;
    assert_eq!(
        (&heard["source"], &heard["type"], &heard["text"]),
        (&json!("Twitch"), &json!("ChatMessage"), &json!("hi"))
    );
}
