//! A YouTube stream is counted exactly, within the units of its key, and everybody sees how that goes.

use gauge_engine::Endpoints;
use gauge_model::{Ask, Secret, SourceSettings};
use gauge_tests::{
    desk::Desk,
    folder::Folder,
    http::get,
    live::{Live, source_state},
    streamerbot_server::{Setting, StreamerBotServer, event},
    youtube_server::{Asked, KEY, NONSENSE, Stream, VIDEO, YouTubeServer, message, text},
};
use serde_json::{Value, json};

const LUNA: &str = "youtube:luna";

fn settings(video: &str) -> SourceSettings {
    SourceSettings::Youtube {
        channel: "@luna".to_owned(),
        video: video.to_owned(),
        units: 10_000_000,
        hours: 6,
    }
}

async fn desk_beside(server: &YouTubeServer) -> Desk {
    let endpoints = Endpoints {
        youtube: server.url.clone(),
        ..Endpoints::default()
    };
    Desk::beside(Folder::new(), endpoints).await
}

/// Keys are told apart within a process: each test has its own units.
async fn add(desk: &Desk, video: &str, key: &str) -> String {
    let secret = Some(Secret(key.to_owned()));
    let settings = settings(video);
    let source = desk.ask(Ask::AddSource { settings, secret }).await;
    source["id"].as_str().expect("an id").to_owned()
}

async fn state(live: &mut Live, wanted: &str) {
    live.wait_until(wanted, |now| source_state(now, LUNA) == wanted)
        .await;
}

async fn connected(stream: Stream, key: &str) -> (YouTubeServer, Desk, Live) {
    let server = YouTubeServer::start(stream).await;
    let desk = desk_beside(&server).await;
    let live = Live::join(&desk.http, &["stats", "source", "event"]).await;
    add(&desk, VIDEO, key).await;
    (server, desk, live)
}

fn key(name: &str) -> String {
    format!("{KEY}-{name}")
}

async fn chats(live: &mut Live, wanted: u64) {
    live.wait_until("the messages", |now| {
        now["channels"][LUNA]["chat_messages"] == wanted
    })
    .await;
}

/// All that a chat brings, with every trap; the last one says something.
fn life() -> Vec<Value> {
    let gift = |combo: u64| {
        let meta = json!({ "giftName": "Comet", "jewelsAmount": 10, "comboCount": combo });
        message(
            "g1",
            12,
            "giftEvent",
            json!({ "giftEventDetails": { "giftMetadata": meta } }),
        )
    };
    let paid =
        json!({ "superChatDetails": { "amountMicros": "5000000", "currency": "EUR", "userComment": "wow" } });
    let given = json!({ "membershipGiftingDetails": { "giftMembershipsCount": 5 } });
    let got = |n: u32| message(&format!("r{n}"), 20 + n, "giftMembershipReceivedEvent", json!({}));
    let mut life = vec![
        text("m1", 10),
        message("s1", 11, "superChatEvent", paid),
        gift(1),
        gift(3),
        gift(2),
        message("b1", 14, "membershipGiftingEvent", given),
        message(
            "n1",
            15,
            "newSponsorEvent",
            json!({ "newSponsorDetails": { "memberLevelName": "Moon" } }),
        ),
        message(
            "d1",
            16,
            "messageDeletedEvent",
            json!({ "messageDeletedDetails": { "deletedMessageId": "m0" } }),
        ),
        json!({ "id": "x1" }),
        json!(null),
        message("t1", 17, "tombstone", json!({})),
    ];
    life.extend((0..5).map(got));
    life.push(text("m2", 30));
    life
}

/// Of one [`life`].
fn assert_counted(luna: &Value) {
    let names = [
        "chat_messages",
        "gifts",
        "coins",
        "subscriptions",
        "gifted_subscriptions",
        "messages_deleted",
    ];
    let counted: Value = names.iter().map(|name| luna[name].clone()).collect();
    assert_eq!(counted, json!([3, 3, 30, 6, 5, 1]), "{luna}");
    assert_eq!(luna["tips"], json!({ "EUR": 5_000_000 }));
}

