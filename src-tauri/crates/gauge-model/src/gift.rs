//! Gifts are counted by what a streak grew: duplicates, reordering and a lost end change nothing.

use std::collections::{HashMap, VecDeque};

use crate::Gift;

/// The streaks of one channel. A closed streak is remembered, so that a late frame of it adds nothing;
/// the oldest is forgotten when there are more than [`GiftCombos::KEPT`].
#[derive(Clone, Debug, Default)]
pub struct GiftCombos {
    last: HashMap<Box<str>, u64>,
    order: VecDeque<Box<str>>,
}

impl GiftCombos {
    /// Streaks remembered per channel (CONNECTORS 3.3).
    pub const KEPT: usize = 4096;

    /// How many units `gift` adds, and whether it begins a streak (or is a single gift).
    pub fn grow(&mut self, source: &str, user: &str, gift: &Gift) -> (u64, bool) {
        let Some(combo) = &gift.combo else {
            return (gift.count, true);
        };
        let key = format!("{source}\n{user}\n{}\n{combo}", gift.gift).into_boxed_str();
        let repeat = gift.repeat.unwrap_or(gift.count);
        if let Some(last) = self.last.get_mut(&key) {
            let delta = repeat.saturating_sub(*last);
            *last = repeat.max(*last);
            return (delta, false);
        }
        if self.order.len() >= Self::KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.last.remove(&oldest);
        }
        self.order.push_back(key.clone());
        self.last.insert(key, repeat);
        (repeat, true)
    }
}
