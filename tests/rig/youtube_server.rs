//! A server that answers as YouTube's Data API does, for one stream and its chat.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use url::Url;

use crate::in_time;

/// What the keys that it takes begin with.
pub const KEY: &str = "AIzaRightKey";
/// The stream's id, and that of its channel.
pub const VIDEO: &str = "abcDEF12345";
/// The channel.
pub const CHANNEL: &str = "UCabcdefghijklmnopqrstuv";

/// What something between us and YouTube may answer.
pub const NONSENSE: &str = "<html>Log in to this café’s network</html>";

/// How the stream is.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Whether it is on.
    pub live: bool,
    /// As the API writes it; null where its owner hides it.
    pub viewers: Value,
    /// As the API writes it.
    pub likes: Value,
    /// What it is called.
    pub title: &'static str,
    /// Whether it has a chat.
    pub chat: bool,
    /// Everything in its chat, oldest first.
    pub said: Vec<Value>,
    /// How many messages come again with the next page.
    pub again: usize,
    /// What the next questions for the chat are answered instead: a status and a reason; with 0 the connection is cut.
    /// [`NONSENSE`] for a reason is an answer that is no JSON.
    pub refusals: VecDeque<(u16, &'static str)>,
}

/// What was asked, as far as it was answered.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Paths with what they were asked for, without the key.
    pub paths: Vec<String>,
    /// Units that they cost.
    pub units: u32,
    /// Messages of the chat that were told, the last one's number.
    pub told: usize,
}

/// The running server. It ends when this is dropped.
#[derive(Debug)]
pub struct YouTubeServer {
    /// Its address, for the endpoints.
    pub url: String,
    stage: Arc<Stage>,
    asked: watch::Receiver<Asked>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Stage {
    stream: Mutex<Stream>,
    tell: watch::Sender<Asked>,
}

impl Default for Stream {
    fn default() -> Self {
        Self {
            live: true,
            viewers: json!("187"),
            likes: json!("36"),
            title: "Luna plays",
            chat: true,
            said: Vec::new(),
            again: 0,
            refusals: VecDeque::new(),
        }
    }
}

/// A message as the API tells one, said at this second of 2026-10-04.
#[must_use]
pub fn message(id: &str, second: u32, kind: &str, details: Value) -> Value {
    let at = format!("2026-10-04T16:{:02}:{:02}Z", second / 60, second % 60);
    let mut snippet = json!({ "type": kind, "publishedAt": at });
    if let (Some(snippet), Value::Object(details)) = (snippet.as_object_mut(), details) {
        snippet.extend(details);
    }
    json!({
        "id": id, "snippet": snippet, "authorDetails": { "channelId": format!("UC{id}"), "displayName": "Ann" },
    })
}

/// A message that says something.
#[must_use]
pub fn text(id: &str, second: u32) -> Value {
    let details = json!({ "displayMessage": "hi", "textMessageDetails": { "messageText": "hi" } });
    message(id, second, "textMessageEvent", details)
}

impl YouTubeServer {
    /// Starts it on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start(stream: Stream) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (tell, asked) = watch::channel(Asked::default());
        let stage = Arc::new(Stage {
            stream: Mutex::new(stream),
            tell,
        });
        let serving = Arc::clone(&stage);
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let stage = Arc::clone(&serving);
                connections.spawn(async move { stage.serve(socket).await });
            }
        });
        Self {
            url: format!("http://{address}"),
            stage,
            asked,
            accepting,
        }
    }

    /// Changes how the stream is, from the next answer on.
    pub fn set(&self, change: impl FnOnce(&mut Stream)) {
        change(&mut self.stage.stream());
    }

    /// Waits until this is seen at the server.
    ///
    /// # Panics
    /// When it never is.
    pub async fn wait_until(&mut self, what: &str, seen: impl FnMut(&Asked) -> bool) -> Asked {
        let asked = in_time(what, self.asked.wait_for(seen)).await;
        asked.expect("the server runs").clone()
    }
}

