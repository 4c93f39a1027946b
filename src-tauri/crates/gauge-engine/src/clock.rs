//! The one place that reads the clock.

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use gauge_model::Millis;

/// Now, ms UTC. While the program runs it never goes back: where the system's clock is set back, this one runs on.
/// Where that one leaps ahead, because it was set or the computer slept, this one leaps too.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Millis {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    static CLOCK: Clock = Clock::new();
    let told = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let whole = |ms: u128| Millis::try_from(ms).unwrap_or_default();
    CLOCK.now(whole(told.as_millis()), whole(BEGAN.elapsed().as_millis()))
}

/// How far the system's clock was ahead of the time that the program runs, at most.
struct Clock(AtomicI64);

impl Clock {
    const fn new() -> Self {
        Self(AtomicI64::new(Millis::MIN))
    }

    /// The time, where the system tells `told` and the program has been running for so long.
    fn now(&self, told: Millis, running: Millis) -> Millis {
        let ahead = told - running;
        running + ahead.max(self.0.fetch_max(ahead, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back_and_follows_ahead() {
        const HOUR: Millis = 3_600_000;
        const NOON: Millis = 1_790_000_000_000;
        let clock = Clock::new();
        for (what, told, running, want) in [
            ("the first look", NOON, 5, NOON),
            ("a second later", NOON + 1000, 1005, NOON + 1000),
            ("set back by an hour", NOON - HOUR, 2005, NOON + 2000),
            ("and a second later", NOON - HOUR + 1000, 3005, NOON + 3000),
            ("set to 1970", 0, 4005, NOON + 4000),
            ("set right again", NOON + 5000, 5005, NOON + 5000),
            ("after a night's sleep", NOON + 8 * HOUR, 6005, NOON + 8 * HOUR),
            (
                "ten years ahead",
                NOON + 87_600 * HOUR,
                7005,
                NOON + 87_600 * HOUR,
            ),
        ] {
            assert_eq!(clock.now(told, running), want, "{what}");
        }
    }
}
