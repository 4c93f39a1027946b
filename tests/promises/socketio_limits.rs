//! Socket.IO's limits, and what clients do that no stock client does.

use futures_util::{SinkExt, StreamExt};
use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::{self, client, push},
    in_time,
    polling::Polling,
    shape::{golden, masked},
    tokens,
};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const LARGEST: usize = 64 * 1024;

async fn start() -> (Folder, App) {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    (folder, app)
}

/// A WebSocket that has heard Engine.IO's first packet and asked for the default namespace.
async fn connect(app: &App) -> Socket {
    let url = format!("ws://{}/socket.io/?EIO=4&transport=websocket", app.address());
    let (mut socket, _) = connect_async(url).await.expect("a WebSocket");
    socket.send(Message::text("40")).await.expect("it stands");
    assert!(next_text(&mut socket).await.starts_with('0'));
    assert!(next_text(&mut socket).await.starts_with("40"));
    socket
}

async fn next_text(socket: &mut Socket) -> String {
    loop {
        let message = in_time("a packet", socket.next()).await.expect("it stands");
        if let Message::Text(text) = message.expect("it stands") {
            return text.to_string();
        }
    }
}

/// Reads until the end; the close code.
async fn end(mut socket: Socket) -> Option<u16> {
    loop {
        match in_time("the end", socket.next()).await {
            Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return None,
        }
    }
}

/// A message of so many bytes that asks for an answer.
fn message_of(length: usize) -> String {
    let (head, tail) = ("421[\"unknown\",\"", "\"]");
    format!("{head}{}{tail}", "x".repeat(length - head.len() - tail.len()))
}

