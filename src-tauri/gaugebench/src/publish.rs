//! Producers: one blocking connection each, driven by a paced or saturating plan.

use crate::clock;
use crate::config::{Publish, Subscribe, Target};
use crate::proto::{self, Decoder, http::HttpClient, ws};
use crate::shared::Shared;
use crate::template::Template;
use anyhow::{Context, Result, ensure};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One producer connection.
pub struct Publisher {
    kind: Kind,
    body: Template,
    scratch: Vec<u8>,
    wire: Vec<u8>,
}

enum Kind {
    Http {
        client: HttpClient,
        path: String,
    },
    Ws(Arc<Mutex<TcpStream>>),
    Nats {
        stream: Arc<Mutex<TcpStream>>,
        subject: String,
    },
    Raw(TcpStream),
}

impl Publisher {
    pub fn connect(t: &Target, p: &Publish) -> Result<Publisher> {
        let addr: SocketAddr = t.addr.parse()?;
        let (kind, body) = match p {
            Publish::Http { path, body, .. } => (
                Kind::Http {
                    client: HttpClient::new(addr, &t.headers),
                    path: path.clone(),
                },
                body,
            ),
            Publish::Ws {
                path, hello, body, ..
            } => {
                let sub = Subscribe::Ws {
                    path: path.clone(),
                    send: hello.clone(),
                    wait_for: None,
                };
                (Kind::Ws(attach_blocking(addr, &t.headers, &sub)?), body)
            }
            Publish::Socketio { path, body } => {
                let sub = Subscribe::Socketio {
                    path: path.clone(),
                    send: vec![],
                };
                (Kind::Ws(attach_blocking(addr, &t.headers, &sub)?), body)
            }
            Publish::Nats { subject, body } => {
                let s = TcpStream::connect(addr)?;
                s.set_nodelay(true)?;
                (&s).write_all(proto::nats::hello(None).as_bytes())?;
                (
                    Kind::Nats {
                        stream: drain(s, Decoder::Nats(Default::default()))?,
                        subject: subject.clone(),
                    },
                    body,
                )
            }
            Publish::Raw { body } => {
                let mut s = TcpStream::connect(addr)?;
                s.set_nodelay(true)?;
                s.write_all(b"P")?;
                (Kind::Raw(s), body)
            }
            Publish::Inproc { .. } => anyhow::bail!("in-process producers have no publisher"),
        };
        Ok(Publisher {
            kind,
            body: Template::new(body),
            scratch: Vec::new(),
            wire: Vec::new(),
        })
    }

    /// Sends events `first..first + n`, stamped now. Stream protocols put them in
    /// one write; HTTP posts them one by one and waits for each response.
    pub fn send(&mut self, first: u64, n: u64) -> Result<()> {
        self.wire.clear();
        let ts = clock::now_ns();
        for seq in first..first + n {
            self.scratch.clear();
            match &mut self.kind {
                Kind::Http { client, path } => {
                    self.body.render(seq, clock::now_ns(), &mut self.scratch);
                    let (status, _) = client.request("POST", path, &self.scratch)?;
                    ensure!(status / 100 == 2, "POST answered {status}");
                }
                Kind::Ws(_) => {
                    self.body.render(seq, ts, &mut self.scratch);
                    ws::encode_client_frame(ws::OP_TEXT, &self.scratch, &mut self.wire);
                }
                Kind::Nats { subject, .. } => {
                    self.body.render(seq, ts, &mut self.scratch);
                    write!(self.wire, "PUB {subject} {}\r\n", self.scratch.len())?;
                    self.wire.extend_from_slice(&self.scratch);
                    self.wire.extend_from_slice(b"\r\n");
                }
                Kind::Raw(_) => {
                    self.body.render(seq, ts, &mut self.scratch);
                    self.wire
                        .extend_from_slice(&(self.scratch.len() as u32).to_le_bytes());
                    self.wire.extend_from_slice(&self.scratch);
                }
            }
        }
        match &mut self.kind {
            Kind::Http { .. } => {}
            Kind::Ws(s) | Kind::Nats { stream: s, .. } => s.lock().unwrap().write_all(&self.wire)?,
            Kind::Raw(s) => s.write_all(&self.wire)?,
        }
        Ok(())
    }
}

