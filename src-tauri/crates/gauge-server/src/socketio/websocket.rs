//! Socket.IO over a WebSocket: from the beginning, or taken over from polling.

use std::{
    future::ready,
    io,
    sync::{Arc, atomic::Ordering::Relaxed},
};

use axum::{body::Body, extract::Request, http::Response};
use bytes::Bytes;
use tokio::{
    net::TcpStream,
    time::{Instant, sleep_until, timeout},
};
use tungstenite::{Message, protocol::frame::coding::CloseCode};
use ulid::Ulid;

use super::{
    CONNECT_WITHIN, Visitor,
    engineio::{Packet, Version},
    sessions::{Session, Sessions},
    talk::{End, Talk, framed},
};
use crate::{
    socket::{BAD_REQUESTS, REVOKED, SLOW, STOPPING, Socket},
    websocket::upgrade,
};

/// Kept for every client (STRUCTURE 6.6).
const READ_BUFFER: usize = 1024;
/// Messages obeyed before others get their turn: more than fit into the read buffer, so that none is left there.
const READS: usize = 512;

/// Packets of a client that has not yet said that it stays: stock clients send two.
const TRIES: usize = 8;

/// A client that begins on a WebSocket.
pub(super) fn open(visitor: Visitor, version: Version, request: Request) -> Response<Body> {
    upgrade(request, async move |stream: TcpStream, already_read: Bytes| {
        let sid = Ulid::new().to_string();
        if let Ok(talk) = Talk::begin(visitor, version, &sid, &[]).await {
            let socket = Socket::new(stream, already_read, READ_BUFFER);
            Client::new(socket, talk).run().await;
        }
    })
}

/// A client that polled until now.
pub(super) fn take_over(
    sessions: Sessions,
    sid: Box<str>,
    session: Arc<Session>,
    request: Request,
) -> Response<Body> {
    upgrade(request, async move |stream: TcpStream, already_read: Bytes| {
        let mut socket = Socket::new(stream, already_read, READ_BUFFER);
        let probed = timeout(CONNECT_WITHIN, probe(&mut socket, &session)).await;
        session.is_upgrading.store(false, Relaxed);
        // If this came to nothing it goes on polling.
        drop(session);
        if let Ok(Some(())) = probed
            && let Some(talk) = sessions.take(&sid).await
        {
            Client::new(socket, talk).run().await;
        }
    })
}

/// The client tries the socket, then says that it uses it.
///
/// Who only tries and tries is given up, before what it is answered has filled the memory.
async fn probe(socket: &mut Socket, session: &Session) -> Option<()> {
    let (stream, mut tries) = (socket.stream(), TRIES);
    loop {
        while let Some(message) = socket.read() {
            tries = tries.checked_sub(1)?;
            let Message::Text(text) = message else { return None };
            match Packet::parse(&text) {
                Ok(Packet::Ping(data)) => {
                    socket.later.push_back(framed(&[b"3", data.as_bytes()]));
                    // The client waits for its poll to end before it goes on.
                    session.is_upgrading.store(true, Relaxed);
                    session.wake.notify_one();
                }
                Ok(Packet::Upgrade) => return Some(()),
                _ => return None,
            }
        }
        socket.write().ok()?;
        if !socket.may_read() {
            return None;
        }
        socket.rest().await;
        stream.readable().await.ok()?;
    }
}

/// One client: its talk, its socket and one task.
struct Client {
    socket: Socket,
    talk: Talk,
    opened_at: Instant,
    /// Whether there may be messages that were read and not heard.
    has_more: bool,
}

impl Client {
    fn new(socket: Socket, talk: Talk) -> Self {
        Self {
            socket,
            talk,
            opened_at: Instant::now(),
            has_more: false,
        }
    }

    async fn run(mut self) {
        // What came with the handshake, or behind the end of polling, has been read from the system already.
        self.hear().await;
        if self.converse().await.is_ok() {
            self.socket.part().await;
        }
    }

    /// Until the last words are written; an error when the connection broke.
    async fn converse(&mut self) -> io::Result<()> {
        let stream = self.socket.stream();
        let timer = sleep_until(self.socket.deadline());
        tokio::pin!(timer);
        loop {
            self.write().await?;
            let (blocked, ending) = (self.socket.is_blocked(), self.socket.is_ending());
            if ending && self.socket.is_idle() {
                return Ok(());
            }
            let deadline = self.socket.deadline();
            let connect_by = self.opened_at + CONNECT_WITHIN;
            let connecting = (!ending && !self.talk.has_joined()).then_some(connect_by);
            let due = self.talk.due().filter(|_| !blocked && !ending);
            let next = [due, connecting]
                .into_iter()
                .flatten()
                .fold(deadline, Instant::min);
            if timer.deadline() != next {
                timer.as_mut().reset(next);
            }
            tokio::select! {
                biased;
                ready = stream.writable(), if blocked => ready?,
                // Before the news: a busy lane must not keep a client from being heard.
                () = ready(()), if self.has_more && self.socket.may_read() => self.hear().await,
                ready = stream.readable(), if self.socket.may_read() => {
                    ready?;
                    self.hear().await;
                }
                () = self.talk.news(), if !blocked && !ending => {}
                () = timer.as_mut() => {
                    if next == deadline && !self.socket.expire() { return Ok(()) }
                    if connecting == Some(next) { self.let_go(End::Malformed) }
                }
            }
        }
    }

    async fn hear(&mut self) {
        self.has_more = true;
        for _ in 0..READS {
            // The library may hold more messages, which the socket does not announce.
            if !self.socket.may_read() {
                return self.socket.rest().await;
            }
            let heard = match self.socket.read() {
                Some(Message::Text(text)) => self.talk.hear(&text).await,
                Some(_) => Err(End::Binary),
                None => break,
            };
            for answer in self.talk.said() {
                self.socket.answer(answer);
            }
            if let Err(end) = heard {
                return self.let_go(end);
            }
        }
        self.socket.rest().await;
        self.has_more = false;
    }

    /// Writes what there is, and what the lane has.
    async fn write(&mut self) -> io::Result<()> {
        self.socket.later.extend(self.talk.said());
        loop {
            self.socket.write()?;
            if self.socket.is_blocked() || self.socket.is_ending() {
                return Ok(());
            }
            if let Err(end) = self.talk.gather().await {
                self.let_go(end);
            } else if self.talk.out.is_empty() {
                return Ok(());
            }
            self.socket.later.extend(self.talk.said());
        }
    }

    fn let_go(&mut self, end: End) {
        let (code, reason) = match end {
            End::Left => (CloseCode::Normal.into(), ""),
            End::Binary => (CloseCode::Unsupported.into(), "Only text is spoken here"),
            End::Malformed => (BAD_REQUESTS, "This is no packet, or out of place, or too late"),
            End::Slow => (SLOW, "Fetch the answers before you ask on"),
            End::Revoked => (REVOKED, "The token was revoked"),
            End::Stopping => (CloseCode::Away.into(), STOPPING),
        };
        self.socket.close(code, reason);
    }
}
