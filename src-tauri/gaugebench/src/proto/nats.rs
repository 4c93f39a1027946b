//! The part of the NATS client protocol that core publish/subscribe needs.

use anyhow::{Context, Result, bail};

/// Passed to the sink when the server answers our PING (subscription is active).
pub const PONG: &[u8] = b"\0PONG";

/// CONNECT, optional SUB, and a PING whose PONG proves that both were processed.
pub fn hello(subject: Option<&str>) -> String {
    let sub = subject.map(|s| format!("SUB {s} 1\r\n")).unwrap_or_default();
    format!(
        "CONNECT {{\"verbose\":false,\"pedantic\":false,\"lang\":\"gaugebench\",\"version\":\"0\"}}\r\n{sub}PING\r\n"
    )
}

#[derive(Default)]
pub struct NatsDecoder;

impl NatsDecoder {
    pub fn decode(&mut self, buf: &[u8], reply: &mut Vec<u8>, mut sink: impl FnMut(&[u8])) -> Result<usize> {
        let mut at = 0;
        while let Some(eol) = memchr::memmem::find(&buf[at..], b"\r\n") {
            let line = &buf[at..at + eol];
            let body = at + eol + 2;
            if let Some(args) = line.strip_prefix(b"MSG ") {
                let len = args.rsplit(|&b| b == b' ').next().unwrap();
                let len: usize = std::str::from_utf8(len)?.parse().context("MSG length")?;
                if buf.len() < body + len + 2 {
                    break;
                }
                sink(&buf[body..body + len]);
                at = body + len + 2;
                continue;
            }
            if line == b"PING" {
                reply.extend_from_slice(b"PONG\r\n");
            } else if line == b"PONG" {
                sink(PONG);
            } else if line.starts_with(b"-ERR") {
                bail!("NATS: {}", String::from_utf8_lossy(line));
            }
            at = body;
        }
        Ok(at)
    }
}
