//! WebSocket frames, both ways.

/// What a server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// 1 text, 8 close, 9 ping, 10 pong.
    pub opcode: u8,
    /// What is in it.
    pub payload: Vec<u8>,
}

/// A client's whole text frame.
pub fn masked(text: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [7, 77, 177, 250];
    let mut frame = vec![0x81];
    match text.len() {
        short @ 0..=125 => frame.push(0x80 | short as u8),
        middle @ 126..=0xffff => {
            frame.push(0x80 | 126);
            frame.extend((middle as u16).to_be_bytes());
        }
        long => {
            frame.push(0x80 | 127);
            frame.extend((long as u64).to_be_bytes());
        }
    }
    frame.extend(MASK);
    frame.extend(
        text.iter()
            .zip(MASK.iter().cycle())
            .map(|(byte, mask)| byte ^ mask),
    );
    frame
}

/// The first frame of `bytes`, and how long it is; `None` while it is not whole.
pub fn parse(bytes: &[u8]) -> Option<(Frame, usize)> {
    let (start, length) = match bytes.get(1)? & 0x7f {
        126 => (4, u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?).into()),
        127 => (
            10,
            u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?) as usize,
        ),
        short => (2, usize::from(short)),
    };
    assert_eq!(bytes[1] & 0x80, 0, "a server masks nothing");
    let payload = bytes.get(start..start + length)?.to_vec();
    let frame = Frame {
        opcode: bytes[0] & 0x0f,
        payload,
    };
    Some((frame, start + length))
}
