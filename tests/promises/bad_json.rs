//! Bad bytes at every door that takes JSON (RELIABILITY S-20): words for an answer, and the program lives on.

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::{client, get, push},
    in_time,
    wire::{Wire, frame, text},
};
use serde_json::{Value, json};

/// What is wrong with a body, and the status that says so.
fn bodies() -> Vec<(&'static str, Vec<u8>, u16)> {
    let count = |number: &str| viewers(number).into_bytes();
    let nested = |depth: usize| {
        // The event itself is the first level.
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        format!(r#"{{"type":"custom","channel":"twitch:luna","name":"deep","data":{open}1{close}}}"#)
            .into_bytes()
    };
    let user = |name: &[u8]| {
        [
            &br#"{"type":"follow","channel":"twitch:luna","user":""#[..],
            name,
            b"\"}",
        ]
        .concat()
    };
    vec![
        ("33 deep", nested(34), 422),
        ("127 deep", nested(127), 422),
        ("128 deep", nested(128), 400),
        ("60 000 deep", b"[".repeat(60_000), 400),
        ("1e400", count("1e400"), 400),
        ("a negative count", count("-1"), 422),
        ("half a viewer", count("1.5"), 422),
        ("2^53", count("9007199254740992"), 422),
        ("2^64", count("18446744073709551616"), 422),
        ("NaN", count("NaN"), 400),
        ("half a pair", user(br"\ud800"), 400),
        (
            "a mark of byte order",
            [b"\xef\xbb\xbf", &*count("1")].concat(),
            400,
        ),
        ("nothing", Vec::new(), 400),
        ("no end", br#"{"type":"viewers""#.to_vec(), 400),
        ("a zero byte", user(b"a\0b"), 400),
    ]
}

const NOT_UTF_8: &[u8] = b"{\"type\":\"\xff\"}";

fn viewers(count: &str) -> String {
    format!(r#"{{"type":"viewers","channel":"twitch:luna","count":{count}}}"#)
}

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

async fn post(app: &App, body: Vec<u8>) -> (u16, Value) {
    let token = gauge_tests::endpoint::token(app.http());
    let request = client()
        .post(format!("{}/api/events", app.http()))
        .bearer_auth(token);
    let request = request.header("Content-Type", "application/json").body(body);
    let answer = in_time("a push", request.send()).await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Nothing was counted, and good events still are.
async fn is_well(app: &App) {
    let stats = get(app.http(), "/api/live-stats").await["stats"].clone();
    assert_eq!(
        (&stats["viewers"], &stats["followers"]),
        (&json!(0), &json!(0)),
        "{stats}"
    );
    assert_eq!(push(app.http(), viewers("7")).await["accepted"], 1);
    push(app.http(), viewers("9007199254740991")).await;
}

fn is_explained(what: &str, status: u16, answer: &Value) {
    let code = if status == 400 {
        "not_json"
    } else {
        "invalid_event"
    };
    assert_eq!(answer["error"], code, "{what}: {answer}");
    assert!(
        answer["message"].as_str().is_some_and(|words| words.len() > 20),
        "{what}: {answer}"
    );
}

#[tokio::test]
async fn http_says_what_is_wrong() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut bodies = bodies();
    bodies.push(("no UTF-8", NOT_UTF_8.to_vec(), 400));
    for (what, body, expected) in bodies {
        let (status, answer) = post(&app, body).await;
        assert_eq!(status, expected, "{what}: {answer}");
        is_explained(what, status, &answer);
    }
    is_well(&app).await;
}

#[tokio::test]
async fn a_push_socket_says_what_is_wrong_and_stays() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut wire = Wire::open(app.http(), "/ws/push").await;
    for (what, body, status) in bodies() {
        wire.send(&frame(0x81, &body)).await;
        let answer = wire.until("nack").await.payload;
        let answer = serde_json::from_slice(&answer).expect("JSON");
        is_explained(what, status, &answer);
        // Ten in a row that are no JSON would end it.
        wire.send(&text("{}")).await;
        wire.until("nack").await;
    }
    wire.send(&frame(0x81, NOT_UTF_8)).await;
    assert_eq!(wire.end().await, Some(1007));
    is_well(&app).await;
}

#[tokio::test]
async fn a_live_socket_complains_and_stays() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut wire = Wire::open(app.http(), "/ws/live").await;
    wire.until("connection_established").await;
    for (what, body, status) in bodies() {
        wire.send(&frame(0x81, &body)).await;
        let answer = wire.next().await.expect("the connection stands").payload;
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert_eq!(answer["event_type"], "error", "{what}: {answer}");
        // What is JSON is only no command.
        let is_json = status == 422 && what != "2^64";
        let words = if is_json { "Unknown message type" } else { "" };
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|said| said.contains(words)),
            "{what}: {answer}"
        );
        wire.send(&text(r#"{"type":"ping"}"#)).await;
        wire.until("\"pong\"").await;
    }
    wire.send(&frame(0x81, NOT_UTF_8)).await;
    assert_eq!(wire.end().await, Some(1007));
    is_well(&app).await;
}

#[tokio::test]
async fn of_two_fields_of_one_name_the_last_stands() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let twice = r#"{"type":"viewers","type":"viewers","channel":"twitch:luna","count":1,"count":8}"#;
    assert_eq!(post(&app, twice.as_bytes().to_vec()).await.0, 200);
    let mut wire = Wire::open(app.http(), "/ws/push").await;
    wire.send(&text(&twice.replace('8', "9"))).await;
    wire.until("\"ack\"").await;
    assert_eq!(get(app.http(), "/api/live-stats").await["stats"]["viewers"], 9);
}
