//! The one connection to OBS, supervised: it is there whatever profile is open.

use std::{collections::HashMap, time::Duration};

use gauge_model::{ChannelId, Millis, ObsPlace, ObsState, Platform, SourceState, SourceStatus};
use serde_json::Value;
use tokio::{
    sync::{oneshot, watch},
    time::{Instant, MissedTickBehavior, interval, sleep, timeout},
};

use super::{
    facts::{Fact, learn},
    link::{ObsError, Order, Orders, Told},
    wire::{ConnectError, Ears, Heard, Refusal, Wire},
};
use crate::{BackOff, Capture, Sink, backoff::HEALTHY, suspend::slept};

/// The source's name.
pub const SOURCE: &str = "obs";

/// How long the handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Between two questions how OBS is.
const LOOK: Duration = Duration::from_secs(3);
/// OBS that says nothing for this long, though it is asked, is gone.
const SILENCE: Duration = Duration::from_secs(15);
/// What is asked once, and what again and again. The first of them say how things are that changed without us.
const AT_FIRST: [&str; 4] = [
    "GetVersion",
    "GetRecordStatus",
    "GetStreamStatus",
    "GetReplayBufferStatus",
];
const REGULARLY: &str = "GetStats";

/// What OBS itself is called where there is no channel to put its word to. The name is a good one.
#[must_use]
pub fn channel() -> Option<ChannelId> {
    ChannelId::new(Platform::Generic, SOURCE).ok()
}

/// Keeps a connection to the wanted OBS until `place` is dropped; its frames go to `capture` as well. `clock` tells our
/// time.
pub async fn watch(
    place: watch::Receiver<ObsPlace>,
    orders: Orders,
    told: Told,
    sink: Sink,
    clock: fn() -> Millis,
    capture: Capture,
) {
    let mut watcher = Watcher {
        place,
        orders,
        told,
        sink,
        ears: Ears { capture, clock },
        shown: false,
    };
    let mut failed = 0;
    loop {
        tokio::select! {
            biased;
            more = watcher.try_once(&mut failed) => match more {
                Some(()) => {}
                // Nobody can change the place any more.
                None => return,
            },
            () = slept(clock) => {
                failed = 0;
                watcher.forget().await;
            }
        }
    }
}

struct Watcher {
    place: watch::Receiver<ObsPlace>,
    orders: Orders,
    told: Told,
    sink: Sink,
    ears: Ears,
    /// Whether it stands among the sources.
    shown: bool,
}

type Replies = HashMap<String, oneshot::Sender<Result<Value, ObsError>>>;

impl Watcher {
    /// One try, one connection, and the waiting after it. `None` at the end of all.
    async fn try_once(&mut self, failed: &mut i32) -> Option<()> {
        let place = self.place.borrow_and_update().clone();
        if !place.enabled {
            *failed = 0;
            self.hide().await;
            return self.wait(None).await;
        }
        self.show(SourceState::Connecting).await;
        let opened = tokio::select! {
            opened = timeout(HANDSHAKE, Wire::open(&place, self.ears.clone())) => opened,
            // Another place is wanted meanwhile.
            changed = self.place.changed() => return changed.ok(),
            () = refuse(&mut self.orders) => return None,
        };
        let late = || ConnectError::NotObs(format!("{}:{}", place.host, place.port));
        let why = match opened.unwrap_or_else(|_| Err(late())) {
            Ok(wire) => {
                let since = Instant::now();
                let ended = self.stay(wire).await;
                self.forget().await;
                if since.elapsed() >= HEALTHY {
                    *failed = 0;
                }
                ended?
            }
            Err(error @ ConnectError::Password) => {
                let why = error.to_string();
                self.show(SourceState::Refused { why }).await;
                return self.wait(None).await;
            }
            Err(error) => error.to_string(),
        };
        let delay = BackOff::Local.delay(*failed);
        *failed += 1;
        let until = (self.ears.clock)().saturating_add(Millis::try_from(delay.as_millis()).unwrap_or(0));
        self.show(SourceState::Waiting { until, why }).await;
        self.wait(Some(delay)).await
    }

