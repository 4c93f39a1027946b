//! Messages per minute: a sliding window over stream time.

use std::collections::VecDeque;

use crate::Millis;

/// Counts events in `(now − 60 s, now]`, exact to the millisecond, whatever order they come in.
/// It holds at most one entry per millisecond of the window.
#[derive(Clone, Debug, Default)]
pub struct ChatRate {
    /// Ascending by time: (when, how many).
    window: VecDeque<(Millis, u32)>,
    count: u64,
}

impl ChatRate {
    /// The window's length, ms.
    pub const WINDOW: Millis = 60_000;

    /// Notes one message at stream time `at`; `now` is the newest stream time known.
    /// A message that is already out of the window is not counted.
    pub fn note(&mut self, at: Millis, now: Millis) {
        if at <= now - Self::WINDOW {
            return;
        }
        // Also where nobody asks: a producer's own rate may stand in place of this one.
        self.per_minute(now);
        self.count += 1;
        // Late messages are late by little, so the place is near the end.
        let place = self.window.iter().rposition(|&(time, _)| time <= at);
        match place {
            Some(i) if self.window[i].0 == at => self.window[i].1 += 1,
            Some(i) => self.window.insert(i + 1, (at, 1)),
            None => self.window.push_front((at, 1)),
        }
    }

    /// Messages in the 60 s up to `now`. Time must not run backwards between calls.
    pub fn per_minute(&mut self, now: Millis) -> u64 {
        while let Some(&(at, n)) = self.window.front() {
            if at > now - Self::WINDOW {
                break;
            }
            self.count -= u64::from(n);
            self.window.pop_front();
        }
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_the_window_is_forgotten_though_nobody_asks() {
        let mut rate = ChatRate::default();
        for at in 0..10 * ChatRate::WINDOW {
            rate.note(at, at);
        }
        assert_eq!(rate.window.len() as Millis, ChatRate::WINDOW);
        assert_eq!(rate.per_minute(10 * ChatRate::WINDOW), 59_999);
    }
}
