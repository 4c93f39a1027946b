//! One WebSocket: the plain socket, the library that reads it, and what is to be written. Its user is one task.

use std::{
    collections::VecDeque,
    io::{self, IoSlice, Read, Write},
    net::Shutdown,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use socket2::SockRef;
use tokio::{
    net::TcpStream,
    task::{consume_budget, yield_now},
    time::{Instant, timeout},
};
use tungstenite::{
    Error, Message, WebSocket,
    protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
};

/// A socket that takes nothing for this long is closed with [`SLOW`].
const STALLED: Duration = Duration::from_secs(10);
/// A client that says nothing for this long, not even a pong, is closed with [`GONE`] (PROTOCOLS 1).
const SILENT: Duration = Duration::from_secs(60);
/// After half of its silence it is asked whether it is there; most have answered the lane's pings before.
const ASKED: Duration = Duration::from_secs(30);
/// How long a socket has to take its last words, and its client to answer them.
const PARTING: Duration = Duration::from_secs(5);
/// A client's largest message (RELIABILITY R-15).
const LARGEST: usize = 64 * 1024;
/// Replies that may wait for a client that does not take them, before it is heard no more.
const OWED: usize = 128;
/// Bytes of such replies, before it is heard no more.
const OWED_BYTES: usize = 256 * 1024;
/// Bytes taken in before others get their turn. Pings and empty fragments are no messages, and may never end.
const TURN: usize = LARGEST;
/// A whole ping, which every client answers by itself.
const PING: &[u8] = &[0x89, 0];

/// Said with 1001.
pub(crate) const STOPPING: &str = "Streamgauge is stopping";

/// Close codes of our own (RELIABILITY 2.5).
pub(crate) const SLOW: u16 = 4008;
pub(crate) const GONE: u16 = 4012;
pub(crate) const TOO_FAST: u16 = 4013;
pub(crate) const BAD_REQUESTS: u16 = 4501;
pub(crate) const REVOKED: u16 = 4503;

pub(crate) struct Socket {
    stream: Arc<TcpStream>,
    reader: WebSocket<Io>,
    /// The rest of a chunk that is half sent, then what overtakes the backlog: pongs and closes.
    first: VecDeque<Bytes>,
    /// Whole chunks, in order.
    pub(crate) later: VecDeque<Bytes>,
    /// Bytes of answers since everything was written.
    owed: usize,
    /// When it began to take nothing.
    blocked_since: Option<Instant>,
    heard_at: Instant,
    /// Whether it has been asked since.
    is_asked: bool,
    /// Since when only the rest is written.
    ending_since: Option<Instant>,
}

impl Socket {
    /// `already_read` came with the handshake: the whole buffer of that, which goes here. `buffer` is kept for as long
    /// as the client stays.
    pub(crate) fn new(stream: TcpStream, already_read: Bytes, buffer: usize) -> Self {
        let stream = Arc::new(stream);
        let io = Io {
            stream: Arc::clone(&stream),
            leftover: Vec::from(&*already_read),
            left: TURN,
            out: Vec::new(),
        };
        let config = WebSocketConfig::default()
            .read_buffer_size(buffer)
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        Self {
            stream,
            reader: WebSocket::from_raw_socket(io, Role::Server, Some(config)),
            first: VecDeque::new(),
            later: VecDeque::new(),
            owed: 0,
            blocked_since: None,
            heard_at: Instant::now(),
            is_asked: false,
            ending_since: None,
        }
    }

    /// To be waited on beside it.
    pub(crate) fn stream(&self) -> Arc<TcpStream> {
        Arc::clone(&self.stream)
    }

    pub(crate) fn is_blocked(&self) -> bool {
        self.blocked_since.is_some()
    }

    /// Whether nothing more is to be said.
    pub(crate) fn is_ending(&self) -> bool {
        self.ending_since.is_some()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.first.is_empty() && self.later.is_empty()
    }

    /// Queues what the client asked for, behind what waits.
    pub(crate) fn answer(&mut self, answer: Bytes) {
        self.owed += answer.len();
        self.later.push_back(answer);
    }

    /// Whether so much waits that its client asked for that it is to take some of it first.
    fn owes_much(&self) -> bool {
        self.owed > OWED_BYTES
    }

    /// Whether its client is to be heard: not when it takes no answers.
    pub(crate) fn may_read(&self) -> bool {
        !self.is_ending()
            && !self.owes_much()
            && self.first.len() < OWED
            && (!self.is_blocked() || self.later.len() < OWED)
    }

    /// When [`Socket::expire`] is due.
    pub(crate) fn deadline(&self) -> Instant {
        let stalled = self.blocked_since.map(|since| since + STALLED);
        let parting = self.ending_since.map(|since| since + PARTING);
        let silence = if self.is_asked { SILENT } else { ASKED };
        parting.or(stalled).unwrap_or(self.heard_at + silence)
    }

    /// The deadline has passed. False when there is nothing more to wait for.
    pub(crate) fn expire(&mut self) -> bool {
        if self.is_ending() {
            return false;
        }
        if !self.is_blocked() && !self.is_asked {
            self.is_asked = true;
            self.later.push_back(Bytes::from_static(PING));
            return true;
        }
        // What it did not take it need not get: after this it is to come again and be handed a snapshot.
        self.later.clear();
        if self.is_blocked() {
            self.close(SLOW, "You read too slowly: connect again for a snapshot");
        } else {
            self.close(GONE, "Nothing came from you for 60 s, not even a pong");
        }
        true
    }

    /// Writes what there is, until the socket takes no more.
    pub(crate) fn write(&mut self) -> io::Result<()> {
        while !self.is_idle() {
            match self.write_some() {
                Ok(written) => {
                    self.advance(written);
                    // What takes a little, however slowly, is not stalled.
                    self.blocked_since = None;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.blocked_since.get_or_insert_with(Instant::now);
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
        self.owed = 0;
        Ok(())
    }

    /// One chunk by a plain write; only several by a vectored one, whose array has a cost (STRUCTURE 6.4).
    fn write_some(&self) -> io::Result<usize> {
        if self.first.is_empty()
            && self.later.len() == 1
            && let Some(only) = self.later.front()
        {
            return self.stream.try_write(only);
        }
        let mut slices = [IoSlice::new(&[]); 64];
        let mut count = 0;
        for (slice, chunk) in slices.iter_mut().zip(self.first.iter().chain(&self.later)) {
            *slice = IoSlice::new(chunk);
            count += 1;
        }
        self.stream.try_write_vectored(&slices[..count])
    }

    fn advance(&mut self, mut written: usize) {
        while written > 0 {
            let from_later = self.first.is_empty();
            let queue = if from_later {
                &mut self.later
            } else {
                &mut self.first
            };
            let Some(mut front) = queue.pop_front() else {
                return;
            };
            if written < front.len() {
                bytes::Buf::advance(&mut front, written);
                self.first.push_front(front);
                return;
            }
            written -= front.len();
        }
    }

    /// The next message; `None` when there is none for now, or when the client is gone (it is ending then). Where
    /// only its turn is over, the socket goes on saying that it can be read.
    pub(crate) fn read(&mut self) -> Option<Message> {
        self.heard_at = Instant::now();
        self.is_asked = false;
        loop {
            let read = self.reader.read();
            match read {
                Ok(message @ (Message::Text(_) | Message::Binary(_))) => return Some(message),
                // A pong has been written by the library.
                Ok(_) => self.say_what_the_library_says(),
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.say_what_the_library_says();
                    return None;
                }
                Err(error) => {
                    self.let_go(&error);
                    return None;
                }
            }
        }
    }

    /// Ends its turn, and lets others have theirs. A client that never falls silent would else keep the thread, and
    /// with it the system's word of every other socket.
    pub(crate) async fn rest(&mut self) {
        if std::mem::replace(&mut self.reader.get_mut().left, TURN) == 0 {
            yield_now().await;
        } else {
            consume_budget().await;
        }
    }

    fn say_what_the_library_says(&mut self) {
        // WouldBlock cannot be: `out` is a Vec.
        _ = self.reader.flush();
        let out = std::mem::take(&mut self.reader.get_mut().out);
        if !out.is_empty() {
            self.first.push_back(out.into());
        }
    }

    fn let_go(&mut self, error: &Error) {
        let code = match error {
            Error::Utf8(_) => CloseCode::Invalid,
            Error::Capacity(_) => CloseCode::Size,
            Error::Protocol(_) => CloseCode::Protocol,
            // The client closes and the library has answered, or the connection broke.
            _ => {
                self.later.clear();
                return self.end();
            }
        };
        self.close(code.into(), "");
    }

    /// Says goodbye, after everything that waits to be written.
    pub(crate) fn close(&mut self, code: u16, reason: &'static str) {
        if self.is_ending() {
            return;
        }
        let frame = CloseFrame {
            code: code.into(),
            reason: reason.into(),
        };
        _ = self.reader.close(Some(frame));
        self.end();
    }

    fn end(&mut self) {
        _ = self.reader.flush();
        let last = std::mem::take(&mut self.reader.get_mut().out);
        if !last.is_empty() {
            self.later.push_back(last.into());
        }
        self.ending_since = Some(Instant::now());
    }

    /// Lets the client read the last words: bytes of its own that nobody has read would make the system throw them
    /// away.
    pub(crate) async fn part(self) {
        _ = SockRef::from(&*self.stream).shutdown(Shutdown::Write);
        let drained = async {
            let mut scrap = [0; 4096];
            while self.stream.readable().await.is_ok() {
                match self.stream.try_read(&mut scrap) {
                    Ok(0) => return,
                    Err(error) if error.kind() != io::ErrorKind::WouldBlock => return,
                    _ => {}
                }
            }
        };
        // Whoever goes on talking is cut off.
        _ = timeout(PARTING, drained).await;
    }
}

/// The reader's side of the socket: reads come from it, what the library writes is kept for the queue.
struct Io {
    stream: Arc<TcpStream>,
    leftover: Vec<u8>,
    /// Bytes that may still be taken in this turn.
    left: usize,
    out: Vec<u8>,
}

impl Read for Io {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        if self.leftover.is_empty() {
            let count = self.stream.try_read(buffer)?;
            self.left = self.left.saturating_sub(count);
            return Ok(count);
        }
        let count = self.leftover.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.leftover[..count]);
        self.leftover.drain(..count);
        Ok(count)
    }
}

impl Write for Io {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
