//! A push is counted once and whole, or not at all; what is acknowledged as durable is in the file.

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::{get, push, push_as, try_push},
    live::Live,
};
use serde_json::{Value, json};

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

fn follow(id: &str) -> Value {
    json!({ "type": "follow", "channel": "twitch:mossgarden", "id": id, "user": "fern" })
}

#[tokio::test]
async fn one_an_array_and_lines_are_taken() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let bodies = [
        ("application/json", follow("a").to_string(), 1),
        (
            "application/json; charset=utf-8",
            json!([follow("b"), follow("c")]).to_string(),
            2,
        ),
        (
            "application/x-ndjson",
            format!("{}\n{}\n", follow("d"), follow("e")),
            2,
        ),
        (
            "application/ndjson",
            format!("{}\r\n\r\n{}", follow("f"), follow("g")),
            2,
        ),
    ];
    let mut total = 0;
    for (content_type, body, count) in bodies {
        let (status, answer) = push_as(app.http(), Some(content_type), body).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(
            (&answer["accepted"], &answer["duplicates"]),
            (&json!(count), &json!(0))
        );
        total += count;
        assert_eq!(folder.open("Main").count("kind = 'follow'"), total);
    }
}

#[tokio::test]
async fn the_same_id_is_counted_once() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let first = push(app.http(), json!([follow("a"), follow("b"), follow("a")])).await;
    assert_eq!((&first["accepted"], &first["duplicates"]), (&json!(2), &json!(1)));
    let again = push(app.http(), json!([follow("b"), follow("c")])).await;
    assert_eq!((&again["accepted"], &again["duplicates"]), (&json!(1), &json!(1)));
    // Another channel's id is another id.
    let mut elsewhere = follow("a");
    elsewhere["channel"] = json!("tiktok:mossgarden");
    assert_eq!(push(app.http(), elsewhere).await["accepted"], 1);
    app.terminate().await;
    // And after a restart.
    let app = start(&folder).await;
    assert_eq!(push(app.http(), follow("a")).await["duplicates"], 1);
    assert_eq!(folder.open("Main").count("kind = 'follow'"), 4);
}

#[tokio::test]
async fn every_number_is_shown_as_pushed() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut live = Live::join(app.http(), &["stats"]).await;
    let largest = 9_007_199_254_740_991_u64;
    let event = |kind: &str, more: Value| {
        let mut event = json!({ "type": kind, "channel": "tiktok:luna" });
        event
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        event
    };
    let receipt = push(
        app.http(),
        json!([
            event("viewers", json!({ "count": largest })),
            event("chat_rate", json!({ "value": 125.5 })),
            event("like", json!({ "count": 7 })),
            event(
                "gift",
                json!({ "gift": "Rose", "coins": 5, "count": 3, "user": "fern" })
            ),
            event("tip", json!({ "amount": 250, "currency": "twitch_bit" })),
            event("follow", json!({})),
            event("share", json!({})),
            event("recording", json!({ "active": true })),
        ]),
    )
    .await;
    live.wait_until("the push", |state| state["seq"] == receipt["seq"])
        .await;
    let numbers = &live.state["channels"]["tiktok:luna"];
    assert_eq!(numbers["viewers"], largest);
    assert_eq!(numbers["chat_rate"], 125.5);
    assert_eq!(
        (&numbers["likes"], &numbers["gifts"], &numbers["coins"]),
        (&json!(7), &json!(3), &json!(15))
    );
    assert_eq!(numbers["tips"], json!({ "twitch_bit": 250 }));
    assert_eq!((&numbers["follows"], &numbers["shares"]), (&json!(1), &json!(1)));
    assert_eq!(numbers["recording"], true);
    assert_eq!(live.state["stats"]["coins"], 15, "the totals follow");
}

