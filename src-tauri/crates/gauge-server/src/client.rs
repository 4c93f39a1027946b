//! One client of `/ws/live`: a cursor, a socket and one task (bench/STRUCTURE 3).

use std::{future::ready, io, sync::Arc};

use bytes::Bytes;
use gauge_engine::{Engine, Seat, Since, Taken};
use gauge_model::{OverlayReport, Topics};
use serde_json::{Map, Value, json};
use tokio::{net::TcpStream, sync::watch, time::sleep_until};
use tungstenite::{Message, protocol::frame::coding::CloseCode};

use crate::{
    access::{Access, Lease},
    boards::Boards,
    dialect::{LIVE, legacy_status},
    reports::{Reporter, Reports, may_report},
    socket::{REVOKED, STOPPING, Socket},
};

/// Messages obeyed before others get their turn: more than fit into the read buffer, so that none is left there.
const READS: usize = 512;
/// Kept for every client (STRUCTURE 6.6).
const READ_BUFFER: usize = 1024;

pub(crate) struct Client {
    engine: Engine,
    socket: Socket,
    seat: Option<Seat>,
    topics: Topics,
    /// What its token adds to any topics.
    private: Topics,
    /// Its right to stay.
    lease: Lease,
    /// Before its first subscribe a client gets all of seed 003's events.
    has_subscribed: bool,
    /// Whether there may be messages that were read and not heard.
    has_more: bool,
    /// From the address: where it wants to go on when it subscribes first.
    since: Option<Since>,
    /// What it tells of itself; `None` where that is not heard.
    reporter: Option<Reporter>,
    boards: Boards,
}

impl Client {
    pub(crate) fn new(
        engine: Engine,
        (access, reports): (&Access, &Reports),
        stream: TcpStream,
        already_read: Bytes,
        since: Option<Since>,
    ) -> Self {
        Self {
            engine,
            socket: Socket::new(stream, already_read, READ_BUFFER),
            seat: None,
            topics: Topics::LEGACY,
            private: access.topics(),
            lease: access.lease(),
            has_subscribed: false,
            has_more: false,
            since,
            reporter: may_report(access).then(|| reports.reporter()),
            boards: Boards::default(),
        }
    }

    pub(crate) async fn run(mut self) {
        self.socket.later.push_back(hello().into());
        if self.sit(Topics::LEGACY, None, None).await.is_none() {
            self.say_that_it_stops();
        }
        // What came with the handshake has been read from the system already, and nothing announces it.
        self.hear().await;
        if self.talk().await.is_ok() {
            self.socket.part().await;
        }
    }

    /// Until the last words are written; an error when the connection broke.
    async fn talk(&mut self) -> io::Result<()> {
        let stream = self.socket.stream();
        // Set anew only when it is due at another time: the timers of all clients are one lock.
        let timer = sleep_until(self.socket.deadline());
        tokio::pin!(timer);
        loop {
            // Before the lane is looked at: what comes from now on is noticed.
            let news = self.seat.as_ref().map(|seat| seat.lane.news());
            self.write().await?;
            if self.socket.is_ending() && self.socket.is_idle() {
                return Ok(());
            }
            let (blocked, ending) = (self.socket.is_blocked(), self.socket.is_ending());
            let deadline = self.socket.deadline();
            if timer.deadline() != deadline {
                timer.as_mut().reset(deadline);
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
                () = changed(news), if !blocked && !ending => {}
                Some(board) = self.boards.next(), if !ending => self.socket.answer(board),
                () = self.lease.over(), if !ending => self.socket.close(REVOKED, "The token was revoked"),
                () = timer.as_mut() => {
                    if !self.socket.expire() { return Ok(()) }
                }
            }
        }
    }

    /// Takes a place in the lane of these topics, at this instant: where it was before, if it says so and what it
    /// missed is still held. `None` when the app is stopping.
    async fn sit(&mut self, topics: Topics, since: Option<Since>, reply: Option<Reply>) -> Option<()> {
        let leaving = self.seat.as_ref().map(|seat| Arc::clone(&seat.lane));
        let asked = since.is_some();
        let seat = self
            .engine
            .change_seat(LIVE, topics.and(self.private), since, leaving)
            .await
            .ok()?;
        if let (Some(old), Some(end)) = (&mut self.seat, seat.left) {
            // Having lagged there costs nothing more than what lagging costs.
            _ = old.lane.take_up_to(&mut old.cursor, end, &mut self.socket.later);
        }
        if let Some(reply) = reply {
            let resumed = asked.then_some(seat.missed.is_some());
            self.socket.answer(reply.frame(resumed).into());
        }
        for first in seat.missed.iter().chain([&seat.snapshot]) {
            if !first.is_empty() {
                self.socket.answer(first.clone());
            }
        }
        self.topics = topics;
        self.seat = Some(seat);
        Some(())
    }

    /// Writes what there is, and what the lane has.
    async fn write(&mut self) -> io::Result<()> {
        loop {
            self.socket.write()?;
            if self.socket.is_blocked() || self.socket.is_ending() {
                return Ok(());
            }
            let Some(seat) = &mut self.seat else { return Ok(()) };
            match seat.lane.take(&mut seat.cursor, &mut self.socket.later) {
                Taken::Got => {}
                Taken::Empty => return Ok(()),
                Taken::Lagged if self.sit(self.topics, None, None).await.is_some() => {}
                Taken::Closed | Taken::Lagged => self.say_that_it_stops(),
            }
        }
    }

