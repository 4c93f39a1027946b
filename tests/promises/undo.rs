//! A reset can be taken back: then everything is as if it had not been, with all that has come since.

use gauge_model::ChannelId;
use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http,
    live::Live,
    tokens,
};
use serde_json::{Value, json};

/// A program with an admin token.
struct Desk {
    app: App,
    folder: Folder,
    admin: String,
}

impl Desk {
    async fn new() -> Self {
        let folder = Folder::new();
        let app = Launch::headless(folder.path()).profile("A").start().await;
        let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
        Self { app, folder, admin }
    }

    async fn try_ask(&self, ask: Value) -> (u16, Value) {
        tokens::ask(self.app.http(), &self.admin, ask).await
    }

    async fn ask(&self, ask: Value) -> Value {
        let (status, answer) = self.try_ask(ask.clone()).await;
        assert_eq!(status, 200, "{ask} → {answer}");
        answer
    }

    async fn push_all(&self, events: &[Value]) {
        for event in events {
            http::push(self.app.http(), event).await;
        }
    }

    async fn add_goals(&self) {
        for (name, lasts) in [("Now", "session"), ("Ever", "always")] {
            let rule = json!({ "name": name, "counter": "coins", "channel": null, "start": 0, "target": 100,
                "lasts": lasts, "on_reached": { "step": 100 } });
            self.ask(json!({ "ask": "add_goal", "rule": rule })).await;
        }
    }

    /// Everything that somebody could see of what was counted.
    async fn all(&self) -> Value {
        let http = self.app.http();
        let sessions = self
            .ask(json!({ "ask": "sessions", "channel": null, "limit": 10 }))
            .await;
        let mut session_boards = Vec::new();
        for one in sessions.as_array().expect("sessions") {
            for by in ["coins", "messages", "follows"] {
                session_boards.push(self.ask(json!({ "ask": "leaderboard", "by": by, "session": one["session"]["id"], "limit": 10, "offset": 0 })).await);
            }
            session_boards.push(
                self.ask(json!({ "ask": "audience", "session": one["session"]["id"] }))
                    .await,
            );
        }
        json!({
            "stats": http::get(http, "/api/live-stats").await["stats"],
            "sessions": sessions.as_array().expect("sessions").iter().map(|one| json!({
                "id": one["session"]["id"], "channel": one["session"]["channel"], "ended": one["session"]["ended_at"],
                "numbers": one["numbers"] })).collect::<Vec<_>>(),
            "boards": session_boards,
            "ever": self.ask(json!({ "ask": "leaderboard", "by": "coins", "session": null, "limit": 10, "offset": 0 })).await,
            "goals": self.ask(json!({ "ask": "goals" })).await,
            "samples": http::get(http, "/api/samples").await,
            "why": self.ask(json!({ "ask": "why", "field": "coins", "channel": null, "session": null, "limit": 100 })).await
                .as_array().expect("events").iter().map(|one| one["session"].clone()).collect::<Vec<_>>(),
        })
    }

    async fn again(self) -> Self {
        self.app.terminate().await;
        let app = Launch::headless(self.folder.path()).profile("A").start().await;
        Self { app, ..self }
    }
}

/// Two channels over two minutes of one stream: a streak that goes on, people who come again, tips, likes of a room.
fn story(from: u64, to: u64) -> Vec<Value> {
    let start = gauge_engine::now() / 60_000 * 60_000 - 600_000;
    let event = |n: u64| {
        let at = start + i64::try_from(n).expect("small") * 4_000;
        let user = json!({ "id": (n % 5).to_string(), "name": format!("P{}", n % 5) });
        let channel = ["twitch:luna", "tiktok:luna"][usize::from(n.is_multiple_of(3))];
        let mut event = match n % 7 {
            0 => {
                json!({ "type": "gift", "gift": "Rose", "coins": 1, "combo": format!("c{channel}"), "repeat": n + 1 })
            }
            1 => json!({ "type": "chat", "text": "hi" }),
            2 => json!({ "type": "viewers", "count": 100 + n }),
            3 => json!({ "type": "gift", "coins": 10, "count": n }),
            4 => json!({ "type": "like", "count": 3, "total": 500 + n * 3 }),
            5 => json!({ "type": "tip", "amount": 100, "currency": "twitch_bit" }),
            _ => json!({ "type": "follow" }),
        };
        let more = json!({ "channel": channel, "at": at, "id": format!("e{n}"), "user": user });
        event
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        event
    };
    (from..to).map(event).collect()
}

