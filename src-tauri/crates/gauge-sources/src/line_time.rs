//! Times as people and programs write them.

use gauge_model::Millis;
use serde_json::Value;

/// Integer milliseconds since 1970, or an RFC 3339 text such as `2026-01-17T10:30:45.123Z`.
pub(crate) fn parse(value: &Value) -> Option<Millis> {
    match value {
        // The range that `jiff` can show: years −9999 to 9999.
        Value::Number(number) => number
            .as_i64()
            .filter(|&ms| jiff::Timestamp::from_millisecond(ms).is_ok()),
        Value::String(text) => text
            .parse::<jiff::Timestamp>()
            .ok()
            .map(jiff::Timestamp::as_millisecond),
        _ => None,
    }
}
