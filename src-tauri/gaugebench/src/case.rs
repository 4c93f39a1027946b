//! The standard cases.

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

/// What a run does. The letters are the standard cases.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Case {
    pub id: String,
    pub kind: CaseKind,
    /// Subscribers (GET connections for `Rest`).
    pub n: usize,
    /// Events per second; 0 = saturate.
    pub rate: u64,
    pub secs: f64,
    /// How many of the `n` subscribe and then never read.
    pub stalled: usize,
    /// Saturation: events in flight towards the slowest subscriber, 0 = unbounded. `Ingest`: events of a connection that
    /// wait for their receipts.
    pub window: u64,
    /// Saturation: events per write. `Ingest`: events per push.
    pub burst: u64,
    /// Producer connections.
    pub conns: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaseKind {
    Fanout,
    Cold,
    Rest,
    /// A producer of ten events a second beside one that saturates: how long its acknowledgements take.
    Quiet,
    /// Batches of events that are kept, acknowledged after their commit, and looked for in the file.
    Ingest,
}

impl Case {
    pub fn standard(id: &str) -> Result<Case> {
        let base = Case {
            id: id.to_string(),
            kind: CaseKind::Fanout,
            n: 10,
            rate: 1000,
            secs: 5.0,
            stalled: 0,
            window: 4096,
            burst: 16,
            conns: 1,
        };
        Ok(match id {
            "A" => Case {
                n: 1,
                rate: 1000,
                secs: 10.0,
                ..base
            },
            "B" => Case {
                n: 10,
                rate: 1000,
                ..base
            },
            "C" => Case {
                n: 100,
                rate: 200,
                ..base
            },
            "D" => Case {
                n: 1000,
                rate: 20,
                ..base
            },
            "E" => Case {
                n: 10,
                rate: 0,
                ..base
            },
            "F" => Case {
                n: 10,
                rate: 2000,
                secs: 14.0,
                stalled: 1,
                ..base
            },
            "G" => Case {
                kind: CaseKind::Cold,
                n: 0,
                rate: 0,
                secs: 2.0,
                ..base
            },
            "H" => Case {
                kind: CaseKind::Rest,
                n: 4,
                rate: 0,
                secs: 3.0,
                ..base
            },
            "Q" => Case {
                kind: CaseKind::Quiet,
                n: 0,
                rate: 10,
                secs: 10.0,
                ..base
            },
            "T8" => Case {
                // Streamgauge takes 10 000 connections and answers the next with 503. The producer has one of them,
                // and so may a question of the start that is not over yet: a few are left for those.
                n: 9_990,
                rate: 1,
                ..base
            },
            // 400 events are nearly the 64 KiB that one message may have. 5000 that wait are 17 ms of 300 000 a second; what
            // other windows give is in BENCHMARKS.md.
            "T12" => Case {
                kind: CaseKind::Ingest,
                n: 0,
                rate: 0,
                window: 5000,
                burst: 400,
                ..base
            },
            _ => bail!("unknown case '{id}' (A..H, Q, T8, T12)"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_connections_hold_the_crowd_and_its_producer() {
        let case = Case::standard("T8").expect("a standard case");
        assert!(case.n + case.conns < 10_000);
    }
}
