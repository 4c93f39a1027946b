//! A jump of the viewers against the five minutes before.

use std::collections::VecDeque;

use serde_json::json;

use super::{Found, chat::middle, rules::TriggerRules};
use crate::Millis;

/// What is compared: the newest sample with the median of those between these ages, ms.
const MEMORY: Millis = 300_000;
const GUARD: Millis = 30_000;
/// Samples remembered: one a second, and some for times that do not come in their order.
const MOST: usize = 512;
/// Samples that make a baseline.
const WARM: usize = 3;
/// A source that tells its viewers less often than this needs no second sample to be believed, ms.
const SLOW: Millis = 30_000;
/// Below this jump, in per cent, it is over.
const LEAVE: f64 = 10.0;
/// A raid explains a jump for so long, ms.
const RAID: Millis = 60_000;

/// The viewers of one channel.
#[derive(Clone, Debug, Default)]
pub(super) struct ViewerWatch {
    /// Oldest first.
    samples: VecDeque<(Millis, u64)>,
    hits: u32,
    is_high: bool,
    rests_until: Option<Millis>,
    raided: Option<Millis>,
}

impl ViewerWatch {
    pub(super) fn raided(&mut self, at: Millis) {
        self.raided = Some(at);
    }

    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.samples.len()
    }

    pub(super) fn latest(&self) -> Option<u64> {
        self.samples.back().map(|(_, count)| *count)
    }

    /// One sample a second is enough to compare with, however often a producer tells.
    fn remember(&mut self, at: Millis, count: u64) {
        let second = at.div_euclid(1000);
        match self.samples.back_mut() {
            Some(last) if last.0.div_euclid(1000) == second => *last = (at, count),
            _ => self.samples.push_back((at, count)),
        }
        if self.samples.len() > MOST {
            self.samples.pop_front();
        }
    }

    /// One more sample.
    pub(super) fn note(&mut self, at: Millis, after: u64, rules: &TriggerRules) -> Found {
        let is_slow = self.samples.back().is_some_and(|(last, _)| at - last > SLOW);
        while self.samples.front().is_some_and(|(time, _)| *time < at - MEMORY) {
            self.samples.pop_front();
        }
        let mut earlier: Vec<f64> = self
            .samples
            .iter()
            .filter(|(time, _)| *time <= at - GUARD)
            .map(|(_, count)| *count as f64)
            .collect();
        self.remember(at, after);
        let before = middle(&mut earlier);
        if earlier.len() < WARM || before <= 0.0 {
            return None;
        }
        let jump = after as f64 - before;
        let percent = (jump / before * 1000.0).round() / 10.0;
        let is_above = percent >= rules.sensitivity.viewers() && jump >= (3.0 * before.sqrt()).max(10.0);
        self.hits = if is_above { self.hits + 1 } else { 0 };
        self.is_high &= percent >= LEAVE;
        let is_resting = self.rests_until.is_some_and(|until| at < until);
        if self.hits < (if is_slow { 1 } else { 2 }) || self.is_high || is_resting || !rules.viewer_spike {
            return None;
        }
        self.is_high = true;
        self.rests_until = Some(at + Millis::from(rules.cooldowns.viewer_spike) * 1000);
        let mut details =
            json!({ "before": before.round() as u64, "after": after, "spike_percent": percent });
        if self.raided.is_some_and(|raid| at - raid <= RAID) {
            details["cause"] = "raid".into();
        }
        Some(("viewer_spike", details))
    }
}
