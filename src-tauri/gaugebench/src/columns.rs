//! The columns of each case's table: a heading, and what stands under it for one target.

use crate::record::Record;

/// A heading, and the cell for the runs of one target; `-` where there is nothing to say.
pub type Column = (&'static str, fn(&[&Record]) -> String);

/// The columns of a case. What follows a comma in its label says how it was overridden.
pub fn of(case: &str) -> &'static [Column] {
    match plain(case) {
        "G" => COLD,
        "H" => REST,
        "T8" => MASS,
        "T12" => INGEST,
        _ => FANOUT,
    }
}

/// The standard case that a label begins with.
pub fn plain(case: &str) -> &str {
    case.split(',').next().unwrap_or(case)
}

/// Whether the way in is a part of what is compared.
pub fn names_ingest(case: &str) -> bool {
    !matches!(plain(case), "G" | "H")
}

const COLD: &[Column] = &[
    ("start to first GET ms", |rs| num(median(rs, |r| r.cold_start_ms))),
    ("RSS idle MiB", |rs| mib(median(rs, |r| r.rss_idle_kb as f64))),
    ("threads", |rs| num(median(rs, |r| r.server_threads as f64))),
    ("CPU s to idle", |rs| num(median(rs, |r| r.server_cpu_s))),
];

const REST: &[Column] = &[
    ("GET/s", |rs| num(median(rs, |r| r.requests_per_s))),
    P50,
    P99,
    MAX,
    ("body B", |rs| num(median(rs, |r| r.payload_bytes))),
    ("CPU µs per GET", |rs| {
        num(median(rs, |r| r.server_cpu_s * 1e6 / (r.requests_per_s * r.secs)))
    }),
];

/// Thousands of clients and a broadcast a second: how long it takes until all are there, how late the last of them
/// hears it, and what each of them weighs.
const MASS: &[Column] = &[
    ("attached all", |rs| us(median(rs, |r| r.connect_all_ms * 1e3))),
    ("all heard one", |rs| us(median(rs, |r| r.ready_all_ms * 1e3))),
    P50,
    P99,
    MAX,
    LOST,
    DISCONNECTED,
    MEMORY,
    ("KiB per client", |rs| num(median(rs, |r| r.rss_per_client_kb))),
    ("CPU s", |rs| num(median(rs, |r| r.server_cpu_s))),
];

/// What goes into a file, each push answered after its commit.
const INGEST: &[Column] = &[
    ("acknowledged/s", |rs| num(median(rs, |r| r.acknowledged_per_s))),
    P50,
    P99,
    MAX,
    DISK,
    ("receipts", |rs| num(median(rs, |r| r.acknowledged as f64))),
    ("rows", |rs| {
        // Of the worst run: once wrong is wrong.
        let worst = rs
            .iter()
            .filter_map(|r| Some(r.rows? as i64 - r.acknowledged as i64));
        match worst.max_by_key(|more| more.abs()) {
            None => "-".into(),
            Some(0) => "as many".into(),
            Some(more) => format!("{more:+}"),
        }
    }),
    CPU,
    MEMORY,
];

