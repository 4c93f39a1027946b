//! The engine and its port, in this process: each input is a connection of its own.

use std::time::Duration;

use gauge_engine::{DataDir, Engine, Opening, Receipt};
use gauge_server::Desk;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Runtime,
    sync::oneshot,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use crate::{Frame, masked, parse};

/// How long anything may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(60);

/// A port to knock at.
pub struct Door {
    runtime: Runtime,
    engine: Engine,
    /// `127.0.0.1:7828`, with the port that it got.
    pub host: String,
    _folder: TempDir,
}

/// A WebSocket.
pub struct Wire {
    socket: TcpStream,
    bytes: Vec<u8>,
}

impl Door {
    /// Opens a new profile in memory, where the system has such a folder, and serves it.
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let folder = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .expect("a folder");
        let (engine, host) = runtime.block_on(async {
            let data = DataDir::claim(folder.path()).expect("the folder is ours");
            let engine = Engine::start(data, Opening::Last, gauge_engine::now)
                .await
                .expect("an engine");
            let desk = Desk::open(engine.clone()).expect("keys");
            let (tell, first) = oneshot::channel();
            tokio::spawn(gauge_server::serve(desk, Some(0), tell, CancellationToken::new()));
            let http = first.await.expect("word of the port").expect("a port");
            (engine, http.trim_start_matches("http://").to_owned())
        });
        Self {
            runtime,
            engine,
            host,
            _folder: folder,
        }
    }

    /// Runs something beside the port.
    pub fn run<T>(&self, what: impl Future<Output = T>) -> T {
        let ended = self.runtime.block_on(async { timeout(PATIENCE, what).await });
        ended.expect("it does not hang")
    }

    /// Counts events.
    pub async fn push(&self, body: &str) -> Receipt {
        let pushed = self.engine.push(body.as_bytes()).await;
        pushed.expect("the engine runs").expect("it is good")
    }

    /// Says all of it, then listens to the end.
    pub fn talk(&self, bytes: &[u8]) -> Vec<u8> {
        self.run(async {
            let mut socket = TcpStream::connect(&self.host).await.expect("it listens");
            // It may hang up in the middle: then there is an answer too, or the system has thrown it away.
            _ = socket.write_all(bytes).await;
            _ = socket.shutdown().await;
            let mut answer = Vec::new();
            _ = socket.read_to_end(&mut answer).await;
            answer
        })
    }

    /// The request that becomes a WebSocket at this path.
    pub fn handshake(&self, path: &str) -> String {
        format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            self.host
        )
    }

    /// Becomes a WebSocket; `None` when the address is refused.
    pub async fn wire(&self, path: &str) -> Option<Wire> {
        let mut socket = TcpStream::connect(&self.host).await.expect("it listens");
        _ = socket.write_all(self.handshake(path).as_bytes()).await;
        let mut wire = Wire {
            socket,
            bytes: Vec::new(),
        };
        let end = loop {
            if let Some(end) = wire.bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            wire.more().await?;
        };
        let is_open = wire.bytes.starts_with(b"HTTP/1.1 101 ");
        wire.bytes.drain(..end);
        is_open.then_some(wire)
    }
}

impl Default for Door {
    fn default() -> Self {
        Self::new()
    }
}

impl Wire {
    /// Says one text.
    pub async fn say(&mut self, text: &[u8]) {
        _ = self.socket.write_all(&masked(text)).await;
    }

    /// The next frame; `None` when the connection has ended.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some((frame, length)) = parse(&self.bytes) {
                self.bytes.drain(..length);
                return Some(frame);
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> Option<()> {
        let read = self.socket.read_buf(&mut self.bytes).await.ok()?;
        (read > 0).then_some(())
    }
}
