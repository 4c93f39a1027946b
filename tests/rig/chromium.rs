//! Chromium by its own protocol, in the generations that OBS has: 103 (OBS 28 to 30), 127 (31 on) and this system's.
//!
//! No driver speaks with all three, and only the protocol tells what a page asked the network for.

use std::{
    io::{Cursor, Write as _},
    path::PathBuf,
    process::Stdio,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::{PATIENCE, endpoint, in_time, recordings::root};

/// One page of one browser.
#[derive(Debug)]
pub struct Chromium {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    /// Of every page, in the order in which they were opened.
    sessions: Vec<String>,
    last: u64,
    /// What the page complained of: errors, uncaught exceptions, dialogs, what its security policy stopped.
    pub complaints: Vec<String>,
    /// Every address that the page asked for, sockets too.
    pub requests: Vec<String>,
    process: Child,
    _profile: tempfile::TempDir,
}

/// What a page drew; what it did not paint is transparent.
#[derive(Debug)]
pub struct Picture {
    bytes: Vec<u8>,
    line: usize,
    width: usize,
    height: usize,
}

/// The generations to be tested; those that are not on this machine are named on stderr and left out.
#[must_use]
pub fn generations() -> Vec<(&'static str, PathBuf)> {
    let mut found = vec![("this system's", PathBuf::from("chromium"))];
    for generation in ["103", "127"] {
        let path = root().join(format!("target/chromium/{generation}/chromium"));
        if path.exists() {
            found.push((generation, path));
        } else {
            // Written past the test's own output, which nobody sees of a test that passes.
            _ = writeln!(
                std::io::stderr(),
                "SKIPPED: Chromium {generation} of OBS. To have it: npm --prefix ui run old-chromium"
            );
        }
    }
    found
}

/// Where it can be spoken to, as it says itself.
async fn door(process: &mut Child) -> String {
    let mut lines = BufReader::new(process.stderr.take().expect("its stderr is ours")).lines();
    let address = async {
        loop {
            let line = lines
                .next_line()
                .await
                .expect("it can be read")
                .expect("it goes on");
            if let Some((_, address)) = line.split_once("DevTools listening on ") {
                return address.trim().to_owned();
            }
        }
    };
    let address = in_time("Chromium's door", address).await;
    // Nobody may let its pipe run full.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    address
}

impl Chromium {
    /// Starts this system's, with an empty page.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        Self::start_at(&PathBuf::from("chromium")).await
    }

    /// Starts one, with an empty page.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_at(path: &PathBuf) -> Self {
        Self::start_with(path, &[]).await
    }

    /// Starts one with more flags, with an empty page.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(path: &PathBuf, flags: &[String]) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let folder = path.parent().filter(|folder| folder.is_absolute());
        let mut command = Command::new(path);
        if let Some(folder) = folder {
            // Its own drawing libraries lie beside it.
            command.env("LD_LIBRARY_PATH", folder);
        }
        let data = format!("--user-data-dir={}", profile.path().display());
        let args = [
            "--headless",
            "--no-sandbox",
            "--no-zygote",
            "--disable-gpu",
            "--hide-scrollbars",
        ];
        let mut process = command
            .args(args)
            .args(flags)
            .args([
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                &data,
                "about:blank",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Chromium starts (Debian's package chromium)");
        let address = door(&mut process).await;
        let (socket, _) = connect_async(address).await.expect("Chromium's door opens");
        let mut browser = Self {
            socket,
            session: None,
            sessions: Vec::new(),
            last: 0,
            complaints: Vec::new(),
            requests: Vec::new(),
            process,
            _profile: profile,
        };
        browser.another(&["Page", "Runtime", "Log", "Network"]).await;
        browser
    }

    /// Opens one more page and turns to it; it tells of these things only. In a window of its own: a page behind another
    /// is not painted.
    pub async fn another(&mut self, domains: &[&str]) {
        self.session = None;
        let target = self
            .tell(
                "Target.createTarget",
                json!({ "url": "about:blank", "newWindow": !self.sessions.is_empty() }),
            )
            .await;
        let to = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.tell("Target.attachToTarget", to).await;
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        self.sessions.extend(self.session.clone());
        for domain in domains {
            self.tell(&format!("{domain}.enable"), json!({})).await;
        }
        let clear = json!({ "color": { "r": 0, "g": 0, "b": 0, "a": 0 } });
        self.tell("Emulation.setDefaultBackgroundColorOverride", clear)
            .await;
    }

    /// How many pages there are.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.sessions.len()
    }

    /// From now on, what is told is told to this page, counted from 0.
    pub fn turn_to(&mut self, page: usize) {
        self.session = self.sessions.get(page).cloned();
    }

    /// The browser's process, which starts all others.
    ///
    /// # Panics
    /// When it has ended.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.id().expect("it runs")
    }

    /// What the page costs, by name.
    pub async fn metrics(&mut self) -> Value {
        self.tell("Performance.getMetrics", json!({})).await["metrics"].take()
    }

    /// Runs a script in each page before the page's own.
    pub async fn prepare(&mut self, script: &str) {
        let source = json!({ "source": script });
        self.tell("Page.addScriptToEvaluateOnNewDocument", source).await;
    }

    /// Gives the pages of this app its token, as they keep one that stood in their address.
    pub async fn trust(&mut self, http: &str) {
        let token = endpoint::token(http);
        self.prepare(&format!(
            "if (location.protocol === 'http:' && history.state === null) history.replaceState({{ token: '{token}' }}, '');"
        ))
        .await;
    }

    /// Opens a page in a source of this size.
    pub async fn open(&mut self, url: &str, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
        self.tell("Page.navigate", json!({ "url": url })).await;
    }

    /// Stops the page's scripts, as a source does that is not shown, or lets them run again.
    pub async fn hide(&mut self, hidden: bool) {
        let state = json!({ "state": if hidden { "frozen" } else { "active" } });
        self.tell("Page.setWebLifecycleState", state).await;
    }

    /// Presses a key as a hand does.
    pub async fn key(&mut self, key: &str, code: u32) {
        for kind in ["rawKeyDown", "keyUp"] {
            let press = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            self.tell("Input.dispatchKeyEvent", press).await;
        }
    }

    /// Pages are told that their user would rather see nothing move.
    pub async fn reduce_motion(&mut self) {
        let wish = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.tell("Emulation.setEmulatedMedia", wish).await;
    }

    /// The value of a JavaScript expression; null when it throws, or while another page is being loaded.
    pub async fn value(&mut self, expression: &str) -> Value {
        let wish = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        self.tell("Runtime.evaluate", wish).await["result"]["value"].take()
    }

    /// Waits until nothing fades in or out; what moves for long is no fade.
    pub async fn until_still(&mut self) {
        self.until("document.getAnimations().every((one) => one.playState === 'finished' || one.effect.getTiming().duration > 1000)")
            .await;
    }

    /// Waits until a JavaScript expression is true.
    ///
    /// # Panics
    /// With the page's text, when it does not become true.
    pub async fn until(&mut self, expression: &str) {
        let look = format!(
            "new Promise((done) => {{
               let looks = 0;
               const look = () => {{
                 let seen = false;
                 try {{ seen = !!({expression}); }} catch {{}}
                 if (seen || ++looks > 25) done(seen); else requestIdleCallback(look, {{ timeout: 20 }});
               }};
               look();
             }})"
        );
        let end = tokio::time::Instant::now() + PATIENCE / 2;
        while self.value(&look).await != Value::Bool(true) {
            if tokio::time::Instant::now() > end {
                let text = self
                    .value("document.body.dataset.state + ': ' + document.body.innerText")
                    .await;
                panic!(
                    "not so in the page: {expression}\nthe page says: {text}\n{:?}",
                    self.complaints
                );
            }
        }
    }

    /// What is drawn.
    ///
    /// # Panics
    /// When the browser gives no picture.
    pub async fn picture(&mut self) -> Picture {
        Picture::read(&self.png().await)
    }

    /// The same as a file's bytes.
    ///
    /// # Panics
    /// When the browser gives no picture.
    pub async fn png(&mut self) -> Vec<u8> {
        let shot = self
            .tell("Page.captureScreenshot", json!({ "format": "png" }))
            .await;
        let packed = shot["data"].as_str().expect("a picture");
        STANDARD.decode(packed).expect("base64")
    }

    async fn tell(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let id = self.last;
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let message = Message::text(command.to_string());
        self.socket.send(message).await.expect("the browser is there");
        loop {
            let mut said = in_time(method, self.hear()).await;
            if said["id"] == id {
                return said["result"].take();
            }
            self.note(&said);
        }
    }

    async fn hear(&mut self) -> Value {
        loop {
            let message = self.socket.next().await.expect("the browser is there");
            if let Message::Text(text) = message.expect("a message") {
                return serde_json::from_str(&text).expect("JSON");
            }
        }
    }

    fn note(&mut self, said: &Value) {
        let params = &said["params"];
        match said["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" | "Page.javascriptDialogOpening" => {
                self.complaints.push(params.to_string())
            }
            "Runtime.consoleAPICalled" if params["type"] == "error" => {
                self.complaints.push(params.to_string())
            }
            // The browser itself tells of an app that is away.
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                let text = params["entry"]["text"].as_str().unwrap_or_default();
                if !text.contains("ERR_CONNECTION") {
                    self.complaints.push(params["entry"].to_string());
                }
            }
            "Network.requestWillBeSent" => self.requests.extend(text_at(&params["request"]["url"])),
            "Network.webSocketCreated" => self.requests.extend(text_at(&params["url"])),
            _ => {}
        }
    }
}

fn text_at(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

impl Picture {
    fn read(png: &[u8]) -> Self {
        let mut reader = png::Decoder::new(Cursor::new(png)).read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("it fits into memory")];
        let info = reader.next_frame(&mut bytes).expect("a picture");
        assert_eq!(
            info.color_type,
            png::ColorType::Rgba,
            "the picture has transparency"
        );
        Self {
            bytes,
            line: info.line_size,
            width: info.width as usize,
            height: info.height as usize,
        }
    }

    /// Red, green, blue and alpha of a place; negative numbers count from the right and from below.
    #[must_use]
    pub fn pixel(&self, x: isize, y: isize) -> [u8; 4] {
        let place = |at: isize, size: usize| at.rem_euclid(size.cast_signed()).cast_unsigned();
        let start = place(y, self.height) * self.line + place(x, self.width) * 4;
        [0, 1, 2, 3].map(|part| self.bytes[start + part])
    }

    /// How many of a thousand pixels something is drawn on.
    #[must_use]
    pub fn drawn(&self) -> usize {
        let drawn = self.bytes.chunks_exact(4).filter(|pixel| pixel[3] > 0).count();
        drawn * 1000 / (self.width * self.height)
    }
}
