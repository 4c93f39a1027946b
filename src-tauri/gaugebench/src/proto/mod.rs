//! Wire protocols: handshakes and incremental decoders.
//!
//! Every subscriber is the same loop (read, decode, record); only the decoder
//! differs. Decoders are hand-written so that the load generator stays far
//! cheaper than the servers it measures.

pub mod http;
pub mod nats;
pub mod raw;
pub mod sse;
pub mod ws;

use crate::config::Subscribe;
use anyhow::{Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// An incremental decoder.
pub enum Decoder {
    Ws(ws::WsDecoder),
    Sse(sse::SseDecoder),
    Nats(nats::NatsDecoder),
    Raw(raw::RawDecoder),
}

impl Decoder {
    /// Decodes every complete message at the front of `buf`, hands each payload to
    /// `sink`, appends protocol replies (pong and the like) to `reply`, and returns
    /// how many bytes were consumed.
    pub fn decode(&mut self, buf: &[u8], reply: &mut Vec<u8>, sink: impl FnMut(&[u8])) -> Result<usize> {
        match self {
            Decoder::Ws(d) => d.decode(buf, reply, sink),
            Decoder::Sse(d) => d.decode(buf, sink),
            Decoder::Nats(d) => d.decode(buf, reply, sink),
            Decoder::Raw(d) => d.decode(buf, sink),
        }
    }
}

/// An attached subscriber: its stream, decoder, and bytes read but not yet decoded.
pub struct Conn {
    pub stream: TcpStream,
    pub decoder: Decoder,
    pub pending: Vec<u8>,
}

/// Connects and completes the protocol's subscription handshake.
///
/// `small_rcvbuf` shrinks the receive buffer, for subscribers that will never read.
pub async fn attach(
    addr: std::net::SocketAddr,
    headers: &str,
    sub: &Subscribe,
    small_rcvbuf: bool,
) -> Result<Conn> {
    let sock = TcpSocket::new_v4()?;
    if small_rcvbuf {
        sock.set_recv_buffer_size(4096)?;
    }
    let stream = sock.connect(addr).await?;
    stream.set_nodelay(true)?;
    match sub {
        Subscribe::Ws { path, send, wait_for } => {
            let mut c = ws_upgrade(stream, addr, path, headers, false).await?;
            for m in send {
                write_text(&mut c.stream, m).await?;
            }
            if let Some(w) = wait_for {
                wait_message(&mut c, |m| memchr::memmem::find(m, w.as_bytes()).is_some()).await?;
            }
            Ok(c)
        }
        Subscribe::Socketio { path, send } => {
            let mut c = ws_upgrade(stream, addr, path, headers, true).await?;
            wait_message(&mut c, |m| m.first() == Some(&b'0')).await?;
            write_text(&mut c.stream, "40").await?;
            wait_message(&mut c, |m| m.starts_with(b"40")).await?;
            for m in send {
                write_text(&mut c.stream, m).await?;
            }
            Ok(c)
        }
        Subscribe::Sse { path } => {
            let mut c = Conn {
                stream,
                decoder: Decoder::Sse(Default::default()),
                pending: Vec::new(),
            };
            let req = format!(
                "GET {path} HTTP/1.1\r\nHost: {addr}\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n{headers}\r\n"
            );
            c.stream.write_all(req.as_bytes()).await?;
            let head = read_head(&mut c).await?;
            let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
            ensure!(text.starts_with("http/1.1 200"), "SSE refused: {text}");
            c.decoder = Decoder::Sse(sse::SseDecoder::new(text.contains("transfer-encoding: chunked")));
            Ok(c)
        }
        Subscribe::Nats { subject } => {
            let mut c = Conn {
                stream,
                decoder: Decoder::Nats(Default::default()),
                pending: Vec::new(),
            };
            c.stream.write_all(nats::hello(Some(subject)).as_bytes()).await?;
            wait_message(&mut c, |m| m == nats::PONG).await?;
            Ok(c)
        }
        Subscribe::Raw {} => {
            let mut c = Conn {
                stream,
                decoder: Decoder::Raw(Default::default()),
                pending: Vec::new(),
            };
            c.stream.write_all(b"S").await?;
            Ok(c)
        }
    }
}

async fn ws_upgrade(
    stream: TcpStream,
    addr: std::net::SocketAddr,
    path: &str,
    headers: &str,
    engine_io: bool,
) -> Result<Conn> {
    let mut c = Conn {
        stream,
        decoder: Decoder::Ws(ws::WsDecoder {
            engine_io,
            ..Default::default()
        }),
        pending: Vec::new(),
    };
    c.stream
        .write_all(ws::upgrade_request(addr, path, headers).as_bytes())
        .await?;
    let head = read_head(&mut c).await?;
    ws::check_upgrade(&head)?;
    Ok(c)
}

async fn write_text(s: &mut TcpStream, text: &str) -> Result<()> {
    let mut f = Vec::with_capacity(text.len() + 16);
    ws::encode_client_frame(ws::OP_TEXT, text.as_bytes(), &mut f);
    s.write_all(&f).await?;
    Ok(())
}

/// Reads up to and including the blank line; the rest stays in `pending`.
async fn read_head(c: &mut Conn) -> Result<Vec<u8>> {
    loop {
        if let Some(at) = memchr::memmem::find(&c.pending, b"\r\n\r\n") {
            let rest = c.pending.split_off(at + 4);
            return Ok(std::mem::replace(&mut c.pending, rest));
        }
        ensure!(c.pending.len() < 65536, "response head too long");
        if c.stream.read_buf(&mut c.pending).await? == 0 {
            bail!("closed during handshake");
        }
    }
}

/// Reads until a message satisfies `want` (other messages are skipped).
pub async fn wait_message(c: &mut Conn, want: impl Fn(&[u8]) -> bool) -> Result<()> {
    let mut reply = Vec::new();
    loop {
        let mut hit = false;
        let n = c.decoder.decode(&c.pending, &mut reply, |m| hit |= want(m))?;
        c.pending.drain(..n);
        if !reply.is_empty() {
            c.stream.write_all(&reply).await?;
            reply.clear();
        }
        if hit {
            return Ok(());
        }
        if c.stream.read_buf(&mut c.pending).await? == 0 {
            bail!("closed during subscription");
        }
    }
}
