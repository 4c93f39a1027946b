//! How long to wait before the next try (CONNECTORS 10).

use std::time::{Duration, SystemTime};

/// A connection that held this long was a good one: the next loss counts as the first.
pub(crate) const HEALTHY: Duration = Duration::from_secs(30);

/// How the waiting grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackOff {
    /// For a platform on the internet: 1 s, twice as much each time, 60 s at most; by chance anything down to a tenth
    /// of that, so that not everybody comes back at once.
    Remote,
    /// For a program nearby, which may be started at any time: 2 s, half as much again each time, 30 s at most; by
    /// chance up to a tenth more.
    Local,
}

impl BackOff {
    /// The time to wait after so many failed tries before this one.
    #[must_use]
    pub fn delay(self, failed: i32) -> Duration {
        self.delay_by(failed, chance())
    }

    fn delay_by(self, failed: i32, chance: f64) -> Duration {
        Duration::from_secs_f64(match self {
            Self::Remote => 2_f64.powi(failed).min(60.0) * (0.1 + 0.9 * chance),
            Self::Local => (2.0 * 1.5_f64.powi(failed)).min(30.0) * (1.0 + 0.1 * chance),
        })
    }
}

/// From 0 to 1, by the clock's last digits: good enough to keep programs apart.
fn chance() -> f64 {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    f64::from(now.subsec_micros() % 1000) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_to_its_bound() {
        for (kind, failed, least, most) in [
            (BackOff::Local, 0, 2.0, 2.2),
            (BackOff::Local, 1, 3.0, 3.3),
            (BackOff::Local, 1000, 30.0, 33.0),
            (BackOff::Remote, 0, 0.1, 1.0),
            (BackOff::Remote, 3, 0.8, 8.0),
            (BackOff::Remote, 1000, 6.0, 60.0),
        ] {
            for (chance, want) in [(0.0, least), (1.0, most)] {
                let delay = kind.delay_by(failed, chance).as_secs_f64();
                assert!((delay - want).abs() < 1e-9, "{kind:?} {failed} {chance}: {delay}");
            }
        }
    }
}
