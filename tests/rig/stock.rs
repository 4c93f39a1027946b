//! Stock Socket.IO clients in processes of their own: what their makers wrote, not what we think of them.

use std::{path::PathBuf, process::Stdio};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::{endpoint, in_time, recordings::root};

/// A client of somebody else's making.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Make {
    /// npm's `socket.io-client` 4.x.
    Node4,
    /// npm's `socket.io-client` 2.x.
    Node2,
    /// `PyPI`'s `python-socketio`.
    Python,
}

/// One running client.
#[derive(Debug)]
pub struct Stock {
    lines: Lines<BufReader<ChildStdout>>,
    stdin: ChildStdin,
    _child: Child,
}

impl Make {
    /// Why it cannot be tried on this machine, if it cannot.
    #[must_use]
    pub fn missing(self) -> Option<String> {
        let needed = match self {
            Self::Python => python(),
            Self::Node4 | Self::Node2 => root().join("tests/clients/node_modules/socket.io-client"),
        };
        let missing = !needed.exists();
        missing.then(|| format!("{} is missing; cargo xtask test installs it", needed.display()))
    }

    fn command(self, http: &str, transports: &str, token: Option<&str>) -> Command {
        let clients = root().join("tests/clients");
        let mut command = match self {
            Self::Python => Command::new(python()),
            Self::Node4 | Self::Node2 => Command::new("node"),
        };
        match self {
            Self::Python => command.arg(clients.join("socketio_client.py")),
            Self::Node4 => command.arg(clients.join("socketio_client.mjs")).arg("4"),
            Self::Node2 => command.arg(clients.join("socketio_client.mjs")).arg("2"),
        };
        command.arg(http).arg(transports).args(token);
        command
    }
}

/// Where `cargo xtask test` makes a Python of our own, if it can.
#[must_use]
pub fn python() -> PathBuf {
    let folder = root().join("target/python");
    let made = if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    };
    folder.join(made)
}

impl Stock {
    /// Starts one with the token of this user's programs; it has connected.
    ///
    /// # Panics
    /// When it does not connect.
    pub async fn connect(make: Make, http: &str, transports: &str) -> Self {
        let mut stock = Self::start(make, http, transports, Some(&endpoint::token(http)));
        stock.hear("connect").await;
        stock
    }

    /// Starts one with any token, or none.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(make: Make, http: &str, transports: &str, token: Option<&str>) -> Self {
        let mut child = make
            .command(http, transports, token)
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the client can be started");
        let stdout = child.stdout.take().expect("stdout is piped");
        Self {
            lines: BufReader::new(stdout).lines(),
            stdin: child.stdin.take().expect("stdin is piped"),
            _child: child,
        }
    }

    async fn wish(&mut self, wish: Value) {
        let line = format!("{wish}\n");
        self.stdin
            .write_all(line.as_bytes())
            .await
            .expect("it is running");
        self.stdin.flush().await.expect("it is running");
    }

    /// Says an event: its name and arguments.
    pub async fn emit(&mut self, event: Value) {
        self.wish(json!({ "emit": event })).await;
    }

    /// Says an event and waits for the answer to it.
    pub async fn ask(&mut self, event: Value) -> Value {
        self.wish(json!({ "emit": event, "ack": true })).await;
        self.hear("ack").await["args"].clone()
    }

    /// Loses its connection.
    pub async fn cut(&mut self) {
        self.wish(json!({ "cut": true })).await;
    }

    /// What it is connected by now.
    pub async fn transport(&mut self) -> String {
        self.wish(json!({ "transport": true })).await;
        let line = self.hear("transport").await;
        line["transport"].as_str().unwrap_or_default().to_owned()
    }

    /// The next thing of this name that it hears, whatever comes before it.
    pub async fn hear(&mut self, name: &str) -> Value {
        in_time(name, async {
            loop {
                let line = self.next().await;
                if line["heard"] == name {
                    return line;
                }
            }
        })
        .await
    }

    /// Hears events of this name until one's argument is what was promised, and returns it.
    pub async fn until(&mut self, name: &str, mut seen: impl FnMut(&Value) -> bool) -> Value {
        loop {
            let line = self.hear(name).await;
            if seen(&line["args"][0]) {
                return line["args"][0].clone();
            }
        }
    }

    /// The next thing it hears.
    ///
    /// # Panics
    /// When it ends.
    pub async fn next(&mut self) -> Value {
        let line = self.lines.next_line().await.expect("its output can be read");
        let line = line.expect("it goes on; what is wrong stands above");
        serde_json::from_str(&line).expect("every line is JSON")
    }
}
