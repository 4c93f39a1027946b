//! The protocol: the handshake, what is asked, and what comes.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use gauge_model::Secret;
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    time::{Instant, interval, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Error, Message, protocol::WebSocketConfig},
};

use super::wanted::{Channels, Events, offered};
use crate::{Ended, Link, loose::text, proof::proof};

/// How long anything of the handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Servers before 0.1.21 say no hello: then they are asked.
const HELLO: Duration = Duration::from_secs(3);
/// Between two pings, and how long it may be silent.
const PING: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_secs(45);
/// The largest frame, bytes.
const LARGEST: usize = 1 << 20;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Where it is, and what lets us in.
#[derive(Debug)]
pub(super) struct Door {
    /// `127.0.0.1:8080/`.
    address: String,
    secret: Option<Secret>,
}

impl Door {
    /// The door there; `endpoint` is a path.
    pub(super) fn new(host: &str, port: u16, endpoint: &str, secret: Option<Secret>) -> Self {
        let endpoint = endpoint.trim_start_matches('/');
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        Self {
            address: format!("{host}:{port}/{endpoint}"),
            secret,
        }
    }
}

/// A connection.
pub(super) struct Wire<'a> {
    socket: Socket,
    link: &'a Link,
    asked: u32,
    heard_at: Instant,
    /// What came while an answer was waited for.
    early: Vec<Value>,
}

impl<'a> Wire<'a> {
    /// Connects.
    pub(super) async fn open(Door { address, .. }: &Door, link: &'a Link) -> Result<Self, Ended> {
        let limits = WebSocketConfig::default()
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        let connecting = connect_async_with_config(format!("ws://{address}"), Some(limits), true);
        let connected = timeout(PATIENCE, connecting).await;
        let (socket, _) = connected.unwrap_or_else(|_| Err(Error::ConnectionClosed)).map_err(|error| {
            Ended::Lost(match error {
                Error::Http(_) => format!(
                    "What answers at {address} is not Streamer.bot’s WebSocket server. Check the port and the endpoint \
                     in Streamer.bot under Servers/Clients, WebSocket Server."
                ),
                _ => format!(
                    "Streamer.bot cannot be reached at {address}. Start it, and its WebSocket server under \
                     Servers/Clients."
                ),
            })
        })?;
        Ok(Self {
            socket,
            link,
            asked: 0,
            heard_at: Instant::now(),
            early: Vec::new(),
        })
    }

    /// Gets let in, and asks for the events of these channels.
    pub(super) async fn subscribe(&mut self, door: &Door, channels: &Channels) -> Result<(), Ended> {
        let hello = match timeout(HELLO, self.next_where(|frame| frame["request"] == "Hello")).await {
            Ok(hello) => hello?,
            Err(_) => self.ask("GetInfo", json!({})).await?,
        };
        self.authenticate(&hello["authentication"], door.secret.as_ref())
            .await?;
        self.check_names(channels).await?;
        let there = self.ask("GetEvents", json!({})).await?;
        let events: Events = offered(channels.wanted(), &there);
        if events.is_empty() {
            return Err(Ended::Refused(
                "This Streamer.bot has none of the events that are wanted. Update it, or enter more channels."
                    .to_owned(),
            ));
        }
        let answer = self.ask("Subscribe", json!({ "events": events })).await?;
        if answer["status"] == "ok" {
            return Ok(());
        }
        Err(Ended::Lost(format!(
            "Streamer.bot does not tell its events: {}.",
            words_of(&answer)
        )))
    }

    async fn authenticate(&mut self, asks: &Value, secret: Option<&Secret>) -> Result<(), Ended> {
        let (Some(salt), Some(challenge)) = (text(&asks["salt"]), text(&asks["challenge"])) else {
            return Ok(());
        };
        let Some(Secret(password)) = secret else {
            return Err(Ended::Refused(
                "Streamer.bot asks for a password. Enter the one of its WebSocket server.".to_owned(),
            ));
        };
        let proof = proof(password, salt, challenge);
        let answer = self
            .ask("Authenticate", json!({ "authentication": proof }))
            .await?;
        if answer["status"] == "ok" {
            return Ok(());
        }
        Err(Ended::Refused(
            "Streamer.bot refuses the password. Enter the one of its WebSocket server.".to_owned(),
        ))
    }

    /// Whether Streamer.bot is logged in as the channel that the user named. Older ones do not tell.
    async fn check_names(&mut self, channels: &Channels) -> Result<(), Ended> {
        let Some(channel) = &channels.twitch else {
            return Ok(());
        };
        let Ok(answer) = self.ask("GetBroadcaster", json!({})).await else {
            return Ok(());
        };
        let twitch = &answer["platforms"]["twitch"];
        let login = text(&twitch["broadcastUserName"]).or_else(|| text(&twitch["broadcasterLogin"]));
        match login.map(str::to_lowercase) {
            Some(login) if login != channel.name() => Err(Ended::Refused(format!(
                "Streamer.bot is logged in to Twitch as {login}, not {}. Correct the channel here.",
                channel.name()
            ))),
            _ => Ok(()),
        }
    }

    /// Asks, and waits for the answer to that.
    async fn ask(&mut self, request: &str, mut with: Value) -> Result<Value, Ended> {
        self.asked += 1;
        let id = self.asked.to_string();
        with["request"] = request.into();
        with["id"] = id.clone().into();
        self.say(Message::text(with.to_string())).await?;
        let answer = timeout(PATIENCE, self.next_where(|frame| frame["id"] == *id)).await;
        answer.unwrap_or_else(|_| {
            let why = "What answers there does not speak as Streamer.bot does. Update Streamer.bot, or check the port.";
            Err(Ended::Lost(why.to_owned()))
        })
    }

    /// The next frame of this kind; others that come before it are kept.
    async fn next_where(&mut self, wanted: impl Fn(&Value) -> bool) -> Result<Value, Ended> {
        loop {
            let frame = self.hear().await?;
            if wanted(&frame) {
                return Ok(frame);
            }
            self.early.push(frame);
        }
    }

    /// What came before anybody listened.
    pub(super) fn early(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.early)
    }

    /// The next frame, in time: it is asked for signs of life.
    pub(super) async fn next(&mut self) -> Result<Value, Ended> {
        let mut pings = interval(PING);
        pings.reset();
        loop {
            tokio::select! {
                frame = self.hear() => return frame,
                // Its answer is a sign of life.
                _ = pings.tick() => {
                    if self.heard_at.elapsed() > SILENCE {
                        return Err(lost());
                    }
                    self.say(Message::Ping(Vec::new().into())).await?;
                }
            }
        }
    }

    /// The next frame that is JSON. It may be dropped while it waits.
    async fn hear(&mut self) -> Result<Value, Ended> {
        loop {
            let message = self.socket.next().await;
            self.heard_at = Instant::now();
            match message {
                Some(Ok(Message::Text(frame))) => {
                    self.link.heard(&frame);
                    if let Ok(frame) = serde_json::from_str(&frame) {
                        return Ok(frame);
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(lost()),
                Some(Ok(_)) => {}
            }
        }
    }

    async fn say(&mut self, message: Message) -> Result<(), Ended> {
        self.socket.send(message).await.map_err(|_| lost())
    }
}

fn lost() -> Ended {
    Ended::Lost("The connection to Streamer.bot was lost. Is it still running?".to_owned())
}

fn words_of(answer: &Value) -> &str {
    text(&answer["error"]).unwrap_or("it gives no reason")
}
