//! Markdown tables (medians over repetitions) from JSON-lines records.

use crate::columns::{self, median};
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

/// What a case is about, as more is better: deliveries, requests, or the time that something takes, upside down.
fn key(case: &str, r: &Record) -> f64 {
    match columns::plain(case) {
        "E" => r.delivered_per_s,
        "H" => r.requests_per_s,
        "T12" => r.acknowledged_per_s,
        "G" => 1.0 / r.cold_start_ms,
        "F" => 1.0 / r.longest_gap_ms.max(1e-3),
        _ => 1.0 / r.latency_us.p50.max(1e-3),
    }
}

/// A target and its way in, and its runs of one case.
struct Row<'a> {
    target: &'a str,
    ingest: &'a str,
    all: Vec<&'a Record>,
    /// Those that did not fail.
    ok: Vec<&'a Record>,
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
        let _ = writeln!(out, "\n### Case {case}: {}\n", load(rs[0]));
        table(case, &rows(&rs), &mut out);
    }
    out
}

/// What the case asks of a server.
fn load(r: &Record) -> String {
    let stalled = match r.stalled {
        0 => String::new(),
        stalled => format!(" ({stalled} stalled)"),
    };
    let rate = match r.rate {
        0 => "max".into(),
        rate => format!("{rate}/s"),
    };
    let batch = match r.batch {
        0 => String::new(),
        batch => format!(" in batches of {batch}"),
    };
    format!("N={}{stalled}, rate={rate}{batch}, {} s", r.n, r.secs)
}

fn rows<'a>(rs: &[&'a Record]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row> = Vec::new();
    for &r in rs {
        let at = rows
            .iter()
            .position(|row| row.target == r.target && row.ingest == r.ingest);
        let at = at.unwrap_or_else(|| {
            rows.push(Row {
                target: &r.target,
                ingest: &r.ingest,
                all: vec![],
                ok: vec![],
            });
            rows.len() - 1
        });
        rows[at].all.push(r);
        if r.error.is_none() {
            rows[at].ok.push(r);
        }
    }
    rows
}

fn table(case: &str, rows: &[Row], out: &mut String) {
    let reference = rows.iter().find(|row| row.target == "limit-raw");
    let is_ours = |row: &&Row| row.target.starts_with("streamgauge");
    let reference = reference.or_else(|| rows.iter().find(|row| !is_ours(row)));
    let reference = reference.unwrap_or(&rows[0]);
    // What nobody has anything to say about has no column.
    let columns: Vec<_> = columns::of(case)
        .iter()
        .filter(|(_, cell)| rows.iter().any(|row| !row.ok.is_empty() && cell(&row.ok) != "-"))
        .collect();
    let mut head = vec![if columns::names_ingest(case) {
        "target (ingest)"
    } else {
        "target"
    }];
    head.extend(columns.iter().map(|(name, _)| *name));
    let worth = |row: &Row| median(&row.ok, |r| key(case, r));
    let _ = writeln!(
        out,
        "|{}|reps|noise cores|× {}|",
        head.join("|"),
        reference.target
    );
    let _ = writeln!(out, "|{}", "---|".repeat(head.len() + 3));
    for row in rows {
        let name = row.name(case);
        if row.ok.is_empty() {
            let why = row.all[0].error.as_deref().unwrap_or("");
            let _ = writeln!(out, "|{name}|FAILED: {why}|");
            continue;
        }
        let cells: Vec<String> = columns.iter().map(|(_, cell)| cell(&row.ok)).collect();
        let noise = median(&row.ok, |r| r.noise_cores);
        let ratio = worth(row) / worth(reference);
        let (cells, reps) = (cells.join("|"), row.reps());
        let _ = writeln!(out, "|{name}|{cells}|{reps}|{noise:.2}|{ratio:.2}|");
    }
}

impl Row<'_> {
    fn name(&self, case: &str) -> String {
        if columns::names_ingest(case) {
            format!("{} ({})", self.target, self.ingest)
        } else {
            self.target.to_owned()
        }
    }

    fn reps(&self) -> String {
        match (self.ok.len(), self.all.len()) {
            (ok, all) if ok == all => all.to_string(),
            (ok, all) => format!("{ok}/{all}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_for_each_way_in_and_a_column_for_what_was_measured() {
        let run = |target: &str, error: Option<&str>| Record {
            target: target.into(),
            ingest: "ws".into(),
            case: "E, a POST each".into(),
            n: 10,
            delivered_per_s: 2e6,
            error: error.map(str::to_owned),
            ..Record::default()
        };
        let told = markdown(&[
            run("streamgauge", None),
            run("peer", None),
            run("peer", Some("gone")),
            run("dead", Some("no")),
        ]);
        assert!(
            told.starts_with("\n### Case E, a POST each: N=10, rate=max, 0 s\n"),
            "{told}"
        );
        assert!(told.contains("|reps|noise cores|× peer|\n"), "{told}");
        assert!(told.contains("|peer (ws)|0|2.00M|"), "{told}");
        assert!(told.contains("|1/2|0.00|1.00|\n"), "{told}");
        assert!(told.contains("|dead (ws)|FAILED: no|\n"), "{told}");
        assert!(!told.contains("due time"), "nobody had a schedule: {told}");
    }
}
