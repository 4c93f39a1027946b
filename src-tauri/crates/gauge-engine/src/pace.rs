//! How fast a token may push, where the user has set a limit. None by default: taking turns is fair enough.

use std::{
    num::NonZeroU32,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

/// A limit of events a second, and how much of it is used up. Shared by all who push with one token.
#[derive(Debug, Default)]
pub struct Pace {
    /// 0: no limit.
    per_second: AtomicU32,
    /// Until when the time is used up by what was pushed so far.
    used_until: Mutex<Option<Instant>>,
}

/// A push that came too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFast {
    /// Events a second that are allowed.
    pub per_second: u32,
    /// After this long the same push is taken.
    pub wait: Duration,
}

impl Pace {
    /// What may be used up ahead of time: so a second's events may come at once.
    const AHEAD: Duration = Duration::from_secs(1);

    /// Allows so many events a second from now on; `None`: any number.
    pub fn set(&self, per_second: Option<NonZeroU32>) {
        let per_second = per_second.map_or(0, NonZeroU32::get);
        if self.per_second.swap(per_second, Ordering::Relaxed) != per_second {
            // What was used up at another rate is forgiven.
            *self.used_until.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// Takes in a push of so many events. One that is larger than a second's is taken too, and paid for by waiting:
    /// it could else never come in.
    ///
    /// # Errors
    /// [`TooFast`].
    pub fn take(&self, events: usize, now: Instant) -> Result<(), TooFast> {
        let per_second = self.per_second.load(Ordering::Relaxed);
        if per_second == 0 {
            return Ok(());
        }
        // Nothing in here can panic half-way, so a poisoned lock guards good data.
        let mut used_until = self.used_until.lock().unwrap_or_else(PoisonError::into_inner);
        let used = used_until.map_or(now, |until| until.max(now));
        let ahead = used - now;
        if ahead >= Self::AHEAD {
            let wait = ahead - Self::AHEAD + Duration::from_millis(1);
            return Err(TooFast { per_second, wait });
        }
        let events = u32::try_from(events).unwrap_or(u32::MAX);
        *used_until = Some(used + Duration::from_secs(events.into()) / per_second);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_of_events_may_come_at_once_and_then_as_many_a_second() {
        let (pace, start) = (Pace::default(), Instant::now());
        let taken = |at: u64, events| pace.take(events, start + Duration::from_millis(at)).is_ok();
        assert!((0..1000).all(|_| taken(0, 100)), "without a limit");
        pace.set(NonZeroU32::new(10));
        assert!((0..10).all(|_| taken(0, 1)));
        assert!(!taken(0, 1) && taken(101, 1) && !taken(150, 1));
        let told = pace.take(1, start + Duration::from_millis(150)).unwrap_err();
        assert_eq!(told.per_second, 10);
        assert!(
            pace.take(1, start + Duration::from_millis(150) + told.wait)
                .is_ok(),
            "it says how long"
        );
        assert!(taken(5_000, 50), "larger than a second's");
        assert!(!taken(8_900, 1) && taken(9_100, 1), "and paid for");
        pace.set(None);
        assert!(taken(9_100, 1_000));
    }
}
