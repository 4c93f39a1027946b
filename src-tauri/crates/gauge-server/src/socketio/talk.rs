//! What is said with one client, whatever carries it: Socket.IO's default namespace, events in, the lane out.

use std::{collections::VecDeque, future::pending, time::Duration};

use bytes::Bytes;
use gauge_engine::{Engine, Seat, Taken};
use gauge_model::Topics;
use serde_json::{Value, json, value::RawValue};
use tokio::{sync::watch, time::Instant};
use ulid::Ulid;

use super::{
    Visitor,
    engineio::{self, Unreadable, Version},
    packet::{self, Kind, Packet},
};
use crate::{
    access::{Access, Lease},
    dialect::{SOCKET_IO, STATS, frame},
    push::{self, Producers},
    reply,
};

/// What a client hears.
const TOPICS: Topics = Topics::STATS.and(Topics::EVENT).and(Topics::GOAL);
/// Between two answers to `request_stats`: somebody who asks without end gets the last value five times a second.
const ANSWERS: Duration = Duration::from_millis(200);
/// Answers that may wait for a client which does not fetch them.
const WAITING: usize = 4096;
/// Bytes of them: an answer may be as long as what was asked.
const WAITING_BYTES: usize = 1 << 20;

/// One client.
pub(crate) struct Talk {
    engine: Engine,
    version: Version,
    /// What it may do, and for how long.
    access: Access,
    lease: Lease,
    producers: Producers,
    /// Its place in the lane, while it is connected to the default namespace.
    seat: Option<Seat>,
    news: Option<watch::Receiver<()>>,
    /// Whole WebSocket frames that are to be written.
    pub(super) out: VecDeque<Bytes>,
    /// Bytes of answers among them.
    answers: usize,
    /// It has asked for the numbers.
    asked: bool,
    answered_at: Option<Instant>,
}

/// Why the talk is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The client said so.
    Left,
    /// It sent bytes.
    Binary,
    /// It sent what is no packet, or out of place.
    Malformed,
    /// It lets answers pile up.
    Slow,
    /// Its token was revoked.
    Revoked,
    /// The app is stopping.
    Stopping,
}

impl From<Unreadable> for End {
    fn from(why: Unreadable) -> Self {
        match why {
            Unreadable::Binary => Self::Binary,
            Unreadable::Malformed => Self::Malformed,
        }
    }
}

impl Talk {
    /// Begins with Engine.IO's `open`. A client of version 3 is connected without asking.
    ///
    /// # Errors
    /// [`End::Stopping`].
    pub(crate) async fn begin(
        visitor: Visitor,
        version: Version,
        sid: &str,
        upgrades: &[&str],
    ) -> Result<Self, End> {
        let Visitor {
            engine,
            access,
            producers,
        } = visitor;
        let mut talk = Self {
            engine,
            producers,
            version,
            lease: access.lease(),
            access,
            seat: None,
            news: None,
            out: VecDeque::new(),
            answers: 0,
            asked: false,
            answered_at: None,
        };
        talk.say(&packet::open(version, sid, upgrades));
        if version == Version::Three {
            talk.join("").await?;
        }
        Ok(talk)
    }

    /// Whether it is connected to the default namespace.
    pub(super) fn has_joined(&self) -> bool {
        self.seat.is_some()
    }

    /// One Engine.IO packet; those about the transport have been taken out. Nothing is heard by a token that is no more.
    ///
    /// # Errors
    /// [`End`]: nothing is heard after it.
    pub(crate) async fn hear(&mut self, text: &str) -> Result<(), End> {
        if self.lease.is_over() {
            return Err(End::Revoked);
        }
        match engineio::Packet::parse(text)? {
            engineio::Packet::Close => return Err(End::Left),
            engineio::Packet::Ping(data) => self.say(&format!("3{data}")),
            engineio::Packet::Message(text) => self.obey(Packet::parse(text)?).await?,
            engineio::Packet::Pong | engineio::Packet::Noop | engineio::Packet::Upgrade => {}
        }
        if self.out.len() > WAITING || self.answers > WAITING_BYTES {
            return Err(End::Slow);
        }
        Ok(())
    }

    async fn obey(&mut self, packet: Packet<'_>) -> Result<(), End> {
        match packet.kind {
            Kind::Connect if packet.namespace != "/" => {
                let message = "There is only the default namespace here. Connect without a path.";
                let error =
                    packet::connect_error(self.version, packet.namespace, "invalid_namespace", message);
                self.say(&error);
                Ok(())
            }
            Kind::Connect if self.has_joined() => Ok(()),
            Kind::Connect => self.join(packet.data).await,
            // What is about a namespace that nobody is in concerns nobody.
            _ if packet.namespace != "/" => Ok(()),
            Kind::Disconnect => Err(End::Left),
            Kind::Ack => Ok(()),
            Kind::Event if !self.has_joined() => Err(End::Malformed),
            Kind::Event => self.happened(packet).await,
        }
    }

