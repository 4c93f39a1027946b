//! A reader of `/ws/live`. It only assigns what it is told, as every client may.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, protocol::CloseFrame},
};

use crate::endpoint;

/// How long a reader waits for what it was promised.
const DEADLINE: Duration = Duration::from_secs(30);

/// One connection and everything that came over it.
#[derive(Debug)]
pub struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// How everything stands: the snapshot with every delta assigned; null before a snapshot came.
    pub state: Value,
    /// Every frame of seed 003's dialect, oldest first.
    pub legacy: Vec<Value>,
    /// Snapshots so far.
    pub snapshots: usize,
    /// The number of every delta, oldest first.
    pub numbers: Vec<u64>,
    /// How it was closed.
    pub closed: Option<CloseFrame>,
}

impl Live {
    /// Connects as seed 003's clients do, and hears the greeting.
    ///
    /// # Panics
    /// When nobody greets.
    pub async fn connect(http: &str) -> Self {
        Self::connect_with(http, None).await
    }

    /// Connects with a token, as our overlays do, or without.
    ///
    /// # Panics
    /// When nobody greets, or a subprotocol other than ours is chosen.
    pub async fn connect_with(http: &str, token: Option<&str>) -> Self {
        let mut live = Self {
            socket: open(http, "", token).await,
            state: Value::Null,
            legacy: Vec::new(),
            snapshots: 0,
            numbers: Vec::new(),
            closed: None,
        };
        let greeting = live.reply("connection_established").await;
        assert_eq!(greeting["type"], "status");
        live
    }

    /// Connects with a token and subscribes; the first snapshot has come.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn join(http: &str, topics: &[&str]) -> Self {
        Self::join_with(http, Some(&endpoint::token(http)), topics).await
    }

    /// The same with any token, or none.
    ///
    /// # Panics
    /// When the first snapshot does not come.
    pub async fn join_with(http: &str, token: Option<&str>, topics: &[&str]) -> Self {
        let mut live = Self::connect_with(http, token).await;
        live.tell(json!({ "type": "subscribe", "channels": topics }))
            .await;
        live.wait_until("the first snapshot", |state| !state.is_null())
            .await;
        live
    }

    /// Cuts the connection, connects again and asks for what it missed; whether it got that in place of a snapshot.
    ///
    /// # Panics
    /// When it cannot, or is not told.
    pub async fn rejoin(self, http: &str, topics: &[&str]) -> (Self, bool) {
        self.rejoin_at(http, "", topics, true).await
    }

    /// The same, with something behind the address; `says` whether it names its place when it subscribes.
    ///
    /// # Panics
    /// When it cannot, or is not told.
    pub async fn rejoin_at(mut self, http: &str, query: &str, topics: &[&str], says: bool) -> (Self, bool) {
        self.socket = open(http, query, Some(&endpoint::token(http))).await;
        let mut command = json!({ "type": "subscribe", "channels": topics });
        if says {
            command["since"] = self.state["seq"].clone();
            command["epoch"] = self.state["epoch"].clone();
        }
        self.reply("connection_established").await;
        self.tell(command).await;
        let resumed = self.reply("subscription_confirmed").await["resumed"].clone();
        (self, resumed.as_bool().expect("it is told"))
    }

    /// Sends a command.
    pub async fn tell(&mut self, command: Value) {
        self.say(command.to_string()).await;
    }

    /// Sends a text that may be no command.
    ///
    /// # Panics
    /// When the connection is gone.
    pub async fn say(&mut self, text: impl Into<String>) {
        self.send(Message::text(text.into())).await;
    }

    /// Sends any message.
    ///
    /// # Panics
    /// When the connection is gone.
    pub async fn send(&mut self, message: Message) {
        self.socket.send(message).await.expect("the connection stands");
    }

    /// The next frame, after it has been assigned. `None` when the connection has ended.
    ///
    /// # Panics
    /// When nothing comes for too long, or a frame is no JSON.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            let message = timeout(DEADLINE, self.socket.next()).await;
            match message.expect("a frame comes in time")? {
                Ok(Message::Text(text)) => {
                    let frame: Value = serde_json::from_str(&text).expect("every frame is JSON");
                    self.assign(&frame);
                    return Some(frame);
                }
                Ok(Message::Close(frame)) => self.closed = frame,
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// Reads frames until they show what is promised; `seen` is asked once at first and then after each.
    ///
    /// # Panics
    /// When they do not in time.
    pub async fn wait_until(&mut self, what: &str, mut seen: impl FnMut(&Value) -> bool) {
        let reading = async {
            while !seen(&self.state) {
                if self.next().await.is_none() {
                    return false;
                }
            }
            true
        };
        match timeout(DEADLINE, reading).await {
            Ok(true) => {}
            Ok(false) => panic!("the connection ended before {what}: {}", self.state),
            Err(_) => panic!("no frame showed {what}: {}", self.state),
        }
    }

    /// The next frame of seed 003's dialect with this event type.
    ///
    /// # Panics
    /// When it does not come, or another answer comes in its place.
    pub async fn reply(&mut self, event_type: &str) -> Value {
        let frame = self.next_legacy().await;
        assert_eq!(frame["event_type"], event_type, "{frame}");
        frame
    }

    /// The next frame of seed 003's dialect.
    ///
    /// # Panics
    /// When none comes.
    pub async fn next_legacy(&mut self) -> Value {
        let before = self.legacy.len();
        while self.legacy.len() == before {
            assert!(self.next().await.is_some(), "the connection ended");
        }
        self.legacy[before].clone()
    }

    /// Reads until the connection ends; the close code, if one was sent.
    pub async fn end(mut self) -> Option<u16> {
        while self.next().await.is_some() {}
        self.closed.map(|frame| frame.code.into())
    }

    fn assign(&mut self, frame: &Value) {
        match frame["type"].as_str() {
            Some("snapshot") => {
                self.snapshots += 1;
                self.state = frame.clone();
            }
            Some("delta") => {
                let newer = frame["seq"].as_u64() > self.state["seq"].as_u64();
                assert!(
                    newer,
                    "a delta after {} has a higher number: {frame}",
                    self.state["seq"]
                );
                self.numbers.extend(frame["seq"].as_u64());
                assign_delta(&mut self.state, frame);
            }
            _ => self.legacy.push(frame.clone()),
        }
    }
}

