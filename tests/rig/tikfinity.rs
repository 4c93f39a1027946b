//! What serves a LIVE's frames as TikFinity does: to whoever connects, without being asked.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Mutex, mpsc, watch},
    task::{JoinHandle, JoinSet},
};
use tokio_tungstenite::{WebSocketStream, accept_async, tungstenite::Message};

use crate::in_time;

/// The running server. It ends when this is dropped, and its connections with it.
#[derive(Debug)]
pub struct TikFinity {
    /// Where it listens.
    pub port: u16,
    frames: mpsc::Sender<Word>,
    connections: watch::Receiver<usize>,
    serving: JoinHandle<()>,
}

/// What is sent to who is connected.
#[derive(Debug)]
enum Word {
    Frame(String),
    /// The sockets are gone, without a word.
    Cut,
}

impl TikFinity {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start() -> Self {
        Self::start_at(0).await
    }

    /// Starts one on this port.
    ///
    /// # Panics
    /// When somebody has it.
    pub async fn start_at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (frames, words) = mpsc::channel(1000);
        let (count, connections) = watch::channel(0);
        let serving = tokio::spawn(serve(listener, words, count));
        Self {
            port,
            frames,
            connections,
            serving,
        }
    }

    /// Waits until so many connections have been made.
    ///
    /// # Panics
    /// When they are not.
    pub async fn connected(&mut self, times: usize) {
        let made = self.connections.wait_for(|made| *made >= times);
        in_time("a connection to TikFinity", made).await.expect("it runs");
    }

    /// Sends a text as it is.
    ///
    /// # Panics
    /// When it has ended.
    pub async fn send(&self, text: impl Into<String>) {
        self.frames.send(Word::Frame(text.into())).await.expect("it runs");
    }

    /// Sends frames.
    pub async fn play(&self, frames: &[Value]) {
        for frame in frames {
            self.send(frame.to_string()).await;
        }
    }

    /// Loses every connection.
    ///
    /// # Panics
    /// When it has ended.
    pub async fn cut(&self) {
        self.frames.send(Word::Cut).await.expect("it runs");
    }
}

impl Drop for TikFinity {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

type Sockets = Arc<Mutex<Vec<futures_util::stream::SplitSink<WebSocketStream<TcpStream>, Message>>>>;

async fn serve(listener: TcpListener, mut words: mpsc::Receiver<Word>, count: watch::Sender<usize>) {
    let sockets = Sockets::default();
    let mut reading = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((socket, _)) = accepted else { continue };
                let Ok(socket) = accept_async(socket).await else { continue };
                let (out, mut from) = socket.split();
                sockets.lock().await.push(out);
                count.send_modify(|made| *made += 1);
                // Answers pings; nothing else comes.
                reading.spawn(async move { while let Some(Ok(_)) = from.next().await {} });
            }
            word = words.recv() => match word {
                Some(Word::Frame(text)) => {
                    for socket in sockets.lock().await.iter_mut() {
                        // One that has gone hears nothing.
                        _ = socket.send(Message::text(text.clone())).await;
                    }
                }
                Some(Word::Cut) => {
                    sockets.lock().await.clear();
                    reading.abort_all();
                }
                None => return,
            }
        }
    }
}

/// A frame by somebody, with TikFinity's common fields; `more` are its own.
#[must_use]
pub fn frame(event: &str, id: u64, by: &str, more: &Value) -> Value {
    let mut data = json!({
        "userId": format!("70{}", by.bytes().map(u64::from).sum::<u64>()),
        "uniqueId": by,
        "nickname": by,
        "followRole": 0,
        "isModerator": false,
        "topGifterRank": null,
        "msgId": format!("{}", 7_515_589_486_609_000_000 + id),
        "createTime": format!("{}", 1_749_859_543_000 + id),
        "tikfinityUserId": 1,
        "tikfinityUsername": "luna",
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        data[name] = value.clone();
    }
    json!({ "event": event, "data": data })
}

/// A frame of the room's viewers.
#[must_use]
pub fn viewers(count: u64) -> Value {
    json!({ "event": "roomUser", "data": { "topViewers": [], "viewerCount": count, "topGifterRank": 0 } })
}

/// A frame of a gift: its type, group and how far its streak is.
#[must_use]
pub fn gift(id: u64, by: &str, (kind, group): (u64, &str), repeat: u64, ends: bool) -> Value {
    let (name, coins) = if kind == 1 {
        ("Rose", 1)
    } else {
        ("Rainbow Ministar", 100)
    };
    let more = json!({
        "giftId": 5655, "giftName": name, "giftType": kind, "diamondCount": coins, "groupId": group,
        "repeatCount": repeat, "repeatEnd": ends,
    });
    frame("gift", id, by, &more)
}
