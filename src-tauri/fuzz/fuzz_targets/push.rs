//! What producers push: decoded, counted and shown, or refused.

#![no_main]

use gauge_sources::decode_push;
use libfuzzer_sys::fuzz_target;
use streamgauge_fuzz::{NOW, count};

fuzz_target!(|body: &[u8]| {
    if let Ok(events) = decode_push(body, "push", None, NOW) {
        assert!(!events.is_empty(), "nothing is no push");
        assert!(
            events.iter().all(|event| event.at <= NOW),
            "nothing comes from the future"
        );
        count(events);
    }
});