/// A bad push, the status and the field that the answer must name.
const MISTAKES: [(&str, u16, &str); 14] = [
    ("{", 400, ""),
    ("viewers", 400, ""),
    (r#"{"type":"follow","channel":"twitch:a"}]"#, 400, ""),
    (
        r#"{"type":"viewers","channel":"twitch:a","count":1e400}"#,
        400,
        "",
    ),
    ("7", 422, "type"),
    (r#"{"channel":"twitch:a"}"#, 422, "type"),
    (r#"{"type":"sneeze","channel":"twitch:a"}"#, 422, "type"),
    (r#"{"type":"follow"}"#, 422, "channel"),
    (r#"{"type":"follow","channel":"a"}"#, 422, "channel"),
    (r#"{"type":"viewers","channel":"twitch:a"}"#, 422, "count"),
    (
        r#"{"type":"viewers","channel":"twitch:a","count":-1}"#,
        422,
        "count",
    ),
    (
        r#"{"type":"viewers","channel":"twitch:a","count":1.5}"#,
        422,
        "count",
    ),
    (
        r#"{"type":"viewers","channel":"twitch:a","count":9007199254740992}"#,
        422,
        "count",
    ),
    (
        r#"{"type":"tip","channel":"twitch:a","amount":"5","currency":"EUR"}"#,
        422,
        "amount",
    ),
];

#[tokio::test]
async fn a_mistake_is_named_and_changes_nothing() {
    let folder = Folder::new();
    let app = start(&folder).await;
    // With it a session begins, which everybody is shown by a snapshot with a number of its own.
    push(app.http(), follow("first")).await;
    let before = push(app.http(), follow("before")).await["seq"]
        .as_u64()
        .expect("a number");
    for (body, status, field) in MISTAKES {
        let (told, answer) = try_push(app.http(), body).await;
        assert_eq!(told, status, "{body} → {answer}");
        assert!(
            answer["message"].as_str().is_some_and(|words| words.len() > 10),
            "{answer}"
        );
        if !field.is_empty() {
            assert_eq!(answer["field"], field, "{body}");
            assert!(answer["message"].to_string().contains(field), "{answer}");
        }
    }
    let after = push(app.http(), follow("after")).await;
    assert_eq!(after["seq"], before + 1, "nothing of them was counted");
    assert_eq!(folder.open("Main").count("true"), 3, "nothing of them was stored");
}

#[tokio::test]
async fn one_bad_event_refuses_its_whole_batch() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let bad = json!({ "type": "follow", "channel": "nowhere" });
    let batches = [
        json!([follow("a"), follow("b"), bad]).to_string(),
        format!("{}\n{}\n{bad}\n", follow("a"), follow("b")),
    ];
    for batch in batches {
        let (status, answer) = try_push(app.http(), batch).await;
        assert_eq!(
            (status, &answer["index"], &answer["field"]),
            (422, &json!(2), &json!("channel"))
        );
    }
    assert_eq!(
        push(app.http(), json!([follow("a"), follow("b")])).await["accepted"],
        2
    );
    assert_eq!(folder.open("Main").count("true"), 2);
}

#[tokio::test]
async fn only_json_is_taken() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let body = follow("a").to_string();
    for content_type in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data"),
        Some("text/json"),
    ] {
        let (status, answer) = push_as(app.http(), content_type, body.clone()).await;
        assert_eq!(status, 415, "{content_type:?}");
        assert!(
            answer["message"].to_string().contains("application/json"),
            "{answer}"
        );
    }
    let large = format!("[{}{}]", follow("a"), " ".repeat(300_000));
    assert_eq!(try_push(app.http(), large).await.0, 413);
    assert_eq!(get(app.http(), "/api/live-stats").await["stats"]["followers"], 0);
}

#[tokio::test]
async fn an_answer_means_that_it_is_in_the_file() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for n in 1..=20_u64 {
        let event = match n % 4 {
            0 => follow(&n.to_string()),
            1 => json!({ "type": "gift", "channel": "tiktok:luna", "coins": n, "id": n.to_string() }),
            2 => json!({ "type": "tip", "channel": "twitch:luna", "amount": n, "currency": "EUR" }),
            _ => json!({ "type": "trigger", "channel": "twitch:luna", "trigger": "spike" }),
        };
        push(app.http(), event).await;
        let kept = folder.open("Main");
        assert_eq!(kept.count("true"), n, "the row is there with the answer");
        let totals = kept.numbers("*");
        assert_eq!(totals.follows, n / 4, "and the numbers with the rows");
    }
}
