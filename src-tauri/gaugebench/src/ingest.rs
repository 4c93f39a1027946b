//! Case T12: events that are kept, pushed in batches as fast as a window of unanswered ones allows. Each push is
//! answered after its commit; the rows of the file are counted against the answers.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use hdrhistogram::Histogram;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use crate::{
    case::Case,
    clock::{self, now_ns},
    config::{Publish, Subscribe, Target},
    proc::Server,
    proto::{self, Conn, ws},
    record::{Lat, Record},
    stored,
    subscriber::new_hist,
    template::{Extractor, Template},
};

/// Connecting takes less.
const LEAD_NS: u64 = 200_000_000;
/// Whoever answers later than this answers no more.
const PATIENCE: Duration = Duration::from_secs(10);

pub fn run(t: &Target, ingest: &str, case: &Case, server: &Server, r: &mut Record) -> Result<()> {
    let publish = t.publish.get(ingest).context("no such ingest")?;
    let Publish::Ws {
        path, hello, body, ..
    } = publish
    else {
        bail!("only a WebSocket acknowledges in order");
    };
    ensure!(
        t.stored.is_some(),
        "the target does not say where its rows are (`stored`)"
    );
    let begin_ns = now_ns() + LEAD_NS;
    let plan = Plan {
        addr: t.addr.parse()?,
        headers: t.headers.clone(),
        door: Subscribe::Ws {
            path: path.clone(),
            send: hello.clone(),
            wait_for: None,
        },
        body: body.clone(),
        batch: case.burst,
        window: case.window,
        begin_ns,
        end_ns: begin_ns + (case.secs * 1e9) as u64,
        next: Arc::default(),
    };
    r.batch = plan.batch;
    r.rss_idle_kb = server.rss_kb();
    r.rss_connected_kb = r.rss_idle_kb;
    let cpu0 = server.cpu_ns();
    let told = watched(plan.start(case.conns)?, server, r)?;
    r.published = told.pushed;
    r.published_per_s = told.pushed as f64 / case.secs;
    r.acknowledged = told.acknowledged;
    r.acknowledged_per_s = told.in_time as f64 / case.secs;
    r.latency_us = Lat::from(&told.waits);
    r.server_cpu_s = (server.cpu_ns() - cpu0) as f64 / 1e9;
    r.server_cpu_s_per_1e6 = r.server_cpu_s * 1e6 / r.acknowledged.max(1) as f64;
    r.server_threads = server.threads();
    Ok(())
}

/// Kills the server, so that nothing is written after the last answer, and counts what it kept.
pub fn count_rows(t: &Target, server: &mut Server, r: &mut Record) -> Result<()> {
    let stored = t.stored.as_ref().context("no `stored`")?;
    r.rss_end_kb = server.rss_kb();
    server.kill();
    r.rows = Some(stored::rows(stored, &server.scratch)?);
    Ok(())
}

/// Joins the producers, and looks at the server's memory meanwhile.
fn watched(producers: Vec<JoinHandle<Result<Told>>>, server: &Server, r: &mut Record) -> Result<Told> {
    while producers.iter().any(|one| !one.is_finished()) {
        r.rss_peak_kb = r.rss_peak_kb.max(server.rss_kb());
        clock::pause(Duration::from_millis(50));
    }
    let mut all = Told::default();
    for producer in producers {
        let one = producer.join().expect("the producer panicked")?;
        all.pushed += one.pushed;
        all.acknowledged += one.acknowledged;
        all.in_time += one.in_time;
        all.waits.add(one.waits)?;
    }
    ensure!(all.acknowledged > 0, "nothing was acknowledged");
    Ok(all)
}

/// What all producers of a run do.
#[derive(Clone)]
struct Plan {
    addr: SocketAddr,
    headers: String,
    door: Subscribe,
    body: String,
    /// Events of a push.
    batch: u64,
    /// Events of each producer that may wait for their answer.
    window: u64,
    begin_ns: u64,
    end_ns: u64,
    /// The next sequence number, over all producers.
    next: Arc<AtomicU64>,
}

