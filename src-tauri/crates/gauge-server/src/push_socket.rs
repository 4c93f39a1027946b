//! `/ws/push`: a producer's WebSocket. Each message is a push, each is answered, in their order (PROTOCOLS 3).

use std::{collections::VecDeque, io};

use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::Response,
};
use bytes::Bytes;
use gauge_engine::{Counted, Engine, Producer, Push, PushError, Refused, Submitted, lost};
use gauge_model::{Fault, FaultCode};
use tokio::{net::TcpStream, time::sleep_until};
use tokio_util::sync::CancellationToken;
use tungstenite::{Message, protocol::frame::coding::CloseCode};

use crate::{
    access::{Access, Lease},
    dialect::frame,
    push, reply,
    socket::{BAD_REQUESTS, REVOKED, STOPPING, Socket, TOO_FAST},
    websocket,
};

/// Fewer system calls for a flood; producers are few (STRUCTURE 3).
const READ_BUFFER: usize = 64 * 1024;
/// Messages counted in one turn of the meter, and bytes of them.
const TURN_MESSAGES: usize = 512;
const TURN_BYTES: usize = READ_BUFFER;
/// Turns without an answer, before no more is read.
const IN_FLIGHT: usize = 8;
/// Messages in a row that are no JSON at all: this is no producer of ours (RELIABILITY R-16).
const GIBBERISH: u32 = 10;
/// Messages in a row that came too fast for the token: it does not heed the answers.
const HASTE: u32 = 100;

/// The handshake.
pub(crate) async fn open(
    State(engine): State<Engine>,
    Extension(access): Extension<Access>,
    request: Request,
) -> Response<Body> {
    if let Err(refusal) = push::may_push(&request) {
        return reply::refused(refusal);
    }
    let lease = access.lease();
    let (producer, sync) = (push::producer_of(&request), push::wants_sync(&request));
    let stop = request.extensions().get::<CancellationToken>().cloned();
    websocket::upgrade(request, async move |stream: TcpStream, already_read: Bytes| {
        let pusher = Pusher::new((engine, producer, lease), sync, stream, already_read);
        pusher.run(stop.unwrap_or_default()).await;
    })
}

struct Pusher {
    engine: Engine,
    producer: Producer,
    /// Its right to push.
    lease: Lease,
    /// Everything is acknowledged after its commit.
    sync: bool,
    socket: Socket,
    /// What was read together and is not wholly answered yet, oldest first.
    unanswered: VecDeque<Turn>,
    gibberish: u32,
    haste: u32,
    /// The goodbye, after the last answer.
    leaving: Option<(u16, &'static str)>,
    /// Whether the library may hold messages that the socket will not announce.
    has_more: bool,
}

/// Messages that were read together.
#[derive(Default)]
struct Turn {
    messages: VecDeque<Heard>,
    submitted: Option<Submitted>,
    counted: Option<Counted>,
}

/// One message.
enum Heard {
    Push { id: Option<Box<str>>, durable: bool },
    Refused(Refused),
}

impl Pusher {
    fn new(
        (engine, producer, lease): (Engine, Producer, Lease),
        sync: bool,
        stream: TcpStream,
        already_read: Bytes,
    ) -> Self {
        Self {
            engine,
            producer,
            lease,
            sync,
            has_more: !already_read.is_empty(),
            socket: Socket::new(stream, already_read, READ_BUFFER),
            unanswered: VecDeque::new(),
            gibberish: 0,
            haste: 0,
            leaving: None,
        }
    }

    async fn run(mut self, stop: CancellationToken) {
        if self.talk(&stop).await.is_ok() {
            self.socket.part().await;
        }
    }

    /// Until the last words are written; an error when the connection broke.
    async fn talk(&mut self, stop: &CancellationToken) -> io::Result<()> {
        let stream = self.socket.stream();
        loop {
            if let Some((code, reason)) = self.leaving
                && self.unanswered.is_empty()
            {
                self.socket.close(code, reason);
            }
            self.socket.write()?;
            let (blocked, ending) = (self.socket.is_blocked(), self.socket.is_ending());
            if ending && self.socket.is_idle() {
                return Ok(());
            }
            let is_staying = self.leaving.is_none();
            let may_read = is_staying && self.socket.may_read() && self.unanswered.len() < IN_FLIGHT;
            tokio::select! {
                biased;
                ready = stream.writable(), if blocked => ready?,
                answered = answer(&mut self.unanswered), if !ending && !self.unanswered.is_empty() => {
                    match answered {
                        // Nothing, when the first of them must wait for the commit.
                        Ok(answers) if answers.is_empty() => {}
                        Ok(answers) => self.socket.later.push_back(answers.into()),
                        Err(_stopping) => self.socket.close(CloseCode::Away.into(), STOPPING),
                    }
                }
                () = self.lease.over(), if is_staying => self.leave(REVOKED, "The token was revoked"),
                () = stop.cancelled(), if is_staying => self.leave(CloseCode::Away, STOPPING),
                () = std::future::ready(()), if may_read && self.has_more => self.hear().await,
                ready = stream.readable(), if may_read => { ready?; self.hear().await; }
                () = sleep_until(self.socket.deadline()) => {
                    if !self.socket.expire() { return Ok(()) }
                }
            }
        }
    }

