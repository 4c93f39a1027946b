//! RFC 6455, client side, with an optional Engine.IO v4 layer for Socket.IO.

use anyhow::{Result, bail, ensure};

pub const OP_TEXT: u8 = 1;
pub const OP_PONG: u8 = 10;
const OP_CONT: u8 = 0;
const OP_BIN: u8 = 2;
const OP_CLOSE: u8 = 8;
const OP_PING: u8 = 9;

/// No extensions are offered, so servers must not compress.
pub fn upgrade_request(addr: std::net::SocketAddr, path: &str, headers: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {addr}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://{addr}\r\n{headers}\r\n"
    )
}

/// Checks status 101 and the accept hash that belongs to the fixed key above.
pub fn check_upgrade(head: &[u8]) -> Result<()> {
    ensure!(
        head.starts_with(b"HTTP/1.1 101"),
        "not upgraded: {}",
        String::from_utf8_lossy(head)
    );
    ensure!(
        memchr::memmem::find(head, b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=").is_some(),
        "wrong Sec-WebSocket-Accept"
    );
    Ok(())
}

/// Appends one masked client frame. The mask is all zeroes: legal on the wire,
/// the server still does its unmasking work, and the client saves a pass.
pub fn encode_client_frame(op: u8, payload: &[u8], out: &mut Vec<u8>) {
    out.push(0x80 | op);
    match payload.len() {
        n @ 0..=125 => out.push(0x80 | n as u8),
        n @ 126..=65535 => {
            out.push(0x80 | 126);
            out.extend_from_slice(&(n as u16).to_be_bytes());
        }
        n => {
            out.push(0x80 | 127);
            out.extend_from_slice(&(n as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(payload);
}

#[derive(Default)]
pub struct WsDecoder {
    /// Answer Engine.IO pings (`2` -> `3`) instead of passing them on.
    pub engine_io: bool,
    /// Payload so far of a fragmented message.
    pub(crate) fragment: Vec<u8>,
}

impl WsDecoder {
    pub fn decode(&mut self, buf: &[u8], reply: &mut Vec<u8>, mut sink: impl FnMut(&[u8])) -> Result<usize> {
        let mut at = 0;
        while let Some((op, fin, start, end)) = frame(&buf[at..])? {
            let payload = &buf[at + start..at + end];
            at += end;
            match op {
                OP_TEXT | OP_BIN if fin => self.message(payload, reply, &mut sink),
                OP_TEXT | OP_BIN => {
                    self.fragment.clear();
                    self.fragment.extend_from_slice(payload);
                }
                OP_CONT => {
                    self.fragment.extend_from_slice(payload);
                    if fin {
                        let whole = std::mem::take(&mut self.fragment);
                        self.message(&whole, reply, &mut sink);
                    }
                }
                OP_PING => encode_client_frame(OP_PONG, payload, reply),
                OP_CLOSE => bail!("server sent close"),
                _ => {}
            }
        }
        Ok(at)
    }

    fn message(&self, m: &[u8], reply: &mut Vec<u8>, sink: &mut impl FnMut(&[u8])) {
        if self.engine_io && m == b"2" {
            encode_client_frame(OP_TEXT, b"3", reply);
        } else {
            sink(m);
        }
    }
}

/// `(opcode, fin, payload start, payload end)` of the first frame, if complete.
fn frame(b: &[u8]) -> Result<Option<(u8, bool, usize, usize)>> {
    if b.len() < 2 {
        return Ok(None);
    }
    ensure!(b[1] & 0x80 == 0, "server frame is masked");
    ensure!(b[0] & 0x70 == 0, "unexpected RSV bits");
    let (start, len) = match b[1] & 0x7f {
        126 if b.len() >= 4 => (4, u16::from_be_bytes([b[2], b[3]]) as usize),
        127 if b.len() >= 10 => (10, u64::from_be_bytes(b[2..10].try_into().unwrap()) as usize),
        126 | 127 => return Ok(None),
        n => (2, n as usize),
    };
    if b.len() < start + len {
        return Ok(None);
    }
    Ok(Some((b[0] & 0x0f, b[0] & 0x80 != 0, start, start + len)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_frames_and_answers_pings() {
        let mut wire = vec![
            0x81, 2, b'h', b'i', 0x89, 0, 0x81, 1, b'2', 0x01, 1, b'a', 0x80, 1, b'b', 0x81, 5, b'x',
        ];
        let mut d = WsDecoder {
            engine_io: true,
            ..Default::default()
        };
        let (mut reply, mut got) = (Vec::new(), Vec::new());
        let n = d.decode(&wire, &mut reply, |m| got.push(m.to_vec())).unwrap();
        assert_eq!(n, wire.len() - 3, "the partial frame stays");
        assert_eq!(got, vec![b"hi".to_vec(), b"ab".to_vec()]);
        assert_eq!(reply, [0x8a, 0x80, 0, 0, 0, 0, 0x81, 0x81, 0, 0, 0, 0, b'3']);
        wire.clear();
    }
}
