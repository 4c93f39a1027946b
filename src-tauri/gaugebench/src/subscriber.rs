//! Subscriber worker threads: a single-threaded tokio runtime each, one task per
//! subscriber, no locks on the receive path.

use crate::clock;
use crate::config::Target;
use crate::proto::{self, Conn};
use crate::shared::{Shared, WARM_BASE};
use crate::template::Extractor;
use hdrhistogram::Histogram;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::sync::{Semaphore, watch};

/// Counters of one subscriber.
#[derive(Default, Clone)]
pub struct SubStats {
    pub id: usize,
    /// Messages with a sequence number (first deliveries and duplicates).
    pub msgs: u64,
    pub bytes: u64,
    pub distinct: u64,
    /// The newest delivery's sequence number, in the order of arrival.
    pub last: Option<u64>,
    pub dup: u64,
    /// Arrived after a higher sequence number.
    pub out_of_order: u64,
    /// Messages without a sequence number (greetings, keep-alives).
    pub other: u64,
    pub closed: Option<String>,
    /// Longest time without a delivery inside the measurement window.
    pub gap_ns: u64,
    /// When the last delivery happened (0 = never).
    pub last_rx_ns: u64,
}

/// What one worker thread measured.
pub struct WorkerResult {
    pub subs: Vec<SubStats>,
    /// From the moment the producer stamped the event (ns).
    pub latency: Histogram<u64>,
    /// From the moment the event was *due* (coordinated-omission-free, ns).
    pub latency_co: Histogram<u64>,
    /// Connect + handshake per subscriber (ns).
    pub connect: Histogram<u64>,
    pub connect_failed: Vec<String>,
}

pub fn new_hist() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 300_000_000_000, 3).expect("static bounds")
}

struct Ctx {
    shared: Arc<Shared>,
    seq: Extractor,
    ts: Extractor,
    out: RefCell<WorkerResult>,
}

/// Runs the subscribers `ids` until `stop` turns true; blocks the calling thread.
pub fn run_worker(
    t: &Target,
    ids: Vec<usize>,
    shared: Arc<Shared>,
    concurrency: usize,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<WorkerResult> {
    clock::tighten_timer_slack();
    let rt = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let local = tokio::task::LocalSet::new();
    let ctx = Rc::new(Ctx {
        shared,
        seq: Extractor::new(&t.seq_path),
        ts: Extractor::new(&t.ts_path),
        out: RefCell::new(WorkerResult {
            subs: Vec::new(),
            latency: new_hist(),
            latency_co: new_hist(),
            connect: new_hist(),
            connect_failed: Vec::new(),
        }),
    });
    let addr: std::net::SocketAddr = t.addr.parse()?;
    let gate = Rc::new(Semaphore::new(concurrency));
    let target = Rc::new(t.clone());
    for id in ids {
        let (ctx, gate, target) = (ctx.clone(), gate.clone(), target.clone());
        local.spawn_local(async move {
            let permit = gate.acquire().await.expect("open");
            let stalled = ctx.shared.subs[id].stalled;
            let t0 = clock::now_ns();
            let attempt = proto::attach(addr, &target.headers, &target.subscribe, stalled);
            let res = tokio::time::timeout(Duration::from_secs(20), attempt).await;
            drop(permit);
            let ctl = &ctx.shared.subs[id];
            match res {
                Ok(Ok(conn)) => {
                    ctx.out
                        .borrow_mut()
                        .connect
                        .saturating_record(clock::now_ns() - t0);
                    ctl.attached.store(true, Relaxed);
                    if stalled {
                        let _hold = conn;
                        std::future::pending::<()>().await;
                        return;
                    }
                    let why = receive(conn, id, &ctx).await;
                    ctl.closed.store(true, Relaxed);
                    sub_mut(&ctx, id, |s| s.closed = Some(why));
                }
                failed => {
                    ctl.closed.store(true, Relaxed);
                    let why = match failed {
                        Ok(Err(e)) => format!("{e:#}"),
                        _ => "timeout".into(),
                    };
                    ctx.out.borrow_mut().connect_failed.push(why);
                }
            }
        });
    }
    rt.block_on(local.run_until(async {
        let _ = stop.wait_for(|s| *s).await;
    }));
    drop(local);
    let ctx = Rc::try_unwrap(ctx).ok().expect("tasks are gone");
    Ok(ctx.out.into_inner())
}

fn sub_mut(ctx: &Ctx, id: usize, f: impl FnOnce(&mut SubStats)) {
    let mut out = ctx.out.borrow_mut();
    match out.subs.iter_mut().find(|s| s.id == id) {
        Some(s) => f(s),
        None => {
            let mut s = SubStats {
                id,
                ..Default::default()
            };
            f(&mut s);
            out.subs.push(s);
        }
    }
}

/// Publishes the final counters even when the task is cancelled.
struct Guard<'a> {
    ctx: &'a Ctx,
    stats: SubStats,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let mut s = std::mem::take(&mut self.stats);
        let (begin, end) = (
            self.ctx.shared.begin_ns.load(Relaxed),
            self.ctx.shared.end_ns.load(Relaxed),
        );
        if begin > 0 {
            s.gap_ns = s.gap_ns.max(end.saturating_sub(s.last_rx_ns.max(begin)));
        }
        sub_mut(self.ctx, s.id, |x| *x = s);
    }
}

