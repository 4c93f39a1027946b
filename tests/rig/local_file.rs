//! A local file as OBS shows it: a page of the origin `http://absolute`, where every file of the disk is.

use std::{fs, path::PathBuf};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// It can be opened for as long as this lives.
#[derive(Debug)]
pub struct LocalFile {
    port: u16,
    serving: JoinHandle<()>,
}

impl LocalFile {
    /// The address of the file in a browser that was started with [`LocalFile::flag`].
    pub const ADDRESS: &'static str = "http://absolute/overlay.html";

    /// Shows this file, as it is whenever it is asked for.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn of(path: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let page = fs::read_to_string(&path).unwrap_or_default();
                // A browser that hangs up is no concern of ours.
                tokio::spawn(async move { _ = serve(socket, &page).await });
            }
        });
        Self { port, serving }
    }

    /// What a Chromium needs to find it.
    #[must_use]
    pub fn flag(&self) -> String {
        format!("--host-resolver-rules=MAP absolute 127.0.0.1:{}", self.port)
    }
}

impl Drop for LocalFile {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(mut socket: TcpStream, page: &str) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if socket.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let (status, page) = match head.starts_with(b"GET /overlay.html ") {
        true => ("200 OK", page),
        false => ("404 Not Found", ""),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{page}",
        page.len()
    );
    socket.write_all(answer.as_bytes()).await
}
