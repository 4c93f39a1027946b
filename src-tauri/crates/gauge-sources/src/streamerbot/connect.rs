//! The connection to Streamer.bot.

use std::convert::Infallible;

use async_trait::async_trait;
use gauge_model::Secret;

use super::{
    decode::decode,
    wanted::Channels,
    wire::{Door, Wire},
};
use crate::{BackOff, Connector, Ended, Link};

/// The connector.
#[derive(Debug)]
pub struct StreamerBot {
    door: Door,
    channels: Channels,
}

impl StreamerBot {
    /// Of the Streamer.bot there: `endpoint` is a path, usually `/`.
    #[must_use]
    pub fn new(
        (host, port, endpoint): (&str, u16, &str),
        secret: Option<Secret>,
        channels: Channels,
    ) -> Self {
        Self {
            door: Door::new(host, port, endpoint, secret),
            channels,
        }
    }

    async fn talk(&self, link: &Link) -> Result<Infallible, Ended> {
        let mut wire = Wire::open(&self.door, link).await?;
        wire.subscribe(&self.door, &self.channels).await?;
        link.live().await;
        for frame in wire.early() {
            link.events(decode(&frame, &self.channels, link.source(), link.now()))
                .await?;
        }
        loop {
            let frame = wire.next().await?;
            link.events(decode(&frame, &self.channels, link.source(), link.now()))
                .await?;
        }
    }
}

#[async_trait]
impl Connector for StreamerBot {
    async fn connect(&mut self, link: &Link) -> Ended {
        let Err(ended) = self.talk(link).await;
        ended
    }

    fn back_off(&self) -> BackOff {
        BackOff::Local
    }
}
