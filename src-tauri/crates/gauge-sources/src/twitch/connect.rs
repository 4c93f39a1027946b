//! The Twitch chats of a profile: one client, supervised, with a state for each channel.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use gauge_model::{ChannelId, Millis, SourceKind, SourceState, SourceStatus};
use tokio::{
    sync::{mpsc::UnboundedReceiver, watch},
    time::{Instant, sleep_until},
};
use twitch_irc::{
    ClientConfig, TwitchIRCClient,
    login::StaticLoginCredentials,
    message::{AsRawIRC, IRCMessage, ServerMessage},
};

use super::{
    decode::{ChatLine, decode},
    transport::{Link, Watched, begin},
};
use crate::{Capture, Sink, https, suspend::slept};

/// The source's name in events.
pub const SOURCE: &str = SourceKind::TWITCH_CHAT.kind;

/// After this long without an answer to a join, the channel probably does not exist: Twitch itself never says so
/// (CONNECTORS 1.1).
const JOIN_PATIENCE: Duration = Duration::from_secs(10);

/// The channels to hear, each with a number that is another one when it is to be joined again.
pub type Wanted = Vec<(ChannelId, u32)>;

type Client = TwitchIRCClient<Watched, StaticLoginCredentials>;

/// Brings the chat of the wanted channels until `wanted` is dropped; their lines go to `capture` as well. `clock` tells
/// our time.
pub async fn watch(mut wanted: watch::Receiver<Wanted>, sink: Sink, clock: fn() -> Millis, capture: Capture) {
    https::prepare();
    let mut chats = Chats {
        wire: Wire::begin(),
        sink,
        clock,
        capture,
        channels: BTreeMap::new(),
        numbers: BTreeMap::new(),
        link: Link::Connecting,
        deadlines: BTreeMap::new(),
    };
    let first = wanted.borrow_and_update().clone();
    chats.want(first).await;
    chats.run(&mut wanted).await;
}

/// A client, and what it tells.
struct Wire {
    client: Client,
    news: watch::Receiver<Link>,
    lines: UnboundedReceiver<ServerMessage>,
}

impl Wire {
    /// A new client, in place of any that there was.
    fn begin() -> Self {
        let config = ClientConfig {
            // The transport waits by itself, longer each time; the client must not lose patience with it.
            connect_timeout: Duration::from_secs(120),
            new_connection_every: Duration::from_secs(1),
            ..ClientConfig::default()
        };
        let news = begin();
        let (lines, client) = Client::new(config);
        Self { client, news, lines }
    }
}

struct Chats {
    wire: Wire,
    sink: Sink,
    clock: fn() -> Millis,
    capture: Capture,
    channels: BTreeMap<ChannelId, SourceState>,
    /// The numbers that the channels were wanted with.
    numbers: BTreeMap<ChannelId, u32>,
    link: Link,
    /// When the channels that have not answered are given up, each by itself.
    deadlines: BTreeMap<ChannelId, Instant>,
}

