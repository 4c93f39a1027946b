//! A computer that slept: what is left of its connections is dead without knowing it.

use std::time::Duration;

use gauge_model::Millis;
use tokio::time::interval;

/// Between two looks at the clock.
const LOOK: Duration = Duration::from_secs(2);
/// So long a time between two looks, ms, was a sleep, or as long a halt of this program: to connections it is the same.
const LEAP: Millis = 20_000;

/// Ends when the computer has slept; `now` tells our time. Whether the system's steady clock stands still in a sleep
/// (Linux, macOS) or not (Windows) makes no difference. Where the system's clock was set back before, a shorter sleep
/// than that is not noticed: our time then goes by the steady clock.
pub(crate) async fn slept(now: impl Fn() -> Millis) {
    let mut look = interval(LOOK);
    let mut before = now();
    loop {
        look.tick().await;
        let this = now();
        if leapt(before, this) {
            return;
        }
        before = this;
    }
}

fn leapt(before: Millis, now: Millis) -> bool {
    now.saturating_sub(before) >= LEAP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_told_from_a_late_look() {
        for (before, now, want) in [
            (5_000, 7_000, false),
            (5_000, 20_000, false),
            (5_000, 25_000, true),
            (5_000, 3_605_000, true),
            (3_605_000, 5_000, false),
        ] {
            assert_eq!(leapt(before, now), want, "{before} {now}");
        }
    }
}
