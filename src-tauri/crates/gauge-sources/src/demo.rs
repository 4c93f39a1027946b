//! The demo: a recording of our own making, for looking around before anything is connected.

use gauge_model::Millis;

use crate::{Plan, Recording, RecordingError, Sink, Speed, play};

/// The demo's kind of source, and its name in events.
pub const DEMO_SOURCE: &str = "demo";

/// Made by `cargo xtask demo`.
static DEMO: &[u8] = include_bytes!("../demo/demo.ndjson");

/// What has happened before the demo is looked at, ms: enough for a chart worth seeing.
const PREROLL: Millis = 15 * 60_000;

/// Plays the demo for ever: what went before at once, then as it happened, as if it were `now`.
///
/// # Errors
/// Never, as the recording is part of the program and checked by a test.
pub async fn demo(now: Millis, sink: &Sink) -> Result<(), RecordingError> {
    let plan = Plan {
        speed: Speed::Times(1.0),
        preroll: PREROLL,
        as_of_now: Some(now),
        simulated: true,
        endless: true,
    };
    play(&Recording::built_in(DEMO, DEMO_SOURCE)?, DEMO_SOURCE, plan, sink).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_a_good_recording() {
        Recording::built_in(DEMO, DEMO_SOURCE).unwrap();
    }
}
