//! One run: server, subscribers, producer, record.

use crate::case::{Case, CaseKind};
use crate::clock::{self, now_ns};
use crate::config::{Publish, Target};
use crate::disk;
use crate::ingest;
use crate::proc::{self, Machine, Server};
use crate::proto::http::HttpClient;
use crate::publish::{Plan, Publisher, drive};
use crate::quiet;
use crate::record::{Lat, Record};
use crate::rest::rest;
use crate::shared::{Shared, SubCtl, WARM_BASE};
use crate::subscriber::{WorkerResult, new_hist, run_worker};
use crate::tally::{count, ended_with};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::JoinHandle;
use std::time::Duration;

/// Command-line options that apply to every run.
pub struct Opts {
    pub server_cpus: Vec<usize>,
    pub workers: usize,
    pub connect_concurrency: usize,
    pub conns_http_saturate: usize,
}

/// Long enough for a disk to fall into step.
const DISK_S: f64 = 1.0;
/// Files that are no subscribers'. The server inherits the limit, and Streamgauge keeps 512 of them for its databases.
const SPARE_FILES: usize = 600;

/// Runs one case against a freshly started server.
pub fn run(t: &Target, ingest: &str, case: &Case, rep: usize, o: &Opts, log: &Path) -> Record {
    let mut r = Record {
        target: t.name.clone(),
        ingest: ingest.to_string(),
        case: case.id.clone(),
        rep,
        n: case.n,
        stalled: case.stalled,
        rate: case.rate,
        secs: case.secs,
        ..Default::default()
    };
    let m0 = Machine::sample();
    let own0 = clock::self_cpu_ns();
    let res = Server::start(t, &o.server_cpus, log).and_then(|mut server| {
        let t = &t.authorised(&server.scratch)?;
        r.cold_start_ms = server.cold_start_ns as f64 / 1e6;
        // Before anything is pushed: the disk is nobody else's then.
        if t.publish.get(ingest).is_some_and(Publish::is_durable) {
            r.disk = Some(disk::measure(&server.scratch, DISK_S)?);
        }
        match case.kind {
            CaseKind::Fanout => fanout(t, ingest, case, o, &server, &mut r),
            CaseKind::Cold => {
                clock::pause(Duration::from_secs_f64(case.secs));
                r.rss_idle_kb = server.rss_kb();
                r.server_threads = server.threads();
                r.server_cpu_s = server.cpu_ns() as f64 / 1e9;
                Ok(())
            }
            CaseKind::Rest => rest(t, case, &server, &mut r),
            CaseKind::Quiet => quiet::run(t, ingest, case, &server, &mut r),
            CaseKind::Ingest => ingest::run(t, ingest, case, &server, &mut r),
        }?;
        let (busy, steal) = Machine::sample().since(&m0);
        let span = (now_ns() - m0.at()) as f64;
        let ours = (server.cpu_ns() + clock::self_cpu_ns() - own0) as f64 / span;
        r.noise_cores = (busy - ours).max(0.0);
        r.steal_cores = steal;
        if case.kind == CaseKind::Ingest {
            ingest::count_rows(t, &mut server, &mut r)?;
        }
        Ok(())
    });
    r.load1 = proc::load1();
    r.error = res.err().map(|e| format!("{e:#}"));
    r
}

fn fanout(t: &Target, ingest: &str, case: &Case, o: &Opts, server: &Server, r: &mut Record) -> Result<()> {
    let publish = t
        .publish
        .get(ingest)
        .with_context(|| format!("{} has no ingest '{ingest}'", t.name))?;
    let files = proc::files();
    ensure!(
        (case.n + SPARE_FILES) as u64 <= files,
        "{} subscribers, but only {files} files: raise `ulimit -n`",
        case.n
    );
    clock::pause(Duration::from_millis(300));
    r.rss_idle_kb = server.rss_kb();

    // Subscribers.
    let shared = Arc::new(Shared::new(case.n, case.stalled));
    let (stop_tx, stop_rx) = tokio::sync::watch::channel(false);
    let t_connect = now_ns();
    let workers: Vec<_> = (0..o.workers)
        .map(|w| {
            let ids = (0..case.n).filter(|i| i % o.workers == w).collect();
            let (t, shared, stop, cc) = (t.clone(), shared.clone(), stop_rx.clone(), o.connect_concurrency);
            std::thread::spawn(move || run_worker(&t, ids, shared, cc, stop))
        })
        .collect();
    let result = drive_run(t, publish, case, o, server, &shared, t_connect, r);
    let _ = stop_tx.send(true);
    let all = joined(workers)?;
    r.connect_us = Lat::from(&all.connect);
    r.connect_failed = all.connect_failed.len();
    if let Some(why) = all.connect_failed.first() {
        r.disconnect_reason = Some(format!("connect: {why}"));
    }
    result?;

    r.latency_us = Lat::from(&all.latency);
    r.latency_co_us = (!all.latency_co.is_empty()).then(|| Lat::from(&all.latency_co));
    count(r, &all.subs, t.coalesced);
    r.last_exact = (connections(publish, case, o) == 1).then(|| ended_with(r.published, &all.subs));
    r.server_cpu_s_per_1e6 = r.server_cpu_s * 1e6 / r.delivered.max(1) as f64;
    Ok(())
}

