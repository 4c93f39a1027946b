//! The one supervisor: it keeps a source connected, and everybody told how that goes (CONNECTORS 10).

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::FutureExt;
use gauge_model::{Millis, SourceState, SourceTest};
use tokio::{
    sync::{Notify, mpsc::Receiver},
    time::{Instant, sleep, sleep_until},
};

use crate::{BackOff, Inbound, Link, Sink, backoff::HEALTHY, suspend::slept};

/// What speaks with a platform or a program. It keeps what it must remember from one connection to the next.
#[async_trait]
pub trait Connector: Send {
    /// Connects, says [`Link::live`] and hands over what comes, until that ends; why it ended. It may be dropped
    /// wherever it waits.
    async fn connect(&mut self, link: &Link) -> Ended;

    /// How long it waits between tries.
    fn back_off(&self) -> BackOff;
}

/// Why a connection ended, or could not be had. The words are for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is tried again, later each time.
    Lost(String),
    /// Only the user can mend it: it is not tried again by itself.
    Refused(String),
    /// The broadcast is not on: looked for again in a minute.
    Offline(String),
    /// The platform wants to be left alone until then.
    Limited {
        /// ms UTC.
        until: Millis,
        /// In a sentence.
        why: String,
    },
    /// The profile has been closed.
    Closed,
}

/// Between two looks for a broadcast that is not on.
const OFFLINE: Duration = Duration::from_secs(60);
/// A platform's own wish counts within these bounds.
const LIMITED: (Millis, Millis) = (1_000, 24 * 3_600_000);

/// Keeps a source connected until the profile is closed; `again` ends any waiting, and any connection.
pub async fn supervise(connector: &mut dyn Connector, link: &mut Link, again: Arc<Notify>) {
    let mut tries = Tries::new(connector.back_off());
    loop {
        link.begin().await;
        let ended = tokio::select! {
            ended = connector.connect(link) => ended,
            () = slept(|| link.now()) => continue,
            () = again.notified() => { tries.failed = 0; continue }
        };
        tracing::debug!(source = link.source(), ?ended, "a connection ended");
        let held = link.live_since().map(|since| since.elapsed());
        let Some(Next { state, delay }) = tries.after(ended, held, link.now()) else {
            return;
        };
        link.show(state).await;
        let woken = match delay {
            None => again.notified().map(|()| true).await,
            Some(delay) => tokio::select! {
                () = sleep(delay) => false,
                () = slept(|| link.now()) => true,
                () = again.notified() => true,
            },
        };
        if woken {
            tries.failed = 0;
        }
    }
}

/// The tries of one source.
struct Tries {
    back_off: BackOff,
    /// Connections that failed, one after the other.
    failed: i32,
}

/// How it is after a connection, and how long that lasts: `None`, until somebody asks for another try.
#[derive(Debug, PartialEq)]
struct Next {
    state: SourceState,
    delay: Option<Duration>,
}

impl Tries {
    fn new(back_off: BackOff) -> Self {
        Self { back_off, failed: 0 }
    }

    /// What follows a connection that held so long, if it stood at all. `None`: nothing any more.
    fn after(&mut self, ended: Ended, held: Option<Duration>, now: Millis) -> Option<Next> {
        if held.is_some_and(|held| held >= HEALTHY) {
            self.failed = 0;
        }
        let (delay, state): (_, fn(Millis, String) -> SourceState) = match ended {
            Ended::Lost(_) => {
                let delay = self.back_off.delay(self.failed);
                self.failed += 1;
                (Some(delay), |until, why| SourceState::Waiting { until, why })
            }
            Ended::Offline(_) => (Some(OFFLINE), |until, why| SourceState::Offline { until, why }),
            Ended::Limited { until, .. } => {
                let ms = until.saturating_sub(now).clamp(LIMITED.0, LIMITED.1);
                let delay = Duration::from_millis(ms.unsigned_abs());
                (Some(delay), |until, why| SourceState::Waiting { until, why })
            }
            Ended::Refused(_) => (None, |_, why| SourceState::Refused { why }),
            Ended::Closed => return None,
        };
        let ms = delay.map_or(0, |delay| delay.as_millis());
        let until = now.saturating_add(Millis::try_from(ms).unwrap_or(Millis::MAX));
        let state = state(until, ended.why()?);
        Some(Next { state, delay })
    }
}

/// How long a test waits for a connection, and then for what comes.
const CONNECTING: Duration = Duration::from_secs(15);
const LISTENING: Duration = Duration::from_secs(5);

/// Connects once and looks what comes. Nothing is counted.
pub async fn try_once(connector: &mut dyn Connector, link: impl FnOnce(Sink) -> Link) -> SourceTest {
    let (sink, mut inbox) = Sink::inbox();
    let link = link(sink);
    let mut test = SourceTest::default();
    let connection = connector.connect(&link);
    tokio::pin!(connection);
    let mut until = Instant::now() + CONNECTING;
    loop {
        tokio::select! {
            ended = &mut connection => {
                drain(&mut inbox, &mut test);
                test.why = ended.why();
                return test;
            }
            Some(inbound) = inbox.recv() => {
                if note(inbound, &mut test) {
                    until = Instant::now() + LISTENING;
                }
            }
            () = sleep_until(until) => {
                if !test.connected {
                    test.why = Some("Nothing answered in 15 s. Check what is entered, and try again.".to_owned());
                }
                return test;
            }
        }
    }
}

fn drain(inbox: &mut Receiver<Inbound>, test: &mut SourceTest) {
    while let Ok(inbound) = inbox.try_recv() {
        note(inbound, test);
    }
}

/// Whether it says that the connection stands.
fn note(inbound: Inbound, test: &mut SourceTest) -> bool {
    match inbound {
        Inbound::Status(status) if status.state == SourceState::Live => {
            test.connected = true;
            return true;
        }
        Inbound::Events(events) => {
            for event in events {
                *test.events.entry(event.kind.name().to_owned()).or_default() += 1;
            }
        }
        _ => {}
    }
    false
}

impl Ended {
    fn why(self) -> Option<String> {
        match self {
            Self::Lost(why) | Self::Refused(why) | Self::Offline(why) | Self::Limited { why, .. } => {
                Some(why)
            }
            Self::Closed => None,
        }
    }
}

#[cfg(test)]
mod tests;