#[tokio::test]
async fn a_stream_is_counted_exactly_everywhere() {
    let before = Stream {
        said: vec![text("h1", 1), text("h2", 2)],
        ..Stream::default()
    };
    let (mut server, desk, mut live) = connected(before, &key("exactly")).await;
    state(&mut live, "live").await;
    server.wait_until("the history", |asked| asked.told == 2).await;
    server.set(|stream| stream.said.extend(life()));
    chats(&mut live, 3).await;
    // The page before comes again.
    server.set(|stream| {
        stream.again = 9;
        stream.said.push(text("m3", 31));
    });
    chats(&mut live, 4).await;
    let luna = live.state["channels"][LUNA].clone();
    let mut as_before = luna.clone();
    as_before["chat_messages"] = json!(3);
    assert_counted(&as_before);
    assert_eq!(
        (&luna["viewers"], &luna["likes"], &luna["live"], &luna["title"]),
        (&json!(187), &json!(36), &json!(true), &json!("Luna plays"))
    );
    assert_eq!(get(&desk.http, "/api/stats").await["viewer_counts"]["luna"], 187);
    desk.ask(Ask::BackUp).await;
    let kept = desk.folder.open("A").numbers(LUNA);
    assert_eq!((kept.chat_messages, kept.coins, kept.viewers), (4, 30, Some(187)));
    let asked = server.wait_until("all", |_| true).await;
    live.wait_until("what is used", |now| {
        let quota = &now["sources"][0]["quota"];
        quota["used"].as_u64() >= Some(asked.units.into()) && quota["left"].as_u64() < Some(10_000_000)
    })
    .await;
}

#[tokio::test]
async fn hidden_viewers_are_unknown_and_a_channel_is_found_by_its_name() {
    let hidden = Stream {
        viewers: Value::Null,
        likes: json!(7),
        ..Stream::default()
    };
    let mut server = YouTubeServer::start(hidden).await;
    let desk = desk_beside(&server).await;
    let mut live = Live::join(&desk.http, &["stats", "source"]).await;
    add(&desk, "", &key("hidden")).await;
    live.wait_until("its likes", |now| now["channels"][LUNA]["likes"] == 7)
        .await;
    assert_eq!(live.state["channels"][LUNA]["viewers"], Value::Null);
    let asked = server.wait_until("the chat", |asked| asked.paths.len() > 3).await;
    let first: Vec<_> = asked
        .paths
        .iter()
        .take(3)
        .map(|path| path.split(' ').next())
        .collect();
    assert_eq!(
        first,
        [Some("channels"), Some("playlistItems"), Some("videos")],
        "3 units, not 100"
    );
}

#[tokio::test]
async fn breaks_lose_nothing_and_count_nothing_twice() {
    let (mut server, _desk, mut live) = connected(Stream::default(), &key("breaks")).await;
    state(&mut live, "live").await;
    server.wait_until("a page", |asked| asked.paths.len() > 2).await;
    let life = life();
    server.set(|stream| stream.said.extend_from_slice(&life[..6]));
    chats(&mut live, 2).await;
    server.set(|stream| {
        stream.refusals = [(0, ""), (503, "backendError")].into();
        stream.said.extend_from_slice(&life[6..]);
    });
    state(&mut live, "waiting").await;
    chats(&mut live, 3).await;
    assert_counted(&live.state["channels"][LUNA]);
}

#[tokio::test]
async fn a_lost_place_is_no_news_of_what_was_heard() {
    let (mut server, _desk, mut live) = connected(Stream::default(), &key("place")).await;
    server.wait_until("a page", |asked| asked.paths.len() > 2).await;
    server.set(|stream| stream.said = life());
    chats(&mut live, 3).await;
    // Asked too fast, then its place is lost: it goes on, later.
    server.set(|stream| {
        stream.refusals = [(403, "rateLimitExceeded"), (400, "pageTokenInvalid")].into();
        stream.said.push(text("m3", 31));
    });
    chats(&mut live, 4).await;
    let mut luna = live.state["channels"][LUNA].clone();
    luna["chat_messages"] = json!(3);
    assert_counted(&luna);
    assert_eq!(source_state(&live.state, LUNA), "live", "it never went away");
}

#[tokio::test]
async fn used_up_units_are_waited_for_until_midnight() {
    let (server, _desk, mut live) = connected(Stream::default(), &key("spent")).await;
    state(&mut live, "live").await;
    server.set(|stream| stream.refusals = [(403, "quotaExceeded")].into());
    state(&mut live, "waiting").await;
    let source = &live.state["sources"][0];
    assert!(source["why"].to_string().contains("midnight"), "{source}");
    assert_eq!(source["quota"]["left"], 0, "{source}");
    assert_eq!(source["until"], source["quota"]["resets_at"], "{source}");
}

#[tokio::test]
async fn a_key_that_is_none_is_refused_in_words() {
    let server = YouTubeServer::start(Stream::default()).await;
    let desk = desk_beside(&server).await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    add(&desk, VIDEO, "no key").await;
    state(&mut live, "refused").await;
    let sources = live.state["sources"].to_string();
    assert!(
        sources.contains("does not know this API key") && !sources.contains("no key"),
        "{sources}"
    );
    let without = Ask::AddSource {
        settings: settings(VIDEO),
        secret: None,
    };
    assert!(desk.try_ask(without).await.is_err(), "it needs one");
}