async fn get(app: &App, query: &str) -> (u16, String) {
    let answer = client().get(format!("{}/socket.io/?{query}", app.http())).send();
    let answer = in_time(query, answer).await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

async fn post(app: &App, query: &str, body: impl Into<reqwest::Body>) -> (u16, String) {
    let request = client().post(format!("{}/socket.io/?{query}", app.http()));
    let answer = in_time(query, request.body(body).send())
        .await
        .expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

/// A polling session of version 4 that has connected: the query to go on with.
async fn polling(app: &App) -> String {
    let (status, open) = get(app, "EIO=4&transport=polling").await;
    assert_eq!(status, 200);
    let open: Value = serde_json::from_str(&open[1..]).expect("JSON");
    let query = format!(
        "EIO=4&transport=polling&sid={}",
        open["sid"].as_str().expect("an id")
    );
    assert_eq!(post(app, &query, "40").await, (200, "ok".to_owned()));
    query
}

#[tokio::test]
async fn a_message_of_64_kib_is_taken_over_websocket() {
    let (_folder, app) = start().await;
    let mut socket = connect(&app).await;
    socket
        .send(Message::text(message_of(LARGEST)))
        .await
        .expect("it stands");
    while !next_text(&mut socket).await.starts_with("431[") {}
}

#[tokio::test]
async fn one_byte_more_is_too_big_over_websocket() {
    let (_folder, app) = start().await;
    let mut socket = connect(&app).await;
    socket
        .send(Message::text(message_of(LARGEST + 1)))
        .await
        .expect("it stands");
    assert_eq!(end(socket).await, Some(1009));
}

#[tokio::test]
async fn a_body_of_64_kib_is_taken_and_one_byte_more_is_not() {
    let (_folder, app) = start().await;
    let query = polling(&app).await;
    assert_eq!(post(&app, &query, message_of(LARGEST)).await.0, 200);
    assert_eq!(post(&app, &query, message_of(LARGEST + 1)).await.0, 413);
    assert_eq!(get(&app, &query).await.0, 400, "the session ended with it");
}

#[tokio::test]
async fn bytes_are_refused_clearly() {
    let (_folder, app) = start().await;
    let mut socket = connect(&app).await;
    socket.send(Message::binary(vec![4, 0])).await.expect("it stands");
    assert_eq!(end(socket).await, Some(1003));
    let mut socket = connect(&app).await;
    let placeholder = "451-[\"event\",{\"_placeholder\":true,\"num\":0}]";
    socket.send(Message::text(placeholder)).await.expect("it stands");
    assert_eq!(end(socket).await, Some(1003));
    let query = polling(&app).await;
    let (status, body) = post(&app, &query, format!("{placeholder}\u{1e}bAQID")).await;
    assert_eq!(status, 400);
    assert!(body.contains("Only text"), "{body}");
}

#[tokio::test]
async fn whoever_asks_without_end_is_answered_and_stops_nobody() {
    let (_folder, app) = start().await;
    let mut flood = connect(&app).await;
    let mut quiet = connect(&app).await;
    for _ in 0..20_000 {
        flood
            .feed(Message::text("42[\"request_stats\"]"))
            .await
            .expect("it stands");
    }
    flood
        .send(Message::text("429[\"request_stats\"]"))
        .await
        .expect("it stands");
    push(
        app.http(),
        &json!({ "type": "viewers", "channel": "generic:luna", "count": 7 }),
    )
    .await;
    while !next_text(&mut quiet).await.contains("\"luna\":7") {}
    let mut answers = 0;
    loop {
        let text = next_text(&mut flood).await;
        answers += usize::from(text.starts_with("42[\"stats_update\""));
        if text.starts_with("439[") {
            break;
        }
    }
    assert!(answers < 1000, "{answers} answers to 20 000 questions");
    while !next_text(&mut flood).await.contains("\"luna\":7") {}
}

#[tokio::test]
async fn unfinished_sessions_are_few() {
    let (_folder, app) = start().await;
    for _ in 0..64 {
        assert_eq!(get(&app, "EIO=4&transport=polling").await.0, 200);
    }
    let (status, body) = get(&app, "EIO=4&transport=polling").await;
    assert_eq!(status, 503);
    assert!(body.contains("Too many sessions"), "{body}");
}

#[tokio::test]
async fn who_polls_and_never_connects_is_dropped() {
    let (_folder, app) = start().await;
    let (_, open) = get(&app, "EIO=4&transport=polling").await;
    let open: Value = serde_json::from_str(&open[1..]).expect("JSON");
    let query = format!(
        "EIO=4&transport=polling&sid={}",
        open["sid"].as_str().expect("an id")
    );
    // Its poll ends when it is dropped, and not before: nothing is ever said to it.
    assert_eq!(get(&app, &query).await, (200, "6".to_owned()));
    let (status, body) = get(&app, &query).await;
    assert_eq!((status, body.contains("Session ID unknown")), (400, true));
}

#[tokio::test]
async fn refusals_say_a_code_and_a_message() {
    let (_folder, app) = start().await;
    let mut told = serde_json::Map::new();
    for query in [
        "transport=polling",
        "EIO=5&transport=polling",
        "EIO=4&transport=carrier",
        "EIO=4&transport=polling&j=0",
        "EIO=4&transport=polling&sid=nobody",
        "EIO=4&transport=websocket&sid=nobody",
    ] {
        let (status, body) = get(&app, query).await;
        let body: Value = serde_json::from_str(&body).expect("JSON");
        told.insert(query.to_owned(), json!({ "status": status, "body": body }));
    }
    assert_eq!(Value::from(told), golden("socketio-refusals"));
}

/// Everything that a newcomer is told, in its order: each text as its prefix and its document.
async fn first_words(app: &App, version: u8, count: usize) -> Value {
    let url = format!(
        "ws://{}/socket.io/?EIO={version}&transport=websocket",
        app.address()
    );
    let (mut socket, _) = connect_async(url).await.expect("a WebSocket");
    if version == 4 {
        socket
            .send(Message::text("40/admin,{}"))
            .await
            .expect("it stands");
        socket.send(Message::text("40")).await.expect("it stands");
    }
    let mut words = Vec::new();
    for _ in 0..count {
        let text = next_text(&mut socket).await;
        let start = text.find(['{', '[']).unwrap_or(text.len());
        let mut body: Value = serde_json::from_str(&text[start..]).unwrap_or_default();
        if body.get("sid").is_some() {
            body["sid"] = "SID".into();
        }
        words.push(json!([&text[..start], masked(body)]));
    }
    Value::from(words)
}

#[tokio::test]
async fn first_words_are_as_the_golden_file_says() {
    let (_folder, app) = start().await;
    push(
        app.http(),
        &json!({ "type": "viewers", "channel": "twitch:xQc", "count": 45_000 }),
    )
    .await;
    let words = json!({ "EIO 4": first_words(&app, 4, 6).await, "EIO 3": first_words(&app, 3, 5).await });
    assert_eq!(words, golden("socketio-first-words"), "{words:#}");
}

#[tokio::test]
async fn by_polling_too_a_revoked_token_counts_nothing_more() {
    let (folder, app) = start().await;
    let (id, token) = tokens::make(folder.path(), "write", &[]).await;
    let session = Polling::open(app.http()).await;
    session.say(format!("40{}", json!({ "token": token }))).await;
    let follow = |id: u64| {
        let follow = json!({ "type": "follow", "channel": "twitch:luna", "id": id.to_string() });
        format!("42{}", json!(["event", follow]))
    };
    let counted = async || http::get(app.http(), "/api/live-stats").await["stats"]["followers"].clone();
    assert_eq!(session.say(follow(1)).await.0, 200, "with its token it pushes");
    assert_eq!(counted().await, 1);
    tokens::command(folder.path(), &["revoke", &id])
        .await
        .expect("it is revoked");
    let (status, told) = session.say(follow(2)).await;
    assert_eq!((status, counted().await), (401, json!(1)), "{told}");
    assert_eq!(session.say(follow(3)).await.0, 400, "the session is over");
    assert_eq!(counted().await, 1);
}