    /// Obeys what has come.
    async fn hear(&mut self) {
        self.has_more = true;
        for _ in 0..READS {
            // The library may hold more messages, which the socket does not announce.
            if !self.socket.may_read() {
                return self.socket.rest().await;
            }
            let Some(message) = self.socket.read() else { break };
            let asked = match message {
                Message::Text(text) => self.obey(&text),
                _ => self.complain("Invalid JSON format".to_owned()),
            };
            if let Some(asked) = asked
                && self
                    .sit(asked.topics, asked.since, Some(asked.reply))
                    .await
                    .is_none()
            {
                self.say_that_it_stops();
            }
        }
        self.socket.rest().await;
        self.has_more = false;
    }

    fn say_that_it_stops(&mut self) {
        self.socket.close(CloseCode::Away.into(), STOPPING);
    }

    fn reply(&mut self, event_type: &str, extra: Value) {
        let frame = legacy_status(event_type, gauge_engine::now(), extra);
        self.socket.answer(frame.into());
    }

    fn complain(&mut self, message: String) -> Option<Asked> {
        self.reply("error", json!({ "message": message }));
        None
    }

    /// One command (PROTOCOLS 1 and 2); what it asks of the lane, if it does.
    fn obey(&mut self, text: &str) -> Option<Asked> {
        let Ok(Value::Object(command)) = serde_json::from_str(text) else {
            return self.complain("Invalid JSON format".to_owned());
        };
        match command.get("type").and_then(Value::as_str) {
            Some("ping") => self.reply("pong", json!({})),
            Some("get_status") => self.reply("status", json!({ "message": "Connected" })),
            Some("board") => {
                let may = self.private.meets(Topics::PRIVATE);
                if let Err(why) = self.boards.ask(&self.engine, Value::Object(command), may) {
                    return self.complain(why);
                }
            }
            Some("report") => self.hear_report(Value::Object(command)),
            Some(kind @ ("subscribe" | "unsubscribe")) => {
                let channels = match command.get("channels") {
                    None | Some(Value::Null) => Vec::new(),
                    Some(Value::Array(channels)) => channels.clone(),
                    Some(_) => return self.complain("Invalid JSON format".to_owned()),
                };
                let since = since_of(&command).or_else(|| self.since.take());
                return Some(self.subscribe(kind == "subscribe", channels, since));
            }
            other => {
                let named = command
                    .get("type")
                    .map(|kind| other.map_or_else(|| kind.to_string(), str::to_owned));
                let named = named.unwrap_or_else(|| "None".to_owned());
                return self.complain(format!("Unknown message type: {named}"));
            }
        }
        None
    }

    /// From somebody who may not, it is as if it had not been said.
    fn hear_report(&mut self, report: Value) {
        let report = serde_json::from_value::<OverlayReport>(report);
        if let (Some(reporter), Ok(report)) = (&mut self.reporter, report) {
            reporter.take(report, gauge_engine::now());
        }
    }

    fn subscribe(&mut self, more: bool, channels: Vec<Value>, since: Option<Since>) -> Asked {
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
        Asked {
            topics,
            // Who hears us already is nowhere else.
            since: since.filter(|_| more && !before.meets(Topics::NATIVE)),
            reply: Reply { more, channels },
        }
    }
}

async fn changed(news: Option<watch::Receiver<()>>) {
    if let Some(mut news) = news {
        // A lane that is no more has been closed, and its reader finds that out by looking.
        _ = news.changed().await;
    }
}

/// What a client asked of the lane.
struct Asked {
    topics: Topics,
    since: Option<Since>,
    /// It goes out before the snapshot.
    reply: Reply,
}

/// The answer to a subscription: seed 003's, and whether it is resumed if that was asked for.
struct Reply {
    more: bool,
    channels: Vec<Value>,
}

impl Reply {
    fn frame(self, resumed: Option<bool>) -> Vec<u8> {
        let (done, word) = if self.more {
            ("subscription_confirmed", "Subscribed to")
        } else {
            ("unsubscribed", "Unsubscribed from")
        };
        let message = format!("{word} {} channels", self.channels.len());
        let mut extra = json!({ "channels": self.channels, "message": message });
        if let Some(resumed) = resumed {
            extra["resumed"] = resumed.into();
        }
        legacy_status(done, gauge_engine::now(), extra)
    }
}

/// `"since": 41, "epoch": "…"`, or both in one as in the address: `"since": "…:41"`.
fn since_of(command: &Map<String, Value>) -> Option<Since> {
    match (command.get("since")?, command.get("epoch")) {
        (Value::String(both), _) => parse_since(both),
        (seq, Some(Value::String(epoch))) => Some(Since {
            epoch: epoch.clone(),
            seq: seq.as_u64()?,
        }),
        _ => None,
    }
}

/// `<epoch>:<seq>`
pub(crate) fn parse_since(text: &str) -> Option<Since> {
    let (epoch, seq) = text.rsplit_once(':')?;
    Some(Since {
        epoch: epoch.to_owned(),
        seq: seq.parse().ok()?,
    })
}

/// What every client of seed 003 waits for first.
fn hello() -> Vec<u8> {
    let capabilities: Vec<_> = Topics::names().collect();
    let message = "Connected to LeadVille Live Updates";
    let extra = json!({ "message": message, "capabilities": capabilities });
    legacy_status("connection_established", gauge_engine::now(), extra)
}
