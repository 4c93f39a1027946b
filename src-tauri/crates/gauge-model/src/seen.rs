//! Which events have been counted: platforms deliver at least once, we count exactly once.

use std::{
    collections::{HashSet, VecDeque, hash_map::RandomState},
    hash::BuildHasher,
};

/// The newest ids, as hashes (64 bits with a key of this process: two of a million collide in one of 37 million
/// runs).
#[derive(Clone, Debug, Default)]
pub struct Seen {
    key: RandomState,
    ids: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Seen {
    /// Ids remembered (RELIABILITY R-20).
    pub const KEPT: usize = 1_000_000;

    /// Notes an id. False when it was known already.
    pub fn is_new(&mut self, source: &str, channel: &str, id: &str) -> bool {
        let hash = self.key.hash_one((source, channel, id));
        if !self.ids.insert(hash) {
            return false;
        }
        if self.order.len() == Self::KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        self.order.push_back(hash);
        true
    }
}
