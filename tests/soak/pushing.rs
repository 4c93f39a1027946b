//! The producer: a mix of events at an even pace, and a note of when each number of viewers was sent.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use gauge_tests::{endpoint, http::client};
use serde_json::{Value, json};
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

/// Events a second.
pub(crate) const RATE: u64 = 200;
/// Events in one request.
const BATCH: u64 = 10;
/// People who do it.
const PEOPLE: u64 = 2000;

/// What was sent.
#[derive(Debug, Default)]
pub(crate) struct Pushed {
    /// When each number of viewers was sent, ms UTC.
    pub(crate) at: HashMap<u64, u64>,
    /// Likes that were acknowledged, by the profile that the acknowledgement names.
    likes: HashMap<String, u64>,
    /// Requests that failed: while a profile is switched one may be refused.
    pub(crate) failed: u64,
}

impl Pushed {
    pub(crate) fn likes_in(&self, profile: &str) -> u64 {
        self.likes.get(profile).copied().unwrap_or(0)
    }
}

pub(crate) struct Pusher {
    stop: CancellationToken,
    running: JoinHandle<()>,
}

/// ms UTC.
pub(crate) fn now() -> u64 {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(0)
}

impl Pusher {
    pub(crate) fn start(http: &str, pushed: Arc<Mutex<Pushed>>) -> Self {
        let stop = CancellationToken::new();
        let (url, token) = (format!("{http}/api/events"), endpoint::token(http));
        let ended = stop.clone();
        let running = tokio::spawn(async move {
            let client = client();
            let mut beat = interval(Duration::from_millis(1000 * BATCH / RATE));
            beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let mut turn = 0;
            while !ended.is_cancelled() {
                beat.tick().await;
                turn += 1;
                // It is noted first: the page may be faster than the acknowledgement.
                pushed
                    .lock()
                    .expect("nobody panics")
                    .at
                    .insert(1000 + turn, now());
                let answer = client
                    .post(&url)
                    .bearer_auth(&token)
                    .json(&batch(turn))
                    .send()
                    .await;
                let receipt: Option<Value> = match answer {
                    Ok(answer) if answer.status() == 200 => answer.json().await.ok(),
                    _ => None,
                };
                let mut pushed = pushed.lock().expect("nobody panics");
                match receipt.as_ref().and_then(|receipt| receipt["profile"].as_str()) {
                    Some(profile) => *pushed.likes.entry(profile.to_owned()).or_default() += 3,
                    None => pushed.failed += 1,
                }
            }
        });
        Self { stop, running }
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.running.await.expect("it ends by itself");
    }
}

/// Ten events: two of three are chat and likes, as on a busy stream.
fn batch(turn: u64) -> Value {
    let user = |n: u64| {
        let n = (turn * 7 + n * 31) % PEOPLE;
        json!({ "id": n.to_string(), "name": format!("viewer_{n}") })
    };
    let event = |n: u64, kind: &str, more: Value| {
        let mut event = json!({ "type": kind, "channel": "tiktok:luna", "user": user(n) });
        if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
            event.extend(more);
        }
        event
    };
    json!([
        { "type": "viewers", "channel": "tiktok:luna", "count": 1000 + turn },
        event(0, "chat", json!({ "text": "das war so knapp, nochmal bitte" })),
        event(1, "chat", json!({ "text": "🦊🦊🦊" })),
        event(2, "chat", json!({ "text": "what a save" })),
        event(3, "chat", json!({ "text": "!discord" })),
        event(4, "like", json!({ "count": 1 })),
        event(5, "like", json!({ "count": 1 })),
        event(6, "like", json!({ "count": 1 })),
        event(7, "gift", json!({ "gift": "Rose", "coins": 1, "count": 1 })),
        event(8, if turn.is_multiple_of(2) { "follow" } else { "share" }, json!({})),
    ])
}
