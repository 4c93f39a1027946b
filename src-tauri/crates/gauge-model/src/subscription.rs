//! Gift bombs come as one announcement of N and N single gifts, and are counted once.

use std::collections::{HashMap, VecDeque};

use crate::Subscription;

/// The gift bombs of one channel: for each, what was announced, what came singly and what was counted.
#[derive(Clone, Debug, Default)]
pub struct GiftBombs {
    bombs: HashMap<Box<str>, Bomb>,
    order: VecDeque<Box<str>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Bomb {
    announced: u64,
    single: u64,
}

impl GiftBombs {
    const KEPT: usize = 1024;

    /// How many subscriptions `sub` adds. A bomb counts as the larger of what was announced and what came
    /// singly, whichever order they come in.
    pub fn grow(&mut self, sub: &Subscription) -> u64 {
        let Some(id) = &sub.bomb else {
            return sub.count;
        };
        if !self.bombs.contains_key(id) {
            if self.order.len() >= Self::KEPT
                && let Some(oldest) = self.order.pop_front()
            {
                self.bombs.remove(&oldest);
            }
            self.order.push_back(id.clone());
        }
        let bomb = self.bombs.entry(id.clone()).or_default();
        let before = bomb.announced.max(bomb.single);
        if sub.recipient.is_some() {
            bomb.single = bomb.single.saturating_add(sub.count);
        } else {
            bomb.announced = bomb.announced.max(sub.count);
        }
        bomb.announced.max(bomb.single) - before
    }
}
