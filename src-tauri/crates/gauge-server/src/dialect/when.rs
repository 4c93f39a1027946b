//! Times as the wires write them (PROTOCOLS, first lines).

use gauge_model::Millis;
use jiff::Timestamp;

/// `2026-01-17T10:30:45.123Z`
pub(super) fn utc(at: Millis) -> String {
    format!("{:.3}", timestamp(at))
}

/// The form of seeds 000 and 001, UTC without saying so: `2026-01-17T10:30:45.123456`
pub(super) fn naive(at: Millis) -> String {
    format!("{:.6}", timestamp(at)).trim_end_matches('Z').to_owned()
}

/// `1:02:03` as the seeds write it, `01:02:03`; hours may have more digits.
pub(super) fn clock(seconds: Millis) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// A time that no calendar can show is shown as the beginning of time.
fn timestamp(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_seeds_do() {
        assert_eq!(utc(1_768_645_845_123), "2026-01-17T10:30:45.123Z");
        assert_eq!(naive(1_768_645_845_000), "2026-01-17T10:30:45.000000");
        assert_eq!(clock(3723), "01:02:03");
        assert_eq!(clock(360_000), "100:00:00");
    }
}
