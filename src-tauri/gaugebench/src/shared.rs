//! State shared between the producer threads and the subscriber threads.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Sequence numbers from here on are warm-up events: they prove that every
/// subscriber is attached and are not measured.
pub const WARM_BASE: u64 = 1_000_000_000;

pub struct Shared {
    pub subs: Vec<SubCtl>,
    /// Start of the paced schedule (0 = none): event `s` is due at `start + s*interval`.
    pub start_ns: AtomicU64,
    pub interval_ns: AtomicU64,
    /// Start of the measurement window (also for in-process producers).
    pub begin_ns: AtomicU64,
    /// End of the measurement window; deliveries after it are counted, but not as rate.
    pub end_ns: AtomicU64,
    pub in_window: AtomicU64,
}

/// Per-subscriber control block.
#[derive(Default)]
pub struct SubCtl {
    pub stalled: bool,
    pub attached: AtomicBool,
    pub warm: AtomicBool,
    pub closed: AtomicBool,
    /// Highest sequence number seen, plus one.
    pub high: AtomicU64,
    pub distinct: AtomicU64,
}

impl Shared {
    pub fn new(n: usize, stalled: usize) -> Self {
        Shared {
            subs: (0..n)
                .map(|i| SubCtl {
                    stalled: i < stalled,
                    ..Default::default()
                })
                .collect(),
            start_ns: AtomicU64::new(0),
            interval_ns: AtomicU64::new(0),
            begin_ns: AtomicU64::new(0),
            end_ns: AtomicU64::new(u64::MAX),
            in_window: AtomicU64::new(0),
        }
    }

    /// Subscribers that are expected to read everything.
    pub fn healthy(&self) -> impl Iterator<Item = &SubCtl> {
        self.subs.iter().filter(|s| !s.stalled)
    }

    /// The slowest live healthy subscriber's position.
    pub fn slowest(&self) -> u64 {
        self.healthy()
            .filter(|s| !s.closed.load(Relaxed))
            .map(|s| s.high.load(Relaxed))
            .min()
            .unwrap_or(0)
    }
}