/// What all subscriber threads measured.
fn joined(workers: Vec<JoinHandle<Result<WorkerResult>>>) -> Result<WorkerResult> {
    let mut all = WorkerResult {
        subs: vec![],
        latency: new_hist(),
        latency_co: new_hist(),
        connect: new_hist(),
        connect_failed: vec![],
    };
    for w in workers {
        let part = w.join().expect("worker panicked")?;
        all.subs.extend(part.subs);
        all.latency.add(part.latency)?;
        all.latency_co.add(part.latency_co)?;
        all.connect.add(part.connect)?;
        all.connect_failed.extend(part.connect_failed);
    }
    Ok(all)
}

/// Producer connections. An HTTP connection waits for each answer, so one would not saturate anything.
fn connections(publish: &Publish, case: &Case, o: &Opts) -> usize {
    if case.rate == 0 && publish.kind() == "http" {
        o.conns_http_saturate
    } else {
        case.conns
    }
}

#[expect(clippy::too_many_arguments, reason = "all of one run")]
fn drive_run(
    t: &Target,
    publish: &Publish,
    case: &Case,
    o: &Opts,
    server: &Server,
    shared: &Arc<Shared>,
    t_connect: u64,
    r: &mut Record,
) -> Result<()> {
    wait(60.0, || {
        shared
            .subs
            .iter()
            .all(|s| s.attached.load(Relaxed) || s.closed.load(Relaxed))
    })
    .context("subscribers did not attach")?;
    r.connect_all_ms = (now_ns() - t_connect) as f64 / 1e6;
    let up = shared.subs.iter().filter(|s| s.attached.load(Relaxed)).count();
    ensure!(up == case.n, "only {up} of {} subscribers attached", case.n);

    // Warm-up: every healthy subscriber must see an event before measuring.
    let saturate = case.rate == 0;
    let conns = connections(publish, case, o);
    let warm = || {
        shared
            .healthy()
            .all(|s| s.warm.load(Relaxed) || s.closed.load(Relaxed))
    };
    let mut pubs = Vec::new();
    let mut inproc = None;
    let warm_deadline = now_ns() + 20_000_000_000;
    if let Publish::Inproc { path } = publish {
        let mut c = HttpClient::new(t.addr.parse()?, &t.headers);
        while !warm() {
            ensure!(now_ns() < warm_deadline, "warm-up events did not arrive");
            start_inproc(&mut c, path, 50, 0.1, WARM_BASE)?;
            wait_inproc(&mut c, path, 5.0)?;
        }
        inproc = Some((c, path));
    } else {
        for _ in 0..conns {
            pubs.push(Publisher::connect(t, publish)?);
        }
        let mut i = 0;
        while !warm() || i < conns as u64 {
            ensure!(now_ns() < warm_deadline, "warm-up events did not arrive");
            pubs[i as usize % conns].send(WARM_BASE + i, 1)?;
            i += 1;
            clock::pause(Duration::from_millis(20));
        }
    }
    r.ready_all_ms = (now_ns() - t_connect) as f64 / 1e6;
    clock::pause(Duration::from_millis(200));
    r.rss_connected_kb = server.rss_kb();
    r.rss_per_client_kb = r.rss_connected_kb.saturating_sub(r.rss_idle_kb) as f64 / case.n.max(1) as f64;

    // Measure.
    let cpu0 = server.cpu_ns();
    let own0 = clock::self_cpu_ns();
    let start_ns = now_ns() + 10_000_000;
    let end_ns = start_ns + (case.secs * 1e9) as u64;
    let interval_ns = if saturate { 0 } else { 1_000_000_000 / case.rate };
    shared.begin_ns.store(start_ns, Relaxed);
    shared.end_ns.store(end_ns, Relaxed);
    let sent = Arc::new(AtomicU64::new(0));
    let mut threads = Vec::new();
    if let Some((c, path)) = &mut inproc {
        start_inproc(c, path, case.rate, case.secs, 0)?;
    } else {
        shared.start_ns.store(start_ns, Relaxed);
        shared.interval_ns.store(interval_ns, Relaxed);
        let next = Arc::new(AtomicU64::new(0));
        let burst = if publish.kind() == "http" { 1 } else { case.burst };
        let plan = Plan {
            start_ns,
            end_ns,
            interval_ns,
            burst,
            window: if t.coalesced { 0 } else { case.window },
        };
        for mut p in pubs {
            let (plan, next, sent, shared) = (plan.clone(), next.clone(), sent.clone(), shared.clone());
            threads.push(std::thread::spawn(move || {
                let res = drive(&mut p, &plan, &next, &sent, &shared);
                (p, res)
            }));
        }
    }
    let mut peak = r.rss_connected_kb;
    let mut next_sample = 0;
    let mut sample = |peak: &mut u64| {
        if now_ns() >= next_sample {
            *peak = (*peak).max(server.rss_kb());
            next_sample = now_ns() + 50_000_000;
        }
    };
    while now_ns() < end_ns {
        sample(&mut peak);
        clock::pause(Duration::from_millis(25));
    }
    // A producer can outlive the window only inside one blocked send (10 s timeout).
    let mut publishers = Vec::new();
    let mut publish_error = None;
    for th in threads {
        let (p, res) = th.join().expect("producer panicked");
        publish_error = publish_error.or(res.err());
        publishers.push(p);
    }
    if let Some((c, path)) = &mut inproc {
        let n = wait_inproc(c, path, 15.0)?;
        sent.store(n, Relaxed);
    }
    r.published = sent.load(Relaxed);
    r.published_per_s = r.published as f64 / case.secs;

    // Drain: until complete, or no progress for a second, or 10 s.
    let t_drain = now_ns();
    let (mut last, mut last_change) = (0, now_ns());
    loop {
        sample(&mut peak);
        let live = || shared.healthy().filter(|s| !s.closed.load(Relaxed));
        let has_all = |s: &SubCtl| {
            let got = if t.coalesced { &s.high } else { &s.distinct };
            got.load(Relaxed) >= r.published
        };
        if live().all(has_all) {
            break;
        }
        let sum: u64 = live().map(|s| s.distinct.load(Relaxed)).sum();
        let now = now_ns();
        if sum != last {
            (last, last_change) = (sum, now);
        }
        if now - last_change > 1_000_000_000 || now - t_drain > 10_000_000_000 {
            break;
        }
        clock::pause(Duration::from_millis(5));
    }
    r.drain_ms = (now_ns() - t_drain) as f64 / 1e6;
    r.delivered_per_s = shared.in_window.load(Relaxed) as f64 / case.secs;
    r.server_cpu_s = (server.cpu_ns() - cpu0) as f64 / 1e9;
    r.client_cpu_s = (clock::self_cpu_ns() - own0) as f64 / 1e9;
    r.rss_end_kb = server.rss_kb();
    r.rss_peak_kb = peak.max(r.rss_end_kb);
    r.server_threads = server.threads();
    drop(publishers);
    // A stuck publisher is a finding (case F), not a failed run, if events flowed.
    if let Some(e) = publish_error {
        if r.published == 0 {
            return Err(e);
        }
        r.disconnect_reason = Some(format!("publisher: {e:#}"));
    }
    Ok(())
}

fn start_inproc(c: &mut HttpClient, path: &str, rate: u64, secs: f64, base: u64) -> Result<()> {
    let (st, _) = c.request(
        "POST",
        &format!("{path}?rate={rate}&seconds={secs}&base={base}"),
        b"",
    )?;
    ensure!(st / 100 == 2, "in-process producer refused: {st}");
    Ok(())
}

/// Polls the in-process producer until it has ended; returns how many it published.
fn wait_inproc(c: &mut HttpClient, path: &str, secs: f64) -> Result<u64> {
    let deadline = now_ns() + (secs * 1e9) as u64;
    loop {
        let (_, body) = c.request("GET", path, b"")?;
        let v: serde_json::Value = serde_json::from_slice(&body)?;
        if v["running"] == false || now_ns() > deadline {
            return v["published"].as_u64().context("published");
        }
        clock::pause(Duration::from_millis(20));
    }
}

fn wait(secs: f64, cond: impl Fn() -> bool) -> Result<()> {
    let deadline = now_ns() + (secs * 1e9) as u64;
    while !cond() {
        ensure!(now_ns() < deadline, "timed out after {secs} s");
        clock::pause(Duration::from_micros(200));
    }
    Ok(())
}
