//! Case Q: how long a quiet producer waits for its acknowledgements beside one that pushes as fast as it can.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    case::Case,
    clock::{self, now_ns},
    config::{Publish, Subscribe, Target},
    proc::Server,
    proto::{self, Conn},
    publish::{Plan, Publisher, drive},
    record::{Lat, Record},
    shared::Shared,
    subscriber::new_hist,
    template::Template,
};

/// Sequence numbers of the quiet one: none of the other's.
const QUIET: u64 = 2_000_000_000;

pub fn run(t: &Target, ingest: &str, case: &Case, server: &Server, r: &mut Record) -> Result<()> {
    let publish = t.publish.get(ingest).context("no such ingest")?;
    let Publish::Ws {
        path, hello, body, ..
    } = publish
    else {
        bail!("only a WebSocket acknowledges in order");
    };
    let start_ns = now_ns() + 10_000_000;
    let end_ns = start_ns + (case.secs * 1e9) as u64;
    let plan = Plan {
        start_ns,
        end_ns,
        interval_ns: 0,
        burst: case.burst,
        window: 0,
    };
    let (next, sent) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut flood = Publisher::connect(t, publish)?;
    let flooding = {
        let (plan, next, sent) = (plan.clone(), next.clone(), sent.clone());
        std::thread::spawn(move || drive(&mut flood, &plan, &next, &sent, &Shared::new(0, 0)))
    };
    let cpu0 = server.cpu_ns();
    let quiet = Quiet {
        addr: t.addr.parse()?,
        headers: &t.headers,
        path,
        hello,
        body: Template::new(body),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(quiet.push(case, end_ns, r))?;
    flooding.join().expect("the flood panicked")?;
    r.published = sent.load(Relaxed);
    r.published_per_s = r.published as f64 / case.secs;
    r.server_cpu_s = (server.cpu_ns() - cpu0) as f64 / 1e9;
    r.rss_peak_kb = server.rss_kb();
    r.rss_end_kb = r.rss_peak_kb;
    Ok(())
}

struct Quiet<'a> {
    addr: SocketAddr,
    headers: &'a str,
    path: &'a str,
    hello: &'a [String],
    body: Template,
}

impl Quiet<'_> {
    /// Pushes at an even pace and waits for each answer; from the moment it was due.
    async fn push(&self, case: &Case, end_ns: u64, r: &mut Record) -> Result<()> {
        let sub = Subscribe::Ws {
            path: self.path.to_owned(),
            send: self.hello.to_vec(),
            wait_for: None,
        };
        let mut conn = proto::attach(self.addr, self.headers, &sub, false).await?;
        let (mut waits, mut due, mut wire) = (new_hist(), now_ns() + 20_000_000, Vec::new());
        for n in 0.. {
            if due >= end_ns {
                break;
            }
            clock::sleep_until(due);
            let mut event = Vec::new();
            self.body.render(QUIET + n, due, &mut event);
            wire.clear();
            proto::ws::encode_client_frame(proto::ws::OP_TEXT, &event, &mut wire);
            answer(&mut conn, &wire).await?;
            waits.saturating_record(now_ns() - due);
            due += 1_000_000_000 / case.rate;
        }
        ensure!(!waits.is_empty(), "nothing was answered");
        r.latency_us = Lat::from(&waits);
        Ok(())
    }
}

async fn answer(conn: &mut Conn, wire: &[u8]) -> Result<()> {
    use tokio::io::AsyncWriteExt;
    conn.stream.write_all(wire).await?;
    proto::wait_message(conn, |_| true).await
}
