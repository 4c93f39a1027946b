//! A connector's end of the program: where its events go, and where it says how it is.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use gauge_model::{
    ChannelId, EventKind, Millis, Quota, SourceKind, SourceState, SourceStatus, StreamEvent, User,
};
use tokio::time::Instant;

use crate::{Capture, Ended, Sink};

/// What a connector is given for as long as it is wanted.
#[derive(Debug)]
pub struct Link {
    kind: &'static SourceKind,
    sink: Sink,
    clock: fn() -> Millis,
    capture: Capture,
    shown: Arc<Mutex<Shown>>,
    /// Since when this connection stands.
    live: OnceLock<Instant>,
}

/// Which channels a link has now, for whoever does not have the link.
#[derive(Clone, Debug)]
pub struct Glance {
    kind: &'static SourceKind,
    shown: Arc<Mutex<Shown>>,
}

impl Glance {
    /// The channels that it brings events for now.
    #[must_use]
    pub fn channels(&self) -> Vec<ChannelId> {
        locked(&self.shown).channels.clone()
    }

    /// Under which ids its states stand in the feed now.
    #[must_use]
    pub fn statuses(&self) -> Vec<String> {
        let channels = self.channels();
        let ids = channels.iter().map(|id| SourceStatus::id_of(self.kind.kind, id));
        ids.collect()
    }
}

/// What everybody sees of it.
#[derive(Debug)]
struct Shown {
    channels: Vec<ChannelId>,
    state: SourceState,
    /// What it brings, where that is not all that its kind can.
    brings: Option<Vec<&'static str>>,
    quota: Option<Quota>,
}

impl Link {
    /// Of a source of this kind for these channels.
    #[must_use]
    pub fn new(
        kind: &'static SourceKind,
        channels: Vec<ChannelId>,
        sink: Sink,
        clock: fn() -> Millis,
        capture: Capture,
    ) -> Self {
        let shown = Shown {
            channels,
            state: SourceState::Idle,
            brings: None,
            quota: None,
        };
        Self {
            kind,
            sink,
            clock,
            capture,
            shown: Arc::new(Mutex::new(shown)),
            live: OnceLock::new(),
        }
    }

    /// The name of its kind: the `source` of its events.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.kind.kind
    }

    /// Our time, ms UTC.
    #[must_use]
    pub fn now(&self) -> Millis {
        (self.clock)()
    }

    /// The channels that it brings events for now.
    #[must_use]
    pub fn channels(&self) -> Vec<ChannelId> {
        self.shown().channels.clone()
    }

    /// The same, for whoever does not have the link.
    #[must_use]
    pub fn glance(&self) -> Glance {
        Glance {
            kind: self.kind,
            shown: Arc::clone(&self.shown),
        }
    }

    /// The connection stands: events may come. To be said once a connection.
    pub async fn live(&self) {
        if self.live.set(Instant::now()).is_ok() {
            self.show(SourceState::Live).await;
        }
    }

    /// The same of a connection that brings less than its kind can: what the user has not allowed, say.
    pub async fn live_bringing(&self, kinds: &[&'static str]) {
        self.shown().brings = Some(kinds.to_vec());
        self.live().await;
    }

    /// What its platform lets it ask today.
    pub async fn quota(&self, quota: Quota) {
        let state = {
            let mut shown = self.shown();
            shown.quota = Some(quota);
            shown.state.clone()
        };
        self.show(state).await;
    }

    /// A frame as it came, before it is decoded: for whoever captures this source.
    pub fn heard(&self, frame: &str) {
        self.capture.note(self.now(), self.source(), frame);
    }

    /// Hands events over.
    ///
    /// # Errors
    /// [`Ended::Closed`] when the profile has been closed: the connection is to end.
    pub async fn events(&self, events: Vec<StreamEvent>) -> Result<(), Ended> {
        let open = self.sink.events(events).await;
        open.then_some(()).ok_or(Ended::Closed)
    }

    /// An event of this source that is news.
    #[must_use]
    pub fn event(
        &self,
        channel: &ChannelId,
        id: Option<String>,
        at: Millis,
        user: Option<User>,
        kind: EventKind,
    ) -> StreamEvent {
        StreamEvent {
            kind,
            channel: channel.clone(),
            source: self.source().into(),
            id: id.map(Into::into),
            at,
            user,
            simulated: false,
            history: false,
        }
    }

    /// From now on it brings events for other channels.
    pub async fn follow(&self, channels: Vec<ChannelId>) {
        let (state, left) = {
            let mut shown = self.shown();
            let before = std::mem::replace(&mut shown.channels, channels);
            let left = before.into_iter().filter(|one| !shown.channels.contains(one));
            (shown.state.clone(), left.collect::<Vec<_>>())
        };
        self.leave(left).await;
        self.show(state).await;
    }

    /// A new connection is about to be tried.
    pub(crate) async fn begin(&mut self) {
        self.live = OnceLock::new();
        self.shown().brings = None;
        self.show(SourceState::Connecting).await;
    }

    /// Since when the connection stands.
    pub(crate) fn live_since(&self) -> Option<Instant> {
        self.live.get().copied()
    }

    /// Says how it is.
    pub(crate) async fn show(&self, state: SourceState) {
        let statuses: Vec<_> = {
            let mut shown = self.shown();
            shown.state = state;
            let of = |channel: &ChannelId| {
                let brings = shown.brings.as_deref();
                let brings = brings.unwrap_or_else(|| self.kind.brings_for(channel));
                SourceStatus {
                    quota: shown.quota,
                    ..SourceStatus::new(self.source(), channel.clone(), shown.state.clone()).bringing(brings)
                }
            };
            shown.channels.iter().map(of).collect()
        };
        for status in statuses {
            self.sink.status(status).await;
        }
    }

    /// It is no more.
    pub async fn hide(&self) {
        self.leave(self.channels()).await;
    }

    async fn leave(&self, channels: Vec<ChannelId>) {
        for channel in channels {
            self.sink.gone(SourceStatus::id_of(self.source(), &channel)).await;
        }
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        locked(&self.shown)
    }
}

fn locked(shown: &Mutex<Shown>) -> MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}