impl Plan {
    fn start(&self, producers: usize) -> Result<Vec<JoinHandle<Result<Told>>>> {
        ensure!(
            self.batch > 0 && self.window >= self.batch,
            "a window of {} holds no batch of {}",
            self.window,
            self.batch
        );
        let one = |_| {
            let plan = self.clone();
            thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                runtime.block_on(plan.produce())
            })
        };
        Ok((0..producers).map(one).collect())
    }

    async fn produce(self) -> Result<Told> {
        clock::tighten_timer_slack();
        let conn = proto::attach(self.addr, &self.headers, &self.door, false).await?;
        clock::sleep_until(self.begin_ns);
        let producer = Producer {
            conn,
            body: Template::new(&self.body),
            plan: self,
            unanswered: VecDeque::new(),
            push: Vec::new(),
            wire: Vec::new(),
            told: Told::default(),
        };
        producer.run().await
    }
}

/// What a producer was told.
struct Told {
    pushed: u64,
    /// Events whose receipts came.
    acknowledged: u64,
    /// Those of them that came before the end.
    in_time: u64,
    /// From before a push's first byte to its answer.
    waits: Histogram<u64>,
}

impl Default for Told {
    fn default() -> Self {
        Told {
            pushed: 0,
            acknowledged: 0,
            in_time: 0,
            waits: new_hist(),
        }
    }
}

struct Producer {
    plan: Plan,
    conn: Conn,
    body: Template,
    /// When each push that has no answer yet was sent, oldest first: answers come in this order.
    unanswered: VecDeque<u64>,
    push: Vec<u8>,
    wire: Vec<u8>,
    told: Told,
}

impl Producer {
    async fn run(mut self) -> Result<Told> {
        loop {
            while now_ns() < self.plan.end_ns && self.has_room() {
                self.push().await?;
            }
            if self.unanswered.is_empty() {
                return Ok(self.told);
            }
            let heard = timeout(PATIENCE, self.hear()).await;
            heard.with_context(|| format!("{} pushes are not answered", self.unanswered.len()))??;
        }
    }

    fn has_room(&self) -> bool {
        (self.unanswered.len() as u64 + 1) * self.plan.batch <= self.plan.window
    }

    async fn push(&mut self) -> Result<()> {
        let first = self.plan.next.fetch_add(self.plan.batch, Relaxed);
        let sent = now_ns();
        self.push.clear();
        for seq in first..first + self.plan.batch {
            self.push.push(if seq == first { b'[' } else { b',' });
            self.body.render(seq, sent, &mut self.push);
        }
        self.push.push(b']');
        self.wire.clear();
        ws::encode_client_frame(ws::OP_TEXT, &self.push, &mut self.wire);
        self.conn.stream.write_all(&self.wire).await.context("push")?;
        self.unanswered.push_back(sent);
        self.told.pushed += self.plan.batch;
        Ok(())
    }

    /// Reads once, and takes down every answer in it.
    async fn hear(&mut self) -> Result<()> {
        let Conn {
            stream,
            decoder,
            pending,
        } = &mut self.conn;
        ensure!(stream.read_buf(pending).await? > 0, "closed by server");
        let now = now_ns();
        let (mut answers, mut reply) = (Vec::new(), Vec::new());
        let used = decoder.decode(pending, &mut reply, |message| answers.push(accepted(message)))?;
        pending.drain(..used);
        if !reply.is_empty() {
            stream.write_all(&reply).await?;
        }
        for accepted in answers {
            let sent = self.unanswered.pop_front().context("an answer to nothing")?;
            self.told.waits.saturating_record(now - sent);
            let accepted = accepted?;
            self.told.acknowledged += accepted;
            self.told.in_time += if now <= self.plan.end_ns { accepted } else { 0 };
        }
        Ok(())
    }
}

/// How many events a receipt is for.
fn accepted(message: &[u8]) -> Result<u64> {
    let accepted = Extractor::new("accepted").find(message);
    accepted.with_context(|| format!("no receipt: {}", String::from_utf8_lossy(message)))
}

#[cfg(test)]
mod tests;
