//! A server that speaks as Streamer.bot's WebSocket server does.

use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{broadcast, watch},
    task::{JoinHandle, JoinSet},
};
use tokio_tungstenite::{WebSocketStream, accept_async, tungstenite::Message};

use crate::in_time;

/// How the server is.
#[derive(Clone, Debug)]
pub struct Setting {
    /// What it asks for, if it does.
    pub password: Option<&'static str>,
    /// Whether it says hello by itself; servers before 0.1.21 do not.
    pub hello: bool,
    /// Who is logged in to Twitch; servers that do not tell have none.
    pub login: Option<&'static str>,
    /// The events that it has, by their source.
    pub events: Value,
    /// What each subscriber is sent first.
    pub first: Vec<String>,
}

/// What has happened at the server.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Requests by name, each time.
    pub requests: Vec<String>,
    /// What was subscribed to, each time.
    pub subscribed: Vec<Value>,
}

/// The running server. It ends when this is dropped.
#[derive(Debug)]
pub struct StreamerBotServer {
    /// Where it listens.
    pub port: u16,
    setting: Arc<Mutex<Setting>>,
    seen: watch::Receiver<Seen>,
    tell: broadcast::Sender<Word>,
    accepting: JoinHandle<()>,
}

#[derive(Clone, Debug)]
enum Word {
    Frame(String),
    Cut,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            password: None,
            hello: true,
            login: Some("luna"),
            events: json!({
                "Twitch": ["ChatMessage", "Cheer", "Follow", "Sub", "ReSub", "GiftSub", "GiftBomb", "Raid", "ViewerCountUpdate"],
                "YouTube": ["Message", "SuperChat", "MembershipGift", "StatisticsUpdated"],
                "Kick": ["ChatMessage", "Follow"],
                "StreamElements": ["Tip"],
                "Obs": ["RecordingStarted", "RecordingStopped", "SceneChanged"],
                "General": ["Custom"],
            }),
            first: Vec::new(),
        }
    }
}

/// A frame that tells an event of now.
#[must_use]
pub fn event(source: &str, kind: &str, data: Value) -> String {
    // It tells time to the ten-millionth of a second, and no two events are of the same.
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let next = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let at = format!("2026-10-04T18:00:00.{next:07}+02:00");
    json!({ "timeStamp": at, "event": { "source": source, "type": kind }, "data": data }).to_string()
}

/// A message in Twitch's chat, as 1.x tells one.
#[must_use]
pub fn chat(id: &str, text: &str) -> String {
    event(
        "Twitch",
        "ChatMessage",
        json!({
            "messageId": id, "text": text, "user": { "id": "1", "login": "ann", "name": "Ann" },
            "broadcaster": { "id": "9", "login": "luna", "name": "Luna" }, "isTest": false,
        }),
    )
}

