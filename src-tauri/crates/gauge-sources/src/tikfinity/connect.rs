//! The connection to TikFinity.

use std::{collections::HashSet, io::ErrorKind, time::Duration};

use async_trait::async_trait;
use futures_util::{SinkExt, StreamExt};
use gauge_model::{ChannelId, EventKind, Millis, Platform, StreamEvent};
use tokio::{
    net::TcpStream,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Error, Message, protocol::WebSocketConfig},
};

use super::decode::{Heard, Part, decode};
use crate::{BackOff, Connector, Ended, Link};

/// How long the handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Between two signs of life of ours: writing is how a dead connection is noticed.
const PING: Duration = Duration::from_secs(30);
/// Frames are some kilobytes.
const LARGEST: usize = 1 << 20;
/// Who is on air is told how many watch every few seconds: after such a silence, ms, nobody is. TikFinity itself runs on.
const SILENCE: Millis = 600_000;
/// After an end, what still comes for so long, ms, is not another broadcast.
const AFTERMATH: Millis = 30_000;
/// People whose follow is remembered; beyond that they may count again.
const FOLLOWERS: usize = 100_000;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The connector. It goes with the streamer whom TikFinity is connected to.
#[derive(Debug)]
pub struct TikFinity {
    host: String,
    port: u16,
    broadcast: Broadcast,
}

/// What is known of the broadcast, over all connections.
#[derive(Debug, Default)]
struct Broadcast {
    /// `None`: nothing was heard since the last start.
    live: Option<bool>,
    ended_at: Millis,
    /// The newest frame, by our clock.
    heard_at: Millis,
    /// Whoever follows, unfollows and follows again is one follow.
    followers: HashSet<Box<str>>,
}

impl TikFinity {
    /// Of the TikFinity there.
    #[must_use]
    pub fn new(host: &str, port: u16) -> Self {
        Self {
            host: host.to_owned(),
            port,
            broadcast: Broadcast::default(),
        }
    }

    async fn open(&self) -> Result<Socket, Ended> {
        match self.open_at(&self.host).await {
            // TikFinity may listen on IPv6 alone.
            Err(_) if self.host == "127.0.0.1" => self.open_at("localhost").await,
            opened => opened,
        }
    }

    async fn open_at(&self, host: &str) -> Result<Socket, Ended> {
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        let address = format!("{host}:{}", self.port);
        let config = WebSocketConfig::default().max_message_size(Some(LARGEST));
        let url = format!("ws://{address}/");
        let opening = connect_async_with_config(url, Some(config), true);
        let why = match timeout(HANDSHAKE, opening).await {
            Ok(Ok((socket, _))) => return Ok(socket),
            Ok(Err(Error::Io(error))) if error.kind() == ErrorKind::ConnectionRefused => {
                "TikFinity is not running. Start it on this computer, and connect it to your LIVE.".to_owned()
            }
            Ok(Err(Error::Io(error))) => {
                format!("TikFinity cannot be reached at {address} ({error}). Check its address.")
            }
            Ok(Err(_)) => {
                format!("What answers at {address} is not TikFinity. Close the program that has its port.")
            }
            Err(_) => format!("TikFinity does not answer at {address}. Start it again."),
        };
        Err(Ended::Lost(why))
    }

    async fn listen(&mut self, mut socket: Socket, link: &Link) -> Result<(), Ended> {
        let mut ping = interval(PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut puzzled = false;
        loop {
            let message = tokio::select! {
                message = socket.next() => message,
                _ = ping.tick() => {
                    if socket.send(Message::Ping(Vec::new().into())).await.is_err() {
                        return Ok(());
                    }
                    self.watch_silence(link).await?;
                    continue;
                }
            };
            let text = match message {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => continue,
            };
            link.heard(&text);
            match decode(&text, link.now()) {
                Some(heard) => self.take(heard, link).await?,
                None if puzzled => {}
                None => {
                    puzzled = true;
                    tracing::warn!("TikFinity sent a frame that is none; capture this source to see it");
                }
            }
        }
    }

    async fn watch_silence(&mut self, link: &Link) -> Result<(), Ended> {
        match link.channels().first() {
            Some(channel) if self.broadcast.fell_silent(link.now()) => {
                let over = link.event(channel, None, link.now(), None, EventKind::Stream { live: false });
                link.events(vec![over]).await
            }
            _ => Ok(()),
        }
    }

    async fn take(&mut self, heard: Heard, link: &Link) -> Result<(), Ended> {
        let Heard { streamer, mut parts } = heard;
        let Some(mut channel) = link.channels().into_iter().next() else {
            return Ok(());
        };
        if let Some(other) = streamer.and_then(|name| another(&name, &channel)) {
            self.broadcast = Broadcast::default();
            // Their numbers are another show's (seed 002: another streamer starts at zero).
            let over = link.event(
                &channel,
                None,
                link.now(),
                None,
                EventKind::Clear { triggers: false },
            );
            link.events(vec![over]).await?;
            link.follow(vec![other.clone()]).await;
            channel = other;
        }
        self.broadcast.goes_on(&mut parts, link.now());
        let events = parts.into_iter().filter(|part| self.broadcast.counts(part));
        let events: Vec<StreamEvent> = events
            .map(|part| link.event(&channel, part.id, part.at, part.user, part.kind))
            .collect();
        link.events(events).await
    }
}

impl Broadcast {
    /// There is no word for a beginning: that somebody watches is one.
    fn goes_on(&mut self, parts: &mut Vec<Part>, now: Millis) {
        self.heard_at = now;
        let begins = |part: &Part| matches!(part.kind, EventKind::Viewers { count: 1.. });
        let is_over = self.live == Some(false) && now - self.ended_at < AFTERMATH;
        if self.live != Some(true)
            && !is_over
            && let Some(first) = parts.iter().position(begins)
        {
            self.live = Some(true);
            let began = Part {
                id: None,
                at: parts[first].at,
                user: None,
                kind: EventKind::Stream { live: true },
            };
            parts.insert(first, began);
        }
        let off = EventKind::Stream { live: false };
        if parts.iter().any(|part| part.kind == off) {
            self.end(now);
        }
    }

