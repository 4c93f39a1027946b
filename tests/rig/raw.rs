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
    let mut socket = TcpStream::connect(address).await.expect("somebody listens");
    let mut request = format!("{request_line}\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    socket.write_all(request.as_bytes()).await.expect("a request");
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = in_time("an answer", socket.read_buf(&mut bytes)).await;
        assert!(count.expect("bytes") > 0, "it hung up on {request:?}");
    }
    parse(&String::from_utf8_lossy(&bytes))
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
