//! What happened on a stream: one fact, from any source, in one shape. Also the wire shape of an event.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Acted, Carried, ChannelId, Millis};

/// One fact about a channel. On the wire its kind stands beside the other fields as `"type"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct StreamEvent {
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
    /// Where it happened.
    pub channel: ChannelId,
    /// What brought it: `twitch_chat`, `push`, `demo`, `replay:<recording>`.
    pub source: Box<str>,
    /// The platform's own id: the same `(source, channel, id)` is counted once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Box<str>>,
    /// The platform's time of it.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
    /// Who did it, where the platform says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// Made up by the demo or the simulator; present only when true.
    #[serde(default, skip_serializing_if = "is_false")]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub simulated: bool,
    /// Told again by a source that connects, or by a producer: it is shown and kept, but never counted, and no rule
    /// looks at it. A source tells totals of a room (viewers, likes) as what they are: news. Present only when true.
    #[serde(default, skip_serializing_if = "is_false")]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub history: bool,
}

/// A person, by the platform's id: names change, ids do not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct User {
    /// The platform's id; empty where it gives none.
    pub id: Box<str>,
    /// The name to show.
    pub name: Box<str>,
}

/// The kinds of event. *Gauge* kinds replace a value, *counter* kinds add to one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EventKind {
    /// Gauge: how many watch now.
    Viewers {
        /// People.
        count: u64,
    },
    /// Gauge: messages per minute as a producer measured it; it stands in place of the counted rate.
    ChatRate {
        /// Messages per minute, 0 or more.
        value: f64,
    },
    /// Counter: one chat message.
    Chat {
        /// As written.
        text: Box<str>,
    },
    /// Counter: likes.
    Like {
        /// Taps in this event.
        count: u64,
        /// The room's total, where the platform gives it: it beats the sum of `count`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        total: Option<u64>,
    },
    /// Counter: a gift.
    Gift(Gift),
    /// Counter: money or bits, per unit.
    Tip {
        /// In the unit's smallest part.
        amount: u64,
        /// The unit: `twitch_bit`, or an ISO 4217 code (then `amount` is in millionths).
        currency: Box<str>,
        /// What was said with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Box<str>>,
    },
    /// Counter: a new follow.
    Follow,
    /// Gauge: how many follow the account.
    FollowerTotal {
        /// People.
        count: u64,
    },
    /// Counter: the stream was shared.
    Share,
    /// Counter: subscriptions.
    Subscription(Subscription),
    /// Counter: another channel sent its viewers over.
    Raid {
        /// How many came.
        viewers: u64,
    },
    /// Counter: someone came in.
    Join,
    /// The broadcast began or ended.
    Stream {
        /// Whether it is live now.
        live: bool,
    },
    /// Gauge: what the broadcast is called, as its platform or its streamer names it.
    Title {
        /// At most [`EventKind::LONGEST_TITLE`] characters count; empty: it has none.
        title: Box<str>,
    },
    /// Counter: a moderator acted.
    Moderation {
        /// What was done.
        action: Moderation,
        /// The message or person it was done to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<Box<str>>,
    },
    /// A rule fired, here or in a producer.
    Trigger {
        /// Which: `viewer_spike`, `chat_velocity`, …
        trigger: Box<str>,
        /// The evidence, as the rule gives it.
        #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
        details: Value,
    },
    /// What became of what a trigger set off.
    Action(Acted),
    /// A producer shows this channel no more: its session ends and its numbers are set aside.
    Clear {
        /// Whether its recent triggers go too.
        #[serde(default, skip_serializing_if = "is_false")]
        #[cfg_attr(test, ts(as = "Option<bool>"))]
        triggers: bool,
    },
    /// Gauge: recording started or stopped.
    Recording {
        /// Whether it runs now.
        active: bool,
    },
    /// A producer's own event.
    Custom {
        /// Its name.
        name: Box<str>,
        /// Whatever it carries.
        #[cfg_attr(test, ts(type = "unknown"))]
        data: Carried,
    },
    /// Seed 003: a sensor was hit.
    SensorEvent(LegacyEvent),
    /// Seed 003: a timer saw a shot.
    TimerEvent(LegacyEvent),
    /// Seed 003: a run moved on.
    RunUpdate(LegacyEvent),
    /// Seed 003: a system says how it is.
    Status(LegacyEvent),
}

