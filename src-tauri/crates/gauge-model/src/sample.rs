//! A channel's numbers at one moment, kept for charts.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, Millis, Numbers};

/// Taken every 10 s of stream time; the counters are totals at that moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Sample {
    /// The moment: a multiple of [`Sample::EVERY`].
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
    /// Whose.
    pub channel: ChannelId,
    /// Watching, if known.
    pub viewers: Option<u64>,
    /// Messages per minute.
    pub chat_rate: f64,
    /// Likes so far.
    pub likes: u64,
    /// Coins so far.
    pub coins: u64,
    /// Gifts so far.
    pub gifts: u64,
    /// New follows so far.
    pub follows: u64,
    /// Shares so far.
    pub shares: u64,
    /// Subscriptions so far.
    pub subscriptions: u64,
}

impl Sample {
    /// Stream time between two samples, ms.
    pub const EVERY: Millis = 10_000;

    /// The sample of `channel` at `at`.
    #[must_use]
    pub fn of(channel: ChannelId, at: Millis, numbers: &Numbers) -> Self {
        Self {
            at,
            channel,
            viewers: numbers.viewers,
            chat_rate: numbers.chat_rate,
            likes: numbers.likes,
            coins: numbers.coins,
            gifts: numbers.gifts,
            follows: numbers.follows,
            shares: numbers.shares,
            subscriptions: numbers.subscriptions,
        }
    }
}
