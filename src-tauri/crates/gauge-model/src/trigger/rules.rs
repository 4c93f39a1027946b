//! What the user sets: which rules watch, how sensitive, and how long each then rests.

use serde::{Deserialize, Serialize};

/// How much it takes to fire, as three presets (CONNECTORS 9.2; chosen by simulation on Poisson chat).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Only clear moments: for lively chats.
    Low,
    /// About one false alarm in an hour of restless chat.
    #[default]
    Normal,
    /// Small moments too: for quiet chats.
    High,
}

/// The rules of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(default)]
pub struct TriggerRules {
    /// For chat and viewers.
    pub sensitivity: Sensitivity,
    /// Whether a burst of messages fires.
    pub chat_velocity: bool,
    /// Whether a jump of the viewers fires.
    pub viewer_spike: bool,
    /// Whether many people saying the same fires.
    pub word_burst: bool,
    /// The words, whole and whatever their case; emotes and emoji are noticed without being listed. At most 100.
    pub words: Vec<Box<str>>,
    /// Whether many coins at once fire.
    pub gift_burst: bool,
    /// Coins (or bits) in 30 s that are many; 1 or more.
    #[cfg_attr(test, ts(type = "number"))]
    pub gift_coins: u64,
    /// Whether two kinds within 10 s make a combo.
    pub combo: bool,
    /// How long each kind rests after it fired.
    pub cooldowns: Cooldowns,
}

/// Seconds in which a kind does not fire again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(default)]
pub struct Cooldowns {
    /// After a burst of messages.
    pub chat_velocity: u32,
    /// After a jump of the viewers.
    pub viewer_spike: u32,
    /// After many people said the same.
    pub word_burst: u32,
    /// After many coins.
    pub gift_burst: u32,
    /// After a combo.
    pub combo: u32,
}

impl Default for TriggerRules {
    fn default() -> Self {
        Self {
            sensitivity: Sensitivity::default(),
            chat_velocity: true,
            viewer_spike: true,
            word_burst: true,
            words: ["clip", "clip it", "no way", "omg", "wtf", "wow"]
                .map(Box::from)
                .into(),
            gift_burst: true,
            gift_coins: 1000,
            combo: true,
            cooldowns: Cooldowns::default(),
        }
    }
}

impl Default for Cooldowns {
    fn default() -> Self {
        Self {
            chat_velocity: 120,
            viewer_spike: 300,
            word_burst: 90,
            gift_burst: 60,
            combo: 30,
        }
    }
}

impl TriggerRules {
    /// Words at most.
    pub const WORDS: usize = 100;

    /// Whether every value is one that can be used.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.gift_coins > 0
            && self.words.len() <= Self::WORDS
            && self
                .words
                .iter()
                .all(|word| !word.trim().is_empty() && word.chars().count() <= 50)
    }
}

/// When a burst of messages is one.
pub(super) struct ChatBar {
    /// Deviations above the baseline.
    pub(super) z: f64,
    /// Times the baseline.
    pub(super) ratio: f64,
    /// Messages in 10 s.
    pub(super) fewest: u32,
    /// Seconds in a row.
    pub(super) ticks: u32,
}

impl Sensitivity {
    pub(super) fn chat(self) -> ChatBar {
        let (z, ratio, fewest, ticks) = match self {
            Self::Low => (6.0, 2.5, 12, 3),
            Self::Normal => (5.0, 2.0, 12, 3),
            Self::High => (4.0, 2.0, 8, 2),
        };
        ChatBar {
            z,
            ratio,
            fewest,
            ticks,
        }
    }

    /// Per cent by which the viewers must jump.
    pub(super) fn viewers(self) -> f64 {
        match self {
            Self::Low => 40.0,
            Self::Normal => 25.0,
            Self::High => 15.0,
        }
    }
}
