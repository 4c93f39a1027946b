//! Producers that push while the program dies, and push again what it did not acknowledge.

use std::{
    collections::HashSet,
    future::Future,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::{sync::Notify, task::JoinSet};

use crate::{app::App, chance::Chance, endpoint, folder::Kept, http::client, in_time};

/// Where the events go: two platforms, so that the totals are a sum.
const CHANNELS: [&str; 2] = ["twitch:luna", "tiktok:luna"];

/// Some producers at once; each waits for its answer before it pushes the next.
#[derive(Debug)]
pub struct Producers(Vec<Producer>);

#[derive(Debug)]
struct Producer {
    name: usize,
    chance: Chance,
    made: u64,
    /// The push without an answer.
    open: Vec<Value>,
    told: Told,
}

/// What producers sent and were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Every id that ever left a producer.
    pub sent: HashSet<String>,
    /// Every id that a 200 answered for.
    pub acknowledged: HashSet<String>,
    /// Events of which an answer said that they were there already: kept, and the answer died on its way.
    pub duplicates: u64,
    /// The profiles that answers named.
    pub profiles: HashSet<String>,
}

/// Acknowledged pushes of all producers in one life of the program.
#[derive(Debug, Default)]
struct Acknowledged {
    pushes: AtomicU64,
    one_more: Notify,
}

impl Producers {
    /// So many producers; what they push follows from the seed.
    #[must_use]
    pub fn new(count: usize, seed: u64) -> Self {
        let producer = |name| Producer {
            name,
            chance: Chance::new(seed ^ (name as u64 + 1) << 32),
            made: 0,
            open: Vec::new(),
            told: Told::default(),
        };
        Self((0..count).map(producer).collect())
    }

    /// Pushes until so many pushes have been acknowledged, then lets `end` end the program in the middle of the
    /// next ones.
    ///
    /// # Panics
    /// When the program refuses a push, or does not end.
    pub async fn push_until<T, F>(&mut self, app: App, pushes: u64, end: impl FnOnce(App) -> F) -> T
    where
        F: Future<Output = T>,
    {
        let acknowledged = Arc::new(Acknowledged::default());
        let mut running = JoinSet::new();
        for mut producer in self.0.drain(..) {
            let (http, acknowledged) = (app.http().to_owned(), Arc::clone(&acknowledged));
            running.spawn(async move {
                producer.push_until_refused(&http, &acknowledged).await;
                producer
            });
        }
        in_time("the acknowledgements", acknowledged.reach(pushes)).await;
        let ended = end(app).await;
        while let Some(producer) = in_time("the producers to notice", running.join_next()).await {
            self.0.push(producer.expect("no answer was wrong"));
        }
        self.0.sort_by_key(|producer| producer.name);
        ended
    }

    /// Pushes what is without an answer, to a program that lives.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn push_the_rest(&mut self, app: &App) {
        for producer in self.0.iter_mut().filter(|producer| !producer.open.is_empty()) {
            let answer = push(&client(), app.http(), &producer.open).await;
            producer.hear(&answer.expect("an answer"));
        }
    }

    /// What they all sent and were told so far.
    #[must_use]
    pub fn told(&self) -> Told {
        let mut all = Told::default();
        for Producer { told, .. } in &self.0 {
            all.sent.extend(told.sent.iter().cloned());
            all.acknowledged.extend(told.acknowledged.iter().cloned());
            all.profiles.extend(told.profiles.iter().cloned());
            all.duplicates += told.duplicates;
        }
        all
    }
}

impl Producer {
    async fn push_until_refused(&mut self, http: &str, acknowledged: &Acknowledged) {
        let client = client();
        loop {
            if self.open.is_empty() {
                self.make();
            }
            let Some(answer) = push(&client, http, &self.open).await else {
                return;
            };
            self.hear(&answer);
            acknowledged.pushes.fetch_add(1, Ordering::SeqCst);
            acknowledged.one_more.notify_one();
        }
    }

