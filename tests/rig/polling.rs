//! A Socket.IO client that polls, by hand: it says and hears what no stock client would let it.

use reqwest::RequestBuilder;
use serde_json::Value;

use crate::{http::client, in_time};

/// One session, that shows no token by its requests.
#[derive(Debug)]
pub struct Polling {
    http: String,
    /// What its requests, and a WebSocket that takes over, say of it.
    pub sid: String,
}

impl Polling {
    /// Opens a session at an address, such as `http://127.0.0.1:3000`; it is in no namespace yet.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn open(http: &str) -> Self {
        let mut session = Self {
            http: http.to_owned(),
            sid: String::new(),
        };
        let (status, open) = session.hear().await;
        assert_eq!(status, 200, "{open}");
        let open: Value = serde_json::from_str(&open[1..]).expect("JSON");
        session.sid = open["sid"].as_str().expect("an id").to_owned();
        session
    }

    /// The address and its query, whatever carries it (`polling` or `websocket`).
    #[must_use]
    pub fn path(&self, transport: &str) -> String {
        let sid = if self.sid.is_empty() { "" } else { "&sid=" };
        format!("/socket.io/?EIO=4&transport={transport}{sid}{}", self.sid)
    }

    /// Says packets; the status and the answer.
    pub async fn say(&self, packets: impl Into<String>) -> (u16, String) {
        let url = self.http.clone() + &self.path("polling");
        answer(client().post(url).body(packets.into())).await
    }

    /// Fetches what there is to be heard; the status and the answer.
    pub async fn hear(&self) -> (u16, String) {
        answer(client().get(self.http.clone() + &self.path("polling"))).await
    }
}

async fn answer(request: RequestBuilder) -> (u16, String) {
    let answer = in_time("an answer", request.send()).await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}
