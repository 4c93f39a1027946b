//! One connection to `EventSub`. Nothing is ever sent over it but what keeps it up: Twitch closes it otherwise.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::{
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use super::decode::{Frame, decode};
use crate::https;

/// How long connecting may take, and the welcome after it.
const PATIENCE: Duration = Duration::from_secs(20);
/// So much longer than Twitch promises, since networks are slow at times.
const GRACE: Duration = Duration::from_secs(5);
/// A frame larger than this, bytes, is none of Twitch's.
const LARGEST: usize = 1 << 20;

/// A connection that has been welcomed.
pub(super) struct Socket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The session's id.
    pub(super) session: String,
    /// Nothing may be heard for so long.
    patience: Duration,
    heard_at: Instant,
}

/// What was heard.
#[derive(Debug)]
pub(super) enum Heard {
    /// A frame's text.
    Text(String),
    /// The connection has ended, or is dead; why.
    Gone(String),
}

impl Socket {
    /// Connects, and waits for the welcome.
    pub(super) async fn open(url: &str) -> Result<Self, String> {
        https::prepare();
        let opening = async {
            let config = WebSocketConfig::default()
                .max_message_size(Some(LARGEST))
                .max_frame_size(Some(LARGEST));
            let connected = connect_async_with_config(url, Some(config), true).await;
            let (mut socket, _) = connected.map_err(|error| away(&error.to_string()))?;
            loop {
                let message = socket.next().await.ok_or_else(lost)?;
                if let Message::Text(text) = message.map_err(|error| away(&error.to_string()))?
                    && let Ok(Frame::Welcome { session, keepalive }) = decode(&text)
                {
                    return Ok(Self {
                        socket,
                        session,
                        patience: keepalive + GRACE,
                        heard_at: Instant::now(),
                    });
                }
            }
        };
        timeout(PATIENCE, opening)
            .await
            .unwrap_or_else(|_| Err(away("it does not answer")))
    }

    /// Waits for the next text. It may be dropped and called again.
    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            match timeout_at(self.heard_at + self.patience, self.socket.next()).await {
                Err(_) => return Heard::Gone("Twitch fell silent. The connection is made anew.".to_owned()),
                Ok(Some(Ok(message))) => {
                    self.heard_at = Instant::now();
                    match message {
                        Message::Text(text) => return Heard::Text(text.to_string()),
                        Message::Close(frame) => {
                            tracing::debug!(?frame, "EventSub closes");
                        }
                        _ => {}
                    }
                }
                Ok(Some(Err(error))) => {
                    tracing::debug!(%error, "EventSub");
                    return Heard::Gone(lost());
                }
                Ok(None) => return Heard::Gone(lost()),
            }
        }
    }

    /// Asks for the end of the connection: what was on its way is still heard, then it ends.
    pub(super) async fn leave(&mut self) {
        // Where that cannot be sent it has ended already.
        _ = timeout(GRACE, self.socket.close(None)).await;
    }
}

fn away(why: &str) -> String {
    format!("Twitch cannot be reached ({why}). Is this computer online?")
}

fn lost() -> String {
    "The connection to Twitch was lost.".to_owned()
}
