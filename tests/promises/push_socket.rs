//! `/ws/push`: each message is a push, each is answered in its order, and nothing acknowledged is lost.

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::get,
    push_socket::PushSocket,
    tokens,
    wire::{Wire, text},
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

fn follow(id: &str) -> Value {
    json!({ "type": "follow", "channel": "twitch:luna", "id": id, "user": "fern" })
}

fn viewers(count: u64) -> Value {
    json!({ "type": "viewers", "channel": "twitch:luna", "count": count })
}

#[tokio::test]
async fn one_an_array_and_lines_are_acknowledged() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut socket = PushSocket::connect(app.http(), "").await;
    let one = socket.push(&follow("a")).await;
    assert_eq!(one["type"], "ack");
    assert_eq!(
        (&one["id"], &one["accepted"], &one["duplicates"]),
        (&json!("a"), &json!(1), &json!(0))
    );
    assert!(one["seq"].as_u64() > Some(0), "{one}");
    assert!(one["profile"].as_str().is_some_and(|id| !id.is_empty()), "{one}");
    let two = socket.push(&json!([follow("b"), follow("a")])).await;
    assert_eq!((&two["accepted"], &two["duplicates"]), (&json!(1), &json!(1)));
    assert!(two.get("id").is_none(), "several events have no one id: {two}");
    let lines = format!("{}\n{}\n", follow("c"), follow("d"));
    socket.send(Message::text(lines)).await;
    assert_eq!(socket.next().await.expect("an answer")["accepted"], 2);
    assert_eq!(folder.open("Main").count("kind = 'follow'"), 4);
}

#[tokio::test]
async fn an_ack_means_that_it_is_in_the_file() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut socket = PushSocket::connect(app.http(), "").await;
    for n in 1..=20 {
        socket.push(&follow(&n.to_string())).await;
        assert_eq!(folder.open("Main").count("true"), n);
    }
    // What is no ledger event is in the file at once only if that was asked for.
    let chat = json!({ "type": "chat", "channel": "twitch:luna", "text": "hi", "user": "fern" });
    let mut patient = PushSocket::connect(app.http(), "?sync=1").await;
    for n in 21..=25 {
        assert_eq!(patient.push(&chat).await["type"], "ack");
        assert_eq!(folder.open("Main").count("true"), n);
    }
}

#[tokio::test]
async fn many_in_flight_are_answered_in_their_order() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut socket = PushSocket::connect(app.http(), "").await;
    // Gauges are acknowledged at once and ledger events after their commit; still none overtakes another.
    for n in 0..3000_u64 {
        let push = match n % 3 {
            0 => viewers(n),
            1 => follow(&n.to_string()),
            _ => json!({ "type": "follow" }),
        };
        socket.tell(&push).await;
    }
    let mut seq = 0;
    for n in 0..3000_u64 {
        let answer = socket.next().await.expect("an answer");
        match n % 3 {
            1 => assert_eq!(answer["id"], n.to_string()),
            2 => assert_eq!(
                (&answer["type"], &answer["field"]),
                (&json!("nack"), &json!("channel"))
            ),
            _ => assert!(answer.get("id").is_none()),
        }
        if n % 3 != 2 {
            assert_eq!(
                (&answer["type"], &answer["accepted"]),
                (&json!("ack"), &json!(1)),
                "{n}: {answer}"
            );
            assert!(answer["seq"].as_u64() > Some(seq), "{answer}");
            seq = answer["seq"].as_u64().expect("a number");
        }
    }
    assert_eq!(folder.open("Main").count("kind = 'follow'"), 1000);
}

#[tokio::test]
async fn a_bad_message_is_refused_whole_and_the_socket_stays_open() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut socket = PushSocket::connect(app.http(), "").await;
    let bad = json!([follow("a"), follow("b"), { "type": "viewers", "channel": "twitch:a", "count": -1 }]);
    let nack = socket.push(&bad).await;
    assert_eq!(
        (&nack["type"], &nack["error"]),
        (&json!("nack"), &json!("invalid_event"))
    );
    assert_eq!((&nack["index"], &nack["field"]), (&json!(2), &json!("count")));
    assert!(
        nack["message"]
            .as_str()
            .is_some_and(|words| words.contains("count")),
        "{nack}"
    );
    socket.send(Message::text("{")).await;
    assert_eq!(socket.next().await.expect("an answer")["error"], "not_json");
    let ack = socket.push(&json!([follow("a"), follow("b")])).await;
    assert_eq!(ack["accepted"], 2, "nothing of the bad one was kept");
    assert_eq!(folder.open("Main").count("true"), 2);
}

