//! What happened before is shown and kept, and counts nothing; what producers measure is kept with the profile.

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::get,
    http::push,
    live::Live,
};
use serde_json::{Value, json};

fn gift(id: &str, repeat: u64, history: bool) -> Value {
    json!({ "type": "gift", "channel": "tiktok:luna", "id": id, "user": "fern", "gift": "Rose", "coins": 1,
            "combo": "c", "repeat": repeat, "history": history })
}

async fn is_shown_and_counts_nothing(app: &App) {
    let live = Live::join(app.http(), &["stats", "chat", "gift", "trigger"]).await;
    assert_eq!(live.state["channels"], json!({}), "no channel of the show");
    assert_eq!(
        (&live.state["sessions"], &live.state["triggers"]),
        (&json!([]), &json!([]))
    );
    let recent = live.state["recent"].as_array().expect("events");
    let marks: Vec<_> = recent
        .iter()
        .map(|event| (&event["type"], &event["history"]))
        .collect();
    let history = json!(true);
    assert_eq!(
        marks,
        [
            (&json!("gift"), &history),
            (&json!("chat"), &history),
            (&json!("trigger"), &history)
        ]
    );
}

#[tokio::test]
async fn history_is_shown_and_kept_and_counts_nothing() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let old = json!([
        gift("1", 4, true),
        { "type": "chat", "channel": "tiktok:luna", "id": "2", "user": "fern", "text": "hi", "history": true },
        { "type": "trigger", "channel": "tiktok:luna", "id": "3", "trigger": "viewer_spike", "history": true },
        { "type": "viewers", "channel": "tiktok:luna", "count": 9, "history": true },
    ]);
    for (accepted, duplicates) in [(4, 0), (1, 3)] {
        let answer = push(app.http(), &old).await;
        assert_eq!(
            (&answer["accepted"], &answer["duplicates"]),
            (&json!(accepted), &json!(duplicates))
        );
    }
    is_shown_and_counts_nothing(&app).await;
    // The streak goes on from there, also after a restart.
    push(app.http(), gift("4", 5, false)).await;
    app.terminate().await;
    let app = Launch::headless(folder.path()).profile("A").start().await;
    push(app.http(), gift("5", 7, false)).await;
    let live = Live::join(app.http(), &["stats", "trigger"]).await;
    assert_eq!(
        (
            &live.state["stats"]["gifts"],
            &live.state["stats"]["chat_messages"]
        ),
        (&json!(3), &json!(0))
    );
    assert_eq!(live.state["triggers"], json!([]));
    app.terminate().await;
    let kept = folder.open("A");
    assert_eq!(kept.events().len(), 5);
    assert_eq!(kept.viewers(), kept.folded_viewers());
}

#[tokio::test]
async fn what_producers_measure_outlives_a_restart() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let gauge = |value: u64| json!({ "type": "custom", "name": "requests.total", "data": value });
    push(app.http(), json!([gauge(1), gauge(42)])).await;
    app.terminate().await;
    for (profile, total) in [("A", 42), ("B", 0), ("A", 42)] {
        let app = Launch::headless(folder.path()).profile(profile).start().await;
        let mut stream = gauge_tests::sse::Sse::open(app.http(), "/sse/stats").await;
        assert_eq!(stream.next().await.data["requests"]["total"], total, "{profile}");
        assert_eq!(get(app.http(), "/health").await["profile"], profile);
        app.terminate().await;
    }
}