    /// `auth` may hold a token: clients in browsers can send no header.
    async fn join(&mut self, auth: &str) -> Result<(), End> {
        let shown = match packet::token(auth) {
            Some(token) => self.access.showing(&token),
            None => self.access.refused.map_or_else(|| Ok(self.access.clone()), Err),
        };
        match shown {
            Ok(access) => {
                self.lease = access.lease();
                self.access = access;
            }
            Err(refusal) => {
                let (code, message) = (refusal.error, refusal.message);
                self.say(&packet::connect_error(self.version, "/", code, message));
                return Ok(());
            }
        }
        self.say(&packet::connected(self.version, &Ulid::new().to_string()));
        self.sit().await
    }

    async fn happened(&mut self, packet: Packet<'_>) -> Result<(), End> {
        let (name, argument) = packet.event()?;
        let answer = match &*name {
            "request_stats" => {
                self.asked = true;
                Ok(None)
            }
            "event" => self.push(argument).await.map(Some),
            _ => Err(refusal(
                "unknown_event",
                "There is request_stats, and event to push.",
            )),
        };
        match (packet.id, answer) {
            (Some(id), Ok(answer)) => self.say(&packet::ack(id, answer.as_slice())),
            (Some(id), Err(error)) => self.say(&packet::ack(id, &[error])),
            (None, Ok(_)) => {}
            // Nobody waits for an answer, and still it must not be lost silently. Other systems' events are let pass.
            (None, Err(error)) if name == "event" => self.say(&packet::event("event_refused", &error)),
            (None, Err(_)) => {}
        }
        Ok(())
    }

    /// The receipt, or what is wrong.
    async fn push(&self, argument: Option<&RawValue>) -> Result<Value, Value> {
        if let Err(refused) = self.access.to_write() {
            return Err(refusal(refused.error, refused.message));
        }
        let body = argument.map_or("", RawValue::get);
        // By auth another token may be shown than by the handshake.
        let producer = self.producers.of(&self.access);
        let pushed = self.engine.push_as(&producer, body.as_bytes(), false, None).await;
        pushed
            .map(|receipt| json!(reply::receipt(&receipt)))
            .map_err(|refused| push::refusal_json(&refused).1)
    }

    /// Takes a place in the lane; how everything stands goes out first.
    async fn sit(&mut self) -> Result<(), End> {
        let topics = TOPICS.and(self.access.topics());
        let seat = self
            .engine
            .seat(SOCKET_IO, topics)
            .await
            .map_err(|_| End::Stopping)?;
        self.out.push_back(seat.snapshot.clone());
        self.news = Some(seat.lane.news());
        self.seat = Some(seat);
        Ok(())
    }

    /// Gathers what is to be written now.
    ///
    /// # Errors
    /// [`End::Stopping`], [`End::Revoked`].
    pub(super) async fn gather(&mut self) -> Result<(), End> {
        if self.lease.is_over() {
            return Err(End::Revoked);
        }
        if self.due().is_some_and(|due| due <= Instant::now()) {
            self.asked = false;
            self.answered_at = Some(Instant::now());
            let stats = self.engine.snapshot(STATS).await.map_err(|_| End::Stopping)?;
            self.say_bytes(&[b"42[\"stats_update\",", &stats, b"]"]);
        }
        if !self.out.is_empty() {
            return Ok(());
        }
        let Some(seat) = &mut self.seat else {
            return Ok(());
        };
        match seat.lane.take(&mut seat.cursor, &mut self.out) {
            Taken::Got | Taken::Empty => Ok(()),
            Taken::Lagged => self.sit().await,
            Taken::Closed => Err(End::Stopping),
        }
    }

    /// When there will be something to gather though nothing happens.
    pub(super) fn due(&self) -> Option<Instant> {
        let now = Instant::now();
        self.asked
            .then(|| self.answered_at.map_or(now, |at| at + ANSWERS))
    }

    /// Waits for the lane, or the end of the lease.
    pub(super) async fn news(&mut self) {
        changed(&mut self.news, &mut self.lease).await;
    }

    /// The same without holding the talk: what comes from now on.
    pub(super) fn later(&self) -> impl Future<Output = ()> + use<> {
        let mut news = self.seat.as_ref().map(|seat| seat.lane.news());
        let mut lease = self.access.lease();
        async move { changed(&mut news, &mut lease).await }
    }

    pub(super) fn say(&mut self, packet: &str) {
        self.say_bytes(&[packet.as_bytes()]);
    }

    fn say_bytes(&mut self, parts: &[&[u8]]) {
        let frame = framed(parts);
        self.answers += frame.len();
        self.out.push_back(frame);
    }

    /// Everything that is to be written.
    pub(super) fn said(&mut self) -> VecDeque<Bytes> {
        self.answers = 0;
        std::mem::take(&mut self.out)
    }
}

async fn changed(news: &mut Option<watch::Receiver<()>>, lease: &mut Lease) {
    let news = async {
        match news {
            // The lane lives as long as the seat.
            Some(news) => _ = news.changed().await,
            None => pending().await,
        }
    };
    tokio::select! {
        () = news => {}
        () = lease.over() => {}
    }
}

/// A text frame of these parts.
pub(super) fn framed(parts: &[&[u8]]) -> Bytes {
    let mut bytes = Vec::new();
    frame(&mut bytes, |out| {
        parts.iter().for_each(|part| out.extend_from_slice(part));
        true
    });
    bytes.into()
}

fn refusal(code: &str, message: &str) -> Value {
    json!({ "error": code, "message": message })
}
