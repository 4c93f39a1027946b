//! The protocol: the handshake, requests out, answers and events in.

use futures_util::{SinkExt, StreamExt};
use gauge_model::{Millis, ObsPlace};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use super::connect::SOURCE;
use crate::{Capture, proof::proof};

/// General and Outputs: all that we listen to.
const EVENTS: u32 = 1 | 64;
/// OBS closes with it when the password is wrong or missing.
const WRONG_PASSWORD: u16 = 4009;

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("OBS cannot be reached at {0}. Is OBS running, with its WebSocket server enabled?")]
    Unreachable(String),
    #[error(
        "OBS refuses the password. Copy it from OBS: Tools, WebSocket Server Settings, Show Connect Info."
    )]
    Password,
    #[error("What answers at {0} does not speak as OBS does. Use OBS 28 or newer, and check the port.")]
    NotObs(String),
}

/// An identified connection.
pub(super) struct Wire {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    ears: Ears,
}

/// Where what OBS says goes before it is decoded, and the clock that tells when.
#[derive(Clone, Debug)]
pub(super) struct Ears {
    pub(super) capture: Capture,
    pub(super) clock: fn() -> Millis,
}

impl Ears {
    /// What sources are set to is left out: addresses of browser sources hold tokens, of other services' as well.
    fn heard(&self, frame: &str) {
        if !frame.contains("\"GetInputSettings\"") {
            self.capture.note((self.clock)(), SOURCE, frame);
        }
    }
}

/// What OBS says.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    Event {
        kind: String,
        data: Value,
    },
    Answer {
        id: String,
        kind: String,
        result: Result<Value, Refusal>,
    },
    Other,
    /// The connection has ended, for this reason where it has one.
    Closed(Option<u16>),
}

/// OBS does not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) comment: String,
}

#[derive(Deserialize)]
struct Frame {
    op: u8,
    #[serde(default)]
    d: Value,
}

impl Wire {
    /// Connects and identifies.
    pub(super) async fn open(place: &ObsPlace, ears: Ears) -> Result<Self, ConnectError> {
        let host = if place.host.contains(':') {
            format!("[{}]", place.host)
        } else {
            place.host.clone()
        };
        let address = format!("{host}:{}", place.port);
        let connected = connect_async(format!("ws://{address}")).await;
        let (socket, _) = connected.map_err(|error| match error {
            tokio_tungstenite::tungstenite::Error::Io(_) => ConnectError::Unreachable(address.clone()),
            _ => ConnectError::NotObs(address.clone()),
        })?;
        let mut wire = Self { socket, ears };
        let hello = wire.next(0, &address).await?;
        let mut identify = json!({ "rpcVersion": 1, "eventSubscriptions": EVENTS });
        let asks = &hello["authentication"];
        if let (Some(salt), Some(challenge)) = (asks["salt"].as_str(), asks["challenge"].as_str()) {
            identify["authentication"] = proof(&place.password.0, salt, challenge).into();
        }
        if !wire.say(1, identify).await {
            return Err(ConnectError::Unreachable(address));
        }
        wire.next(2, &address).await?;
        Ok(wire)
    }

    /// The next frame of the handshake.
    async fn next(&mut self, op: u8, address: &str) -> Result<Value, ConnectError> {
        loop {
            let message = self.socket.next().await;
            let Some(Ok(message)) = message else {
                return Err(ConnectError::Unreachable(address.to_owned()));
            };
            match message {
                Message::Text(text) => {
                    self.ears.heard(&text);
                    return match serde_json::from_str::<Frame>(&text) {
                        Ok(frame) if frame.op == op => Ok(frame.d),
                        _ => Err(ConnectError::NotObs(address.to_owned())),
                    };
                }
                Message::Close(Some(close)) if u16::from(close.code) == WRONG_PASSWORD => {
                    return Err(ConnectError::Password);
                }
                _ => {}
            }
        }
    }

    async fn say(&mut self, op: u8, d: Value) -> bool {
        let text = json!({ "op": op, "d": d }).to_string();
        self.socket.send(Message::text(text)).await.is_ok()
    }

    /// Sends a request. False when the connection has ended.
    pub(super) async fn ask(&mut self, id: &str, kind: &str, data: Value) -> bool {
        let request = json!({ "requestType": kind, "requestId": id, "requestData": data });
        self.say(6, request).await
    }

    /// The next thing that OBS says. It may be dropped while it waits.
    pub(super) async fn hear(&mut self) -> Heard {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => {
                self.ears.heard(&text);
                decode(&text)
            }
            Some(Ok(Message::Close(close))) => Heard::Closed(close.map(|close| close.code.into())),
            Some(Ok(_)) => Heard::Other,
            Some(Err(_)) | None => Heard::Closed(None),
        }
    }
}

pub(super) fn decode(text: &str) -> Heard {
    let Ok(Frame { op, mut d }) = serde_json::from_str(text) else {
        return Heard::Other;
    };
    let word = |name: &str| d[name].as_str().unwrap_or("").to_owned();
    match op {
        5 => Heard::Event {
            kind: word("eventType"),
            data: take(&mut d, "eventData"),
        },
        7 => {
            let status = &d["requestStatus"];
            let refusal = (status["result"] != true).then(|| Refusal {
                code: status["code"]
                    .as_u64()
                    .and_then(|code| code.try_into().ok())
                    .unwrap_or(0),
                comment: status["comment"].as_str().unwrap_or("").to_owned(),
            });
            Heard::Answer {
                id: word("requestId"),
                kind: word("requestType"),
                result: refusal.map_or_else(|| Ok(take(&mut d, "responseData")), Err),
            }
        }
        _ => Heard::Other,
    }
}

/// What an object has by this name. Assigning by name would panic where it is no object.
fn take(d: &mut Value, name: &str) -> Value {
    d.get_mut(name).map(Value::take).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_frame_is_nothing() {
        for text in ["", "[]", "{}", "{\"op\":\"x\"}", "null", "{\"op\":9}"] {
            assert_eq!(decode(text), Heard::Other, "{text}");
        }
        for d in ["7", "true", "\"x\"", "[1]", "null", "{}"] {
            let nameless = Heard::Event {
                kind: String::new(),
                data: Value::Null,
            };
            assert_eq!(decode(&format!(r#"{{"op":5,"d":{d}}}"#)), nameless, "{d}");
            decode(&format!(r#"{{"op":7,"d":{d}}}"#));
        }
        let refused = r#"{"op":7,"d":{"requestId":"3","requestType":"X","requestStatus":{"code":204,"result":false,"comment":"no"}}}"#;
        let Heard::Answer {
            result: Err(refusal), ..
        } = decode(refused)
        else {
            panic!("it is refused")
        };
        assert_eq!(refusal.code, 204);
    }
}
