//! `targets.toml`: what to start, how to subscribe, how to publish.
//!
//! Adding a server to the benchmark normally means adding one `[[target]]`
//! stanza, no Rust code. See `targets.toml` for commented examples.

use crate::stored::Stored;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, Deserialize)]
struct File {
    target: Vec<Target>,
}

/// One server under test.
#[derive(Debug, Clone, Deserialize)]
pub struct Target {
    pub name: String,
    /// argv of the server; empty means "already running" (then no CPU/RSS figures
    /// unless `--pid` is given).
    #[serde(default)]
    pub cmd: Vec<String>,
    /// Working directory, relative to the targets file.
    #[serde(default)]
    pub cwd: Option<String>,
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// `127.0.0.1:port`. Loopback only, by design.
    pub addr: String,
    /// A JSON file whose `token` goes into an `Authorization` header of every handshake and POST. Read when the
    /// server is ready. `{scratch}` in it, in `cmd` and in `env` is a folder made anew for each run.
    #[serde(default)]
    pub token_file: Option<String>,
    /// Header lines of every handshake and POST, each with its line end; made from `token_file`.
    #[serde(skip)]
    pub headers: String,
    /// HTTP path polled until it answers 2xx; absent means "TCP connect works".
    #[serde(default)]
    pub ready: Option<String>,
    /// Where the sequence number is found in a delivered message: object keys
    /// separated by dots, scanned left to right, e.g. `viewer_counts.xQc`.
    #[serde(default = "default_seq")]
    pub seq_path: String,
    /// Same, for the send timestamp (ns, `CLOCK_MONOTONIC`).
    #[serde(default = "default_ts")]
    pub ts_path: String,
    /// A subscriber is told only the newest of what came between two frames, by design. Then nothing limits what is
    /// in flight, and a frame is lost to a subscriber if another one got it.
    #[serde(default)]
    pub coalesced: bool,
    pub subscribe: Subscribe,
    /// Named ingest paths. `--target name` uses `default_publish`;
    /// `--target name:http` picks one.
    pub publish: BTreeMap<String, Publish>,
    pub default_publish: String,
    /// Where its rows are, for the case that compares them with the receipts.
    #[serde(default)]
    pub stored: Option<Stored>,
}

impl Target {
    /// The same with its token, now that the server has written it.
    pub fn authorised(&self, scratch: &Path) -> Result<Target> {
        let mut target = self.clone();
        if let Some(file) = &self.token_file {
            let file = PathBuf::from(in_scratch(file, scratch));
            let text = std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
            let held: serde_json::Value = serde_json::from_str(&text)?;
            let token = held["token"].as_str().context("the token file has no token")?;
            target.headers = format!("Authorization: Bearer {token}\r\n");
        }
        Ok(target)
    }
}

/// A word of the targets file with the run's folder in it.
pub fn in_scratch(word: &str, scratch: &Path) -> String {
    word.replace("{scratch}", &scratch.to_string_lossy())
}

fn default_seq() -> String {
    "gb_seq".into()
}
fn default_ts() -> String {
    "gb_ts".into()
}

/// How a subscriber attaches.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Subscribe {
    /// Raw WebSocket, text or binary frames.
    Ws {
        path: String,
        /// Text frames sent after the upgrade (e.g. the subscribe message).
        #[serde(default)]
        send: Vec<String>,
        /// Not connected until a message containing this text has arrived.
        #[serde(default)]
        wait_for: Option<String>,
    },
    /// Socket.IO v5 protocol over Engine.IO v4, websocket transport only.
    Socketio {
        #[serde(default = "default_sio")]
        path: String,
        /// Raw Socket.IO packets sent once connected, e.g. `42["request_stats"]`.
        #[serde(default)]
        send: Vec<String>,
    },
    /// Server-Sent Events over HTTP/1.1.
    Sse { path: String },
    /// NATS core text protocol over TCP.
    Nats { subject: String },
    /// u32-LE length-prefixed frames over TCP; the client first writes `S`.
    Raw {},
}

fn default_sio() -> String {
    "/socket.io/?EIO=4&transport=websocket".into()
}

/// How events enter the server. `{seq}` and `{ts}` in a body are replaced.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Publish {
    /// `POST path`, keep-alive, one request in flight per connection.
    Http {
        path: String,
        body: String,
        /// It is answered after its commit: the disk's own commits are measured beside it.
        #[serde(default)]
        durable: bool,
    },
    /// Text frames over one WebSocket.
    Ws {
        path: String,
        #[serde(default)]
        hello: Vec<String>,
        body: String,
        /// As of `Http`.
        #[serde(default)]
        durable: bool,
    },
    /// Socket.IO packets over one websocket transport.
    Socketio {
        #[serde(default = "default_sio")]
        path: String,
        body: String,
    },
    Nats {
        subject: String,
        body: String,
    },
    Raw {
        body: String,
    },
    /// The server produces: `POST path?rate=R&seconds=S&base=B` starts it (rate 0 =
    /// as fast as possible), `GET path` answers `{"published":n,"running":bool}`.
    Inproc {
        path: String,
    },
}

impl Publish {
    pub fn kind(&self) -> &'static str {
        match self {
            Publish::Http { .. } => "http",
            Publish::Ws { .. } => "ws",
            Publish::Socketio { .. } => "socketio",
            Publish::Nats { .. } => "nats",
            Publish::Raw { .. } => "raw",
            Publish::Inproc { .. } => "inproc",
        }
    }

    /// Whether each push is answered after its commit.
    pub fn is_durable(&self) -> bool {
        matches!(
            self,
            Publish::Http { durable: true, .. } | Publish::Ws { durable: true, .. }
        )
    }
}

/// Loads the targets of one file; relative `cwd`s are resolved against the file's folder.
pub fn load(path: &Path) -> Result<Vec<Target>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    let mut file: File = toml::from_str(&text).context("parse targets file")?;
    let base = path.canonicalize()?.parent().unwrap().to_path_buf();
    for t in &mut file.target {
        let cwd = t.cwd.clone().unwrap_or_else(|| ".".into());
        t.cwd = Some(base.join(cwd).to_string_lossy().into_owned());
        let ip: std::net::SocketAddr = t.addr.parse().with_context(|| format!("addr of {}", t.name))?;
        if !ip.ip().is_loopback() {
            bail!("{}: gaugebench only talks to loopback addresses", t.name);
        }
        if !t.publish.contains_key(&t.default_publish) {
            bail!(
                "{}: default_publish '{}' is not defined",
                t.name,
                t.default_publish
            );
        }
    }
    Ok(file.target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_targets_can_be_run() {
        let all = load(Path::new("targets.toml")).expect("the file beside the manifest");
        let ours = |name: &str| all.iter().find(|t| t.name == name).expect("a target");
        let native = ours("streamgauge-native");
        assert!(native.stored.is_some());
        for (ingest, kind) in [("ledger", "ws"), ("ledger-http", "http")] {
            assert!(native.publish[ingest].is_durable());
            assert_eq!(native.publish[ingest].kind(), kind);
        }
        assert!(!native.publish["http"].is_durable());
        for name in ["streamgauge-socketio-stats", "streamgauge-sse-stats"] {
            assert!(ours(name).coalesced, "{name}");
        }
        let mut doors: Vec<_> = all.iter().map(|t| &t.addr).collect();
        doors.sort();
        doors.dedup();
        assert_eq!(doors.len(), all.len(), "each has a port of its own");
    }
}