#[tokio::test]
async fn a_reset_that_is_taken_back_has_never_been() {
    let (mut desk, mut control) = (Desk::new().await, Desk::new().await);
    let (before, between, after) = (story(0, 20), story(20, 37), story(37, 44));
    for one in [&desk, &control] {
        one.add_goals().await;
        one.push_all(&before).await;
    }
    let reference = control.all().await;
    assert_eq!(desk.all().await, reference, "both begin alike");
    desk.ask(json!({ "ask": "reset" })).await;
    assert_ne!(desk.all().await, reference, "a negative control: it shows");
    for one in [&desk, &control] {
        one.push_all(&between).await;
    }
    assert_eq!(
        desk.ask(json!({ "ask": "sessions", "channel": null, "limit": 10 }))
            .await
            .as_array()
            .expect("sessions")
            .len(),
        4
    );
    desk.ask(json!({ "ask": "undo_reset" })).await;
    assert_eq!(desk.all().await, control.all().await, "taken back");
    for one in [&desk, &control] {
        one.push_all(&after).await;
    }
    assert_eq!(desk.all().await, control.all().await, "and gone on from there");
    (desk, control) = (desk.again().await, control.again().await);
    let (mut found, mut wanted) = (desk.all().await, control.all().await);
    // The window of a counted rate is empty after a start; when it began is this computer's clock.
    for all in [&mut found, &mut wanted] {
        all["stats"].take();
    }
    assert_eq!(found, wanted, "and found again");
    let kept = desk.folder.copy("A");
    for channel in ["twitch:luna", "tiktok:luna"] {
        let (kept, folded) = (kept.numbers(channel), kept.folded(channel));
        assert_eq!(
            (kept.coins, kept.gifts, kept.chatters, kept.follows, kept.likes),
            (
                folded.coins,
                folded.gifts,
                folded.chatters,
                folded.follows,
                folded.likes
            ),
            "{channel}"
        );
    }
}

#[tokio::test]
async fn a_reset_that_stands_leaves_the_session_its_numbers() {
    let desk = Desk::new().await;
    desk.push_all(&story(0, 20)).await;
    let sessions = json!({ "ask": "sessions", "channel": null, "limit": 10 });
    let before = desk.ask(sessions.clone()).await;
    assert_eq!(before.as_array().expect("sessions").len(), 2);
    desk.ask(json!({ "ask": "reset" })).await;
    let desk = desk.again().await;
    // What shows life to no session must not touch the old one's row.
    let channel: ChannelId = "twitch:luna".parse().expect("a channel");
    desk.push_all(&[json!({ "type": "trigger", "channel": channel, "trigger": "x", "details": {} })])
        .await;
    let after = desk.ask(sessions).await;
    for (before, after) in before
        .as_array()
        .expect("sessions")
        .iter()
        .zip(after.as_array().expect("sessions"))
    {
        assert_eq!(before["numbers"]["coins"], after["numbers"]["coins"]);
        assert!(after["session"]["ended_at"].is_number(), "{after}");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_said_and_shown() {
    let desk = Desk::new().await;
    let (status, answer) = desk.try_ask(json!({ "ask": "undo_reset" })).await;
    assert_eq!((status, &answer["error"]), (422, &json!("no_such_copy")));
    assert!(
        answer["message"].as_str().expect("words").contains("history"),
        "{answer}"
    );
    desk.push_all(&story(0, 3)).await;
    let mut reader = Live::join(desk.app.http(), &["stats"]).await;
    assert_eq!(reader.state["undo_until"], Value::Null);
    desk.ask(json!({ "ask": "reset" })).await;
    reader
        .wait_until("the way back", |state| state["undo_until"].is_number())
        .await;
    // Another profile has nothing to take back, and coming back neither.
    let other = desk.ask(json!({ "ask": "create_profile", "name": "B" })).await;
    reader
        .wait_until("none", |state| {
            state["profile_id"] == other["id"] && state["undo_until"].is_null()
        })
        .await;
    assert_eq!(desk.try_ask(json!({ "ask": "undo_reset" })).await.0, 422);
}
