//! Which events have been counted: platforms deliver at least once, we count exactly once.

use std::{
    collections::{HashSet, VecDeque},
    hash::{BuildHasherDefault, Hasher},
};

use siphasher::sip::SipHasher13;

/// The newest ids, as hashes of 64 bits (two of a million collide in one of 37 million runs). They are the same in
/// every run, because they are what is kept on disk: reading the ids themselves again took seconds.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    ids: HashSet<u64, BuildHasherDefault<AsItIs>>,
    order: VecDeque<u64>,
}

/// Changing it forgets every id that is kept.
const KEY: (u64, u64) = (0x5367_6175_5365_656e, 0x6964_7331);

impl Seen {
    /// Ids remembered (RELIABILITY R-20).
    pub const KEPT: usize = 1_000_000;

    /// Knows these already, the oldest first; no more than [`Seen::KEPT`].
    #[must_use]
    pub fn resume(hashes: Vec<u64>) -> Self {
        let mut ids = HashSet::with_capacity_and_hasher(hashes.len(), BuildHasherDefault::default());
        ids.extend(hashes.iter().copied());
        Self {
            ids,
            order: hashes.into(),
        }
    }

    /// What is kept of an id.
    #[must_use]
    pub fn hash(source: &str, channel: &str, id: &str) -> u64 {
        let mut hasher = SipHasher13::new_with_keys(KEY.0, KEY.1);
        for part in [source, channel, id] {
            hasher.write(part.as_bytes());
            // No text holds this byte: no two different threes look alike.
            hasher.write(&[0xff]);
        }
        hasher.finish()
    }

    /// Notes an id; its hash, if it is new.
    pub fn note(&mut self, source: &str, channel: &str, id: &str) -> Option<u64> {
        let hash = Self::hash(source, channel, id);
        if !self.ids.insert(hash) {
            return None;
        }
        if self.order.len() == Self::KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        self.order.push_back(hash);
        Some(hash)
    }
}

/// Hashes are hashed already.
#[derive(Clone, Copy, Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_new_once_also_in_another_run() {
        let mut seen = Seen::default();
        let hash = seen.note("push", "twitch:luna", "1").expect("it is new");
        assert_eq!(seen.note("push", "twitch:luna", "1"), None);
        assert!(seen.note("push", "twitch:luna1", "").is_some());
        assert!(seen.note("push", "twitch:moss", "1").is_some());
        assert_eq!(
            hash, 6_745_704_452_803_170_203,
            "what is on disk must be known again"
        );
        let mut again = Seen::resume(vec![hash]);
        assert_eq!(again.note("push", "twitch:luna", "1"), None);
        assert!(again.note("push", "twitch:luna", "2").is_some());
    }
}
