//! Leaderboards and what else is shown of viewers: the answers of the asks about them.

use serde::{Deserialize, Serialize};

use crate::{Millis, StreamEvent, ViewerCounts, ViewerId, ViewerNumbers, XpRules};

/// What a leaderboard goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// Chat messages.
    Messages,
    /// Coins of gifts.
    Coins,
    /// Units of gifts.
    Gifts,
    /// Likes.
    Likes,
    /// Shares.
    Shares,
    /// Follows.
    Follows,
    /// Subscriptions.
    Subscriptions,
    /// Experience points, by the rules of now.
    Xp,
}

impl Score {
    /// Every score.
    pub const ALL: [Score; 8] = [
        Score::Messages,
        Score::Coins,
        Score::Gifts,
        Score::Likes,
        Score::Shares,
        Score::Follows,
        Score::Subscriptions,
        Score::Xp,
    ];

    /// The column that holds it; `None` for what is worked out.
    #[must_use]
    pub fn column(self) -> Option<&'static str> {
        match self {
            Score::Messages => Some("messages"),
            Score::Coins => Some("coins"),
            Score::Gifts => Some("gifts"),
            Score::Likes => Some("likes"),
            Score::Shares => Some("shares"),
            Score::Follows => Some("follows"),
            Score::Subscriptions => Some("subscriptions"),
            Score::Xp => None,
        }
    }

    /// The score of these counts.
    #[must_use]
    pub fn of(self, counts: &ViewerCounts, rules: &XpRules) -> u64 {
        match self {
            Score::Messages => counts.messages,
            Score::Coins => counts.coins,
            Score::Gifts => counts.gifts,
            Score::Likes => counts.likes,
            Score::Shares => counts.shares,
            Score::Follows => counts.follows,
            Score::Subscriptions => counts.subscriptions,
            Score::Xp => rules.xp(counts),
        }
    }
}

/// One row of a leaderboard. Nobody without a point is on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct BoardRow {
    /// The place, from 1. Of two with the same value, who was seen first stands first.
    pub rank: u64,
    /// Who.
    pub id: ViewerId,
    /// The newest name.
    pub name: String,
    /// How much.
    pub value: u64,
    /// The level of all times, also in a session's leaderboard.
    pub level: u64,
    /// Everything else they did, in the session or of all times.
    pub counts: ViewerCounts,
}

/// One viewer in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ViewerRow {
    /// Who.
    pub id: ViewerId,
    /// The newest name.
    pub name: String,
    /// Stream time of the newest sign of them, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub last_at: Millis,
    /// Experience points of all times.
    pub xp: u64,
    /// The level.
    pub level: u64,
}

/// Everything about one viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ViewerReport {
    /// Who.
    pub id: ViewerId,
    /// The newest name.
    pub name: String,
    /// Of all times.
    pub total: ViewerNumbers,
    /// Experience points of all times.
    pub xp: u64,
    /// The level.
    pub level: u64,
    /// Points at which the next level begins.
    pub next_level_at: u64,
    /// By session, newest first.
    pub sessions: Vec<ViewerSession>,
}

/// Who took part in a session: chatted, gave, followed, shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Audience {
    /// People never seen before in this profile.
    #[cfg_attr(test, ts(type = "number"))]
    pub new: u64,
    /// People seen before.
    #[cfg_attr(test, ts(type = "number"))]
    pub returning: u64,
}

/// What one viewer did in one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ViewerSession {
    /// The session's id.
    pub session: u64,
    /// Of this session.
    pub numbers: ViewerNumbers,
}

/// An event as it was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct StoredEvent {
    /// Its place in the order in which events were counted.
    pub seq: u64,
    /// When it came, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub received_at: Millis,
    /// What happened.
    pub event: StreamEvent,
}
