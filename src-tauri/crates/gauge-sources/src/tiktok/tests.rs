//! A room as TikTok's servers tell one, over real sockets, in the crate's own frames.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::{SinkExt, StreamExt};
use gauge_model::{ChannelId, EventKind, Millis, SourceKind, StreamEvent};
use piratetok_live_rs::structs::proto::{
    frames::WebcastPushFrame,
    gift_types::GiftDetails,
    messages::{
        WebcastChatMessage, WebcastControlMessage, WebcastGiftMessage, WebcastLikeMessage,
        WebcastMemberMessage, WebcastMessage, WebcastResponse, WebcastRoomUserSeqMessage,
        WebcastSocialMessage,
    },
    types::CommonMessageData,
    user::UserIdentity,
};
use prost::Message as _;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc::Receiver,
};
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
    },
};

use super::TikTok;
use crate::{Capture, Connector, Ended, Endpoints, Inbound, Link, Sink};

const NOW: Millis = 1_791_129_600_000;
const LIVE: &str =
    r#"{"statusCode":0,"data":{"user":{"roomId":"7001","id":"55","status":2},"liveRoom":{"status":2}}}"#;

/// TikTok's pages: every question is answered so.
async fn pages(status: &'static str, room: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(page(socket, status, room));
        }
    });
    format!("http://{address}")
}

async fn page(socket: TcpStream, status: &str, room: &str) -> Option<()> {
    let mut socket = BufReader::new(socket);
    let (mut first, mut line) = (String::new(), String::new());
    socket.read_line(&mut first).await.ok()?;
    while line != "\r\n" {
        line.clear();
        socket.read_line(&mut line).await.ok()?;
    }
    let (status, body) = if first.contains("/api-live/") {
        (status, room)
    } else {
        ("200 OK", "")
    };
    let head = format!("HTTP/1.1 {status}\r\nset-cookie: ttwid=tok; path=/\r\nconnection: close\r\n");
    let answer = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    socket.get_mut().write_all(answer.as_bytes()).await.ok()
}

/// TikTok's rooms: one connection after the other; none: it is turned away.
async fn rooms(script: Vec<Option<Vec<Vec<u8>>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (script, next) = (Arc::new(script), Arc::new(AtomicUsize::new(0)));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let frames = script.get(at).cloned().unwrap_or_default();
            tokio::spawn(room(socket, frames));
        }
    });
    format!("ws://{address}")
}

#[expect(clippy::result_large_err, reason = "the callback's type is the library's")]
async fn room(socket: TcpStream, frames: Option<Vec<Vec<u8>>>) -> Option<()> {
    let is_let_in = frames.is_some();
    let answer = move |_: &Request, response: Response| -> Result<Response, ErrorResponse> {
        if is_let_in {
            return Ok(response);
        }
        let mut refusal = ErrorResponse::new(None);
        *refusal.status_mut() = tokio_tungstenite::tungstenite::http::StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let blocked = tokio_tungstenite::tungstenite::http::HeaderValue::from_static("DEVICE_BLOCKED");
        refusal.headers_mut().insert("Handshake-Msg", blocked);
        Err(refusal)
    };
    let mut socket = accept_hdr_async(socket, answer).await.ok()?;
    for frame in frames? {
        socket.send(Message::binary(frame)).await.ok()?;
    }
    socket.close(None).await.ok()?;
    // What the other side has sent is read: a socket that goes with something unread takes with it what it has sent.
    while socket.next().await.is_some() {}
    Some(())
}

fn frame(kind: &str, payload: Vec<u8>) -> Vec<u8> {
    let message = WebcastMessage {
        r#type: kind.to_owned(),
        payload,
        ..WebcastMessage::default()
    };
    let response = WebcastResponse {
        messages: vec![message],
        ..WebcastResponse::default()
    };
    WebcastPushFrame {
        payload_type: "msg".to_owned(),
        payload: response.encode_to_vec(),
        ..WebcastPushFrame::default()
    }
    .encode_to_vec()
}

fn about(id: i64) -> Option<CommonMessageData> {
    Some(CommonMessageData {
        msg_id: id,
        create_time: NOW + id,
        ..CommonMessageData::default()
    })
}

