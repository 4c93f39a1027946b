//! The numbers that a goal can watch and that “why this number?” explains, each with the events that change it.

use serde::{Deserialize, Serialize};

use crate::{EventKind, Moderation, Numbers};

/// One of a channel's numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// Chat messages.
    ChatMessages,
    /// Different people who wrote.
    Chatters,
    /// Likes.
    Likes,
    /// Coins of gifts.
    Coins,
    /// Units of gifts.
    Gifts,
    /// Gifts, a streak as one.
    GiftCombos,
    /// Tips in one unit.
    Tips(Box<str>),
    /// New follows.
    Follows,
    /// Shares.
    Shares,
    /// Subscriptions.
    Subscriptions,
    /// Renewals.
    Resubscriptions,
    /// Gifted subscriptions.
    GiftedSubscriptions,
    /// Raids.
    Raids,
    /// People coming in.
    Joins,
    /// Time-outs by moderators.
    Timeouts,
    /// Bans by moderators.
    Bans,
    /// Messages deleted by moderators.
    MessagesDeleted,
    /// Whole chats cleared by moderators.
    ChatClears,
    /// Gauge: watching now.
    Viewers,
    /// Gauge: followers of the account.
    FollowerTotal,
}

impl Counter {
    /// The number's present value; 0 while it is not known.
    #[must_use]
    pub fn of(&self, numbers: &Numbers) -> u64 {
        match self {
            Counter::ChatMessages => numbers.chat_messages,
            Counter::Chatters => numbers.chatters,
            Counter::Likes => numbers.likes,
            Counter::Coins => numbers.coins,
            Counter::Gifts => numbers.gifts,
            Counter::GiftCombos => numbers.gift_combos,
            Counter::Tips(unit) => numbers.tips.get(&**unit).copied().unwrap_or(0),
            Counter::Follows => numbers.follows,
            Counter::Shares => numbers.shares,
            Counter::Subscriptions => numbers.subscriptions,
            Counter::Resubscriptions => numbers.resubscriptions,
            Counter::GiftedSubscriptions => numbers.gifted_subscriptions,
            Counter::Raids => numbers.raids,
            Counter::Joins => numbers.joins,
            Counter::Timeouts => numbers.timeouts,
            Counter::Bans => numbers.bans,
            Counter::MessagesDeleted => numbers.messages_deleted,
            Counter::ChatClears => numbers.chat_clears,
            Counter::Viewers => numbers.viewers.unwrap_or(0),
            Counter::FollowerTotal => numbers.follower_total.unwrap_or(0),
        }
    }

    /// Whether it is replaced rather than added to: it may fall.
    #[must_use]
    pub fn is_gauge(&self) -> bool {
        matches!(self, Counter::Viewers | Counter::FollowerTotal)
    }

    /// The one kind of event that changes it, by name ([`EventKind::name`]).
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Counter::ChatMessages | Counter::Chatters => "chat",
            Counter::Likes => "like",
            Counter::Coins | Counter::Gifts | Counter::GiftCombos => "gift",
            Counter::Tips(_) => "tip",
            Counter::Follows => "follow",
            Counter::Shares => "share",
            Counter::Subscriptions | Counter::Resubscriptions | Counter::GiftedSubscriptions => {
                "subscription"
            }
            Counter::Raids => "raid",
            Counter::Joins => "join",
            Counter::Timeouts | Counter::Bans | Counter::MessagesDeleted | Counter::ChatClears => {
                "moderation"
            }
            Counter::Viewers => "viewers",
            Counter::FollowerTotal => "follower_total",
        }
    }

    /// Whether an event of its kind is one that can change it.
    #[must_use]
    pub fn is_changed_by(&self, kind: &EventKind) -> bool {
        match (self, kind) {
            (Counter::Tips(unit), EventKind::Tip { currency, .. }) => unit == currency,
            (Counter::Resubscriptions, EventKind::Subscription(sub)) => sub.resub,
            (Counter::GiftedSubscriptions, EventKind::Subscription(sub)) => sub.gifted,
            (_, EventKind::Moderation { action, .. }) => match action {
                Moderation::Timeout => *self == Counter::Timeouts,
                Moderation::Ban => *self == Counter::Bans,
                Moderation::Delete => *self == Counter::MessagesDeleted,
                Moderation::Clear => *self == Counter::ChatClears,
            },
            _ => self.kind() == kind.name(),
        }
    }
}
