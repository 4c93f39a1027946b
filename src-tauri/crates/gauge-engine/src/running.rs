//! The sources of the open profile, started and stopped together.

use std::{sync::Arc, time::Duration};

use gauge_model::{ChannelId, KeptSource, Millis, Platform, SourceState, SourceStatus};
use gauge_sources::{
    Endpoints, Glance, Link, Means, Plan, Recording, Sink, Speed, connector, demo, play, supervise, twitch,
};
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::engine::captures::RawFrames;

/// The running sources of one profile.
pub(crate) struct Running {
    sink: Sink,
    clock: fn() -> Millis,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// The Twitch channels to hear, once there was one.
    twitch: Option<watch::Sender<twitch::Wanted>>,
    channels: twitch::Wanted,
    /// What Twitch sends: its chats share one connection, and the login is the user's.
    pub(crate) twitch_frames: RawFrames,
    /// All other sources, in the order they were added.
    sources: Vec<Supervised>,
    login: Login,
}

/// Whoever may be logged in at Twitch, and where that is.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) account: twitch::Account,
    pub(crate) endpoints: Arc<Endpoints>,
}

/// A source with a supervisor of its own.
pub(crate) struct Supervised {
    /// As the profile keeps it.
    pub(crate) kept: KeptSource,
    /// Which channels it brings events for just now.
    pub(crate) glance: Glance,
    /// What it sends.
    pub(crate) frames: RawFrames,
    again: Arc<Notify>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    /// Starts the Twitch chats of the kept channels.
    pub(crate) fn start(channels: Vec<ChannelId>, sink: Sink, clock: fn() -> Millis, login: Login) -> Self {
        let mut running = Self {
            sink,
            clock,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            twitch: None,
            channels: channels.into_iter().map(|channel| (channel, 0)).collect(),
            twitch_frames: RawFrames::default(),
            sources: Vec::new(),
            login,
        };
        running.tell_twitch();
        running
    }

    /// The channels whose Twitch chat is connected to.
    pub(crate) fn chats(&self) -> impl Iterator<Item = &ChannelId> {
        self.channels.iter().map(|(channel, _)| channel)
    }

    /// All other sources.
    pub(crate) fn sources(&self) -> &[Supervised] {
        &self.sources
    }

    /// The one of this id.
    pub(crate) fn source(&mut self, id: &str) -> Option<&mut Supervised> {
        self.sources.iter_mut().find(|source| source.kept.id == id)
    }

    /// Connects one more source. A Twitch chat is added by [`Running::add_chat`].
    pub(crate) fn connect(&mut self, kept: KeptSource, means: &Means) {
        let Some(mut connector) = connector(&kept.settings, means) else {
            return;
        };
        let (channels, frames) = (kept.settings.channels(), RawFrames::default());
        let kind = kept.settings.kind();
        let mut link = Link::new(
            kind,
            channels,
            self.sink.clone(),
            self.clock,
            frames.capture.clone(),
        );
        let (glance, again, stop) = (link.glance(), Arc::<Notify>::default(), CancellationToken::new());
        let (all_stop, one_stop, wish) = (self.stop.clone(), stop.clone(), Arc::clone(&again));
        let task = self.tasks.spawn(async move {
            tokio::select! {
                () = supervise(connector.as_mut(), &mut link, wish) => {}
                // With the profile goes the whole list of sources.
                () = all_stop.cancelled() => {}
                () = one_stop.cancelled() => link.hide().await,
            }
        });
        self.sources.push(Supervised {
            kept,
            glance,
            frames,
            again,
            stop,
            task,
        });
    }

    /// Disconnects a source and waits until it has ended; which channels it brought events for.
    pub(crate) async fn disconnect(&mut self, id: &str) -> Vec<ChannelId> {
        let Some(at) = self.sources.iter().position(|source| source.kept.id == id) else {
            return Vec::new();
        };
        let source = self.sources.remove(at);
        source.stop.cancel();
        if timeout(Duration::from_secs(3), source.task).await.is_err() {
            tracing::error!(id, "a source did not end in 3 s");
        }
        let mut channels = source.glance.channels();
        channels.extend(source.kept.settings.channels());
        channels
    }

    /// Connects a source again, now; false when there is none of this id.
    pub(crate) fn retry(&self, id: &str) -> bool {
        let source = self.sources.iter().find(|source| source.kept.id == id);
        source.map(|source| source.again.notify_one()).is_some()
    }

    /// Whether anything connects to this channel.
    pub(crate) fn brings(&self, channel: &ChannelId) -> bool {
        let brings = |source: &Supervised| source.glance.channels().contains(channel);
        self.chats().any(|chat| chat == channel) || self.sources.iter().any(brings)
    }

    /// Connects to one more Twitch chat.
    pub(crate) fn add_chat(&mut self, channel: ChannelId) -> SourceStatus {
        let status = SourceStatus::new(twitch::SOURCE, channel.clone(), SourceState::Connecting);
        if !self.chats().any(|chat| *chat == channel) {
            self.channels.push((channel, 0));
            self.tell_twitch();
        }
        status
    }

    /// Joins a Twitch chat again, now; false when it is not wanted.
    pub(crate) fn retry_chat(&mut self, wanted: &ChannelId) -> bool {
        let Some((_, number)) = self.channels.iter_mut().find(|(chat, _)| chat == wanted) else {
            return false;
        };
        *number += 1;
        self.tell_twitch();
        true
    }

    /// Disconnects a Twitch chat.
    pub(crate) fn remove_chat(&mut self, channel: &ChannelId) {
        self.channels.retain(|(kept, _)| kept != channel);
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
            .filter(|(channel, _)| channel.platform() == Platform::Twitch)
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
                self.twitch_frames.capture.clone(),
            ));
            let capture = self.twitch_frames.capture.clone();
            self.spawn(twitch::watch(wanted, self.sink.clone(), self.clock, capture));
        }
    }

    fn spawn(&self, source: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks
            .spawn(async move { stop.run_until_cancelled(source).await });
    }
}