fn bob() -> Option<UserIdentity> {
    Some(UserIdentity {
        user_id: 6_773_000_000_000_000_001,
        nickname: "Bob".to_owned(),
        ..UserIdentity::default()
    })
}

fn chat(id: i64) -> Vec<u8> {
    let chat = WebcastChatMessage {
        common: about(id),
        user: bob(),
        comment: "hi".to_owned(),
        ..WebcastChatMessage::default()
    };
    frame("WebcastChatMessage", chat.encode_to_vec())
}

fn gift(id: i64, (kind, group): (i32, u64), repeat: i32, ends: bool) -> Vec<u8> {
    let gift = WebcastGiftMessage {
        common: about(id),
        user: bob(),
        gift_id: 5655,
        group_id: group,
        repeat_count: repeat,
        repeat_end: ends.into(),
        gift_details: Some(GiftDetails {
            gift_name: "Rose".to_owned(),
            gift_type: kind,
            diamond_count: 10,
            ..GiftDetails::default()
        }),
        ..WebcastGiftMessage::default()
    };
    frame("WebcastGiftMessage", gift.encode_to_vec())
}

fn like(id: i64, taps: i32, total: i64) -> Vec<u8> {
    let like = WebcastLikeMessage {
        common: about(id),
        user: bob(),
        like_count: taps,
        total_like_count: total,
        ..WebcastLikeMessage::default()
    };
    frame("WebcastLikeMessage", like.encode_to_vec())
}

fn social(id: i64, action: i64) -> Vec<u8> {
    let social = WebcastSocialMessage {
        common: about(id),
        user: bob(),
        action,
        ..WebcastSocialMessage::default()
    };
    frame("WebcastSocialMessage", social.encode_to_vec())
}

fn viewers(count: i64) -> Vec<u8> {
    let room = WebcastRoomUserSeqMessage {
        common: about(1),
        viewer_count: count,
        total_user: 9000,
        ..WebcastRoomUserSeqMessage::default()
    };
    frame("WebcastRoomUserSeqMessage", room.encode_to_vec())
}

fn join(id: i64) -> Vec<u8> {
    let member = WebcastMemberMessage {
        common: about(id),
        user: bob(),
        member_count: 7000,
        action: 1,
        ..WebcastMemberMessage::default()
    };
    frame("WebcastMemberMessage", member.encode_to_vec())
}

/// Every trap of CONNECTORS 3.3.
fn life() -> Vec<Vec<u8>> {
    let ended = WebcastControlMessage {
        common: about(40),
        action: 4,
        ..WebcastControlMessage::default()
    };
    vec![
        // It was said before us.
        chat(-60_000),
        viewers(40),
        join(2),
        chat(3),
        // A streak of 7; its end comes twice.
        gift(10, (1, 77), 1, false),
        gift(11, (1, 77), 2, false),
        gift(12, (1, 77), 4, false),
        gift(13, (1, 77), 7, false),
        gift(14, (1, 77), 7, true),
        gift(15, (1, 77), 7, true),
        // Joined late; whole at once, though it says nothing of an end.
        gift(16, (1, 78), 50, false),
        gift(17, (2, 79), 3, false),
        // The total jumps backwards.
        like(20, 15, 520),
        like(21, 3, 505),
        social(30, 1),
        social(31, 2),
        vec![1, 2, 3],
        frame("WebcastChatMessage", vec![0xff; 4]),
        frame("WebcastSomethingNew", vec![]),
        viewers(55),
        frame("WebcastControlMessage", ended.encode_to_vec()),
    ]
}

async fn connect(tiktok: &mut TikTok) -> (Ended, Vec<StreamEvent>) {
    let (sink, inbox) = Sink::inbox();
    let channels: Vec<ChannelId> = vec!["tiktok:luna".parse().expect("a channel")];
    let link = Link::new(&SourceKind::TIKTOK, channels, sink, || NOW, Capture::default());
    let told = tokio::spawn(events(inbox));
    let ended = tiktok.connect(&link).await;
    drop(link);
    (ended, told.await.expect("it ends"))
}

async fn events(mut inbox: Receiver<Inbound>) -> Vec<StreamEvent> {
    let mut all = Vec::new();
    while let Some(inbound) = inbox.recv().await {
        if let Inbound::Events(events) = inbound {
            all.extend(events);
        }
    }
    all
}