const FANOUT: &[Column] = &[
    ("published/s", |rs| num(median(rs, |r| r.published_per_s))),
    DISK,
    ("published per disk commit", |rs| {
        num(median(rs, |r| {
            r.disk
                .as_ref()
                .map_or(f64::NAN, |disk| r.published_per_s / disk.commits_per_s)
        }))
    }),
    ("delivered/s", |rs| num(median(rs, |r| r.delivered_per_s))),
    P50,
    ("p90", |rs| us(median(rs, |r| r.latency_us.p90))),
    P99,
    ("p99.9", |rs| us(median(rs, |r| r.latency_us.p999))),
    MAX,
    ("p99 from due time", |rs| {
        let all: Option<Vec<f64>> = rs.iter().map(|r| Some(r.latency_co_us.as_ref()?.p99)).collect();
        all.map_or("-".into(), |all| us(middle(all)))
    }),
    LOST,
    ("last exact", |rs| {
        // Of the worst run: once wrong is wrong.
        let worst = rs.iter().filter_map(|r| Some((r.last_exact?, r.n - r.stalled)));
        let worst = worst.min_by_key(|(exact, _)| *exact);
        worst.map_or("-".into(), |(exact, of)| format!("{exact}/{of}"))
    }),
    ("dup", |rs| num(median(rs, |r| r.duplicated as f64))),
    ("ooo", |rs| num(median(rs, |r| r.out_of_order as f64))),
    DISCONNECTED,
    ("longest silence", |rs| us(median(rs, |r| r.longest_gap_ms * 1e3))),
    CPU,
    ("connect all ms", |rs| num(median(rs, |r| r.connect_all_ms))),
    MEMORY,
    ("B/msg", |rs| num(median(rs, |r| r.payload_bytes))),
];

const P50: Column = ("p50", |rs| us(median(rs, |r| r.latency_us.p50)));
const P99: Column = ("p99", |rs| us(median(rs, |r| r.latency_us.p99)));
const MAX: Column = ("max", |rs| us(median(rs, |r| r.latency_us.max)));
const LOST: Column = ("lost %", |rs| {
    num(median(rs, |r| {
        100.0 * r.lost as f64 / ((r.lost + r.delivered).max(1)) as f64
    }))
});
const DISCONNECTED: Column = ("disc", |rs| num(median(rs, |r| r.disconnected as f64)));
const DISK: Column = ("disk commits/s", |rs| {
    let disks: Option<Vec<_>> = rs.iter().map(|r| r.disk.as_ref()).collect();
    disks.map_or("-".into(), |disks| {
        let commits = num(middle(disks.iter().map(|disk| disk.commits_per_s).collect()));
        let in_memory = disks.iter().any(|disk| disk.in_memory);
        format!("{commits}{}", if in_memory { " (in memory!)" } else { "" })
    })
});
const CPU: Column = ("CPU s/1e6", |rs| num(median(rs, |r| r.server_cpu_s_per_1e6)));
const MEMORY: Column = ("RSS MiB idle→conn→peak", |rs| {
    let memory = |of: fn(&Record) -> u64| mib(median(rs, |r| of(r) as f64));
    let (idle, peak) = (memory(|r| r.rss_idle_kb), memory(|r| r.rss_peak_kb));
    format!("{idle}→{}→{peak}", memory(|r| r.rss_connected_kb))
});

pub fn median(rs: &[&Record], of: impl Fn(&Record) -> f64) -> f64 {
    middle(rs.iter().map(|r| of(r)).collect())
}

fn middle(mut v: Vec<f64>) -> f64 {
    v.sort_by(f64::total_cmp);
    match v.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => v[n / 2],
        n => (v[n / 2 - 1] + v[n / 2]) / 2.0,
    }
}

/// Three significant digits, with thousands folded into k/M.
fn num(v: f64) -> String {
    match v.abs() {
        a if a.is_nan() => "-".into(),
        a if a >= 1e6 => format!("{:.2}M", v / 1e6),
        a if a >= 1e4 => format!("{:.1}k", v / 1e3),
        a if a >= 100.0 => format!("{v:.0}"),
        a if a >= 10.0 => format!("{v:.1}"),
        0.0 => "0".into(),
        _ => format!("{v:.2}"),
    }
}

/// µs with a readable unit.
fn us(v: f64) -> String {
    match v {
        v if v >= 1e6 => format!("{:.2} s", v / 1e6),
        v if v >= 1e4 => format!("{:.1} ms", v / 1e3),
        v if v >= 1e3 => format!("{:.2} ms", v / 1e3),
        v => format!("{v:.0} µs"),
    }
}

fn mib(kb: f64) -> String {
    format!("{:.1}", kb / 1024.0)
}