/// Runs the async handshake on a throw-away runtime and hands the socket to a drain thread.
fn attach_blocking(addr: SocketAddr, headers: &str, sub: &Subscribe) -> Result<Arc<Mutex<TcpStream>>> {
    let rt = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let c = rt.block_on(proto::attach(addr, headers, sub, false))?;
    let s = c.stream.into_std()?;
    s.set_nonblocking(false)?;
    drain(s, c.decoder)
}

/// Reads and discards whatever the server sends to the producer, answering pings.
fn drain(s: TcpStream, mut dec: Decoder) -> Result<Arc<Mutex<TcpStream>>> {
    s.set_write_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = s.try_clone()?;
    let writer = Arc::new(Mutex::new(s));
    let w = Arc::downgrade(&writer);
    std::thread::spawn(move || {
        let (mut buf, mut tmp, mut reply) = (Vec::new(), [0u8; 65536], Vec::new());
        loop {
            match reader.read(&mut tmp) {
                Ok(n) if n > 0 => buf.extend_from_slice(&tmp[..n]),
                _ => return,
            }
            let Ok(n) = dec.decode(&buf, &mut reply, |_| ()) else {
                return;
            };
            buf.drain(..n);
            if !reply.is_empty() {
                let Some(w) = w.upgrade() else { return };
                if w.lock().unwrap().write_all(&reply).is_err() {
                    return;
                }
                reply.clear();
            }
        }
    });
    Ok(writer)
}

impl Drop for Publisher {
    fn drop(&mut self) {
        if let Kind::Ws(s) | Kind::Nats { stream: s, .. } = &self.kind {
            let _ = s.lock().unwrap().shutdown(std::net::Shutdown::Both); // ends the drain thread
        }
    }
}

/// When to send what.
#[derive(Clone)]
pub struct Plan {
    pub start_ns: u64,
    pub end_ns: u64,
    /// 0 = saturate.
    pub interval_ns: u64,
    /// Saturation: events per write.
    pub burst: u64,
    /// Saturation: events in flight towards the slowest subscriber (0 = unbounded).
    pub window: u64,
}

/// Drives one connection until the plan ends. Several threads may share `next`.
/// Events that are overdue are sent at once (their lateness shows in `latency_co`);
/// nothing is sent after `end_ns`.
pub fn drive(
    p: &mut Publisher,
    plan: &Plan,
    next: &AtomicU64,
    sent: &AtomicU64,
    shared: &Shared,
) -> Result<()> {
    clock::tighten_timer_slack();
    clock::sleep_until(plan.start_ns);
    if let Some(total) = (plan.end_ns - plan.start_ns).checked_div(plan.interval_ns) {
        loop {
            let seq = next.fetch_add(1, Relaxed);
            let due = plan.start_ns + seq * plan.interval_ns;
            if seq >= total || clock::now_ns() >= plan.end_ns {
                // Give back what was not sent, so `next` stays a count of claims in order.
                return Ok(());
            }
            clock::sleep_until(due);
            p.send(seq, 1).context("publish")?;
            sent.fetch_add(1, Relaxed);
        }
    }
    let mut blocked_since = 0;
    while clock::now_ns() < plan.end_ns {
        let ahead = next.load(Relaxed).saturating_sub(shared.slowest());
        if plan.window > 0 && ahead + plan.burst > plan.window {
            let now = clock::now_ns();
            if blocked_since == 0 {
                blocked_since = now;
            }
            if now - blocked_since < 100_000_000 {
                clock::sleep_until(now + 20_000);
                continue;
            } // else: events were dropped at the tail; push one burst to move on
        }
        blocked_since = 0;
        let first = next.fetch_add(plan.burst, Relaxed);
        p.send(first, plan.burst).context("publish")?;
        sent.fetch_add(plan.burst, Relaxed);
    }
    Ok(())
}
