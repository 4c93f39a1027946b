//! Markdown tables (medians over repetitions) from JSON-lines records.

use crate::record::Record;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

pub fn read(files: &[PathBuf]) -> Result<Vec<Record>> {
    let mut all = Vec::new();
    for f in files {
        let text = std::fs::read_to_string(f).with_context(|| f.display().to_string())?;
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            all.push(serde_json::from_str(line).with_context(|| format!("{}:{}", f.display(), i + 1))?);
        }
    }
    Ok(all)
}

fn median(rs: &[&Record], f: impl Fn(&Record) -> f64) -> f64 {
    let mut v: Vec<f64> = rs.iter().map(|r| f(r)).collect();
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

/// What a case is about, as more is better: deliveries, requests, or the time that something takes, upside down.
fn key(case: &str, r: &Record) -> f64 {
    match case.split(',').next().unwrap_or(case) {
        "E" => r.delivered_per_s,
        "H" => r.requests_per_s,
        "G" => 1.0 / r.cold_start_ms,
        "F" => 1.0 / r.longest_gap_ms.max(1e-3),
        _ => 1.0 / r.latency_us.p50.max(1e-3),
    }
}

fn is_of(r: &Record, (target, ingest): (&str, &str)) -> bool {
    r.target == target && r.ingest == ingest
}

/// One table per case, rows in first-appearance order. The last column says how many times as good as the reference
/// each is in what the case is about: the machine's limit where it was measured, else the first peer.
pub fn markdown(records: &[Record]) -> String {
    let mut out = String::new();
    let mut cases: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for r in records {
        cases.entry(&r.case).or_default().push(r);
    }
    for (case, rs) in cases {
        let mut keys: Vec<(&str, &str)> = Vec::new();
        for r in &rs {
            if !keys.contains(&(&r.target, &r.ingest)) {
                keys.push((&r.target, &r.ingest));
            }
        }
        let ours = |target: &str| target.starts_with("streamgauge");
        let reference = keys.iter().find(|(target, _)| *target == "limit-raw");
        let reference = reference.or_else(|| keys.iter().find(|(target, _)| !ours(target)));
        let reference = *reference.unwrap_or(&keys[0]);
        let worth = |of: (&str, &str)| {
            let all: Vec<&Record> = rs
                .iter()
                .copied()
                .filter(|r| r.error.is_none() && is_of(r, of))
                .collect();
            median(&all, |r| key(case, r))
        };
        let first = rs[0];
        let _ = writeln!(
            out,
            "\n### Case {case}: N={}{}, rate={}, {} s\n",
            first.n,
            if first.stalled > 0 {
                format!(" ({} stalled)", first.stalled)
            } else {
                String::new()
            },
            if first.rate > 0 {
                format!("{}/s", first.rate)
            } else {
                "max".into()
            },
            first.secs
        );
        let head = match case {
            "G" => "target|start to first GET ms|RSS idle MiB|threads|CPU s to idle|reps|noise cores",
            "H" => "target|GET/s|p50|p99|max|body B|CPU µs per GET|reps|noise cores",
            _ => {
                "target (ingest)|published/s|delivered/s|p50|p90|p99|p99.9|max|p99 from due time|lost %|dup|ooo|disc|longest silence|CPU s/1e6|connect all ms|RSS MiB idle→conn→peak|B/msg|reps|noise cores"
            }
        };
        let head = format!("{head}|× {}", reference.0);
        let cols = head.split('|').count();
        let _ = writeln!(out, "|{head}|\n|{}", "---|".repeat(cols));
        for (target, ingest) in keys {
            let mine: Vec<&Record> = rs
                .iter()
                .copied()
                .filter(|r| is_of(r, (target, ingest)))
                .collect();
            let ok: Vec<&Record> = mine.iter().copied().filter(|r| r.error.is_none()).collect();
            let name = if matches!(case, "G" | "H") {
                target.to_string()
            } else {
                format!("{target} ({ingest})")
            };
            if ok.is_empty() {
                let _ = writeln!(out, "|{name}|FAILED: {}|", mine[0].error.as_deref().unwrap_or(""));
                continue;
            }
            let m = |f: &dyn Fn(&Record) -> f64| median(&ok, f);
            let reps = if ok.len() == mine.len() {
                ok.len().to_string()
            } else {
                format!("{}/{}", ok.len(), mine.len())
            };
            let ratio = worth((target, ingest)) / worth(reference);
            let noise = format!("{:.2}", m(&|r| r.noise_cores));
            let row = match case {
                "G" => vec![
                    num(m(&|r| r.cold_start_ms)),
                    mib(m(&|r| r.rss_idle_kb as f64)),
                    num(m(&|r| r.server_threads as f64)),
                    num(m(&|r| r.server_cpu_s)),
                ],
                "H" => vec![
                    num(m(&|r| r.requests_per_s)),
                    us(m(&|r| r.latency_us.p50)),
                    us(m(&|r| r.latency_us.p99)),
                    us(m(&|r| r.latency_us.max)),
                    num(m(&|r| r.payload_bytes)),
                    num(m(&|r| r.server_cpu_s * 1e6 / (r.requests_per_s * r.secs))),
                ],
                _ => vec![
                    num(m(&|r| r.published_per_s)),
                    num(m(&|r| r.delivered_per_s)),
                    us(m(&|r| r.latency_us.p50)),
                    us(m(&|r| r.latency_us.p90)),
                    us(m(&|r| r.latency_us.p99)),
                    us(m(&|r| r.latency_us.p999)),
                    us(m(&|r| r.latency_us.max)),
                    ok.iter()
                        .all(|r| r.latency_co_us.is_some())
                        .then(|| us(m(&|r| r.latency_co_us.as_ref().map_or(f64::NAN, |l| l.p99))))
                        .unwrap_or("-".into()),
                    num(m(&|r| {
                        100.0 * r.lost as f64 / ((r.lost + r.delivered).max(1)) as f64
                    })),
                    num(m(&|r| r.duplicated as f64)),
                    num(m(&|r| r.out_of_order as f64)),
                    num(m(&|r| r.disconnected as f64)),
                    us(m(&|r| r.longest_gap_ms * 1e3)),
                    num(m(&|r| r.server_cpu_s_per_1e6)),
                    num(m(&|r| r.connect_all_ms)),
                    format!(
                        "{}→{}→{}",
                        mib(m(&|r| r.rss_idle_kb as f64)),
                        mib(m(&|r| r.rss_connected_kb as f64)),
                        mib(m(&|r| r.rss_peak_kb as f64))
                    ),
                    num(m(&|r| r.payload_bytes)),
                ],
            };
            let _ = writeln!(out, "|{name}|{}|{reps}|{noise}|{ratio:.2}|", row.join("|"));
        }
    }
    out
}