async fn tiktok(status: &'static str, room: &'static str, script: Vec<Option<Vec<Vec<u8>>>>) -> TikTok {
    let endpoints = Endpoints {
        tiktok: pages(status, room).await,
        tiktok_webcast: rooms(script).await,
        ..Endpoints::default()
    };
    TikTok::new("luna", &endpoints)
}

/// What the fold makes of them: units, coins, streaks, likes, and how often each other kind came.
fn counted(events: &[StreamEvent]) -> (u64, u64, u64) {
    let mut combos = gauge_model::GiftCombos::default();
    let mut sums = (0, 0, 0);
    for event in events.iter().filter(|event| !event.history) {
        if let EventKind::Gift(gift) = &event.kind {
            let by = event.user.as_ref().expect("a person");
            let (units, is_new) = combos.grow(&event.source, &by.id, gift);
            sums = (
                sums.0 + units,
                sums.1 + units * gift.coins,
                sums.2 + u64::from(is_new),
            );
        }
    }
    sums
}

fn times(events: &[StreamEvent], kind: &str) -> usize {
    events
        .iter()
        .filter(|event| event.kind.name() == kind && !event.history)
        .count()
}

#[tokio::test]
async fn a_live_is_told_as_it_is() {
    let mut tiktok = tiktok("200 OK", LIVE, vec![Some(life())]).await;
    let (ended, events) = connect(&mut tiktok).await;
    assert_eq!(ended, Ended::Offline("The LIVE has ended.".to_owned()));
    assert_eq!(counted(&events), (7 + 50 + 3, 600, 3));
    let told = ["chat", "join", "follow", "share", "viewers", "like"].map(|kind| times(&events, kind));
    assert_eq!(told, [1, 1, 1, 1, 2, 2]);
    assert_eq!(
        events.iter().filter(|event| event.history).count(),
        1,
        "what was said before"
    );
    let last = events.iter().rev().find_map(|event| match event.kind {
        EventKind::Viewers { count } => Some(count),
        _ => None,
    });
    assert_eq!(last, Some(55), "not all that came so far");
    assert_eq!(
        events.last().map(|event| &event.kind),
        Some(&EventKind::Stream { live: false })
    );
}

#[tokio::test]
async fn a_break_is_told_and_a_streak_goes_on_after_it() {
    let first = vec![viewers(40), gift(10, (1, 77), 4, false)];
    let again = vec![
        gift(10, (1, 77), 4, false),
        gift(13, (1, 77), 7, true),
        viewers(41),
    ];
    let mut tiktok = tiktok("200 OK", LIVE, vec![None, Some(first), Some(again)]).await;
    let (ended, events) = connect(&mut tiktok).await;
    assert!(
        matches!(ended, Ended::Lost(why) if why.contains("does not let us")),
        "DEVICE_BLOCKED"
    );
    assert_eq!(events, []);
    let (ended, mut events) = connect(&mut tiktok).await;
    assert!(matches!(ended, Ended::Lost(why) if why.contains("was lost")));
    events.extend(connect(&mut tiktok).await.1);
    assert_eq!(counted(&events), (7, 70, 1));
}

#[tokio::test]
async fn every_refusal_is_told_in_words() {
    for (status, room, is_it) in [
        ("200 OK", r#"{"statusCode":19881007}"#, "refused"),
        (
            "200 OK",
            r#"{"statusCode":0,"data":{"user":{"roomId":"0"}}}"#,
            "offline",
        ),
        (
            "200 OK",
            r#"{"statusCode":0,"data":{"user":{"roomId":"7","status":4}}}"#,
            "offline",
        ),
        ("403 Forbidden", "", "limited"),
        ("429 Too Many Requests", "", "limited"),
        ("200 OK", "<html>", "limited"),
        ("200 OK", r#"{"statusCode":5}"#, "lost"),
    ] {
        let (ended, events) = connect(&mut tiktok(status, room, vec![]).await).await;
        let kind = match ended {
            Ended::Refused(_) => "refused",
            Ended::Offline(_) => "offline",
            Ended::Limited { .. } => "limited",
            Ended::Lost(_) => "lost",
            Ended::Closed => "closed",
        };
        assert_eq!((kind, events.len()), (is_it, 0), "{status} {room}");
    }
}
