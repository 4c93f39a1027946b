//! One client of `/ws/live`: a cursor, a socket and one task (bench/STRUCTURE 3).

use std::{
    collections::VecDeque,
    io::{self, IoSlice},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use gauge_engine::{Engine, Seat, Taken};
use gauge_model::Topics;
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    time::{Instant, sleep_until},
};
use tungstenite::{
    Error, Message, WebSocket,
    protocol::{Role, WebSocketConfig, frame::coding::CloseCode},
};

use crate::{
    access::{Access, Lease},
    client::reading::Io,
    dialect::{LIVE, legacy_status},
};

/// A socket that takes nothing for this long is closed.
const STALLED: Duration = Duration::from_secs(10);
/// A client that says nothing for this long, not even a pong, is gone (PROTOCOLS 1).
const SILENT: Duration = Duration::from_secs(60);
/// Its token was revoked: it need not come again (RELIABILITY 2.5).
pub(crate) const REVOKED: u16 = 4503;
/// Messages read before others get their turn.
const READS: usize = 512;
/// A client's largest message (RELIABILITY R-15).
const LARGEST: usize = 64 * 1024;

mod reading;

pub(crate) struct Client {
    engine: Engine,
    socket: Arc<TcpStream>,
    reader: WebSocket<Io>,
    /// Whole frames, and what is left of one, to be written.
    pending: VecDeque<Bytes>,
    seat: Option<Seat>,
    topics: Topics,
    /// What its token adds to any topics.
    private: Topics,
    /// Its right to stay.
    lease: Lease,
    /// Before its first subscribe a client gets all of seed 003's events.
    has_subscribed: bool,
    ending: bool,
}

/// What came of writing.
struct Written {
    /// The socket takes no more.
    blocked: bool,
    /// It took something.
    some: bool,
}

/// What a client asked for, as it concerns the lane.
enum Heard {
    Nothing,
    /// It wants other topics; the reply goes out before the snapshot.
    Topics(Topics, Vec<u8>),
}

impl Client {
    pub(crate) fn new(engine: Engine, access: &Access, socket: TcpStream, already_read: &[u8]) -> Self {
        let socket = Arc::new(socket);
        let io = Io {
            socket: Arc::clone(&socket),
            leftover: already_read.to_vec(),
            out: Vec::new(),
        };
        let config = WebSocketConfig::default()
            // Kept for every client (STRUCTURE 6.6).
            .read_buffer_size(1024)
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        Self {
            engine,
            socket,
            reader: WebSocket::from_raw_socket(io, Role::Server, Some(config)),
            pending: VecDeque::new(),
            seat: None,
            topics: Topics::LEGACY,
            private: access.topics(),
            lease: access.lease(),
            has_subscribed: false,
            ending: false,
        }
    }

    pub(crate) async fn run(mut self) {
        if self.sit(Topics::LEGACY, hello()).await.is_none() {
            return;
        }
        let Some(mut news) = self.seat.as_ref().map(|seat| seat.lane.news()) else {
            return;
        };
        let mut heard_at = Instant::now();
        let mut blocked_since = None;
        loop {
            let Ok(Written { blocked, some }) = self.write().await else {
                return;
            };
            // What takes a little, however slowly, is not stalled.
            blocked_since = blocked.then(|| blocked_since.filter(|_| !some).unwrap_or_else(Instant::now));
            if !self.ending && self.lease.is_over() {
                self.say_goodbye(CloseCode::Library(REVOKED), "The token was revoked");
                continue;
            }
            if self.ending && self.pending.is_empty() {
                return;
            }
            let deadline = blocked_since.map_or(heard_at + SILENT, |since| since + STALLED);
            let socket = Arc::clone(&self.socket);
            tokio::select! {
                biased;
                ready = socket.writable(), if blocked => if ready.is_err() { return },
                // Not while blocked: answers would pile up for a client that does not read them. And before the
                // news: a busy lane must not keep a client from being heard.
                ready = socket.readable(), if !blocked && !self.ending => {
                    if ready.is_err() { return }
                    heard_at = Instant::now();
                    match self.read() {
                        Some(Heard::Nothing) => {}
                        Some(Heard::Topics(topics, reply)) => {
                            if self.sit(topics, reply).await.is_none() { return }
                            if let Some(seat) = &self.seat { news = seat.lane.news() }
                        }
                        None => self.ending = true,
                    }
                }
                _ = news.changed(), if !blocked && !self.ending => {}
                () = self.lease.over(), if !self.ending => {}
                () = sleep_until(deadline) => return,
            }
        }
    }