/// The receive loop; returns why it ended.
async fn receive(conn: Conn, id: usize, ctx: &Ctx) -> String {
    let Conn {
        mut stream,
        mut decoder,
        pending,
    } = conn;
    let ctl = &ctx.shared.subs[id];
    let mut g = Guard {
        ctx,
        stats: SubStats {
            id,
            ..Default::default()
        },
    };
    let mut seen: Vec<u64> = Vec::new(); // bit set over sequence numbers
    let mut reply = Vec::new();
    let mut buf = pending;
    let mut len = buf.len();
    buf.resize(buf.len().max(32 * 1024), 0);
    loop {
        let now = clock::now_ns();
        let start = ctx.shared.start_ns.load(Relaxed);
        let interval = ctx.shared.interval_ns.load(Relaxed);
        let mut fresh = 0;
        let mut high = ctl.high.load(Relaxed);
        let s = &mut g.stats;
        let consumed = {
            let mut out = ctx.out.borrow_mut();
            decoder.decode(&buf[..len], &mut reply, |msg| {
                let (Some(seq), Some(ts)) = (ctx.seq.find(msg), ctx.ts.find(msg)) else {
                    s.other += 1;
                    return;
                };
                if seq >= WARM_BASE {
                    ctl.warm.store(true, Relaxed);
                    return;
                }
                if ts == 0 {
                    s.other += 1; // a snapshot from before the first event
                    return;
                }
                s.msgs += 1;
                s.bytes += msg.len() as u64;
                s.last = Some(seq);
                let (word, bit) = ((seq / 64) as usize, 1u64 << (seq % 64));
                if word >= seen.len() {
                    seen.resize(word * 2 + 64, 0);
                }
                if seen[word] & bit != 0 {
                    s.dup += 1;
                    return;
                }
                seen[word] |= bit;
                s.distinct += 1;
                fresh += 1;
                if seq < high {
                    s.out_of_order += 1;
                } else {
                    high = seq + 1;
                }
                out.latency.saturating_record(now.saturating_sub(ts).max(1));
                if interval > 0 {
                    out.latency_co
                        .saturating_record(now.saturating_sub(start + seq * interval).max(1));
                }
            })
        };
        let consumed = match consumed {
            Ok(n) => n,
            Err(e) => return format!("{e:#}"),
        };
        if fresh > 0 {
            ctl.high.store(high, Relaxed);
            ctl.distinct.store(g.stats.distinct, Relaxed);
            if now <= ctx.shared.end_ns.load(Relaxed) {
                ctx.shared.in_window.fetch_add(fresh, Relaxed);
                let since = g.stats.last_rx_ns.max(ctx.shared.begin_ns.load(Relaxed));
                g.stats.gap_ns = g.stats.gap_ns.max(now.saturating_sub(since));
                g.stats.last_rx_ns = now;
            }
        }
        buf.copy_within(consumed..len, 0);
        len -= consumed;
        if len == buf.len() {
            buf.resize(len * 2, 0);
        }
        if !reply.is_empty() {
            if stream.write_all(&reply).await.is_err() {
                return "write failed".into();
            }
            reply.clear();
        }
        loop {
            match stream.try_read(&mut buf[len..]) {
                Ok(0) => return "closed by server".into(),
                Ok(n) => {
                    len += n;
                    break;
                }
                Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => {
                    if stream.readable().await.is_err() {
                        return "poll failed".into();
                    }
                }
                Err(e) => return e.to_string(),
            }
        }
    }
}
