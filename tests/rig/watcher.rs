//! Readers of `/ws/live` by the dozen: each looks at the head of every frame, and into few.

use std::collections::HashSet;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{endpoint, in_time};

/// One connection, and what was shown over it.
#[derive(Debug)]
pub struct Watcher {
    socket: TcpStream,
    bytes: Vec<u8>,
    /// What came.
    pub shown: Shown,
}

/// What a reader was shown.
#[derive(Debug, Default)]
pub struct Shown {
    /// The profile of now, by id; empty before the first snapshot.
    pub profile: String,
    /// The number of the newest frame.
    pub seq: u64,
    /// Openings of a profile that were seen.
    pub openings: u64,
    /// Frames in all.
    pub frames: u64,
    /// Ids of some events, each with the profile it was shown in.
    pub events: HashSet<(String, String)>,
    epoch: String,
    since_snapshot: u64,
}

/// Deltas behind a snapshot that are all looked into: there a frame of another profile would be.
const CLOSELY: u64 = 100;
/// Of the others every so many.
const SOME: u64 = 50;

impl Watcher {
    /// Connects; with topics it is one of our readers, without it hears what seed 003's clients hear.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn connect(address: &str, topics: &[&str]) -> Self {
        let mut socket = TcpStream::connect(address).await.expect("somebody listens");
        let request = format!(
            "GET /ws/live HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Protocol: sg.v1, sg.token.{}\r\n\r\n",
            endpoint::token(&format!("http://{address}"))
        );
        socket.write_all(request.as_bytes()).await.expect("a request");
        let mut bytes = Vec::new();
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
                break end + 4;
            }
            let count = in_time("an answer", socket.read_buf(&mut bytes)).await;
            assert!(count.expect("bytes") > 0, "it hung up");
        };
        assert!(bytes.starts_with(b"HTTP/1.1 101 "), "it is a WebSocket");
        bytes.drain(..head);
        if !topics.is_empty() {
            let command = serde_json::json!({ "type": "subscribe", "channels": topics }).to_string();
            let length = u8::try_from(command.len()).expect("a short command");
            assert!(length < 126, "a short command");
            // Masked with zeros, which changes nothing (RFC 6455 5.3).
            let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
            frame.extend_from_slice(command.as_bytes());
            socket.write_all(&frame).await.expect("the connection stands");
        }
        Self {
            socket,
            bytes,
            shown: Shown::default(),
        }
    }

    /// Takes in what comes next. It may be left and called again.
    ///
    /// # Panics
    /// When the connection ends, nothing comes for long, or a frame is not what it may be.
    pub async fn look(&mut self) {
        let count = in_time("a frame", self.socket.read_buf(&mut self.bytes)).await;
        assert!(
            count.expect("the connection stands") > 0,
            "the connection was closed"
        );
        let mut at = 0;
        while let Some((payload, end)) = frame(&self.bytes[at..]) {
            let text = &self.bytes[at + payload..at + end];
            if self.bytes[at] == 0x81 {
                self.shown.take(text);
            }
            at += end;
        }
        self.bytes.drain(..at);
    }
}

/// Where the first frame's payload begins and ends, if it is all there. A server's frames are not masked.
fn frame(bytes: &[u8]) -> Option<(usize, usize)> {
    let (start, length) = match *bytes.get(1)? {
        126 => (
            4,
            u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)),
        ),
        127 => (10, u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)),
        length => (2, u64::from(length)),
    };
    let end = start + usize::try_from(length).ok()?;
    (bytes.len() >= end).then_some((start, end))
}

impl Shown {
    fn take(&mut self, text: &[u8]) {
        self.frames += 1;
        if text.starts_with(br#"{"type":"snapshot""#) {
            self.take_snapshot(&serde_json::from_slice(text).expect("every frame is JSON"));
        } else if let Some(rest) = text.strip_prefix(br#"{"type":"delta","seq":"#) {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
            let seq = digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
            assert!(!self.profile.is_empty(), "a snapshot comes first");
            assert!(seq > self.seq, "delta {seq} after {} in one opening", self.seq);
            self.seq = seq;
            self.since_snapshot += 1;
            if self.since_snapshot < CLOSELY || self.since_snapshot.is_multiple_of(SOME) {
                self.take_event(&serde_json::from_slice(text).expect("every frame is JSON"));
            }
        }
    }

    fn take_snapshot(&mut self, snapshot: &Value) {
        let text = |name: &str| snapshot[name].as_str().expect("a text").to_owned();
        let (epoch, seq) = (text("epoch"), snapshot["seq"].as_u64().expect("a number"));
        if epoch == self.epoch {
            assert!(seq >= self.seq, "the same opening goes on");
        } else {
            // Epochs are in the order of their making.
            assert!(epoch > self.epoch, "an earlier opening came back");
            self.openings += 1;
        }
        (self.epoch, self.seq, self.profile) = (epoch, seq, text("profile_id"));
        self.since_snapshot = 0;
        for event in snapshot["recent"].as_array().expect("a list") {
            self.note(event);
        }
    }

    fn take_event(&mut self, delta: &Value) {
        if let Some(event) = delta.get("event") {
            self.note(event);
        }
    }

    fn note(&mut self, event: &Value) {
        if let Some(id) = event["id"].as_str() {
            self.events.insert((id.to_owned(), self.profile.clone()));
        }
    }
}
