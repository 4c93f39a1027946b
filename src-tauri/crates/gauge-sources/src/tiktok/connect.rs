//! The connection to a LIVE.

use std::time::Duration;

use async_trait::async_trait;
use gauge_model::{EventKind, Millis, StreamEvent};
use piratetok_live_rs::{
    TikTokLive, TikTokLiveStream,
    errors::TikTokLiveError,
    structs::{TikTokLiveEvent, config},
};

use super::decode::decode;
use crate::{BackOff, Connector, Ended, Endpoints, Link, tikfinity::Broadcast};

/// A room that says nothing for so long is lost.
const STALE: Duration = Duration::from_secs(60);
/// What happened longer than this before the connection, ms, was told to others already. The crate does not say which
/// messages are history; their time does.
const BEFORE: Millis = 2_000;
/// How long TikTok is left alone when it turns us away, ms.
const TURNED_AWAY: Millis = 300_000;

/// The connector.
#[derive(Debug)]
pub struct TikTok {
    name: String,
    endpoints: config::Endpoints,
    broadcast: Broadcast,
}

impl TikTok {
    /// Of this streamer.
    #[must_use]
    pub fn new(name: &str, endpoints: &Endpoints) -> Self {
        Self {
            name: name.to_owned(),
            endpoints: config::Endpoints {
                web: format!("{}/", endpoints.tiktok),
                webcast: format!("{}/webcast/", endpoints.tiktok),
                ws: Some(endpoints.tiktok_webcast.clone()),
            },
            broadcast: Broadcast::default(),
        }
    }

    async fn talk(&mut self, link: &Link) -> Result<(), Ended> {
        // Every connection begins anew: the crate would keep the room for ever, and we wait by ourselves.
        let live = TikTokLive::builder(&self.name)
            .endpoints(self.endpoints.clone())
            .max_retries(0)
            .stale_timeout(STALE);
        let since = link.now() - BEFORE;
        let mut stream = live
            .connect()
            .await
            .map_err(|error| self.why(&error, link.now()))?;
        self.listen(&mut stream, link, since).await
    }

    async fn listen(
        &mut self,
        stream: &mut TikTokLiveStream,
        link: &Link,
        since: Millis,
    ) -> Result<(), Ended> {
        loop {
            let event = match stream.next_event().await {
                Ok(TikTokLiveEvent::Connected { .. }) => continue,
                Ok(TikTokLiveEvent::Disconnected) | Err(_) => return Ok(()),
                Ok(event) => event,
            };
            // The crate tells nobody that the room has let us in; that somebody speaks does.
            link.live().await;
            let Some(channel) = link.channels().into_iter().next() else {
                return Ok(());
            };
            let mut parts: Vec<_> = decode(event, link.now()).into_iter().collect();
            self.broadcast.goes_on(&mut parts, link.now());
            let is_over = parts
                .iter()
                .any(|part| part.kind == EventKind::Stream { live: false });
            let parts = parts.into_iter().filter(|part| self.broadcast.counts(part));
            let events = parts.map(|part| {
                // Totals of the room are news, whenever they were told.
                let is_total = matches!(
                    part.kind,
                    EventKind::Viewers { .. } | EventKind::Like { .. } | EventKind::Stream { .. }
                );
                StreamEvent {
                    history: part.at < since && !is_total,
                    ..link.event(&channel, part.id, part.at, part.user, part.kind)
                }
            });
            link.events(events.collect()).await?;
            if is_over {
                return Err(Ended::Offline("The LIVE has ended.".to_owned()));
            }
        }
    }

    fn why(&self, error: &TikTokLiveError, now: Millis) -> Ended {
        match error {
            TikTokLiveError::UserNotFound(_) => {
                Ended::Refused(format!("TikTok knows no {}. Check the spelling.", self.name))
            }
            TikTokLiveError::HostNotOnline(_) | TikTokLiveError::RoomIdMissing => {
                Ended::Offline(format!("{} is not LIVE.", self.name))
            }
            TikTokLiveError::TikTokBlocked(_) => Ended::Limited {
                until: now + TURNED_AWAY,
                why: "TikTok turns this computer away. Use TikFinity, or wait.".to_owned(),
            },
            TikTokLiveError::AgeRestricted(_) | TikTokLiveError::SessionRequired(_) => Ended::Refused(
                "TikTok shows this LIVE only to people who are logged in. Use TikFinity.".to_owned(),
            ),
            _ => Ended::Lost("TikTok cannot be reached. Is this computer online?".to_owned()),
        }
    }
}

#[async_trait]
impl Connector for TikTok {
    async fn connect(&mut self, link: &Link) -> Ended {
        match self.talk(link).await {
            Ok(()) if link.live_since().is_some() => {
                Ended::Lost("The connection to TikTok was lost.".to_owned())
            }
            Ok(()) => Ended::Lost(
                "TikTok does not let us into the LIVE. Use TikFinity if that stays so.".to_owned(),
            ),
            Err(ended) => ended,
        }
    }

    fn back_off(&self) -> BackOff {
        BackOff::Remote
    }
}
