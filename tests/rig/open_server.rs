//! A server that lets everybody in: for the pages of others, and as what our port would be without its guard.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// The server. It ends when this is dropped.
#[derive(Debug)]
pub struct OpenServer {
    /// On 127.0.0.1.
    pub port: u16,
    written: Arc<Mutex<BTreeSet<String>>>,
    serving: JoinHandle<()>,
}

const OPEN: &str = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: *\r\n\
    Access-Control-Allow-Headers: authorization, content-type\r\nAccess-Control-Allow-Private-Network: true\r\n";

impl OpenServer {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let written = Arc::<Mutex<BTreeSet<String>>>::default();
        let notes = Arc::clone(&written);
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let notes = Arc::clone(&notes);
                // A browser that hangs up is no concern of ours.
                tokio::spawn(async move { _ = serve(socket, &notes).await });
            }
        });
        Self {
            port,
            written,
            serving,
        }
    }

    /// The ids of the events that were written here since this was last asked.
    #[must_use]
    pub fn written(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for OpenServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(mut socket: TcpStream, written: &Mutex<BTreeSet<String>>) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            break end + 4;
        }
        if socket.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length: usize = header(&head, "content-length").parse().unwrap_or(0);
    while bytes.len() < end + length && socket.read_buf(&mut bytes).await? > 0 {}
    if head.starts_with("POST") || head.starts_with("PUT") {
        let event: Value = serde_json::from_slice(&bytes[end..]).unwrap_or_default();
        let id = event["id"].as_str().unwrap_or("nameless").to_owned();
        written.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }
    socket.write_all(answer(&head).as_bytes()).await?;
    if header(&head, "upgrade").eq_ignore_ascii_case("websocket") {
        // Until the other side goes.
        while socket.read_buf(&mut bytes).await? > 0 {}
    }
    Ok(())
}

fn answer(head: &str) -> String {
    let key = header(head, "sec-websocket-key");
    if !key.is_empty() {
        let key = derive_accept_key(key.as_bytes());
        return format!(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Accept: {key}\r\n\r\n"
        );
    }
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (kind, body) = match path {
        "/" => ("text/html", "<!doctype html><title>A page</title>"),
        "/client.js" => ("text/javascript", "export {};"),
        "/sse/stats" => ("text/event-stream", "data: {}\n\n"),
        _ if header(head, "accept").starts_with("image/") => (
            "image/svg+xml",
            "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>",
        ),
        _ => ("application/json", "{}"),
    };
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\n{OPEN}Connection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value.trim())
}
