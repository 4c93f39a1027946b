//! A reader of server-sent events.

use reqwest::Response;
use serde_json::Value;

use crate::{http::client, in_time};

/// One open stream.
#[derive(Debug)]
pub struct Sse {
    response: Response,
    buffer: String,
}

/// One event as the browser's `onmessage` hears it.
#[derive(Debug)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// Its data.
    pub data: Value,
}

impl Sse {
    /// Opens a stream.
    ///
    /// # Panics
    /// When the answer is none.
    pub async fn open(http: &str, path: &str) -> Self {
        Self::open_with(http, path, None, None).await
    }

    /// Opens a stream with a token, after the event with this id.
    ///
    /// # Panics
    /// When the answer is none.
    pub async fn open_with(http: &str, path: &str, token: Option<&str>, last: Option<&str>) -> Self {
        let mut request = client().get(format!("{http}{path}"));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        let response = in_time("a stream", request.send()).await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            buffer: String::new(),
        }
    }

    /// The next event of this name; others are passed over.
    ///
    /// # Panics
    /// When the stream ends, or the data are no JSON.
    pub async fn hear(&mut self, name: &str) -> Event {
        loop {
            let block = self.next_block().await;
            if field(&block, "event:") == Some(name) {
                return Event::of(&block).expect("data");
            }
        }
    }

    /// The next unnamed event.
    ///
    /// # Panics
    /// When the stream ends, or the data are no JSON.
    pub async fn next(&mut self) -> Event {
        loop {
            let block = self.next_block().await;
            assert_eq!(
                field(&block, "event:"),
                None,
                "onmessage hears unnamed events only"
            );
            if let Some(event) = Event::of(&block) {
                return event;
            }
        }
    }

    /// The next block of lines, events or not.
    ///
    /// # Panics
    /// When the stream ends.
    pub async fn next_block(&mut self) -> String {
        loop {
            if let Some((block, rest)) = self.buffer.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.buffer = rest;
                return block;
            }
            let chunk = in_time("an event", self.response.chunk()).await;
            let chunk = chunk.expect("the stream stands").expect("the stream goes on");
            self.buffer.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}

impl Event {
    fn of(block: &str) -> Option<Self> {
        Some(Self {
            id: field(block, "id:").unwrap_or_default().to_owned(),
            data: serde_json::from_str(field(block, "data:")?).expect("JSON"),
        })
    }
}

fn field<'a>(block: &'a str, name: &str) -> Option<&'a str> {
    let found = block.lines().find_map(|line| line.strip_prefix(name));
    found.map(str::trim)
}