    /// Half of the pushes are one event, the others a batch.
    fn make(&mut self) {
        let count = match self.chance.below(2) {
            0 => 1,
            _ => 2 + self.chance.below(7),
        };
        for _ in 0..count {
            self.made += 1;
            let id = format!("p{}-{}", self.name, self.made);
            let channel = CHANNELS[self.chance.below(2) as usize];
            let user = format!("viewer {}", self.chance.below(20));
            self.open.push(match self.chance.below(3) {
                0 => json!({ "type": "follow", "channel": channel, "id": id, "user": user }),
                1 => json!({ "type": "share", "channel": channel, "id": id, "user": user }),
                _ => json!({ "type": "gift", "channel": channel, "id": id, "user": user, "gift": "Rose",
                             "coins": 1 + self.chance.below(100), "count": 1 + self.chance.below(5) }),
            });
            self.told.sent.insert(id);
        }
    }

    fn hear(&mut self, answer: &Value) {
        let number = |name: &str| answer[name].as_u64().expect("a number");
        assert_eq!(
            number("accepted") + number("duplicates"),
            self.open.len() as u64,
            "each event is new or known: {answer}"
        );
        self.told.duplicates += number("duplicates");
        let profile = answer["profile"].as_str().expect("the answer names a profile");
        self.told.profiles.insert(profile.to_owned());
        let ids = self.open.drain(..).map(|event| id_of(&event));
        self.told.acknowledged.extend(ids);
    }
}

/// The answer; `None` when the program is gone, or says that it is about to.
async fn push(client: &Client, http: &str, events: &[Value]) -> Option<Value> {
    let request = client.post(format!("{http}/api/events")).json(events);
    let request = request.bearer_auth(endpoint::token(http));
    let answer = in_time("a push", request.send()).await.ok()?;
    let status = answer.status();
    let answer = in_time("an answer", answer.json::<Value>()).await.ok()?;
    if answer["error"] == "stopping" {
        return None;
    }
    assert_eq!(status, 200, "{answer}");
    Some(answer)
}

fn id_of(event: &Value) -> String {
    event["id"].as_str().expect("each event has an id").to_owned()
}

impl Acknowledged {
    async fn reach(&self, pushes: u64) {
        while self.pushes.load(Ordering::SeqCst) < pushes {
            self.one_more.notified().await;
        }
    }
}

impl Told {
    /// The promise: acknowledged ⊆ kept ⊆ sent, each id once, in the profile that the answers named; the numbers are
    /// the fold of the events; the file is whole. How many events are kept.
    ///
    /// # Panics
    /// When the promise is broken.
    pub fn is_kept(&self, kept: &Kept, file: &Path) -> usize {
        assert_eq!(kept.quick_check(), "ok");
        let named = file.file_stem().and_then(|stem| stem.to_str());
        let others: Vec<_> = self
            .profiles
            .iter()
            .filter(|id| Some(id.as_str()) != named)
            .collect();
        assert!(
            others.is_empty(),
            "answers named {others:?}, the file is {named:?}"
        );
        let events = kept.pushed();
        let mut found = HashSet::new();
        for event in &events {
            let id = event.id.as_deref().expect("each has an id").to_owned();
            assert!(self.sent.contains(&id), "{id} was never sent");
            assert!(found.insert(id), "{:?} is there twice", event.id);
        }
        let lost: Vec<_> = self.acknowledged.difference(&found).collect();
        assert!(
            lost.is_empty(),
            "{} acknowledged events are lost, {lost:?}",
            lost.len()
        );
        for channel in CHANNELS {
            assert_eq!(kept.numbers(channel), kept.folded(channel), "{channel}");
        }
        assert_eq!(
            kept.viewers(),
            kept.folded_viewers(),
            "people are what their events gave"
        );
        assert_eq!(
            kept.viewers_by_session(),
            kept.viewers(),
            "all sessions are all times"
        );
        if !events.is_empty() {
            assert_eq!(kept.stats_row(), Some(kept.folded_row()), "the row is the fold");
        }
        events.len()
    }
}
