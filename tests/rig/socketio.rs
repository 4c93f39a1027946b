//! A raw Socket.IO client over WebSocket, for tests that need many of them.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::{endpoint, in_time};

/// One connection, with the token of this user's programs.
#[derive(Debug)]
pub struct SocketIo(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl SocketIo {
    /// Connects to the default namespace.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn connect(http: &str) -> Self {
        let url = format!(
            "{}/socket.io/?EIO=4&transport=websocket",
            http.replacen("http", "ws", 1)
        );
        let mut request = url.into_client_request().expect("an address");
        let bearer = format!("Bearer {}", endpoint::token(http));
        let bearer = bearer.parse().expect("a token is plain text");
        request.headers_mut().insert("Authorization", bearer);
        let (socket, _) = in_time("a connection", connect_async(request))
            .await
            .expect("a WebSocket");
        let mut client = Self(socket);
        client.say("40").await;
        client
    }

    async fn say(&mut self, packet: &'static str) {
        self.0
            .send(Message::text(packet))
            .await
            .expect("the connection stands");
    }

    /// The next event: its name and its first argument. Pings are answered.
    ///
    /// # Panics
    /// When the connection ends or nothing comes for long.
    pub async fn next(&mut self) -> (String, Value) {
        loop {
            let message = in_time("a packet", self.0.next()).await;
            let message = message.expect("the connection stands").expect("a message");
            let Message::Text(text) = message else { continue };
            if text.as_str() == "2" {
                self.say("3").await;
            }
            let Some(body) = text.strip_prefix("42") else {
                continue;
            };
            let mut event: Vec<Value> = serde_json::from_str(body).expect("every event is JSON");
            let argument = event.pop().unwrap_or_default();
            let name = event.pop().unwrap_or_default();
            return (name.as_str().expect("a name").to_owned(), argument);
        }
    }
}