impl StreamerBotServer {
    /// Starts it on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start(setting: Setting) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let (note, seen) = watch::channel(Seen::default());
        let (tell, _) = broadcast::channel(1000);
        let setting = Arc::new(Mutex::new(setting));
        let stage = Stage {
            setting: Arc::clone(&setting),
            note: Arc::new(note),
            words: tell.clone(),
        };
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let stage = stage.clone();
                connections.spawn(async move { stage.serve(socket).await });
            }
        });
        Self {
            port,
            setting,
            seen,
            tell,
            accepting,
        }
    }

    /// Changes how the server is, from the next connection on.
    pub fn set(&self, change: impl FnOnce(&mut Setting)) {
        change(&mut self.setting.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Tells everybody who has subscribed to it.
    pub fn say(&self, frame: String) {
        // Nobody needs to be there.
        _ = self.tell.send(Word::Frame(frame));
    }

    /// Cuts every connection.
    pub fn cut(&self) {
        _ = self.tell.send(Word::Cut);
    }

    /// Waits until this is seen at the server.
    ///
    /// # Panics
    /// When it never is.
    pub async fn wait_until(&mut self, what: &str, seen: impl FnMut(&Seen) -> bool) -> Seen {
        let seen = in_time(what, self.seen.wait_for(seen)).await;
        seen.expect("the server runs").clone()
    }
}

impl Drop for StreamerBotServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What all connections share.
#[derive(Clone)]
struct Stage {
    setting: Arc<Mutex<Setting>>,
    note: Arc<watch::Sender<Seen>>,
    words: broadcast::Sender<Word>,
}

/// One connection.
struct Connection {
    stage: Stage,
    setting: Setting,
    socket: WebSocketStream<TcpStream>,
    is_let_in: bool,
    wanted: Value,
}

const SALT: &str = "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=";
const CHALLENGE: &str = "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=";

impl Stage {
    async fn serve(self, socket: TcpStream) -> Option<()> {
        let socket = accept_async(socket).await.ok()?;
        let setting = self
            .setting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut words = self.words.subscribe();
        let mut connection = Connection {
            is_let_in: setting.password.is_none(),
            stage: self,
            setting,
            socket,
            wanted: json!({}),
        };
        if connection.setting.hello {
            connection.hello().await?;
        }
        loop {
            tokio::select! {
                message = connection.socket.next() => match message?.ok()? {
                    Message::Text(text) => connection.obey(&text).await?,
                    Message::Close(_) => return None,
                    _ => {}
                },
                word = words.recv() => match word.ok()? {
                    Word::Frame(frame) => connection.tell(&frame).await?,
                    Word::Cut => return None,
                },
            }
        }
    }
}

impl Connection {
    async fn hello(&mut self) -> Option<()> {
        let mut hello = json!({ "request": "Hello", "info": info() });
        if self.setting.password.is_some() {
            hello["authentication"] = json!({ "salt": SALT, "challenge": CHALLENGE });
        }
        self.send(&hello).await
    }

    async fn obey(&mut self, text: &str) -> Option<()> {
        let request: Value = serde_json::from_str(text).ok()?;
        let name = request["request"].as_str()?.to_owned();
        self.stage
            .note
            .send_modify(|seen| seen.requests.push(name.clone()));
        let mut answer = match name.as_str() {
            "Authenticate" => self.authenticate(&request),
            _ if !self.is_let_in => json!({ "status": "error", "error": "Not authenticated" }),
            "GetInfo" => json!({ "status": "ok", "info": info() }),
            "GetEvents" => json!({ "status": "ok", "events": self.setting.events }),
            "GetBroadcaster" if self.setting.login.is_some() => json!({
                "status": "ok", "connected": ["twitch"],
                "platforms": { "twitch": { "broadcastUser": "Luna", "broadcastUserName": self.setting.login } },
            }),
            "Subscribe" => {
                self.wanted = request["events"].clone();
                json!({ "status": "ok", "events": self.wanted })
            }
            _ => json!({ "status": "error", "error": "Unknown request" }),
        };
        answer["id"] = request["id"].clone();
        self.send(&answer).await?;
        if name == "Subscribe" && self.is_let_in {
            for frame in self.setting.first.clone() {
                self.socket.send(Message::text(frame)).await.ok()?;
            }
            self.stage
                .note
                .send_modify(|seen| seen.subscribed.push(self.wanted.clone()));
        }
        Some(())
    }

    fn authenticate(&mut self, request: &Value) -> Value {
        let hash = |text: String| STANDARD.encode(Sha256::digest(text));
        let password = self.setting.password.unwrap_or_default();
        self.is_let_in = request["authentication"] == hash(hash(format!("{password}{SALT}")) + CHALLENGE);
        if self.is_let_in {
            json!({ "status": "ok" })
        } else {
            json!({ "status": "error", "error": "Authentication failed" })
        }
    }

    /// An event, to whoever has subscribed to it; what is none goes to everybody.
    async fn tell(&mut self, frame: &str) -> Option<()> {
        let event = serde_json::from_str::<Value>(frame).unwrap_or_default()["event"].clone();
        let wanted = event["source"].as_str().map(|source| &self.wanted[source]);
        let wants = wanted.is_none_or(|types| {
            types
                .as_array()
                .is_some_and(|types| types.contains(&event["type"]))
        });
        if wants {
            self.socket.send(Message::text(frame)).await.ok()?;
        }
        Some(())
    }

    async fn send(&mut self, frame: &Value) -> Option<()> {
        self.socket.send(Message::text(frame.to_string())).await.ok()
    }
}

fn info() -> Value {
    json!({
        "instanceId": "b63152c5-5bfe-4751-8644-579f7fb4a682", "name": "Streamer.bot", "os": "windows",
        "osVersion": "10.0.0.19042", "version": "1.0.7", "source": "websocketServer",
    })
}
