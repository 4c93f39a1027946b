//! A producer on `/ws/push`.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, protocol::CloseFrame},
};

use crate::{endpoint, in_time};

/// One connection.
#[derive(Debug)]
pub struct PushSocket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// How it was closed.
    pub closed: Option<CloseFrame>,
}

impl PushSocket {
    /// Connects; `query` is empty or begins with a question mark.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn connect(http: &str, query: &str) -> Self {
        Self::connect_with(http, query, &endpoint::token(http)).await
    }

    /// The same with any token.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn connect_with(http: &str, query: &str, token: &str) -> Self {
        let url = format!("{}/ws/push{query}", http.replacen("http", "ws", 1));
        let mut request = url.into_client_request().expect("an address");
        let bearer = format!("Bearer {token}");
        let bearer = bearer.parse().expect("a token is plain text");
        request.headers_mut().insert("Authorization", bearer);
        let (socket, _) = connect_async(request).await.expect("a WebSocket");
        Self { socket, closed: None }
    }

    /// Sends a push.
    pub async fn tell(&mut self, push: &Value) {
        self.send(Message::text(push.to_string())).await;
    }

    /// Sends anything, and waits for nothing.
    ///
    /// # Panics
    /// When the connection is gone.
    pub async fn send(&mut self, message: Message) {
        let sent = in_time("a message to be taken", self.socket.send(message)).await;
        sent.expect("the connection stands");
    }

    /// The next answer; `None` when the connection has ended.
    ///
    /// # Panics
    /// When nothing comes, or no JSON.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            match in_time("an answer", self.socket.next()).await? {
                Ok(Message::Text(text)) => {
                    return Some(serde_json::from_str(&text).expect("every answer is JSON"));
                }
                Ok(Message::Close(frame)) => self.closed = frame,
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// Pushes, and waits for the answer.
    ///
    /// # Panics
    /// When there is none.
    pub async fn push(&mut self, push: &Value) -> Value {
        self.tell(push).await;
        self.next().await.expect("an answer")
    }

    /// Reads until the connection ends; the close code, if one was sent.
    pub async fn end(mut self) -> Option<u16> {
        while self.next().await.is_some() {}
        self.closed.map(|frame| frame.code.into())
    }
}
