//! Whether a channel is on the air: `EventSub` says it at once, Helix some minutes late, and both may be missed.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use gauge_model::{ChannelId, Millis};

/// For so long after `EventSub`'s word, ms, Helix may still say the opposite.
const LAG: Millis = 180_000;

/// What is known of every channel. Clones are the same knowledge.
#[derive(Clone, Debug, Default)]
pub(super) struct OnAir(Arc<Mutex<BTreeMap<ChannelId, Known>>>);

#[derive(Clone, Copy, Debug)]
struct Known {
    live: bool,
    /// When `EventSub` said so.
    told_at: Option<Millis>,
}

/// What Helix's word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// It was not known.
    News,
    /// It was known.
    Known,
    /// It is older than what `EventSub` said.
    Late,
}

impl OnAir {
    /// `EventSub`'s word; whether it is news.
    pub(super) fn told(&self, channel: &ChannelId, live: bool, now: Millis) -> bool {
        let known = Known {
            live,
            told_at: Some(now),
        };
        self.set(channel, known).is_none_or(|before| before.live != live)
    }

    /// Helix's word.
    pub(super) fn polled(&self, channel: &ChannelId, live: bool, now: Millis) -> Word {
        let known = self.lock().get(channel).copied();
        let told_at = known.and_then(|known| known.told_at);
        match known {
            Some(known) if known.live == live => Word::Known,
            Some(_) if told_at.is_some_and(|at| (0..LAG).contains(&(now - at))) => Word::Late,
            _ => {
                self.set(channel, Known { live, told_at: None });
                Word::News
            }
        }
    }

    fn set(&self, channel: &ChannelId, known: Known) -> Option<Known> {
        self.lock().insert(channel.clone(), known)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<ChannelId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_news_and_a_repetition_is_not() {
        let (on_air, luna) = (OnAir::default(), "twitch:luna".parse().unwrap());
        assert_eq!(on_air.polled(&luna, false, 0), Word::News);
        assert_eq!(on_air.polled(&luna, false, 1), Word::Known);
        assert!(on_air.told(&luna, true, 2));
        assert!(!on_air.told(&luna, true, 3));
    }

    #[test]
    fn helix_is_late_and_is_believed_after_a_while() {
        let (on_air, luna) = (OnAir::default(), "twitch:luna".parse().unwrap());
        assert!(on_air.told(&luna, false, 1000));
        assert_eq!(on_air.polled(&luna, true, 1000 + LAG - 1), Word::Late);
        assert_eq!(on_air.polled(&luna, false, 1000 + LAG - 1), Word::Known);
        assert_eq!(on_air.polled(&luna, true, 1000 + LAG), Word::News);
        // Without EventSub's word the next change counts at once.
        assert_eq!(on_air.polled(&luna, false, 1001 + LAG), Word::News);
        // A clock that was set back is no reason to wait for it.
        assert!(on_air.told(&luna, true, 9_000_000));
        assert_eq!(on_air.polled(&luna, false, 5), Word::News);
    }
}
