//! The one place that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use gauge_model::Millis;

/// Now, ms UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Millis {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| Millis::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}