/// A gift. Streaks repeat with a growing `repeat`; only its growth is counted (see [`crate::GiftCombos`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Gift {
    /// The gift's name, or its id where the platform gives no name.
    pub gift: Box<str>,
    /// The price of one unit, in coins.
    pub coins: u64,
    /// Units; with a `combo` it is `repeat` that counts.
    pub count: u64,
    /// The streak it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combo: Option<Box<str>>,
    /// Units in the streak so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<u64>,
    /// The streak has ended; present only when true.
    #[serde(default, rename = "final", skip_serializing_if = "is_false")]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub ended: bool,
}

/// One or more subscriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Subscription {
    /// How many; more than 1 only for a gift bomb.
    pub count: u64,
    /// `1000`, `2000`, `3000` or `Prime` on Twitch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Box<str>>,
    /// Months in all, as far as told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u64>,
    /// A renewal; present only when true.
    #[serde(default, skip_serializing_if = "is_false")]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub resub: bool,
    /// Paid by somebody else; present only when true.
    #[serde(default, skip_serializing_if = "is_false")]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub gifted: bool,
    /// The gift bomb it is part of: its announcement and its single gifts are counted once (see
    /// [`crate::GiftBombs`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bomb: Option<Box<str>>,
    /// Who got it; absent in a bomb's announcement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<User>,
}

/// What a moderator did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Moderation {
    /// Muted somebody for a time.
    Timeout,
    /// Shut somebody out.
    Ban,
    /// Deleted one message.
    Delete,
    /// Cleared the whole chat.
    Clear,
}

/// An event of seed 003's clients, passed on in their field names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct LegacyEvent {
    /// `impact_detected`, `shot_detected`, `run_started`, …
    pub event_type: Box<str>,
    /// The `sensor_id`, `device_id` or `run_id` of the seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Box<str>>,
    /// Only for `status`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<str>>,
    /// As pushed.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub data: Carried,
}

impl EventKind {
    /// The kind's name: the wire's `"type"`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            EventKind::Viewers { .. } => "viewers",
            EventKind::ChatRate { .. } => "chat_rate",
            EventKind::Chat { .. } => "chat",
            EventKind::Like { .. } => "like",
            EventKind::Gift(_) => "gift",
            EventKind::Tip { .. } => "tip",
            EventKind::Follow => "follow",
            EventKind::FollowerTotal { .. } => "follower_total",
            EventKind::Share => "share",
            EventKind::Subscription(_) => "subscription",
            EventKind::Raid { .. } => "raid",
            EventKind::Join => "join",
            EventKind::Stream { .. } => "stream",
            EventKind::Title { .. } => "title",
            EventKind::Moderation { .. } => "moderation",
            EventKind::Trigger { .. } => "trigger",
            EventKind::Action(_) => "action",
            EventKind::Clear { .. } => "clear",
            EventKind::Recording { .. } => "recording",
            EventKind::Custom { .. } => "custom",
            EventKind::SensorEvent(_) => "sensor_event",
            EventKind::TimerEvent(_) => "timer_event",
            EventKind::RunUpdate(_) => "run_update",
            EventKind::Status(_) => "status",
        }
    }

    /// Characters of a broadcast's title at most; platforms take 100 to 140.
    pub const LONGEST_TITLE: usize = 500;

    /// Whether a push of it is acknowledged only after it is on disk (ARCHITECTURE 3, *ledger*).
    #[must_use]
    pub fn is_ledger(&self) -> bool {
        matches!(
            self,
            EventKind::Gift(_)
                | EventKind::Tip { .. }
                | EventKind::Follow
                | EventKind::Share
                | EventKind::Subscription(_)
                | EventKind::Raid { .. }
                | EventKind::Trigger { .. }
                | EventKind::Action(_)
                | EventKind::Recording { .. }
                | EventKind::Clear { .. }
        )
    }

    /// Whether it only replaces a value: such events are not kept one by one, their value is.
    #[must_use]
    pub fn is_gauge(&self) -> bool {
        matches!(
            self,
            EventKind::Viewers { .. }
                | EventKind::ChatRate { .. }
                | EventKind::FollowerTotal { .. }
                | EventKind::Title { .. }
        )
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}