impl Chats {
    /// Until the profile is closed.
    async fn run(&mut self, wanted: &mut watch::Receiver<Wanted>) {
        let mut sleep = Box::pin(slept(self.clock));
        loop {
            let patience = self.deadlines.values().min().copied();
            tokio::select! {
                changed = wanted.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let channels = wanted.borrow_and_update().clone();
                    self.want(channels).await;
                }
                // The sender stands in a static: it cannot close.
                _ = self.wire.news.changed() => {
                    let link = self.wire.news.borrow_and_update().clone();
                    self.link_changed(link).await;
                }
                line = self.wire.lines.recv() => match line {
                    Some(line) => if !self.hear(line.into()).await { return },
                    None => return,
                },
                () = &mut sleep => {
                    sleep.set(slept(self.clock));
                    self.begin_anew().await;
                }
                () = sleep_until(patience.unwrap_or_else(Instant::now)), if patience.is_some() => self.give_up().await,
            }
        }
    }

    async fn want(&mut self, wanted: Wanted) {
        let again: Vec<_> = wanted
            .iter()
            .filter(|(channel, number)| self.numbers.get(channel).is_some_and(|before| before != number))
            .map(|(channel, _)| channel.clone())
            .collect();
        for channel in again {
            self.wire.client.part(channel.name().to_owned());
            self.channels.remove(&channel);
            self.deadlines.remove(&channel);
        }
        self.numbers = wanted.iter().cloned().collect();
        let wanted: Vec<_> = wanted.into_iter().map(|(channel, _)| channel).collect();
        self.join();
        let gone: Vec<_> = self
            .channels
            .keys()
            .filter(|channel| !wanted.contains(channel))
            .cloned()
            .collect();
        for channel in gone {
            self.channels.remove(&channel);
            self.deadlines.remove(&channel);
            self.sink
                .gone(SourceStatus::new(SOURCE, channel, SourceState::Idle).id)
                .await;
        }
        for channel in wanted {
            if !self.channels.contains_key(&channel) {
                let state = self.state_of_link();
                self.set(channel, state).await;
            }
        }
        self.start_patience();
    }

    /// Joins what is wanted, and leaves all else.
    fn join(&self) {
        let logins: HashSet<_> = self
            .numbers
            .keys()
            .map(|channel| channel.name().to_owned())
            .collect();
        if let Err(error) = self.wire.client.set_wanted_channels(logins) {
            tracing::warn!(%error, "Twitch channels could not be joined");
        }
    }

    /// With another client and a connection of its own: after a sleep the old one is dead without knowing it.
    async fn begin_anew(&mut self) {
        // What had come before is counted.
        while let Ok(line) = self.wire.lines.try_recv() {
            self.hear(line.into()).await;
        }
        self.wire = Wire::begin();
        self.deadlines.clear();
        self.join();
        self.link_changed(Link::Connecting).await;
    }

    async fn link_changed(&mut self, link: Link) {
        tracing::debug!(?link, "Twitch chat");
        self.link = link;
        let state = self.state_of_link();
        let channels: Vec<_> = self.channels.keys().cloned().collect();
        for channel in channels {
            self.set(channel, state.clone()).await;
        }
        self.start_patience();
    }

    fn state_of_link(&self) -> SourceState {
        match &self.link {
            // Up, but the channel has not answered yet.
            Link::Connecting | Link::Up(_) => SourceState::Connecting,
            Link::Waiting { delay, why } => {
                let delay = Millis::try_from(delay.as_millis()).unwrap_or(Millis::MAX);
                SourceState::Waiting {
                    until: (self.clock)().saturating_add(delay),
                    why: why.clone(),
                }
            }
        }
    }

    /// A channel that has been asked for since the link is up must answer in time; an earlier deadline stands.
    fn start_patience(&mut self) {
        if !matches!(self.link, Link::Up(_)) {
            self.deadlines.clear();
            return;
        }
        for (channel, state) in &self.channels {
            if *state == SourceState::Connecting {
                self.deadlines
                    .entry(channel.clone())
                    .or_insert_with(|| Instant::now() + JOIN_PATIENCE);
            }
        }
    }

    async fn give_up(&mut self) {
        let now = Instant::now();
        let due: Vec<_> = self
            .deadlines
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(c, _)| c.clone())
            .collect();
        for channel in due {
            let why = format!(
                "Twitch knows no channel “{}”. No such channel? Check the spelling.",
                channel.name()
            );
            self.set(channel, SourceState::Refused { why }).await;
        }
    }

    /// Returns false when the profile has been closed.
    async fn hear(&mut self, line: IRCMessage) -> bool {
        if self.capture.is_on() {
            // As the client understood it: of the bytes themselves it tells nothing.
            self.capture.note((self.clock)(), SOURCE, &line.as_raw_irc());
        }
        match decode(&line, SOURCE, (self.clock)()) {
            ChatLine::Events(mut events) => {
                events.retain(|event| self.channels.contains_key(&event.channel));
                // Whoever is heard is there, whatever was thought of it.
                if let Some(event) = events.first() {
                    self.set(event.channel.clone(), SourceState::Live).await;
                }
                self.sink.events(events).await
            }
            ChatLine::Joined(channel) => {
                self.answer(channel, SourceState::Live).await;
                true
            }
            ChatLine::Refused(channel, words) => {
                self.answer(
                    channel,
                    SourceState::Refused {
                        why: format!("Twitch says: {words}"),
                    },
                )
                .await;
                true
            }
            ChatLine::Other => true,
        }
    }

    async fn answer(&mut self, channel: ChannelId, state: SourceState) {
        if self.channels.contains_key(&channel) {
            self.set(channel, state).await;
        }
    }

    async fn set(&mut self, channel: ChannelId, state: SourceState) {
        if state != SourceState::Connecting {
            self.deadlines.remove(&channel);
        }
        if self.channels.get(&channel) != Some(&state) {
            self.channels.insert(channel.clone(), state.clone());
            let brings = SourceKind::TWITCH_CHAT.brings_for(&channel);
            let status = SourceStatus::new(SOURCE, channel, state).bringing(brings);
            self.sink.status(status).await;
        }
    }
}
