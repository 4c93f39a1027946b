//! `gaugebench`: how fast, how fair and how cheap is a live-stats server?
//!
//! One process holds both the producer and all subscribers, so send and receive
//! times come from one clock. See README.md.

mod bench;
mod case;
mod clock;
mod columns;
mod config;
mod disk;
mod ingest;
mod proc;
mod proto;
mod publish;
mod quiet;
mod record;
mod report;
mod rest;
mod shared;
mod stored;
mod subscriber;
mod tally;
mod template;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;

#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    cmd: Cmd,
}

#[derive(Subcommand)]
enum Cmd {
    /// Run cases; one JSON line per run is appended to --out.
    Run(Box<RunArgs>),
    /// List targets and their ingest paths.
    List {
        #[arg(long, default_value = "targets.toml")]
        targets: Vec<PathBuf>,
    },
    /// Print Markdown tables (medians) for recorded runs.
    Report { files: Vec<PathBuf> },
}

#[derive(Parser)]
struct RunArgs {
    /// May be given several times.
    #[arg(long, default_value = "targets.toml")]
    targets: Vec<PathBuf>,
    /// Comma-separated `name` or `name:ingest`.
    #[arg(long, value_delimiter = ',', required = true)]
    target: Vec<String>,
    /// Comma-separated standard cases: A..H, Q, T8, T12.
    #[arg(long, value_delimiter = ',', default_value = "A,B,C,D,E,F,G,H")]
    case: Vec<String>,
    #[arg(long, default_value_t = 3)]
    reps: usize,
    #[arg(long, default_value = "results.jsonl")]
    out: PathBuf,
    /// CPUs for the server / for gaugebench (empty = not pinned).
    #[arg(long, value_delimiter = ',', default_value = "0")]
    server_cpus: Vec<usize>,
    #[arg(long, value_delimiter = ',', default_value = "1")]
    client_cpus: Vec<usize>,
    #[arg(long, default_value_t = false)]
    no_pin: bool,
    /// Subscriber threads.
    #[arg(long, default_value_t = 1)]
    workers: usize,
    #[arg(long, default_value_t = 64)]
    connect_concurrency: usize,
    /// HTTP connections when saturating through HTTP ingest.
    #[arg(long, default_value_t = 4)]
    http_conns: usize,
    /// Repeat a run (up to --retries times) while other work used more than this many cores.
    #[arg(long, default_value_t = 0.25)]
    max_noise: f64,
    #[arg(long, default_value_t = 0)]
    retries: usize,
    // Overrides of the standard case.
    #[arg(long)]
    n: Option<usize>,
    #[arg(long)]
    rate: Option<u64>,
    #[arg(long)]
    secs: Option<f64>,
    #[arg(long)]
    stalled: Option<usize>,
    #[arg(long)]
    window: Option<u64>,
    #[arg(long)]
    burst: Option<u64>,
    #[arg(long)]
    conns: Option<usize>,
    /// Label written as `case` (so that overridden cases stay apart).
    #[arg(long)]
    label: Option<String>,
}

fn main() -> Result<()> {
    match Cli::parse().cmd {
        Cmd::Run(a) => run(&a),
        Cmd::List { targets } => {
            for t in load(&targets)? {
                let paths: Vec<_> = t.publish.keys().map(String::as_str).collect();
                println!(
                    "{:24} {:22} ingest: {} (default {})",
                    t.name,
                    t.addr,
                    paths.join(", "),
                    t.default_publish
                );
            }
            Ok(())
        }
        Cmd::Report { files } => {
            print!("{}", report::markdown(&report::read(&files)?));
            Ok(())
        }
    }
}

fn load(files: &[PathBuf]) -> Result<Vec<config::Target>> {
    let mut all = Vec::new();
    for file in files {
        all.extend(config::load(file)?);
    }
    Ok(all)
}

fn run(a: &RunArgs) -> Result<()> {
    let targets = load(&a.targets)?;
    proc::raise_files();
    let opts = bench::Opts {
        server_cpus: if a.no_pin { vec![] } else { a.server_cpus.clone() },
        workers: a.workers.max(1),
        connect_concurrency: a.connect_concurrency.max(1),
        conns_http_saturate: a.http_conns.max(1),
    };
    if !a.no_pin {
        proc::pin(&a.client_cpus);
    }
    let mut out = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&a.out)?;
    let logs = a.out.with_extension("logs");
    std::fs::create_dir_all(&logs)?;
    for spec in &a.target {
        let (name, ingest) = spec
            .split_once(':')
            .map_or((spec.as_str(), None), |(n, i)| (n, Some(i)));
        let t = targets
            .iter()
            .find(|t| t.name == name)
            .with_context(|| format!("no target '{name}'"))?;
        let ingest = ingest.unwrap_or(&t.default_publish);
        for id in &a.case {
            let case = a.case(id)?;
            if case.kind == case::CaseKind::Rest && t.ready.is_none() {
                continue;
            }
            for rep in 0..a.reps {
                let mut left = a.retries;
                let r = loop {
                    let r = bench::run(t, ingest, &case, rep, &opts, &logs.join(format!("{name}.log")));
                    if r.noise_cores <= a.max_noise || left == 0 {
                        break r;
                    }
                    eprintln!("  noisy ({:.2} cores), again", r.noise_cores);
                    left -= 1;
                };
                say(spec, rep, &r);
                writeln!(out, "{}", serde_json::to_string(&r)?)?;
            }
        }
    }
    Ok(())
}

impl RunArgs {
    /// A standard case with what was overridden.
    fn case(&self, id: &str) -> Result<case::Case> {
        let mut case = case::Case::standard(id)?;
        case.n = self.n.unwrap_or(case.n);
        case.rate = self.rate.unwrap_or(case.rate);
        case.secs = self.secs.unwrap_or(case.secs);
        case.stalled = self.stalled.unwrap_or(case.stalled);
        case.window = self.window.unwrap_or(case.window);
        case.burst = self.burst.unwrap_or(case.burst);
        case.conns = self.conns.unwrap_or(case.conns);
        case.id = self.label.clone().unwrap_or(case.id);
        Ok(case)
    }
}

/// A run in one line, for who watches.
fn say(spec: &str, rep: usize, r: &record::Record) {
    eprintln!(
        "{spec:26} {} rep{rep} pub {:>8.0}/s del {:>9.0}/s ack {:>8.0}/s rows {} disk {} p50 {:>9.0} p99 {:>9.0} max {:>9.0} µs lost {} last exact {} dup {} ooo {} disc {} cpu/1e6 {:.2} rss {}→{} MiB conn {:.0} ms cold {:.0} ms get {:.0}/s noise {:.2} {}",
        r.case,
        r.published_per_s,
        r.delivered_per_s,
        r.acknowledged_per_s,
        r.rows
            .map_or("-".into(), |rows| format!("{rows} for {}", r.acknowledged)),
        r.disk
            .as_ref()
            .map_or("-".into(), |disk| format!("{:.0}/s", disk.commits_per_s)),
        r.latency_us.p50,
        r.latency_us.p99,
        r.latency_us.max,
        r.lost,
        r.last_exact.map_or("-".into(), |exact| exact.to_string()),
        r.duplicated,
        r.out_of_order,
        r.disconnected,
        r.server_cpu_s_per_1e6,
        r.rss_idle_kb / 1024,
        r.rss_peak_kb / 1024,
        r.connect_all_ms,
        r.cold_start_ms,
        r.requests_per_s,
        r.noise_cores,
        r.error
            .as_deref()
            .or(r.disconnect_reason.as_deref())
            .unwrap_or("")
    );
}
