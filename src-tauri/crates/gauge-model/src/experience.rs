//! Experience points and levels: always worked out from what was counted, with the rules of the moment. They are
//! stored nowhere, so changing a rule changes everybody at once and nothing can disagree.

use serde::{Deserialize, Serialize};

use crate::{MAX_COUNT, ViewerCounts};

/// What each count is worth, in thousandths of a point (so that a like can be worth a tenth), and how levels grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(default)]
pub struct XpRules {
    /// A chat message.
    pub message: u32,
    /// A coin of a gift.
    pub coin: u32,
    /// A unit of a gift, beside its coins.
    pub gift: u32,
    /// A like.
    pub like: u32,
    /// A share.
    pub share: u32,
    /// A follow.
    pub follow: u32,
    /// A subscription.
    pub subscription: u32,
    /// Whole points from level 1 to level 2. Level `n` begins at `level_step * (n - 1)²`.
    pub level_step: u32,
}

/// The defaults: seed 002 names XP without its rules.
impl Default for XpRules {
    fn default() -> Self {
        Self {
            message: 1000,
            coin: 1000,
            gift: 0,
            like: 100,
            share: 5000,
            follow: 10_000,
            subscription: 50_000,
            level_step: 100,
        }
    }
}

impl XpRules {
    /// The most that a count may be worth: larger ones would overflow while sorting.
    pub const MOST: u32 = 1_000_000;

    /// What the counts are worth, by the counts' names.
    #[must_use]
    pub fn each(&self) -> [(&'static str, u32); 7] {
        [
            ("messages", self.message),
            ("coins", self.coin),
            ("gifts", self.gift),
            ("likes", self.like),
            ("shares", self.share),
            ("follows", self.follow),
            ("subscriptions", self.subscription),
        ]
    }

    /// Whether every value is one that can be used.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.level_step > 0 && self.each().iter().all(|(_, worth)| *worth <= Self::MOST)
    }

    /// Whole points.
    #[must_use]
    pub fn xp(&self, counts: &ViewerCounts) -> u64 {
        let thousandths = counts
            .each()
            .iter()
            .zip(self.each())
            .map(|((_, count), (_, worth))| u128::from(*count) * u128::from(worth))
            .sum::<u128>();
        u64::try_from(thousandths / 1000).map_or(MAX_COUNT, |xp| xp.min(MAX_COUNT))
    }

    /// The level, from 1.
    #[must_use]
    pub fn level(&self, xp: u64) -> u64 {
        1 + (xp / u64::from(self.level_step.max(1))).isqrt()
    }

    /// Where a level begins, in points.
    #[must_use]
    pub fn begins(&self, level: u64) -> u64 {
        let steps = level.saturating_sub(1);
        let begins = u128::from(steps)
            .pow(2)
            .saturating_mul(u128::from(self.level_step));
        u64::try_from(begins).map_or(MAX_COUNT, |xp| xp.min(MAX_COUNT))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_follow_from_the_counts() {
        let rules = XpRules::default();
        for (counts, xp) in [
            (
                ViewerCounts {
                    messages: 3,
                    ..ViewerCounts::default()
                },
                3,
            ),
            (
                ViewerCounts {
                    likes: 19,
                    ..ViewerCounts::default()
                },
                1,
            ),
            (
                ViewerCounts {
                    coins: 500,
                    follows: 1,
                    shares: 1,
                    ..ViewerCounts::default()
                },
                515,
            ),
            (
                ViewerCounts {
                    coins: MAX_COUNT,
                    messages: MAX_COUNT,
                    ..ViewerCounts::default()
                },
                MAX_COUNT,
            ),
        ] {
            assert_eq!(rules.xp(&counts), xp, "{counts:?}");
        }
    }

    #[test]
    fn counts_and_rules_go_by_the_same_names() {
        let names = |pairs: [&'static str; 7]| pairs;
        let counts = ViewerCounts::default().each().map(|(name, _)| name);
        assert_eq!(counts, names(XpRules::default().each().map(|(name, _)| name)));
    }

    #[test]
    fn levels_begin_where_they_say() {
        let rules = XpRules::default();
        for (xp, level) in [(0, 1), (99, 1), (100, 2), (399, 2), (400, 3), (1_000_000, 101)] {
            assert_eq!(rules.level(xp), level, "{xp}");
        }
    }

    proptest! {
        #[test]
        fn a_level_holds_its_points(xp in 0..MAX_COUNT, level_step in 1..u32::MAX) {
            let rules = XpRules { level_step, ..XpRules::default() };
            let level = rules.level(xp);
            prop_assert!(rules.begins(level) <= xp);
            prop_assert!(rules.begins(level + 1) > xp || rules.begins(level + 1) == MAX_COUNT);
        }
    }
}