#[tokio::test]
async fn an_answer_that_is_none_is_waited_over_and_nothing_is_lost() {
    for status in [200, 502] {
        let (mut server, _desk, mut live) = connected(Stream::default(), &key("nonsense")).await;
        state(&mut live, "live").await;
        server.wait_until("a page", |asked| asked.paths.len() > 2).await;
        server.set(|stream| {
            stream.refusals = [(status, NONSENSE)].into();
            stream.said = life();
        });
        state(&mut live, "waiting").await;
        chats(&mut live, 3).await;
        assert_counted(&live.state["channels"][LUNA]);
    }
}

#[tokio::test]
async fn a_key_that_is_withdrawn_in_the_stream_is_refused_and_a_new_one_goes_on() {
    let (mut server, desk, mut live) = connected(Stream::default(), &key("before")).await;
    server.wait_until("a page", |asked| asked.paths.len() > 2).await;
    server.set(|stream| stream.said.push(text("m1", 10)));
    chats(&mut live, 1).await;
    server.set(|stream| stream.refusals = [(400, "keyInvalid")].into());
    state(&mut live, "refused").await;
    let list = desk.ask(Ask::Sources).await;
    let change = Ask::ChangeSource {
        id: list["sources"][0]["id"].as_str().expect("an id").to_owned(),
        settings: settings(VIDEO),
        secret: Some(Secret(key("after"))),
    };
    let before = server.wait_until("anything", |_| true).await.paths.len();
    desk.ask(change).await;
    state(&mut live, "live").await;
    // Its first page is history: what was said before is known, also to the source that begins anew.
    let pages = |asked: &Asked| {
        let since = asked.paths.iter().skip(before);
        since.filter(|path| path.starts_with("liveChat")).count()
    };
    server
        .wait_until("its first page", |asked| pages(asked) > 1)
        .await;
    server.set(|stream| stream.said.push(text("m2", 11)));
    chats(&mut live, 2).await;
}

#[tokio::test]
async fn a_stream_without_a_chat_is_watched_and_its_end_is_told() {
    let silent = Stream {
        refusals: [(403, "liveChatDisabled")].into(),
        ..Stream::default()
    };
    let (mut server, _desk, mut live) = connected(silent, &key("silent")).await;
    server
        .wait_until("its chat", |asked| {
            asked.paths.iter().any(|path| path.starts_with("liveChat"))
        })
        .await;
    state(&mut live, "live").await;
    live.wait_until("its viewers", |now| now["channels"][LUNA]["viewers"] == 187)
        .await;
    let (mut server, _desk, mut live) = connected(Stream::default(), &key("end")).await;
    state(&mut live, "live").await;
    server.wait_until("a page", |asked| asked.paths.len() > 2).await;
    server.set(|stream| {
        stream.live = false;
        stream.said.push(message("e1", 40, "chatEndedEvent", json!({})));
    });
    live.wait_until("its end", |now| now["channels"][LUNA]["live"] == false)
        .await;
    live.wait_until("word of it", |now| {
        now["sources"].to_string().contains("has ended")
    })
    .await;
}

#[tokio::test]
async fn nothing_counts_twice_beside_streamer_bot() {
    let (mut server, desk, mut live) = connected(Stream::default(), &key("beside")).await;
    state(&mut live, "live").await;
    server.wait_until("a page", |asked| asked.paths.len() > 2).await;
    let mut bot = StreamerBotServer::start(Setting::default()).await;
    let settings = SourceSettings::Streamerbot {
        host: "127.0.0.1".to_owned(),
        port: bot.port,
        endpoint: String::new(),
        twitch: "luna".to_owned(),
        youtube: "luna".to_owned(),
        kick: String::new(),
        own: String::new(),
    };
    desk.ask(Ask::AddSource {
        settings,
        secret: None,
    })
    .await;
    bot.wait_until("a subscription", |seen| !seen.subscribed.is_empty())
        .await;
    live.wait_until("Streamer.bot", |now| source_state(now, "twitch:luna") == "live")
        .await;
    let same = json!({ "eventId": "m1", "message": "hi", "user": { "id": "UCm1", "name": "Ann" } });
    bot.say(event("YouTube", "Message", same));
    bot.say(event("Twitch", "ViewerCountUpdate", json!({ "viewers": 3 })));
    live.wait_until("its last frame", |now| {
        now["channels"]["twitch:luna"]["viewers"] == 3
    })
    .await;
    server.set(|stream| stream.said.push(text("m1", 10)));
    chats(&mut live, 1).await;
    let kept_back = live.state["sources"].as_array().into_iter().flatten();
    let kept_back: u64 = kept_back.filter_map(|source| source["not_owner"].as_u64()).sum();
    assert_eq!(kept_back, 1, "{}", live.state["sources"]);
}
