//! Frames of TikFinity's port, one a line.

#![no_main]

use gauge_model::StreamEvent;
use gauge_sources::tikfinity::{Part, decode};
use libfuzzer_sys::fuzz_target;
use streamgauge_fuzz::{NOW, count};

fuzz_target!(|frames: &str| {
    let heard = frames.lines().filter_map(|frame| decode(frame, NOW));
    count(heard.flat_map(|heard| heard.parts).map(event).collect());
});

fn event(part: Part) -> StreamEvent {
    StreamEvent {
        kind: part.kind,
        channel: "tiktok:luna".parse().expect("a channel"),
        source: "tikfinity".into(),
        id: part.id.map(Into::into),
        at: part.at,
        user: part.user,
        simulated: false,
        history: false,
    }
}
