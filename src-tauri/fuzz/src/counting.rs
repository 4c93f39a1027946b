//! What becomes of events behind a decoder: they are counted, watched and shown.

use std::sync::Arc;

use gauge_model::{Delta, Detector, Standing, StreamEvent, Topics};
use serde_json::Value;

/// When everything arrives, ms.
pub const NOW: i64 = 1_790_000_000_000;
/// The largest number that JavaScript tells from its neighbours.
const MOST: u64 = (1 << 53) - 1;

/// Counts events as the meter does, and holds what is shown against what may be shown.
pub fn count(events: Vec<StreamEvent>) {
    let (mut standing, mut detector) = (Standing::default(), Detector::default());
    let mut frame = Vec::new();
    for event in events {
        standing.now = NOW;
        standing.seq += 1;
        let event = Arc::new(event);
        let change = standing.stats.apply(&event, NOW);
        standing.note(&event);
        _ = detector.hear(&event, change.credit.coins);
        frame.clear();
        let delta = Delta {
            seq: standing.seq,
            channel: Some(&event.channel),
            change,
            event: Some(&event),
            ..Delta::default()
        };
        if delta.write_native(&standing.stats, Topics::NATIVE.and(Topics::PRIVATE), &mut frame) {
            _ = serde_json::from_slice::<Value>(&frame).expect("a delta is JSON");
        }
    }
    _ = (standing.stats.tick(NOW + 1000), detector.tick(NOW + 1000));
    let snapshot = serde_json::to_value(standing.snapshot(Topics::NATIVE)).expect("a snapshot is JSON");
    hold(&snapshot["stats"]);
    hold(&snapshot["channels"]);
}

/// No number is one that a reader would take for another.
fn hold(value: &Value) {
    match value {
        Value::Number(number) => {
            let is_exact = number.as_u64().is_some_and(|count| count <= MOST);
            let is_time = number.as_i64().is_some_and(|at| at < 0);
            let is_rate = number
                .as_f64()
                .is_some_and(|rate| (0.0..=MOST as f64).contains(&rate));
            assert!(is_exact || is_time || is_rate, "{number}");
        }
        Value::Object(fields) => fields.values().for_each(hold),
        Value::Array(list) => list.iter().for_each(hold),
        _ => {}
    }
}
