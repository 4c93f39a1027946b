//! Server-Sent Events, with or without chunked transfer coding.

use anyhow::{Context, Result, ensure};

#[derive(Default)]
pub struct SseDecoder {
    chunked: bool,
    /// Bytes left in the current chunk (including its trailing CRLF).
    chunk_left: usize,
    /// Decoded text not yet ended by a blank line.
    text: Vec<u8>,
}

impl SseDecoder {
    pub fn new(chunked: bool) -> Self {
        SseDecoder {
            chunked,
            ..Default::default()
        }
    }

    pub fn decode(&mut self, buf: &[u8], mut sink: impl FnMut(&[u8])) -> Result<usize> {
        let mut at = 0;
        if !self.chunked {
            self.text.extend_from_slice(buf);
            at = buf.len();
        }
        while self.chunked && at < buf.len() {
            if self.chunk_left == 0 {
                let Some(eol) = memchr::memmem::find(&buf[at..], b"\r\n") else {
                    break;
                };
                let line = std::str::from_utf8(&buf[at..at + eol]).context("chunk size")?;
                let size = usize::from_str_radix(line.split(';').next().unwrap().trim(), 16)
                    .context("chunk size")?;
                ensure!(size > 0, "stream ended");
                self.chunk_left = size + 2;
                at += eol + 2;
                continue;
            }
            let take = self.chunk_left.min(buf.len() - at);
            // The last two bytes of a chunk are its CRLF, not data.
            let data = take.min(self.chunk_left.saturating_sub(2));
            self.text.extend_from_slice(&buf[at..at + data]);
            self.chunk_left -= take;
            at += take;
        }
        self.events(&mut sink);
        Ok(at)
    }

    /// Emits the data of every complete event in `text`.
    fn events(&mut self, sink: &mut impl FnMut(&[u8])) {
        let mut done = 0;
        let mut data: Vec<u8> = Vec::new();
        let mut line_start = 0;
        for nl in memchr::memchr_iter(b'\n', &self.text) {
            let mut line = &self.text[line_start..nl];
            line_start = nl + 1;
            if line.last() == Some(&b'\r') {
                line = &line[..line.len() - 1];
            }
            if line.is_empty() {
                if !data.is_empty() {
                    sink(&data);
                    data.clear();
                }
                done = line_start;
            } else if let Some(d) = line.strip_prefix(b"data:") {
                if !data.is_empty() {
                    data.push(b'\n');
                }
                data.extend_from_slice(d.strip_prefix(b" ").unwrap_or(d));
            }
        }
        self.text.drain(..done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunked_split_anywhere() {
        let wire = b"15\r\n: hi\r\n\r\ndata: {\"a\":1}\r\n4\r\n\r\n\r\n\r\n9\r\ndata: 2\n\n\r\n";
        // First chunk: ": hi\r\n\r\ndata: {\"a\":1}" is 21 = 0x15 bytes.
        for cut in 0..wire.len() {
            let mut d = SseDecoder::new(true);
            let mut got = Vec::new();
            let mut pending = wire[..cut].to_vec();
            let n = d.decode(&pending, |m| got.push(m.to_vec())).unwrap();
            pending.drain(..n);
            pending.extend_from_slice(&wire[cut..]);
            d.decode(&pending, |m| got.push(m.to_vec())).unwrap();
            assert_eq!(got, vec![b"{\"a\":1}".to_vec(), b"2".to_vec()], "cut at {cut}");
        }
    }
}