    /// Until so much time has passed, or another place is wanted.
    async fn wait(&mut self, delay: Option<Duration>) -> Option<()> {
        let passed = async {
            match delay {
                Some(delay) => sleep(delay).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = passed => Some(()),
            changed = self.place.changed() => changed.ok(),
            () = refuse(&mut self.orders) => None,
        }
    }

    /// The connection stands. Returns why it ended; `None` at the end of all.
    async fn stay(&mut self, mut wire: Wire) -> Option<String> {
        for question in AT_FIRST {
            wire.ask("", question, Value::Null).await;
        }
        self.told.state.send_modify(|state| state.connected = true);
        self.show(SourceState::Live).await;
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut replies, mut asked, mut heard_at) = (Replies::new(), 0_u64, Instant::now());
        loop {
            let stands = tokio::select! {
                heard = wire.hear() => {
                    heard_at = Instant::now();
                    self.take(heard, &mut replies).await?
                }
                order = self.orders.0.recv() => {
                    let Order { kind, data, reply } = order?;
                    asked += 1;
                    replies.insert(asked.to_string(), reply);
                    wire.ask(&asked.to_string(), kind, data).await
                }
                _ = look.tick() => {
                    // Whoever waited for these has gone.
                    replies.retain(|_, reply| !reply.is_closed());
                    heard_at.elapsed() < SILENCE && wire.ask("", REGULARLY, Value::Null).await
                }
                changed = self.place.changed() => {
                    changed.ok()?;
                    self.place.mark_changed();
                    false
                }
            };
            if !stands {
                return Some("The connection to OBS was lost. Is OBS still running?".to_owned());
            }
        }
    }

    /// False when the connection has ended, `None` when the program ends.
    async fn take(&mut self, heard: Heard, replies: &mut Replies) -> Option<bool> {
        let fact = match heard {
            Heard::Event { kind, data } => self.learn(&kind, &data),
            Heard::Answer { id, kind, result } => match replies.remove(&id) {
                Some(reply) => {
                    // Whoever asked may have gone.
                    _ = reply.send(
                        result.map_err(|Refusal { code, comment }| ObsError::Refused { code, comment }),
                    );
                    None
                }
                None => self.learn(&kind, &result.unwrap_or_default()),
            },
            Heard::Other => None,
            Heard::Closed(code) => {
                tracing::debug!(?code, "OBS closed the connection");
                return Some(false);
            }
        };
        let Some(fact) = fact else { return Some(true) };
        // The file first: whoever waits for it may be counted before the light goes out.
        let active = match &fact {
            Fact::Recording { active, .. } => Some(*active),
            Fact::ReplaySaved(_) => None,
        };
        // Nobody needs to listen.
        _ = self.told.facts.send(fact);
        match active {
            active @ Some(_) => self.sink.recording(active).await.then_some(true),
            None => Some(true),
        }
    }

    fn learn(&self, kind: &str, data: &Value) -> Option<Fact> {
        let mut fact = None;
        self.told
            .state
            .send_modify(|state| fact = learn(state, kind, data));
        fact
    }

    /// Nothing is known of it any more, and nobody may believe that it still records.
    async fn forget(&mut self) {
        self.told.state.send_replace(ObsState::default());
        self.sink.recording(None).await;
    }

    async fn show(&mut self, state: SourceState) {
        self.shown = true;
        if let Some(channel) = channel() {
            let status = SourceStatus::new(SOURCE, channel, state).bringing(&["recording"]);
            self.sink.status(status).await;
        }
    }

    async fn hide(&mut self) {
        if let Some(channel) = channel().filter(|_| self.shown) {
            self.sink.gone(SourceStatus::id_of(SOURCE, &channel)).await;
        }
        self.shown = false;
    }
}

/// Answers whoever wants something while OBS is away. Ends when nobody can any more.
async fn refuse(orders: &mut Orders) {
    while let Some(order) = orders.0.recv().await {
        // Whoever asked may have gone.
        _ = order.reply.send(Err(ObsError::Away));
    }
}