    /// Takes a place in the lane of these topics, at this instant; `reply` stands before its snapshot. `None` when
    /// the app is stopping.
    async fn sit(&mut self, topics: Topics, reply: Vec<u8>) -> Option<()> {
        let leaving = self.seat.as_ref().map(|seat| Arc::clone(&seat.lane));
        let seat = self
            .engine
            .change_seat(LIVE, topics.and(self.private), leaving)
            .await
            .ok()?;
        if let (Some(old), Some(end)) = (&mut self.seat, seat.left) {
            // Having lagged there costs nothing more than what lagging costs.
            _ = old.lane.take_up_to(&mut old.cursor, end, &mut self.pending);
        }
        if !reply.is_empty() {
            self.pending.push_back(reply.into());
        }
        if !seat.snapshot.is_empty() {
            self.pending.push_back(seat.snapshot.clone());
        }
        self.topics = topics;
        self.seat = Some(seat);
        Some(())
    }

    /// Writes what there is.
    async fn write(&mut self) -> io::Result<Written> {
        let mut some = false;
        loop {
            if self.pending.is_empty() && !self.ending {
                let Some(seat) = &mut self.seat else {
                    return Ok(Written { blocked: false, some });
                };
                match seat.lane.take(&mut seat.cursor, &mut self.pending) {
                    Taken::Got => {}
                    Taken::Empty => return Ok(Written { blocked: false, some }),
                    Taken::Closed => self.say_goodbye(CloseCode::Away, "Streamgauge is stopping"),
                    Taken::Lagged if self.sit(self.topics, Vec::new()).await.is_some() => {}
                    Taken::Lagged => self.say_goodbye(CloseCode::Away, "Streamgauge is stopping"),
                }
            }
            if self.pending.is_empty() {
                return Ok(Written { blocked: false, some });
            }
            match write_some(&self.socket, &self.pending) {
                Ok(written) => {
                    advance(&mut self.pending, written);
                    some = true;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Ok(Written { blocked: true, some });
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads what has come. `None` when the client is to be let go.
    fn read(&mut self) -> Option<Heard> {
        let mut heard = Heard::Nothing;
        for _ in 0..READS {
            match self.reader.read() {
                Ok(Message::Text(text)) => match self.obey(&text) {
                    Heard::Nothing => {}
                    Heard::Topics(topics, mut reply) => {
                        // Of several in one read the last topics count, and every reply is sent.
                        if let Heard::Topics(_, mut earlier) = heard {
                            earlier.append(&mut reply);
                            reply = earlier;
                        }
                        self.topics = topics;
                        heard = Heard::Topics(topics, reply);
                    }
                },
                Ok(Message::Binary(_)) => self.reply("error", json!({ "message": "Invalid JSON format" })),
                Ok(_) => {}
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.send_replies();
                    return Some(heard);
                }
                Err(error) => {
                    self.let_go(&error);
                    return None;
                }
            }
        }
        self.send_replies();
        Some(heard)
    }

    /// Pongs and the like, which the library has written: ahead of the backlog, but never inside a frame that
    /// is half sent. The front chunk may be such a half.
    fn send_replies(&mut self) {
        // WouldBlock cannot be: `out` is a Vec.
        _ = self.reader.flush();
        let out = std::mem::take(&mut self.reader.get_mut().out);
        if !out.is_empty() {
            let place = usize::from(!self.pending.is_empty());
            self.pending.insert(place, out.into());
        }
    }

    fn let_go(&mut self, error: &Error) {
        let code = match error {
            Error::Utf8(_) => Some(CloseCode::Invalid),
            Error::Capacity(_) => Some(CloseCode::Size),
            Error::Protocol(_) => Some(CloseCode::Protocol),
            // The client closes and the library has answered, or the connection broke.
            _ => None,
        };
        match code {
            Some(code) => self.say_goodbye(code, ""),
            None => self.send_last_words(),
        }
    }

    fn say_goodbye(&mut self, code: CloseCode, reason: &'static str) {
        let frame = tungstenite::protocol::CloseFrame {
            code,
            reason: reason.into(),
        };
        _ = self.reader.close(Some(frame));
        self.send_last_words();
    }

    /// What the library has written goes after everything else, and nothing after it: it ends with a close.
    fn send_last_words(&mut self) {
        _ = self.reader.flush();
        self.pending
            .push_back(std::mem::take(&mut self.reader.get_mut().out).into());
        self.pending.retain(|chunk| !chunk.is_empty());
        self.ending = true;
    }

    fn reply(&mut self, event_type: &str, extra: Value) {
        self.pending
            .push_back(legacy_status(event_type, gauge_engine::now(), extra).into());
    }

    /// One command (PROTOCOLS 2).
    fn obey(&mut self, text: &str) -> Heard {
        let command = match serde_json::from_str(text) {
            Ok(Value::Object(command)) => command,
            _ => {
                self.reply("error", json!({ "message": "Invalid JSON format" }));
                return Heard::Nothing;
            }
        };
        match command.get("type").and_then(Value::as_str) {
            Some("ping") => self.reply("pong", json!({})),
            Some("get_status") => self.reply("status", json!({ "message": "Connected" })),
            Some(kind @ ("subscribe" | "unsubscribe")) => {
                let channels = match command.get("channels") {
                    None | Some(Value::Null) => Vec::new(),
                    Some(Value::Array(channels)) => channels.clone(),
                    Some(_) => {
                        self.reply("error", json!({ "message": "Invalid JSON format" }));
                        return Heard::Nothing;
                    }
                };
                return self.subscribe(kind == "subscribe", channels);
            }
            other => {
                let named = command
                    .get("type")
                    .map(|kind| other.map_or_else(|| kind.to_string(), str::to_owned));
                let named = named.unwrap_or_else(|| "None".to_owned());
                self.reply(
                    "error",
                    json!({ "message": format!("Unknown message type: {named}") }),
                );
            }
        }
        Heard::Nothing
    }

    fn subscribe(&mut self, more: bool, channels: Vec<Value>) -> Heard {
        let named = channels.iter().filter_map(Value::as_str).map(Topics::named);
        let named = named.fold(Topics::NONE, Topics::and);
        let before = if self.has_subscribed || !more {
            self.topics
        } else {
            Topics::NONE
        };
        let topics = if more {
            before.and(named)
        } else {
            before.without(named)
        };
        self.has_subscribed = true;
        let (done, word) = if more {
            ("subscription_confirmed", "Subscribed to")
        } else {
            ("unsubscribed", "Unsubscribed from")
        };
        let message = format!("{word} {} channels", channels.len());
        let reply = legacy_status(
            done,
            gauge_engine::now(),
            json!({ "channels": channels, "message": message }),
        );
        Heard::Topics(topics, reply)
    }
}

/// What every client of seed 003 waits for first.
fn hello() -> Vec<u8> {
    let capabilities: Vec<_> = Topics::names().collect();
    let message = "Connected to LeadVille Live Updates";
    let extra = json!({ "message": message, "capabilities": capabilities });
    legacy_status("connection_established", gauge_engine::now(), extra)
}

/// One chunk by a plain write; only several by a vectored one, whose array has a cost (STRUCTURE 6.4).
fn write_some(socket: &TcpStream, pending: &VecDeque<Bytes>) -> io::Result<usize> {
    if let (Some(only), 1) = (pending.front(), pending.len()) {
        return socket.try_write(only);
    }
    let mut slices = [IoSlice::new(&[]); 64];
    let mut count = 0;
    for (slice, chunk) in slices.iter_mut().zip(pending) {
        *slice = IoSlice::new(chunk);
        count += 1;
    }
    socket.try_write_vectored(&slices[..count])
}

fn advance(pending: &mut VecDeque<Bytes>, mut written: usize) {
    while let Some(front) = pending.front_mut() {
        if written < front.len() {
            bytes::Buf::advance(front, written);
            return;
        }
        written -= front.len();
        pending.pop_front();
    }
}
