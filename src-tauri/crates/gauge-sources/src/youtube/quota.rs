//! How often YouTube may be asked: its API gives so many units a day, and a chat that is asked as fast as it allows
//! has none left after three hours (CONNECTORS 5).

use gauge_model::Millis;
use jiff::{Timestamp, tz::TimeZone};

/// What questions cost, units.
pub(super) const VIDEO: u32 = 1;
pub(super) const LIST: u32 = 1;
pub(super) const CHAT: u32 = 5;

/// Kept back for what is not chat, units.
const RESERVE: u32 = 100;
/// Between two questions for the viewers, ms.
pub(super) const LOOK: Millis = 60_000;
const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;
/// YouTube counts its days on the west coast. A rule and no database: it must be the same on every computer.
const PACIFIC: &str = "PST8PDT,M3.2.0,M11.1.0";

/// The units of one key, today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Governor {
    /// Units a day.
    limit: u32,
    used: u32,
    /// When they are given anew, ms UTC.
    resets_at: Millis,
}

impl Governor {
    /// A day that begins to be used now.
    pub(super) fn new(limit: u32, now: Millis) -> Self {
        Self {
            limit,
            used: 0,
            resets_at: midnight_after(now),
        }
    }

    /// The user has been given more, or less.
    pub(super) fn set_limit(&mut self, limit: u32) {
        self.limit = limit;
    }

    /// Takes what a question costs.
    ///
    /// # Errors
    /// When there is not enough left: until when.
    pub(super) fn spend(&mut self, units: u32, now: Millis) -> Result<(), Millis> {
        self.begin_day(now);
        if self.left() < units {
            return Err(self.resets_at);
        }
        self.used += units;
        Ok(())
    }

    /// YouTube itself says that nothing is left, whoever used it.
    pub(super) fn exhaust(&mut self, now: Millis) {
        self.begin_day(now);
        self.used = self.used.max(self.limit);
    }

    /// How long to wait before the chat is asked again: as long as YouTube wants, and so long that the chat lasts
    /// until `planned_end`, or until there is a new day. `None`: not before that day.
    pub(super) fn chat_pause(&mut self, wanted: Millis, planned_end: Millis, now: Millis) -> Option<Millis> {
        self.begin_day(now);
        // A stream that is longer than planned is taken to go on for an hour, again and again.
        let span = (planned_end - now).max(HOUR).min(self.resets_at - now).max(1);
        let looks = u32::try_from(span / LOOK)
            .unwrap_or(u32::MAX)
            .saturating_mul(VIDEO);
        let for_chat = self.left().checked_sub(RESERVE.saturating_add(looks))?;
        if for_chat < CHAT {
            return None;
        }
        let evenly = span.saturating_mul(CHAT.into()) / Millis::from(for_chat);
        Some(wanted.max(evenly))
    }

    /// Units used today, as far as we know.
    pub(super) fn used(&self) -> u32 {
        self.used
    }

    /// Units left today, as far as we know.
    pub(super) fn left(&self) -> u32 {
        self.limit.saturating_sub(self.used)
    }

    /// When the next day begins.
    pub(super) fn resets_at(&self) -> Millis {
        self.resets_at
    }

    fn begin_day(&mut self, now: Millis) {
        // A clock that was set back a whole day or more means that the day was not known rightly.
        if now >= self.resets_at || self.resets_at - now > DAY + HOUR {
            *self = Self::new(self.limit, now);
        }
    }
}

