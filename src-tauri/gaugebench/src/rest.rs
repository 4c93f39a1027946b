//! Case H: how fast is a GET?

use anyhow::{Context, Result, ensure};
use hdrhistogram::Histogram;

use crate::{
    case::Case,
    clock::now_ns,
    config::Target,
    proc::Server,
    proto::http::HttpClient,
    record::{Lat, Record},
    subscriber::new_hist,
};

/// Case H: closed-loop GETs on `ready`, `n` keep-alive connections.
pub fn rest(t: &Target, case: &Case, server: &Server, r: &mut Record) -> Result<()> {
    let path = t.ready.clone().context("no HTTP endpoint")?;
    let addr = t.addr.parse()?;
    let end = now_ns() + (case.secs * 1e9) as u64;
    let cpu0 = server.cpu_ns();
    let threads: Vec<_> = (0..case.n)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || -> Result<(Histogram<u64>, usize)> {
                let (mut h, mut c, mut len) = (new_hist(), HttpClient::new(addr, ""), 0);
                while now_ns() < end {
                    let t0 = now_ns();
                    let (st, body) = c.request("GET", &path, b"")?;
                    ensure!(st == 200, "GET answered {st}");
                    h.saturating_record(now_ns() - t0);
                    len = body.len();
                }
                Ok((h, len))
            })
        })
        .collect();
    let mut h = new_hist();
    for th in threads {
        let (part, len) = th.join().expect("GET thread panicked")?;
        h.add(part)?;
        r.payload_bytes = len as f64;
    }
    r.latency_us = Lat::from(&h);
    r.requests_per_s = h.len() as f64 / case.secs;
    r.server_cpu_s = (server.cpu_ns() - cpu0) as f64 / 1e9;
    r.rss_end_kb = server.rss_kb();
    Ok(())
}
