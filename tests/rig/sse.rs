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
        let request = client().get(format!("{http}{path}"));
        let response = in_time("a stream", request.send()).await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            buffer: String::new(),
        }
    }

    /// The next unnamed event.
    ///
    /// # Panics
    /// When the stream ends, or the data are no JSON.
    pub async fn next(&mut self) -> Event {
        loop {
            let block = self.next_block().await;
            let field = |name: &str| {
                block
                    .lines()
                    .find_map(|line| line.strip_prefix(name))
                    .map(str::trim)
            };
            assert_eq!(field("event:"), None, "onmessage hears unnamed events only");
            if let Some(data) = field("data:") {
                return Event {
                    id: field("id:").unwrap_or_default().to_owned(),
                    data: serde_json::from_str(data).expect("JSON"),
                };
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