    /// Whether it has just ended without a word.
    fn fell_silent(&mut self, now: Millis) -> bool {
        let is_over = self.live == Some(true) && now - self.heard_at >= SILENCE;
        if is_over {
            self.end(now);
        }
        is_over
    }

    fn end(&mut self, now: Millis) {
        self.live = Some(false);
        self.ended_at = now;
        self.followers.clear();
    }

    fn counts(&mut self, part: &Part) -> bool {
        match (&part.kind, &part.user) {
            (EventKind::Follow, Some(user)) if !user.id.is_empty() => {
                if self.followers.len() >= FOLLOWERS {
                    self.followers.clear();
                }
                self.followers.insert(user.id.clone())
            }
            _ => true,
        }
    }
}

#[async_trait]
impl Connector for TikFinity {
    async fn connect(&mut self, link: &Link) -> Ended {
        let socket = match self.open().await {
            Ok(socket) => socket,
            Err(ended) => return ended,
        };
        link.live().await;
        match self.listen(socket, link).await {
            Ok(()) => Ended::Lost("The connection to TikFinity was lost. Is it still running?".to_owned()),
            Err(ended) => ended,
        }
    }

    fn back_off(&self) -> BackOff {
        BackOff::Local
    }
}

/// The channel of a streamer other than this one's.
fn another(name: &str, channel: &ChannelId) -> Option<ChannelId> {
    let named = ChannelId::new(Platform::TikTok, &name.to_lowercase()).ok()?;
    (named != *channel).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(kind: EventKind) -> Part {
        Part {
            id: None,
            at: 0,
            user: None,
            kind,
        }
    }

    /// What is told when this comes at this second.
    fn told(broadcast: &mut Broadcast, second: Millis, kind: EventKind) -> Vec<EventKind> {
        let mut parts = vec![part(kind)];
        broadcast.goes_on(&mut parts, second * 1000);
        parts.into_iter().map(|part| part.kind).collect()
    }

    #[test]
    fn viewers_begin_a_broadcast_and_its_word_or_silence_ends_it() {
        let mut one = Broadcast::default();
        let (on, off) = (
            EventKind::Stream { live: true },
            EventKind::Stream { live: false },
        );
        let viewers = |count| EventKind::Viewers { count };
        assert_eq!(told(&mut one, 0, viewers(0)), [viewers(0)]);
        assert_eq!(told(&mut one, 1, viewers(5)), [on.clone(), viewers(5)]);
        assert_eq!(told(&mut one, 2, viewers(6)), [viewers(6)]);
        assert_eq!(told(&mut one, 3, off.clone()), [off]);
        assert_eq!(
            told(&mut one, 32, viewers(1)),
            [viewers(1)],
            "somebody is still leaving"
        );
        assert_eq!(told(&mut one, 33, viewers(1)), [on.clone(), viewers(1)]);
        assert!(!one.fell_silent(632_999));
        assert!(one.fell_silent(633_000));
        assert!(!one.fell_silent(999_000), "once");
        assert_eq!(told(&mut one, 1000, viewers(1)), [on, viewers(1)]);
    }

    #[test]
    fn one_person_follows_once_a_broadcast() {
        let mut one = Broadcast::default();
        let mut follow = part(EventKind::Follow);
        assert!(
            one.counts(&follow) && one.counts(&follow),
            "nobody is told from nobody"
        );
        follow.user = Some(gauge_model::User {
            id: "5".into(),
            name: "Ann".into(),
        });
        assert!(one.counts(&follow) && !one.counts(&follow));
        one.end(0);
        assert!(one.counts(&follow));
    }
}
