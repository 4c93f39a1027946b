//! What a source really sent goes into a file for a bug report, without passwords and keys.

use std::fs;

use gauge_engine::Endpoints;
use gauge_model::{Ask, Secret, SourceSettings};
use gauge_tests::{
    desk::Desk,
    folder::Folder,
    in_time,
    live::Live,
    obs::PASSWORD,
    obs_mock::MockObs,
    streamerbot_server::{Setting, StreamerBotServer, chat},
    tikfinity::{TikFinity, frame, viewers},
    twitch_api::SECRET,
    twitch_stand::{CHANNEL, Stand},
    youtube_server::{KEY, Stream, VIDEO, YouTubeServer, text},
};
use serde_json::{Value, json};

use crate::obs::{settings as obs_settings, wait_for};

/// What a capture holds once all of this is in it: every line is a frame with its time and source.
async fn captured(said: &Value, frames: &[&str]) -> String {
    let file = said["capture"].as_str().expect("a file").to_owned();
    let mut text = String::new();
    for frame in frames {
        let written = async {
            while !text.contains(frame) {
                tokio::task::yield_now().await;
                text = fs::read_to_string(&file).unwrap_or_default();
            }
        };
        in_time(&format!("{frame} in the file"), written).await;
    }
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert!(
            line["at"].is_i64() && line["source"].is_string() && line["frame"].is_string(),
            "{line}"
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    text
}

/// Adds a source, and captures it from the first.
async fn capturing(desk: &Desk, settings: SourceSettings, secret: &str) -> (String, Value) {
    let secret = (!secret.is_empty()).then(|| Secret(secret.to_owned()));
    let added = desk.ask(Ask::AddSource { settings, secret }).await;
    let id = added["id"].as_str().expect("an id").to_owned();
    let said = desk
        .ask(Ask::CaptureSource {
            id: id.clone(),
            on: true,
        })
        .await;
    assert_eq!(said["capturing"], true);
    (id, said)
}

async fn chats(live: &mut Live, channel: &str, wanted: u64) {
    live.wait_until("the messages", |state| {
        state["channels"][channel]["chat_messages"] == wanted
    })
    .await;
}

#[tokio::test]
async fn frames_go_into_the_file_while_they_are_wanted() {
    const LUNA: &str = "tiktok:luna";
    let mut server = TikFinity::start().await;
    let desk = Desk::new().await;
    let settings = SourceSettings::Tikfinity {
        channel: "@Luna".to_owned(),
        host: "127.0.0.1".to_owned(),
        port: server.port,
    };
    let (id, said) = capturing(&desk, settings, "").await;
    server.connected(1).await;
    let mut live = Live::join(&desk.http, &["stats"]).await;
    let text = json!({ "comment": "hi", "token": "s3cret" });
    server.play(&[frame("chat", 1, "ann", &text), viewers(5)]).await;
    let came = |count: u64| move |state: &Value| state["channels"][LUNA]["viewers"] == count;
    live.wait_until("the viewers", came(5)).await;
    let stopped = desk.ask(Ask::CaptureSource { id, on: false }).await;
    assert_eq!(
        (&stopped["capturing"], &stopped["capture"]),
        (&json!(false), &said["capture"])
    );
    server.play(&[viewers(6)]).await;
    live.wait_until("what is not captured", came(6)).await;
    let text = captured(&said, &["roomUser"]).await;
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[tokio::test]
async fn all_that_twitch_sends_is_one_capture_without_the_logins_tokens() {
    let line = "@id=c1;user-id=33;tmi-sent-ts=1795207406006 :zoe!zoe@zoe.tmi.twitch.tv PRIVMSG #luna_plays :hello there";
    let mut stand = Stand::start(&[line]).await;
    let id = format!("twitch_chat/{CHANNEL}");
    let said = stand
        .ask(json!({ "ask": "capture_source", "id": id, "on": true }))
        .await;
    assert_eq!((&said["capturing"], &said["id"]), (&json!(true), &json!(id)));
    stand
        .twitch
        .air("luna_plays", Some((120, "2026-11-20T20:00:00Z")));
    stand.log_in().await;
    stand.chat.let_on();
    stand.follow("zoe");
    stand.wait_for("chat_messages", json!(1)).await;
    stand.wait_for("follows", json!(1)).await;
    // Whoever has this address may take the session over.
    stand.twitch.eventsub.move_on();
    let frames = [
        "reconnect_url",
        "PRIVMSG #luna_plays :hello there",
        "channel.follow",
        "viewer_count",
    ];
    let text = captured(&said, &frames).await;
    for source in ["twitch_chat", "twitch_eventsub", "twitch_helix"] {
        assert!(
            text.contains(&format!("\"source\":\"{source}\"")),
            "{source}: {text}"
        );
    }
    assert!(text.contains(r#"\"reconnect_url\":\"…\""#), "{text}");
    assert!(!text.contains(SECRET), "{text}");
}

#[tokio::test]
async fn a_streamer_bots_proofs_are_left_out() {
    const WORD: &str = "only we two know";
    let setting = Setting {
        password: Some(WORD),
        ..Setting::default()
    };
    let mut server = StreamerBotServer::start(setting).await;
    let desk = Desk::new().await;
    let settings = SourceSettings::Streamerbot {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        endpoint: "/".to_owned(),
        twitch: "luna".to_owned(),
        youtube: String::new(),
        kick: String::new(),
        own: String::new(),
    };
    let (_, said) = capturing(&desk, settings, WORD).await;
    server
        .wait_until("a subscription", |seen| seen.subscribed.len() == 1)
        .await;
    // It says hello again, with what the password is proved by.
    server.cut();
    server
        .wait_until("another", |seen| seen.subscribed.len() == 2)
        .await;
    let mut live = Live::join(&desk.http, &["stats"]).await;
    server.say(chat("m1", WORD));
    chats(&mut live, "twitch:luna", 1).await;
    let text = captured(&said, &["Hello", "ChatMessage"]).await;
    for proof in ["salt", "challenge"] {
        assert!(text.contains(&format!(r#"\"{proof}\":\"…\""#)), "{proof}: {text}");
    }
    assert!(!text.contains(WORD), "{text}");
}

#[tokio::test]
async fn a_youtube_key_is_left_out() {
    let key = format!("{KEY}-captured");
    let mut said_in_chat = text("m1", 10);
    said_in_chat["snippet"]["textMessageDetails"]["messageText"] = json!(format!("my key is {key}"));
    let mut server = YouTubeServer::start(Stream::default()).await;
    let endpoints = Endpoints {
        youtube: server.url.clone(),
        ..Endpoints::default()
    };
    let desk = Desk::beside(Folder::new(), endpoints).await;
    let settings = SourceSettings::Youtube {
        channel: "@luna".to_owned(),
        video: VIDEO.to_owned(),
        units: 10_000_000,
        hours: 6,
    };
    let (_, said) = capturing(&desk, settings, &key).await;
    // Its first page is history.
    server.wait_until("a page", |asked| asked.paths.len() > 2).await;
    let mut live = Live::join(&desk.http, &["stats"]).await;
    server.set(|stream| stream.said.push(said_in_chat));
    chats(&mut live, "youtube:luna", 1).await;
    let text = captured(&said, &["my key is …", "concurrentViewers"]).await;
    assert!(!text.contains(&key), "{text}");
}

#[tokio::test]
async fn what_obs_says_is_captured_without_its_password() {
    const OF_ANOTHER: &str = "https://widgets.example/o?token=not-for-a-bug-report";
    let answers = |kind: &str, _: &Value| {
        Ok(match kind {
            "GetInputList" => json!({ "inputs": [{ "inputName": "another's" }] }),
            "GetInputSettings" => json!({ "inputSettings": { "url": OF_ANOTHER } }),
            _ => json!({ "note": PASSWORD }),
        })
    };
    let mut obs = MockObs::guarded(PASSWORD, answers).await;
    let desk = Desk::new().await;
    // Its password is known before it is connected to: what is captured may hold it.
    desk.ask(Ask::SetObsSettings {
        enabled: false,
        host: "127.0.0.1".to_owned(),
        port: obs.port,
        password: Some(Secret(PASSWORD.to_owned())),
    })
    .await;
    let said = desk.ask(Ask::CaptureObs { on: true }).await;
    assert_eq!(said["capturing"], true, "{said}");
    let mut live = Live::join(&desk.http, &["source"]).await;
    desk.ask(obs_settings(obs.port, PASSWORD)).await;
    wait_for(&mut live, "live").await;
    obs.next("GetInputSettings").await;
    // It is asked this after the answer to that has come.
    obs.next("GetStats").await;
    let text = captured(
        &said,
        &["GetInputList", "rpcVersion", "negotiatedRpcVersion", "GetVersion"],
    )
    .await;
    assert!(text.contains(r#"\"note\":\"…\""#), "{text}");
    assert!(
        text.contains(r#"\"salt\":\"…\""#) && !text.contains(PASSWORD),
        "{text}"
    );
    assert!(!text.contains("widgets.example"), "{text}");
    let stopped = desk.ask(Ask::CaptureObs { on: false }).await;
    assert_eq!(
        (&stopped["capturing"], &stopped["capture"]),
        (&json!(false), &said["capture"])
    );
}
