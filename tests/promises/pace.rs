//! A token may have a limit of events a second: who goes beyond is told by each door when to come again, nothing of
//! it is counted, and nobody else notices (RELIABILITY R-18, 2.5).

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::{client, push},
    in_time,
    push_socket::PushSocket,
    tokens,
    wire::{Wire, text},
};
use serde_json::{Value, json};

/// Events in one push: at one a second, more than any machine is slow.
const MANY: usize = 600;

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

fn shares(count: usize) -> Value {
    json!(vec![json!({ "type": "share", "channel": "twitch:luna" }); count])
}

/// Pushes by HTTP: the status, Retry-After in seconds (0: none) and the answer.
async fn post(app: &App, token: &str, body: &Value) -> (u16, u64, Value) {
    let request = client().post(format!("{}/api/events", app.http()));
    let request = request.bearer_auth(token).json(body);
    let answer = in_time("an answer", request.send()).await.expect("an answer");
    let later = answer.headers().get("retry-after");
    let later = later.map_or(0, |later| later.to_str().expect("text").parse().expect("seconds"));
    (
        answer.status().as_u16(),
        later,
        answer.json().await.expect("JSON"),
    )
}

/// Sets the rate from the command line; empty for none.
async fn set_rate(folder: &Folder, id: &str, rate: &str) {
    let words: Vec<&str> = ["rate", id]
        .into_iter()
        .chain(Some(rate).filter(|rate| !rate.is_empty()))
        .collect();
    let told = tokens::command(folder.path(), &words).await.expect("a token");
    assert_eq!(
        told[0]["rate"],
        rate.parse::<u32>().map_or(Value::Null, |rate| json!(rate))
    );
}

#[tokio::test]
async fn over_http_too_much_is_429_and_says_when() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (id, token) = tokens::make(folder.path(), "write", &["--rate", "1"]).await;
    let (status, _, answer) = post(&app, &token, &shares(MANY)).await;
    assert_eq!(
        (status, &answer["accepted"]),
        (200, &json!(MANY)),
        "a large push is taken whole"
    );
    let (status, later, answer) = post(&app, &token, &shares(1)).await;
    assert_eq!(
        (status, &answer["error"]),
        (429, &json!("rate_limited")),
        "{answer}"
    );
    assert!((1..=600).contains(&later), "{later} s");
    assert!(answer["message"].to_string().contains(" 1 event"), "{answer}");
    let others = push(app.http(), shares(1)).await;
    assert_eq!(others["accepted"], 1, "another token has no limit");
    set_rate(&folder, &id, "").await;
    assert_eq!(post(&app, &token, &shares(2)).await.0, 200, "from now on");
    set_rate(&folder, &id, "1").await;
    app.kill().await;
    let app = start(&folder).await;
    assert_eq!(post(&app, &token, &shares(MANY)).await.0, 200);
    assert_eq!(post(&app, &token, &shares(1)).await.0, 429, "after a restart too");
    assert_eq!(
        folder.open("Main").count("kind = 'share'"),
        2 * MANY as u64 + 3,
        "what was refused was not counted"
    );
}

#[tokio::test]
async fn a_producers_socket_is_told_and_at_last_closed() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (id, token) = tokens::make(folder.path(), "write", &["--rate", "1"]).await;
    let mut socket = PushSocket::connect_with(app.http(), "", &token).await;
    assert_eq!(socket.push(&shares(MANY)).await["accepted"], MANY);
    let nack = socket.push(&shares(1)).await;
    assert_eq!(
        (&nack["type"], &nack["error"]),
        (&json!("nack"), &json!("rate_limited"))
    );
    assert!(
        nack["retry_after_ms"].as_u64().is_some_and(|later| later > 0),
        "{nack}"
    );
    assert_eq!(
        post(&app, &token, &shares(1)).await.0,
        429,
        "the limit is the token's, not the door's"
    );
    set_rate(&folder, &id, "1000000").await;
    assert_eq!(
        socket.push(&shares(1)).await["type"],
        "ack",
        "the open socket goes by the new one"
    );
    set_rate(&folder, &id, "1").await;
    assert_eq!(socket.push(&shares(MANY)).await["type"], "ack");
    for _ in 0..100 {
        socket.tell(&shares(1)).await;
    }
    for _ in 0..100 {
        assert_eq!(
            socket.next().await.expect("each is answered")["error"],
            "rate_limited"
        );
    }
    assert_eq!(socket.end().await, Some(4013));
    assert_eq!(folder.open("Main").count("kind = 'share'"), 2 * MANY as u64 + 1);
}

#[tokio::test]
async fn a_socket_io_client_is_told_in_its_acknowledgement() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, token) = tokens::make(folder.path(), "write", &["--rate", "1"]).await;
    let mut talk = Wire::open_with(app.http(), "/socket.io/?EIO=4&transport=websocket", &token).await;
    talk.send(&text("40")).await;
    talk.until("40{").await;
    for (id, count, words) in [(1, MANY, "\"accepted\":600"), (2, 1, "rate_limited")] {
        talk.send(&text(&format!("42{id}[\"event\",{}]", shares(count))))
            .await;
        let told = talk.until(&format!("43{id}[")).await;
        let told = String::from_utf8_lossy(&told.payload).into_owned();
        assert!(told.contains(words), "{told}");
    }
}

#[tokio::test]
async fn a_rate_is_a_number_for_who_pushes() {
    let folder = Folder::new();
    let make = async |scope: &str, rate: &str| {
        let words = ["new", "--scope", scope, "--label", "x", "--rate", rate];
        tokens::command(folder.path(), &words).await
    };
    for (scope, rate) in [
        ("read", "5"),
        ("write", "0"),
        ("write", "1000001"),
        ("write", "fast"),
    ] {
        assert!(make(scope, rate).await.is_err(), "{scope} {rate}");
    }
    assert_eq!(
        make("admin", "1000000").await.expect("a token")[0]["rate"],
        1_000_000
    );
}