/// The next midnight on the west coast. A time that no calendar knows has its own a day later.
fn midnight_after(now: Millis) -> Millis {
    let at = || {
        let zone = TimeZone::posix(PACIFIC).ok()?;
        let here = Timestamp::from_millisecond(now).ok()?.to_zoned(zone);
        let midnight = here.tomorrow().ok()?.start_of_day().ok()?;
        Some(midnight.timestamp().as_millisecond())
    };
    at().unwrap_or(now.saturating_add(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        text.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    #[test]
    fn the_day_begins_at_midnight_on_the_west_coast() {
        for (now, midnight) in [
            ("2026-11-26T12:00:00Z", "2026-11-27T08:00:00Z"),
            ("2026-11-27T07:59:59Z", "2026-11-27T08:00:00Z"),
            ("2026-11-27T08:00:00Z", "2026-11-28T08:00:00Z"),
            ("2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z"),
            // The clocks are set forward, and back.
            ("2026-03-08T09:00:00Z", "2026-03-09T07:00:00Z"),
            ("2026-11-01T08:00:00Z", "2026-11-02T08:00:00Z"),
        ] {
            assert_eq!(midnight_after(at(now)), at(midnight), "{now}");
        }
    }

    /// Six hours of stream from noon on, asked as the governor says.
    fn stream(limit: u32, wanted: Millis, planned: Millis, hours: Millis) -> (u32, Millis, Vec<Millis>) {
        let begin = at("2026-11-26T12:00:00Z");
        let mut governor = Governor::new(limit, begin);
        let (end, planned_end) = (begin + hours * HOUR, begin + planned);
        let (mut chat_at, mut look_at, mut pauses) = (begin, begin, Vec::new());
        let mut heard_until = begin;
        while chat_at.min(look_at) < end {
            if look_at <= chat_at {
                if governor.spend(VIDEO, look_at).is_err() {
                    break;
                }
                look_at += LOOK;
            } else if let Some(pause) = governor.chat_pause(wanted, planned_end, chat_at) {
                assert_eq!(governor.spend(CHAT, chat_at), Ok(()));
                heard_until = chat_at;
                pauses.push(pause);
                chat_at += pause;
            } else {
                chat_at = end;
            }
        }
        (governor.used(), heard_until - begin, pauses)
    }

    #[test]
    fn a_stream_of_the_planned_length_is_heard_to_its_end() {
        let (used, heard, pauses) = stream(10_000, 5_000, 6 * HOUR, 6);
        assert!(used <= 10_000, "{used}");
        assert!(heard > 6 * HOUR - 60_000, "{heard}");
        assert!((11_000..12_500).contains(&pauses[0]), "about 11 s: {}", pauses[0]);
        // Evenly for five hours; in the sixth it is on its guard.
        let five_hours = 5 * 3600 / 12;
        let slowest = pauses[..five_hours].iter().max();
        assert!(slowest < Some(&12_500), "{slowest:?}");
        assert!(pauses.iter().all(|pause| *pause < 60_000));
    }

    #[test]
    fn a_longer_stream_is_heard_ever_more_seldom_and_looked_at_to_its_end() {
        let (used, heard, pauses) = stream(10_000, 5_000, 2 * HOUR, 6);
        assert!(used <= 10_000 && heard > 5 * HOUR, "{used} {heard}");
        assert!(pauses.windows(2).filter(|two| two[1] < two[0]).count() < pauses.len() / 2);
    }

    #[test]
    fn who_has_plenty_is_asked_as_youtube_wants() {
        let (_, _, pauses) = stream(1_000_000, 5_000, 6 * HOUR, 1);
        assert!(pauses.iter().all(|pause| *pause == 5_000));
    }

    #[test]
    fn what_is_used_up_comes_back_with_the_day() {
        let now = at("2026-11-26T12:00:00Z");
        let midnight = at("2026-11-27T08:00:00Z");
        let mut governor = Governor::new(10, now);
        assert_eq!(governor.spend(CHAT, now), Ok(()));
        assert_eq!(
            (governor.used(), governor.left(), governor.resets_at()),
            (5, 5, midnight)
        );
        governor.exhaust(now);
        assert_eq!(governor.spend(VIDEO, now), Err(midnight));
        assert_eq!(governor.chat_pause(0, now, now), None);
        assert_eq!(governor.spend(VIDEO, midnight), Ok(()));
        assert_eq!(governor.used(), 1);
    }
}