#[tokio::test]
async fn the_same_id_is_counted_once_over_connections_and_restarts() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for (accepted, duplicates) in [(1, 0), (0, 1)] {
        let mut socket = PushSocket::connect(app.http(), "").await;
        let ack = socket.push(&follow("a")).await;
        assert_eq!(
            (&ack["accepted"], &ack["duplicates"]),
            (&json!(accepted), &json!(duplicates))
        );
    }
    app.kill().await;
    let app = start(&folder).await;
    let mut socket = PushSocket::connect(app.http(), "").await;
    assert_eq!(socket.push(&follow("a")).await["duplicates"], 1);
    assert_eq!(folder.open("Main").count("true"), 1);
}

#[tokio::test]
async fn what_is_no_producer_is_let_go() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut socket = PushSocket::connect(app.http(), "").await;
    socket.send(Message::binary(&b"{}"[..])).await;
    assert_eq!(socket.end().await, Some(1003));
    let mut socket = PushSocket::connect(app.http(), "").await;
    for _ in 0..10 {
        socket.send(Message::text("hello")).await;
    }
    for _ in 0..10 {
        assert_eq!(socket.next().await.expect("an answer")["error"], "not_json");
    }
    assert_eq!(socket.end().await, Some(4501));
}

#[tokio::test]
async fn a_stop_loses_nothing_acknowledged() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut idle = PushSocket::connect(app.http(), "").await;
    assert_eq!(idle.push(&viewers(7)).await["type"], "ack");
    let mut busy = PushSocket::connect(app.http(), "").await;
    for n in 0..500 {
        busy.tell(&follow(&n.to_string())).await;
    }
    assert_eq!(busy.next().await.expect("an answer")["type"], "ack");
    let stopping = tokio::spawn(app.terminate());
    let mut acknowledged = 1;
    while let Some(answer) = busy.next().await {
        acknowledged += u64::from(answer["type"] == "ack");
    }
    assert_eq!(busy.closed.map(|frame| frame.code.into()), Some(1001_u16));
    assert_eq!(idle.end().await, Some(1001));
    let (status, stderr) = stopping.await.expect("it ends");
    assert!(status.success(), "{stderr}");
    assert!(folder.open("Main").count("kind = 'follow'") >= acknowledged);
}

#[tokio::test]
async fn every_door_counts_into_the_same_numbers() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut socket = PushSocket::connect(app.http(), "").await;
    socket.push(&viewers(41)).await;
    gauge_tests::http::push(app.http(), follow("a")).await;
    assert_eq!(
        socket.push(&follow("a")).await["duplicates"],
        1,
        "one id over both doors"
    );
    let stats = get(app.http(), "/api/live-stats").await["stats"].clone();
    assert_eq!((&stats["viewers"], &stats["followers"]), (&json!(41), &json!(1)));
}

#[tokio::test]
async fn a_producer_whose_token_is_revoked_is_let_go() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (id, token) = tokens::make(folder.path(), "write", &[]).await;
    let event = json!({ "type": "share", "channel": "twitch:luna" });
    let mut socket = PushSocket::connect_with(app.http(), "", &token).await;
    assert_eq!(socket.push(&event).await["type"], "ack");
    let mut other = PushSocket::connect(app.http(), "").await;
    let path = "/socket.io/?EIO=4&transport=websocket";
    let mut talk = Wire::open_with(app.http(), path, &token).await;
    talk.send(&text("40")).await;
    talk.until("40{").await;
    tokens::command(folder.path(), &["revoke", &id])
        .await
        .expect("it is revoked");
    assert_eq!(socket.end().await, Some(4503));
    assert_eq!(talk.end().await, Some(4503));
    assert_eq!(other.push(&event).await["type"], "ack", "others go on");
}
