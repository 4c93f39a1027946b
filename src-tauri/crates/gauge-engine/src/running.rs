//! The sources of the open profile, started and stopped together.

use std::{sync::Arc, time::Duration};

use gauge_model::{ChannelId, Millis, Platform, SourceState, SourceStatus};
use gauge_sources::{Endpoints, Plan, Recording, Sink, Speed, demo, play, twitch};
use tokio::{sync::watch, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The running sources of one profile.
pub(crate) struct Running {
    sink: Sink,
    clock: fn() -> Millis,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// The Twitch channels to hear, once there was one.
    twitch: Option<watch::Sender<Vec<ChannelId>>>,
    channels: Vec<ChannelId>,
    login: Login,
}

/// Whoever may be logged in at Twitch, and where that is.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) account: twitch::Account,
    pub(crate) endpoints: Arc<Endpoints>,
}

impl Running {
    /// Starts the sources of the kept channels.
    pub(crate) fn start(
        channels: Vec<ChannelId>,
        sink: Sink,
        clock: fn() -> Millis,
        login: Login,
    ) -> Self {
        let mut running = Self {
            sink,
            clock,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            twitch: None,
            channels,
            login,
        };
        running.tell_twitch();
        running
    }

    /// Connects to one more channel.
    pub(crate) fn add(&mut self, channel: ChannelId) -> SourceStatus {
        let status = SourceStatus::new(twitch::SOURCE, channel.clone(), SourceState::Connecting);
        if !self.channels.contains(&channel) {
            self.channels.push(channel);
            self.tell_twitch();
        }
        status
    }

    /// Disconnects a channel.
    pub(crate) fn remove(&mut self, channel: &ChannelId) {
        self.channels.retain(|kept| kept != channel);
        self.tell_twitch();
    }

    /// Plays a recording into the profile; `done` is told when it is over.
    pub(crate) fn replay(&self, recording: Recording, speed: Speed, done: impl FnOnce() + Send + 'static) {
        let sink = self.sink.clone();
        self.spawn(async move {
            let plan = Plan {
                speed,
                preroll: 0,
                as_of_now: None,
                simulated: false,
                endless: false,
            };
            if let Err(error) = play(&recording, "replay", plan, &sink).await {
                tracing::error!(%error, "the replay ended early");
            }
            done();
        });
    }

    /// Plays the demo into the profile, for ever.
    pub(crate) fn demo(&self) {
        let sink = self.sink.clone();
        let now = (self.clock)();
        self.spawn(async move {
            if let Err(error) = demo(now, &sink).await {
                tracing::error!(%error, "the demo ended");
            }
        });
    }

    /// Ends every source. Afterwards nothing of theirs is under way but what the inbox holds.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        drop(self.twitch);
        drop(self.sink);
        self.tasks.close();
        if timeout(Duration::from_secs(3), self.tasks.wait()).await.is_err() {
            tracing::error!("a source did not end in 3 s");
        }
    }

    fn tell_twitch(&mut self) {
        let chats: Vec<_> = self
            .channels
            .iter()
            .filter(|c| c.platform() == Platform::Twitch)
            .cloned()
            .collect();
        if let Some(twitch) = &self.twitch {
            twitch.send_replace(chats);
        } else if !chats.is_empty() {
            let (twitch, wanted) = watch::channel(chats);
            self.twitch = Some(twitch);
            let Login { account, endpoints } = self.login.clone();
            self.spawn(twitch::watch_login(
                wanted.clone(),
                account,
                endpoints,
                self.sink.clone(),
                self.clock,
            ));
            self.spawn(twitch::watch(wanted, self.sink.clone(), self.clock));
        }
    }

    fn spawn(&self, source: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks
            .spawn(async move { stop.run_until_cancelled(source).await });
    }
}
