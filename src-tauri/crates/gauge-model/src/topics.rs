//! What a client may subscribe to.

use crate::EventKind;

/// A set of the things a client may subscribe to (PROTOCOLS 1 and 2: their *channels*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Topics(u32);

impl Topics {
    /// Nothing.
    pub const NONE: Topics = Topics(0);
    /// New values of numbers.
    pub const STATS: Topics = Topics(1);
    /// Every event.
    pub const EVENT: Topics = Topics(1 << 1);
    /// Chat messages.
    pub const CHAT: Topics = Topics(1 << 2);
    /// Gifts.
    pub const GIFT: Topics = Topics(1 << 3);
    /// Triggers.
    pub const TRIGGER: Topics = Topics(1 << 4);
    /// Recording started or stopped.
    pub const RECORDING: Topics = Topics(1 << 5);
    /// Broadcasts.
    pub const SESSION: Topics = Topics(1 << 6);
    /// Goals.
    pub const GOAL: Topics = Topics(1 << 7);
    /// States of sources, of the port and of the profile's file.
    pub const SOURCE: Topics = Topics(1 << 8);
    /// Seed 003's `status`.
    pub const LEGACY_STATUS: Topics = Topics(1 << 9);
    /// Seed 003's `sensor_event`.
    pub const LEGACY_SENSOR: Topics = Topics(1 << 10);
    /// Seed 003's `timer_event`.
    pub const LEGACY_TIMER: Topics = Topics(1 << 11);
    /// Seed 003's `run_update`.
    pub const LEGACY_RUN: Topics = Topics(1 << 12);
    /// No topic by itself, and nobody can subscribe to it: what people wrote, who they are, and what is told to the
    /// user about his files. Without it events are shown as [`crate::StreamEvent::shown_to`] says.
    pub const PRIVATE: Topics = Topics(1 << 13);
    /// Custom events by the name of `notification` (seed 004).
    pub const NOTIFICATION: Topics = Topics(1 << 14);
    /// Custom events by the name of `log` (seed 004).
    pub const LOG: Topics = Topics(1 << 15);
    /// Everything of seed 003.
    pub const LEGACY: Topics = Topics(0b1111 << 9);
    /// Everything of ours.
    pub const NATIVE: Topics = Topics((1 << 9) - 1);

    /// Every name that can be subscribed to; seed 003's plural names are aliases.
    const NAMES: [(&'static str, Topics); 17] = [
        ("status", Self::LEGACY_STATUS),
        ("sensor_event", Self::LEGACY_SENSOR),
        ("timer_event", Self::LEGACY_TIMER),
        ("run_update", Self::LEGACY_RUN),
        ("stats", Self::STATS),
        ("event", Self::EVENT),
        ("chat", Self::CHAT),
        ("gift", Self::GIFT),
        ("trigger", Self::TRIGGER),
        ("recording", Self::RECORDING),
        ("session", Self::SESSION),
        ("goal", Self::GOAL),
        ("source", Self::SOURCE),
        ("status_updates", Self::LEGACY_STATUS),
        ("sensor_events", Self::LEGACY_SENSOR),
        ("timer_events", Self::LEGACY_TIMER),
        ("run_updates", Self::LEGACY_RUN),
    ];

    /// The names that a client is told it may use: seed 003's four first, then ours.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().take(13).map(|(name, _)| *name)
    }

    /// What a name stands for; nothing if it is unknown.
    #[must_use]
    pub fn named(name: &str) -> Topics {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(Self::NONE, |(_, topics)| *topics)
    }

    /// Both.
    #[must_use]
    pub const fn and(self, other: Topics) -> Topics {
        Topics(self.0 | other.0)
    }

    /// What is in `self` and not in `other`.
    #[must_use]
    pub fn without(self, other: Topics) -> Topics {
        Topics(self.0 & !other.0)
    }

    /// Whether they share one.
    #[must_use]
    pub fn meets(self, other: Topics) -> bool {
        self.0 & other.0 != 0
    }

    /// The topics under which an event of this kind is told.
    pub(crate) fn of(kind: &EventKind) -> Topics {
        let own = match kind {
            EventKind::Chat { .. } => Self::CHAT,
            EventKind::Gift(_) => Self::GIFT,
            EventKind::Trigger { .. } | EventKind::Action(_) => Self::TRIGGER,
            EventKind::Recording { .. } => Self::RECORDING,
            EventKind::Stream { .. } | EventKind::Title { .. } => Self::SESSION,
            EventKind::Custom { name, .. } if &**name == "notification" => Self::NOTIFICATION,
            EventKind::Custom { name, .. } if &**name == "log" => Self::LOG,
            _ => Self::NONE,
        };
        own.and(Self::EVENT)
    }
}
