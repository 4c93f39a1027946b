//! Plain bytes on a socket: for requests that no well-behaved client sends.

use std::collections::BTreeMap;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::in_time;

/// The head of an answer.
#[derive(Debug)]
pub struct Head {
    /// 200 and so on.
    pub status: u16,
    /// By name in lower case.
    pub headers: BTreeMap<String, String>,
}

impl Head {
    /// A header's value; empty when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Sends a request line and headers exactly as they are written, and reads the head of the answer.
///
/// # Panics
/// When nothing answers.
pub async fn knock(address: &str, request_line: &str, headers: &[&str]) -> Head {
    let mut request = format!("{request_line}\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    say(address, request.as_bytes()).await
}

/// Sends bytes as they are, and reads the head of the answer.
///
/// # Panics
/// When nothing answers.
pub async fn say(address: &str, bytes: &[u8]) -> Head {
    let mut socket = TcpStream::connect(address).await.expect("somebody listens");
    in_time("a request to be taken", socket.write_all(bytes))
        .await
        .expect("a request");
    answer(&mut socket).await.0
}

/// Reads the head of an answer, and what has come behind it.
///
/// # Panics
/// When nothing answers.
pub async fn answer(socket: &mut TcpStream) -> (Head, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return (parse(&String::from_utf8_lossy(&bytes)), rest);
        }
        let count = in_time("an answer", socket.read_buf(&mut bytes)).await;
        assert!(count.expect("bytes") > 0, "it hung up without an answer");
    }
}

fn parse(text: &str) -> Head {
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    Head {
        status: status.expect("a status line"),
        headers: headers.collect(),
    }
}
