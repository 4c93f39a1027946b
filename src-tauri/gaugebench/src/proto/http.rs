//! A blocking HTTP/1.1 client: one keep-alive connection, one request in flight.

use anyhow::{Context, Result, bail, ensure};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct HttpClient {
    addr: SocketAddr,
    /// Header lines of every request, each with its line end.
    headers: String,
    stream: Option<TcpStream>,
    buf: Vec<u8>,
    req: Vec<u8>,
    timeout: Duration,
}

impl HttpClient {
    pub fn new(addr: SocketAddr, headers: &str) -> Self {
        HttpClient {
            addr,
            headers: headers.to_owned(),
            stream: None,
            buf: Vec::new(),
            req: Vec::new(),
            timeout: Duration::from_secs(10),
        }
    }

    /// Sends a request and returns status and body. Reconnects if the server
    /// closed the connection after the previous response.
    pub fn request(&mut self, method: &str, path: &str, body: &[u8]) -> Result<(u16, Vec<u8>)> {
        self.req.clear();
        write!(
            self.req,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.addr,
            self.headers,
            body.len()
        )?;
        self.req.extend_from_slice(body);
        let reused = self.stream.is_some();
        match self.exchange() {
            Err(_) if reused => {
                self.stream = None;
                self.exchange()
            }
            r => r,
        }
    }

    fn exchange(&mut self) -> Result<(u16, Vec<u8>)> {
        if self.stream.is_none() {
            let s = TcpStream::connect(self.addr)?;
            s.set_nodelay(true)?;
            s.set_read_timeout(Some(self.timeout))?;
            s.set_write_timeout(Some(self.timeout))?;
            self.stream = Some(s);
            self.buf.clear();
        }
        let r = self.exchange_on();
        if r.is_err() {
            self.stream = None;
        }
        r
    }

    fn exchange_on(&mut self) -> Result<(u16, Vec<u8>)> {
        let req = std::mem::take(&mut self.req);
        let sent = self.stream.as_mut().unwrap().write_all(&req);
        self.req = req;
        sent?;
        let head_end = loop {
            if let Some(at) = memchr::memmem::find(&self.buf, b"\r\n\r\n") {
                break at + 4;
            }
            ensure!(self.fill()?, "closed before response");
        };
        let head = String::from_utf8_lossy(&self.buf[..head_end]).to_ascii_lowercase();
        let status: u16 = head.split(' ').nth(1).context("status line")?.parse()?;
        let header = |name: &str| {
            head.lines()
                .find_map(|l| l.strip_prefix(name))
                .map(|v| v.trim_start_matches(':').trim().to_string())
        };
        let close = head.starts_with("http/1.0") || header("connection").as_deref() == Some("close");
        self.buf.drain(..head_end);
        let body = if let Some(n) = header("content-length") {
            let n: usize = n.parse()?;
            while self.buf.len() < n {
                ensure!(self.fill()?, "closed in body");
            }
            self.buf.drain(..n).collect()
        } else if header("transfer-encoding").as_deref() == Some("chunked") {
            self.chunks()?
        } else if status == 204 {
            Vec::new()
        } else if close {
            while self.fill()? {}
            std::mem::take(&mut self.buf)
        } else {
            bail!("response without length")
        };
        if close {
            self.stream = None;
        }
        Ok((status, body))
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let eol = loop {
                if let Some(at) = memchr::memmem::find(&self.buf, b"\r\n") {
                    break at;
                }
                ensure!(self.fill()?, "closed in chunk header");
            };
            let n = usize::from_str_radix(std::str::from_utf8(&self.buf[..eol])?.trim(), 16)?;
            while self.buf.len() < eol + 2 + n + 2 {
                ensure!(self.fill()?, "closed in chunk");
            }
            body.extend_from_slice(&self.buf[eol + 2..eol + 2 + n]);
            self.buf.drain(..eol + 2 + n + 2);
            if n == 0 {
                return Ok(body);
            }
        }
    }

    /// Reads once more; false at end of stream.
    fn fill(&mut self) -> Result<bool> {
        let mut tmp = [0u8; 16384];
        let n = self.stream.as_mut().unwrap().read(&mut tmp)?;
        self.buf.extend_from_slice(&tmp[..n]);
        Ok(n > 0)
    }
}