async fn open(http: &str, query: &str, token: Option<&str>) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
    let url = format!("{}/ws/live{query}", http.replacen("http", "ws", 1));
    let mut request = url.into_client_request().expect("an address");
    if let Some(token) = token {
        let offered = format!("sg.v1, sg.token.{token}");
        let offered = offered.parse().expect("a token is plain text");
        request.headers_mut().insert("Sec-WebSocket-Protocol", offered);
    }
    let (socket, answer) = connect_async(request).await.expect("a WebSocket");
    let chosen = answer.headers().get("Sec-WebSocket-Protocol");
    assert_eq!(chosen.is_some(), token.is_some(), "{chosen:?}");
    socket
}

fn assign_delta(state: &mut Value, delta: &Value) {
    for plain in ["seq", "at", "server", "storage", "notices"] {
        if let Some(value) = delta.get(plain) {
            state[plain] = value.clone();
        }
    }
    if let Some(totals) = delta.get("totals") {
        assign_fields(&mut state["stats"], totals);
    }
    if let (Some(stats), Some(channel)) = (delta.get("stats"), delta["channel"].as_str()) {
        assign_fields(&mut state["channels"][channel], stats);
    }
    if let (Some(event), Some(recent)) = (delta.get("event"), state["recent"].as_array_mut()) {
        recent.push(event.clone());
    }
    let Some(sources) = state["sources"].as_array_mut() else {
        return;
    };
    let gone = delta
        .get("source_gone")
        .or_else(|| delta.get("source")?.get("id"));
    sources.retain(|source| source.get("id") != gone);
    sources.extend(delta.get("source").cloned());
}

fn assign_fields(to: &mut Value, from: &Value) {
    if to.is_null() {
        *to = Value::Object(Map::new());
    }
    for (name, value) in from.as_object().into_iter().flatten() {
        to[name] = value.clone();
    }
}

/// The state of the source for one channel, by name; empty when there is none.
#[must_use]
pub fn source_state<'a>(state: &'a Value, channel: &str) -> &'a str {
    let sources = state["sources"].as_array().into_iter().flatten();
    let mut states = sources.filter(|source| source["channel"] == channel);
    states
        .next()
        .and_then(|source| source["state"].as_str())
        .unwrap_or("")
}
