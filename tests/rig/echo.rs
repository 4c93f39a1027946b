//! A WebSocket that says everything again: the port's own reader and writer (`gauge-server/src/socket.rs`, the very
//! file) behind a bare handshake. The program has nothing that echoes, and a test suite of the protocol needs it.

use std::io;

use bytes::Bytes;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep_until,
};
use tokio_tungstenite::accept_async;
use tungstenite::protocol::frame::{
    Frame,
    coding::{Data, OpCode},
};

#[expect(dead_code, reason = "an echo says none of the program's own goodbyes")]
#[path = "../../src-tauri/crates/gauge-server/src/socket.rs"]
mod socket;

use socket::Socket;

/// As the port's readers have it.
const READ_BUFFER: usize = 1024;

/// One that runs.
#[derive(Debug)]
pub struct Echo {
    /// `ws://127.0.0.1:…`
    pub url: String,
    accepting: JoinHandle<()>,
}

impl Echo {
    /// Starts one on a port of its own.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("ws://{}", listener.local_addr().expect("an address"));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream));
            }
        });
        Self { url, accepting }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(stream: TcpStream) {
    // Only the handshake is the library's: nothing was read or written by it since.
    let Ok(shaken) = accept_async(stream).await else {
        return;
    };
    let mut socket = Socket::new(shaken.into_inner(), Bytes::new(), READ_BUFFER);
    if talk(&mut socket).await.is_ok() {
        socket.part().await;
    }
}

/// As the port's readers talk.
async fn talk(socket: &mut Socket) -> io::Result<()> {
    let stream = socket.stream();
    loop {
        socket.write()?;
        if socket.is_ending() && socket.is_idle() {
            return Ok(());
        }
        tokio::select! {
            biased;
            ready = stream.writable(), if socket.is_blocked() => ready?,
            ready = stream.readable(), if socket.may_read() => {
                ready?;
                hear(socket);
                socket.rest().await;
            }
            () = sleep_until(socket.deadline()) => {
                if !socket.expire() { return Ok(()) }
            }
        }
    }
}

fn hear(socket: &mut Socket) {
    while let Some(message) = socket.read() {
        let kind = if message.is_text() {
            Data::Text
        } else {
            Data::Binary
        };
        let mut again = Vec::new();
        Frame::message(message.into_data(), OpCode::Data(kind), true)
            .format(&mut again)
            .expect("a Vec takes everything");
        socket.later.push_back(again.into());
    }
}