impl Drop for YouTubeServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Stage {
    /// One connection: request after request.
    async fn serve(&self, socket: TcpStream) -> Option<()> {
        let mut socket = BufReader::new(socket);
        loop {
            let target = head(&mut socket).await?;
            let (status, body) = self.answer(&target)?;
            let body = match &body {
                Value::String(text) => text.clone(),
                body => body.to_string(),
            };
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            socket.get_mut().write_all((head + &body).as_bytes()).await.ok()?;
        }
    }

    /// `None`: the connection is cut.
    fn answer(&self, target: &str) -> Option<(u16, Value)> {
        let url = Url::parse(&format!("http://here{target}")).ok()?;
        let mut query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        if !query.remove("key").is_some_and(|key| key.starts_with(KEY)) {
            return Some(refused(400, "keyInvalid"));
        }
        let of = |name: &str| query.get(name).map_or("", String::as_str);
        let path = url.path().trim_start_matches('/');
        let (name, units) = match path {
            "videos" => (of("id"), 1),
            "channels" => (of("forHandle"), 1),
            "playlistItems" => (of("playlistId"), 1),
            "liveChat/messages" => (of("pageToken"), 5),
            _ => return Some(refused(404, "notFound")),
        };
        let answer = match path {
            "videos" => Some((200, self.stream().videos(name))),
            "channels" => Some((200, channels(name))),
            "playlistItems" => Some((200, uploads(name))),
            _ => self.chat(name),
        };
        self.tell.send_modify(|asked| {
            asked.paths.push(format!("{path} {name}"));
            asked.units += units;
        });
        answer
    }

    fn chat(&self, page: &str) -> Option<(u16, Value)> {
        let mut stream = self.stream();
        match stream.refusals.pop_front() {
            Some((0, _)) => return None,
            Some((status, NONSENSE)) => return Some((status, json!(NONSENSE))),
            Some((status, reason)) => return Some(refused(status, reason)),
            None => {}
        }
        let from = match page.strip_prefix("page-") {
            Some(number) => number
                .parse::<usize>()
                .ok()?
                .saturating_sub(std::mem::take(&mut stream.again)),
            None => 0,
        };
        let total = stream.said.len();
        self.tell.send_modify(|asked| asked.told = total);
        Some((
            200,
            json!({
                "nextPageToken": format!("page-{total}"), "pollingIntervalMillis": 20, "items": stream.said[from..],
            }),
        ))
    }

    fn stream(&self) -> MutexGuard<'_, Stream> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stream {
    fn videos(&self, ids: &str) -> Value {
        let mut details = json!({ "actualStartTime": "2026-10-04T16:00:00Z" });
        if self.chat {
            details["activeLiveChatId"] = json!("Cg0K");
        }
        if !self.viewers.is_null() {
            details["concurrentViewers"] = self.viewers.clone();
        }
        let content = if self.live { "live" } else { "none" };
        let items = ids.split(',').filter(|id| *id == VIDEO).map(|id| {
            json!({
                "id": id, "snippet": { "liveBroadcastContent": content, "channelId": CHANNEL, "title": self.title },
                "liveStreamingDetails": details, "statistics": { "likeCount": self.likes },
            })
        });
        json!({ "items": items.collect::<Vec<_>>() })
    }
}

fn channels(handle: &str) -> Value {
    let list = format!("UU{}", &CHANNEL[2..]);
    let found = json!([{ "id": CHANNEL, "contentDetails": { "relatedPlaylists": { "uploads": list } } }]);
    json!({ "items": if handle == "@luna" { found } else { json!([]) } })
}

fn uploads(list: &str) -> Value {
    let is_known = list.strip_prefix("UU") == CHANNEL.strip_prefix("UC");
    let videos = ["olderVideo1", VIDEO].map(|id| json!({ "contentDetails": { "videoId": id } }));
    json!({ "items": if is_known { json!(videos) } else { json!([]) } })
}

fn refused(status: u16, reason: &str) -> (u16, Value) {
    (
        status,
        json!({ "error": { "code": status, "message": "no", "errors": [{ "reason": reason }] } }),
    )
}

/// The target of the next request.
async fn head(socket: &mut BufReader<TcpStream>) -> Option<String> {
    let mut first = String::new();
    socket.read_line(&mut first).await.ok().filter(|read| *read > 0)?;
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        socket.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    }
    first.split(' ').nth(1).map(str::to_owned)
}
