//! What a run measured: one line of the results.

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Lat {
    pub count: u64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
    pub mean: f64,
}

impl Lat {
    /// Microseconds.
    pub fn from(h: &Histogram<u64>) -> Lat {
        let q = |q| h.value_at_quantile(q) as f64 / 1e3;
        Lat {
            count: h.len(),
            p50: q(0.5),
            p90: q(0.9),
            p99: q(0.99),
            p999: q(0.999),
            max: h.max() as f64 / 1e3,
            mean: h.mean() / 1e3,
        }
    }
}

/// The disk that the server's folder is on.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Disk {
    /// Rows a second, each committed alone with the server's own pragmas.
    pub commits_per_s: f64,
    /// It is none: nothing is ever flushed there.
    pub in_memory: bool,
}

/// One line of output. Times are µs unless the name says otherwise.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    pub target: String,
    pub ingest: String,
    pub case: String,
    pub rep: usize,
    pub n: usize,
    pub stalled: usize,
    pub rate: u64,
    pub secs: f64,
    /// Set when the run failed; every other figure is then meaningless.
    pub error: Option<String>,
    pub published: u64,
    pub published_per_s: f64,
    /// All healthy subscribers together, inside the measurement window.
    pub delivered_per_s: f64,
    /// Events per push (case T12); 0 = each alone.
    pub batch: u64,
    /// Events whose receipts came (case T12), and how many a second did inside the measurement window.
    pub acknowledged: u64,
    pub acknowledged_per_s: f64,
    /// What stood in the server's files after it was killed: as many rows as receipts, or it lied.
    pub rows: Option<u64>,
    /// What the disk can do by itself, where each push is answered after its commit.
    pub disk: Option<Disk>,
    pub delivered: u64,
    pub latency_us: Lat,
    pub latency_co_us: Option<Lat>,
    pub lost: u64,
    pub lost_worst_subscriber: u64,
    /// Of the healthy subscribers, those that ended with the last event published; absent where several connections
    /// published, since then nothing was the last.
    pub last_exact: Option<usize>,
    pub duplicated: u64,
    pub out_of_order: u64,
    pub disconnected: usize,
    pub disconnect_reason: Option<String>,
    /// Longest silence any healthy subscriber saw inside the window.
    pub longest_gap_ms: f64,
    pub payload_bytes: f64,
    pub connect_us: Lat,
    pub connect_failed: usize,
    /// First connect to last subscriber attached.
    pub connect_all_ms: f64,
    /// First connect to every subscriber having received a warm-up event.
    pub ready_all_ms: f64,
    pub drain_ms: f64,
    pub server_cpu_s: f64,
    pub server_cpu_s_per_1e6: f64,
    pub server_threads: u64,
    pub rss_idle_kb: u64,
    pub rss_connected_kb: u64,
    /// What each subscriber added to the server's memory, all attached and each with an event.
    pub rss_per_client_kb: f64,
    pub rss_peak_kb: u64,
    pub rss_end_kb: u64,
    pub client_cpu_s: f64,
    pub cold_start_ms: f64,
    /// GETs per second (case H).
    pub requests_per_s: f64,
    /// Cores kept busy by anything but server and gaugebench, and stolen by the hypervisor.
    pub noise_cores: f64,
    pub steal_cores: f64,
    pub load1: f64,
}