    fn leave(&mut self, code: impl Into<u16>, reason: &'static str) {
        self.leaving = Some((code.into(), reason));
    }

    /// Reads a turn's worth of messages and hands them to the meter.
    async fn hear(&mut self) {
        let (mut turn, mut pushes, mut bytes) = (Turn::default(), Vec::new(), 0);
        self.has_more = true;
        while turn.messages.len() < TURN_MESSAGES && bytes < TURN_BYTES {
            let text = match self.socket.read() {
                Some(Message::Text(text)) => text,
                Some(_) => {
                    self.leave(CloseCode::Unsupported, "Send events as text");
                    break;
                }
                None => {
                    self.has_more = false;
                    break;
                }
            };
            bytes += text.len();
            turn.messages
                .push_back(self.understand(text.as_bytes(), &mut pushes));
            if self.gibberish == GIBBERISH {
                self.leave(BAD_REQUESTS, "Send events as JSON");
                break;
            }
            if self.haste == HASTE {
                self.leave(TOO_FAST, "Push more slowly: this token has a limit");
                break;
            }
        }
        if !pushes.is_empty() {
            match self.engine.submit(&self.producer, pushes, None).await {
                Ok(submitted) => turn.submitted = Some(submitted),
                Err(_stopping) => return self.leave(CloseCode::Away, STOPPING),
            }
        }
        if !turn.messages.is_empty() {
            self.unanswered.push_back(turn);
        }
        self.socket.rest().await;
    }

    fn understand(&mut self, text: &[u8], pushes: &mut Vec<Push>) -> Heard {
        let decoded = self.engine.decode(&self.producer, text, self.sync);
        let one_more = |count: u32, is_it: bool| if is_it { count + 1 } else { 0 };
        let (is_gibberish, is_hasty) = (
            matches!(decoded, Err(Refused::Bad(PushError::NotJson(_)))),
            matches!(decoded, Err(Refused::TooFast(_))),
        );
        self.gibberish = one_more(self.gibberish, is_gibberish);
        self.haste = one_more(self.haste, is_hasty);
        match decoded {
            Ok(push) => {
                let (id, durable) = (push.id().map(Into::into), push.is_durable());
                pushes.push(push);
                Heard::Push { id, durable }
            }
            Err(refused) => Heard::Refused(refused),
        }
    }
}

/// The next answers, as whole frames: of the oldest turn, as far as they are known together. Nothing is lost when
/// this is dropped before it is done.
async fn answer(unanswered: &mut VecDeque<Turn>) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    let Some(turn) = unanswered.front_mut() else {
        return Ok(out);
    };
    if let Some(submitted) = &mut turn.submitted {
        let counted = submitted.counted().await?;
        turn.submitted = None;
        turn.counted = Some(Counted {
            answers: counted.answers.into_iter().rev().collect(),
            stored: counted.stored,
        });
        turn.write_until_commit(&mut out);
    } else {
        turn.write_after_commit(&mut out).await;
    }
    if turn.messages.is_empty() {
        unanswered.pop_front();
    }
    Ok(out)
}

impl Turn {
    /// Answers what need not wait for the disk, up to the first that must.
    fn write_until_commit(&mut self, out: &mut Vec<u8>) {
        while let Some(message) = self.messages.pop_front() {
            if matches!(message, Heard::Push { durable: true, .. }) {
                self.messages.push_front(message);
                return;
            }
            self.write(message, true, out);
        }
    }

    /// Answers the rest.
    async fn write_after_commit(&mut self, out: &mut Vec<u8>) {
        let stored = self.counted.as_mut().and_then(|counted| counted.stored.as_mut());
        let is_stored = match stored {
            Some(stored) => stored.await.is_ok(),
            None => true,
        };
        while let Some(message) = self.messages.pop_front() {
            self.write(message, is_stored, out);
        }
    }

    fn write(&mut self, message: Heard, is_stored: bool, out: &mut Vec<u8>) {
        let (id, told) = match message {
            Heard::Refused(refused) => (None, Err(refused)),
            Heard::Push { id, durable } => {
                let answer = self.counted.as_mut().and_then(|counted| counted.answers.pop());
                let stopping = || Refused::Fault(Fault::new(FaultCode::Stopping, STOPPING));
                let answer = answer.unwrap_or_else(|| Err(stopping()));
                let answer = answer.and_then(|receipt| {
                    if durable && !is_stored {
                        Err(Refused::Fault(lost()))
                    } else {
                        Ok(receipt)
                    }
                });
                (id, answer)
            }
        };
        let id = id.as_deref();
        match told {
            Ok(receipt) => {
                let told = reply::receipt(&receipt).ack(id);
                frame(out, |out| serde_json::to_writer(out, &told).is_ok());
            }
            Err(refused) => {
                let mut body = push::refusal_json(&refused).1;
                body["type"] = "nack".into();
                if let Some(id) = id {
                    body["id"] = id.into();
                }
                frame(out, |out| serde_json::to_writer(out, &body).is_ok());
            }
        }
    }
}
