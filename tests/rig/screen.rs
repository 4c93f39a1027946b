//! A screen that nobody looks at, and the drivers of the two engines: WebKit for the window, Chromium for overlays.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::Stdio,
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
    time::{MissedTickBehavior, interval, timeout},
};

use crate::{PATIENCE, in_time};

/// A virtual X screen.
#[derive(Debug)]
pub struct Screen {
    /// For `DISPLAY`.
    pub name: String,
    _server: Child,
}

impl Screen {
    /// Starts one on any free number.
    ///
    /// # Panics
    /// When there is no Xvfb.
    pub async fn start(width: u32, height: u32) -> Self {
        let size = format!("{width}x{height}x24");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Xvfb starts (Debian's package xvfb)");
        let number = next_line(&mut lines(&mut server)).await;
        Self {
            name: format!(":{}", number.trim()),
            _server: server,
        }
    }
}

/// A WebDriver with one session.
#[derive(Debug)]
pub struct Driver {
    /// The session.
    pub page: Client,
    output: Lines<BufReader<ChildStdout>>,
    _process: Process,
}

/// A driver's process. With it ends what it has started.
#[derive(Debug)]
struct Process(Child);

impl Drop for Process {
    /// A driver that is killed leaves its browser behind, which then runs for ever.
    fn drop(&mut self) {
        let Some(id) = self.0.id() else { return };
        let threads = fs::read_dir(format!("/proc/{id}/task"))
            .into_iter()
            .flatten()
            .flatten();
        for thread in threads {
            let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            let pids = children.split_whitespace().filter_map(|pid| pid.parse().ok());
            for pid in pids.filter_map(Pid::from_raw) {
                // It may have ended with its session.
                _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

impl Driver {
    /// Starts the program in its real window and drives its page. `args` are the program's.
    ///
    /// # Panics
    /// When the driver or the window does not come up.
    pub async fn window(screen: &Screen, binary: &str, args: &[&str]) -> Self {
        let command = || {
            let mut command = Command::new("WebKitWebDriver");
            command
                .env("DISPLAY", &screen.name)
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                // Software drawing: there is no graphics card behind a virtual screen.
                .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
                // The locale that broke the chart once.
                .env("LANG", "C.UTF-8");
            command
        };
        let wishes = json!({ "webkitgtk:browserOptions": { "binary": binary, "args": args } });
        Self::start(command, wishes).await
    }

    /// Starts Chromium, as OBS's browser source is one.
    ///
    /// # Panics
    /// When the driver or the browser does not come up.
    pub async fn chromium(width: u32, height: u32) -> Self {
        let size = format!("--window-size={width},{height}");
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            &size,
        ];
        let quiet = [
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        let args: Vec<&str> = args.into_iter().chain(quiet).collect();
        Self::start(
            || Command::new("chromedriver"),
            json!({ "goog:chromeOptions": { "args": args } }),
        )
        .await
    }

    /// WebKit's driver hands its window a port that was free a moment ago, and waits for ever where somebody else has
    /// taken it since. Then all of it is started again.
    async fn start(command: impl Fn() -> Command, wishes: Value) -> Self {
        let wishes: Map<String, Value> = wishes.as_object().cloned().unwrap_or_default();
        for _ in 0..3 {
            let port = free_port();
            let child = command()
                .arg(format!("--port={port}"))
                .stdout(Stdio::piped())
                .stderr(Stdio::inherit())
                .kill_on_drop(true)
                .spawn();
            let mut process = Process(
                child.expect("the driver starts (Debian's packages webkit2gtk-driver and chromium-driver)"),
            );
            let output = lines(&mut process.0);
            until_open(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await;
            let address = format!("http://127.0.0.1:{port}");
            let mut builder = ClientBuilder::new(HttpConnector::new());
            let session = builder.capabilities(wishes.clone()).connect(&address);
            if let Ok(session) = timeout(PATIENCE / 2, session).await {
                return Self {
                    page: session.expect("a session starts"),
                    output,
                    _process: process,
                };
            }
        }
        panic!("no session came up, three times")
    }

    /// Waits until a JavaScript expression is true in the page.
    ///
    /// # Panics
    /// With the page's text, when it does not become true.
    pub async fn until(&self, expression: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const end = performance.now() + {};
             const look = () => {{
               let seen = false;
               try {{ seen = !!({expression}); }} catch {{}}
               const broken = document.querySelector('[data-crash]');
               if (broken || seen || performance.now() > end) done(seen && !broken); else setTimeout(look, 20);
             }};
             look();",
            PATIENCE.as_millis() / 3
        );
        let seen = self
            .page
            .execute_async(&script, Vec::new())
            .await
            .expect("the page answers");
        if seen != Value::Bool(true) {
            let text = self.value("document.body.innerText").await;
            panic!("not so in the page: {expression}\nthe page says: {text}");
        }
    }

    /// The value of a JavaScript expression in the page.
    ///
    /// # Panics
    /// When the page throws.
    pub async fn value(&self, expression: &str) -> Value {
        self.page
            .execute(&format!("return {expression};"), Vec::new())
            .await
            .expect("the page answers")
    }

    /// The next line of JSON that the driven program printed.
    pub async fn printed(&mut self) -> Value {
        loop {
            if let Ok(value) = serde_json::from_str::<Value>(&next_line(&mut self.output).await) {
                return value;
            }
        }
    }

    /// A picture of what is drawn, as a PNG; what no page paints stays transparent. Chromium only.
    ///
    /// # Panics
    /// When the browser refuses.
    pub async fn transparent_picture(&self) -> Vec<u8> {
        let clear = json!({ "color": { "r": 0, "g": 0, "b": 0, "a": 0 } });
        let set = DevTools {
            cmd: "Emulation.setDefaultBackgroundColorOverride",
            params: clear,
        };
        self.page
            .issue_cmd(set)
            .await
            .expect("the background can be cleared");
        self.page.screenshot().await.expect("a picture is taken")
    }
}

/// Chromium's own commands through its driver.
#[derive(Debug)]
struct DevTools {
    cmd: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (
            http::Method::POST,
            Some(json!({ "cmd": self.cmd, "params": self.params }).to_string()),
        )
    }
}

/// A port that nobody has just now.
///
/// # Panics
/// When the system has none.
#[must_use]
pub fn free_port() -> u16 {
    let any = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    any.expect("a port is free").port()
}

/// Waits until something listens there. A foreign program tells nobody when it is ready, so it is asked.
///
/// # Panics
/// When nothing does for a minute.
pub async fn until_open(address: SocketAddr) {
    let knock = async {
        let mut again = interval(Duration::from_millis(20));
        again.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            again.tick().await;
            if TcpStream::connect(address).await.is_ok() {
                return;
            }
        }
    };
    in_time(&format!("somebody to listen on {address}"), knock).await;
}

fn lines(process: &mut Child) -> Lines<BufReader<ChildStdout>> {
    BufReader::new(process.stdout.take().expect("its output is ours")).lines()
}

async fn next_line(lines: &mut Lines<BufReader<ChildStdout>>) -> String {
    let line = in_time("a line to be printed", lines.next_line()).await;
    line.ok().flatten().expect("it goes on printing")
}
