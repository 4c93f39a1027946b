//! Many coins at once.

use std::collections::VecDeque;

use serde_json::json;

use super::{Found, remember, rules::TriggerRules};
use crate::Millis;

const WINDOW: Millis = 30_000;

/// The coins and bits of one channel.
#[derive(Clone, Debug, Default)]
pub(super) struct GiftWatch {
    /// Oldest first: when, and how many.
    coins: VecDeque<(Millis, u64)>,
    /// Until it has been below the bar again.
    is_high: bool,
    rests_until: Option<Millis>,
}

impl GiftWatch {
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.coins.len()
    }

    pub(super) fn note(&mut self, at: Millis, coins: u64) {
        if coins > 0 {
            remember(&mut self.coins, (at, coins));
        }
    }

    /// A second is over.
    pub(super) fn look(&mut self, at: Millis, rules: &TriggerRules) -> Found {
        while self.coins.front().is_some_and(|(time, _)| *time < at - WINDOW) {
            self.coins.pop_front();
        }
        let coins = self
            .coins
            .iter()
            .fold(0_u64, |sum, (_, coins)| sum.saturating_add(*coins));
        if coins < rules.gift_coins {
            self.is_high = false;
            return None;
        }
        let is_resting = self.rests_until.is_some_and(|until| at < until);
        if self.is_high || is_resting || !rules.gift_burst {
            return None;
        }
        self.is_high = true;
        self.rests_until = Some(at + Millis::from(rules.cooldowns.gift_burst) * 1000);
        Some((
            "gift_burst",
            json!({ "coins": coins, "gifts": self.coins.len(), "window_s": WINDOW / 1000 }),
        ))
    }
}
