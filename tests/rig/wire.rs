//! A WebSocket frame by frame: for what no well-behaved client sends.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{endpoint, in_time, raw::answer};

/// Every mask of ours; what is sent is not as it is on the wire.
const MASK: [u8; 4] = [7, 77, 177, 250];

/// One connection.
#[derive(Debug)]
pub struct Wire {
    /// Where bytes may be written that are no frames.
    pub socket: TcpStream,
    bytes: Vec<u8>,
}

/// What a server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The flags and the opcode.
    pub first: u8,
    /// What is in it.
    pub payload: Vec<u8>,
}

impl Wire {
    /// Becomes a WebSocket with the token of this user's programs.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn open(http: &str, path: &str) -> Self {
        Self::open_with(http, path, &endpoint::token(http)).await
    }

    /// The same with any token.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn open_with(http: &str, path: &str, token: &str) -> Self {
        Self::request(http, path, token, &[]).await
    }

    /// With the token of this user's programs; these bytes are sent in one with the request.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn open_saying(http: &str, path: &str, more: &[u8]) -> Self {
        Self::request(http, path, &endpoint::token(http), more).await
    }

    async fn request(http: &str, path: &str, token: &str, more: &[u8]) -> Self {
        let address = http.strip_prefix("http://").expect("http");
        let mut socket = TcpStream::connect(address).await.expect("somebody listens");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
             Authorization: Bearer {token}\r\n\r\n"
        );
        let request = [request.as_bytes(), more].concat();
        socket.write_all(&request).await.expect("a request");
        let (head, bytes) = answer(&mut socket).await;
        assert_eq!(head.status, 101, "{head:?}");
        Self { socket, bytes }
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// When they are not taken.
    pub async fn send(&mut self, bytes: &[u8]) {
        let sent = in_time("bytes to be taken", self.socket.write_all(bytes)).await;
        sent.expect("the connection stands");
    }

    /// The next frame; `None` when the connection has ended.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.take() {
                return Some(frame);
            }
            let read = in_time("a frame", self.socket.read_buf(&mut self.bytes)).await;
            if !read.is_ok_and(|count| count > 0) {
                return None;
            }
        }
    }

    /// Frames up to one that holds these words.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn until(&mut self, words: &str) -> Frame {
        loop {
            let frame = self.next().await;
            let frame = frame.unwrap_or_else(|| panic!("it ended before {words}"));
            assert_ne!(frame.first, 0x88, "closed before {words}: {frame:?}");
            if String::from_utf8_lossy(&frame.payload).contains(words) {
                return frame;
            }
        }
    }

    /// Reads until it is closed; the code, if one was sent.
    pub async fn end(mut self) -> Option<u16> {
        while let Some(Frame { first, payload }) = self.next().await {
            if first == 0x88 {
                return Some(u16::from_be_bytes([*payload.first()?, *payload.get(1)?]));
            }
        }
        None
    }

    fn take(&mut self) -> Option<Frame> {
        let bytes = &self.bytes;
        let (start, length) = match *bytes.get(1)? {
            126 => (4, u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?).into()),
            127 => {
                let length = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
                (10, usize::try_from(length).ok()?)
            }
            length => (2, usize::from(length)),
        };
        let payload = bytes.get(start..start + length)?.to_vec();
        let first = bytes[0];
        self.bytes.drain(..start + length);
        Some(Frame { first, payload })
    }
}

/// A client's frame: its first byte, and what is in it.
///
/// # Panics
/// Never: every length has a form.
#[must_use]
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        short @ 0..126 => bytes.push(0x80 | u8::try_from(short).expect("short")),
        long => {
            bytes.push(0xff);
            bytes.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    bytes.extend_from_slice(&MASK);
    bytes.extend(
        payload
            .iter()
            .zip(MASK.iter().cycle())
            .map(|(byte, mask)| byte ^ mask),
    );
    bytes
}

/// A whole text.
#[must_use]
pub fn text(text: &str) -> Vec<u8> {
    frame(0x81, text.as_bytes())
}
