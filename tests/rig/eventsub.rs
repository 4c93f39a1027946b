//! A server that speaks as Twitch's `EventSub` does over WebSocket.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    time::interval,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{Request, Response},
    },
};

use crate::in_time;

/// When all of it happens.
const AT: &str = "2026-11-20T20:43:26.251477315Z";

/// The running server. Clones are the same; it ends with the test's runtime.
#[derive(Clone, Debug)]
pub struct EventSub {
    address: String,
    stage: Arc<Stage>,
}

/// What has happened at the server.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Connections that have been welcomed.
    pub welcomed: usize,
    /// Connections that have ended.
    pub ended: usize,
    /// Signs of life that were sent.
    pub keepalives: usize,
}

#[derive(Debug)]
struct Stage {
    now: Mutex<Now>,
    links: watch::Sender<Links>,
}

#[derive(Debug)]
struct Now {
    connections: Vec<mpsc::Sender<Out>>,
    sessions: usize,
    messages: usize,
    promised: u64,
    keeps: bool,
}

/// What is done with a connection.
#[derive(Debug)]
enum Out {
    Text(String),
    Drop,
}

impl EventSub {
    /// Starts it on a free port.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address").to_string();
        let (links, _) = watch::channel(Links::default());
        let now = Now {
            connections: Vec::new(),
            sessions: 0,
            messages: 0,
            promised: 600,
            keeps: false,
        };
        let eventsub = Self {
            address,
            stage: Arc::new(Stage {
                now: Mutex::new(now),
                links,
            }),
        };
        let accepting = eventsub.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let eventsub = accepting.clone();
                tokio::spawn(async move { eventsub.serve(socket).await });
            }
        });
        eventsub
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("ws://{}/ws", self.address)
    }

    /// From the next welcome on, something is promised at least every so many seconds; and whether that is kept.
    pub fn promise(&self, seconds: u64, keeps: bool) {
        let mut now = self.now();
        (now.promised, now.keeps) = (seconds, keeps);
    }

    /// Tells of an event over the newest connection; the message's id.
    pub fn notify(&self, kind: &str, event: &Value) -> String {
        let newest = self.now().connections.len();
        self.notify_over(newest, kind, event)
    }

    /// The same over a connection by its number, from 1.
    pub fn notify_over(&self, number: usize, kind: &str, event: &Value) -> String {
        let id = {
            let mut now = self.now();
            now.messages += 1;
            format!("message-{}", now.messages)
        };
        self.notify_as(number, &id, kind, event);
        id
    }

    /// The same under an id that may have been there before.
    pub fn notify_as(&self, number: usize, id: &str, kind: &str, event: &Value) {
        let frame = json!({
            "metadata": {
                "message_id": id, "message_type": "notification", "message_timestamp": AT,
                "subscription_type": kind, "subscription_version": "1",
            },
            "payload": { "subscription": { "type": kind, "status": "enabled", "cost": 0 }, "event": event },
        });
        self.send(number, Out::Text(frame.to_string()));
    }

    /// Sends any text over the newest connection.
    pub fn say(&self, text: &str) {
        let newest = self.now().connections.len();
        self.send(newest, Out::Text(text.to_owned()));
    }

    /// Has the newest connection continued at another address, in the same session.
    pub fn move_on(&self) {
        let session = format!("session-{}", self.now().sessions);
        let url = format!("{}?reconnect_id={session}", self.url());
        self.say(&message(
            "session_reconnect",
            &json!({ "session": { "id": session, "status": "reconnecting", "keepalive_timeout_seconds": null, "reconnect_url": url } }),
        ));
    }

    /// Takes a subscription back.
    pub fn revoke(&self, kind: &str, status: &str) {
        self.say(&message(
            "revocation",
            &json!({ "subscription": { "id": "9", "status": status, "type": kind, "version": "1" } }),
        ));
    }

    /// The newest connection is gone, without a word.
    pub fn cut(&self) {
        let newest = self.now().connections.len();
        self.send(newest, Out::Drop);
    }

    /// Waits until this is seen.
    ///
    /// # Panics
    /// When it never is.
    pub async fn wait_until(&self, what: &str, seen: impl FnMut(&Links) -> bool) -> Links {
        let mut news = self.stage.links.subscribe();
        let seen = in_time(what, news.wait_for(seen)).await;
        seen.expect("the server runs").clone()
    }

    /// Whether there is such a session.
    pub(crate) fn has(&self, session: &str) -> bool {
        let sessions = self.now().sessions;
        (1..=sessions).any(|number| session == format!("session-{number}"))
    }

    fn send(&self, number: usize, out: Out) {
        let connection = self.now().connections[number - 1].clone();
        connection.try_send(out).expect("the connection stands");
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.stage.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[expect(clippy::result_large_err, reason = "the callback's type is the library's")]
    async fn serve(&self, socket: TcpStream) {
        let mut query = String::new();
        let note = |request: &Request, response: Response| {
            query = request.uri().query().unwrap_or_default().to_owned();
            Ok(response)
        };
        let Ok(mut socket) = accept_hdr_async(socket, note).await else {
            return;
        };
        let (tell, frames) = mpsc::channel(256);
        let (welcome, keeps) = self.register(tell, &query);
        if socket.send(Message::text(welcome)).await.is_ok() {
            self.stage.links.send_modify(|links| links.welcomed += 1);
            self.talk(socket, frames, keeps).await;
        }
        self.stage.links.send_modify(|links| links.ended += 1);
    }

    /// The welcome, and whether its promise is kept.
    fn register(&self, tell: mpsc::Sender<Out>, query: &str) -> (String, bool) {
        let mut now = self.now();
        now.connections.push(tell);
        // A session that is continued keeps its id, and its subscriptions.
        let session = match query.strip_prefix("reconnect_id=") {
            Some(session) => session.to_owned(),
            None => {
                now.sessions += 1;
                format!("session-{}", now.sessions)
            }
        };
        let welcome = json!({ "session": { "id": session, "status": "connected", "keepalive_timeout_seconds": now.promised, "reconnect_url": null } });
        (message("session_welcome", &welcome), now.keeps)
    }

    async fn talk(
        &self,
        mut socket: WebSocketStream<TcpStream>,
        mut frames: mpsc::Receiver<Out>,
        keeps: bool,
    ) {
        let mut keepalive = interval(Duration::from_secs(1));
        loop {
            tokio::select! {
                biased;
                out = frames.recv() => match out {
                    Some(Out::Text(text)) => {
                        if socket.send(Message::text(text)).await.is_err() {
                            return;
                        }
                    }
                    Some(Out::Drop) | None => return,
                },
                message = socket.next() => match message {
                    Some(Ok(message)) => {
                        let is_data = message.is_text() || message.is_binary();
                        assert!(!is_data, "Twitch closes a connection over which it is sent anything");
                    }
                    Some(Err(_)) | None => return,
                },
                _ = keepalive.tick(), if keeps => {
                    if socket.send(Message::text(message("session_keepalive", &json!({})))).await.is_err() {
                        return;
                    }
                    self.stage.links.send_modify(|links| links.keepalives += 1);
                }
            }
        }
    }
}

fn message(kind: &str, payload: &Value) -> String {
    let metadata =
        json!({ "message_id": format!("of-{kind}"), "message_type": kind, "message_timestamp": AT });
    json!({ "metadata": metadata, "payload": payload }).to_string()
}
