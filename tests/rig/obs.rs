//! A real OBS Studio on a screen of its own, and a hand at its controls.

use std::{
    fs,
    io::{Write as _, stderr},
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::interval,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::{in_time, screen::Screen};

/// Its password.
pub const PASSWORD: &str = "open sesame";

/// A running OBS. It is killed when this is dropped.
#[derive(Debug)]
pub struct RealObs {
    /// Where it listens.
    pub port: u16,
    folder: TempDir,
    screen: Screen,
    child: Child,
}

impl RealObs {
    /// Starts one that records into a folder of its own; `None`, said aloud, where there is no OBS.
    pub async fn start(what: &str) -> Option<Self> {
        Self::recording_to(what, None).await
    }

    /// Starts one that records to this path.
    pub async fn recording_to(what: &str, path: Option<&Path>) -> Option<Self> {
        Self::with(what, path, (320, 180)).await
    }

    /// Starts one whose picture is of this size.
    pub async fn sized(what: &str, size: (u32, u32)) -> Option<Self> {
        Self::with(what, None, size).await
    }

    async fn with(what: &str, path: Option<&Path>, size: (u32, u32)) -> Option<Self> {
        if Command::new("obs").arg("--version").output().await.is_err() {
            // Straight to stderr: the test harness hides what a passing test prints.
            _ = writeln!(
                stderr(),
                "note: {what} skipped: there is no OBS (Debian's package obs-studio)"
            );
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let screen = Screen::start(1280, 800).await;
        let records = folder.path().join("recordings");
        fs::create_dir(&records).expect("a folder");
        settle(folder.path(), port, path.unwrap_or(&records), size);
        let child = spawn(folder.path(), port, &screen);
        let obs = Self {
            port,
            folder,
            screen,
            child,
        };
        obs.is_up().await;
        Some(obs)
    }

    /// Kills it, as a crash does.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("it was running");
    }

    /// Starts it again.
    pub async fn restart(&mut self) {
        self.child = spawn(self.folder.path(), self.port, &self.screen);
        self.is_up().await;
    }

    /// Presses one of its buttons; its answer.
    pub async fn press(&self, request: &str) -> Value {
        let mut hand = Hand::take(self.port).await;
        hand.ask(request).await
    }

    /// Asks it something with data; its answer.
    pub async fn ask(&self, request: &str, data: Value) -> Value {
        let mut hand = Hand::take(self.port).await;
        hand.ask_with(request, data).await
    }

    /// Puts something into its scene. Without it no replay buffer starts: a dialog asks first.
    pub async fn add_colour(&self) {
        let input = json!({
            "sceneName": "Scene", "inputName": "colour", "inputKind": "color_source_v3", "inputSettings": {},
        });
        let mut hand = Hand::take(self.port).await;
        hand.ask_with("CreateInput", input).await;
    }

    /// Presses one of its buttons until its light is as wanted: while it is still busy it says yes and does nothing.
    pub async fn press_until(&self, request: &str, light: (&str, &str), wanted: bool) {
        let mut hand = Hand::take(self.port).await;
        let mut looks = interval(Duration::from_secs(1));
        let done = async {
            while hand.ask(light.0).await["responseData"][light.1] != wanted {
                hand.ask(request).await;
                looks.tick().await;
            }
        };
        in_time("OBS to do it", done).await;
    }

    async fn is_up(&self) {
        let mut tries = interval(Duration::from_millis(200));
        let up = async {
            while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
                tries.tick().await;
            }
        };
        in_time("OBS to come up", up).await;
    }
}

/// Below the ports that the system gives away: OBS does not try twice.
fn free_port() -> u16 {
    /// Another test's OBS takes its port only later.
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let from = 20_000 + u16::try_from(std::process::id() % 10_000).expect("it is small");
    loop {
        let port = from + GIVEN.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind(("0.0.0.0", port)).is_ok() {
            return port;
        }
    }
}

/// Its settings: small pictures, a replay buffer, no questions.
fn settle(folder: &Path, port: u16, records: &Path, (width, height): (u32, u32)) {
    let config = folder.join("home/.config/obs-studio");
    let profile = config.join("basic/profiles/Test");
    fs::create_dir_all(&profile).expect("a folder");
    fs::create_dir_all(config.join("basic/scenes")).expect("a folder");
    fs::create_dir_all(folder.join("run")).expect("a folder");
    let global = format!(
        "[General]\nFirstRun=true\nPre19Defaults=false\nPre21Defaults=false\nPre23Defaults=false\n\
         Pre24.1Defaults=false\nEnableAutoUpdates=false\nLastVersion=486539264\nInfoIncrement=1\n\
         [BasicWindow]\nSysTrayEnabled=false\nPreviewEnabled=false\n\
         [Basic]\nProfile=Test\nProfileDir=Test\nSceneCollection=Test\nSceneCollectionFile=Test\n\
         ConfigOnNewProfile=false\n\
         [OBSWebSocket]\nFirstLoad=false\nServerEnabled=true\nServerPort={port}\nAlertsEnabled=false\n\
         AuthRequired=true\nServerPassword={PASSWORD}\n"
    );
    let basic = format!(
        "[General]\nName=Test\n[Output]\nMode=Simple\n[SimpleOutput]\nFilePath={}\nRecFormat=mkv\n\
         RecQuality=Small\nRecEncoder=x264\nStreamEncoder=x264\nVBitrate=500\nRecRB=true\nRecRBTime=10\n\
         RecRBSize=64\nRecRBPrefix=Replay\n[Video]\nBaseCX={width}\nBaseCY={height}\nOutputCX={width}\nOutputCY={height}\n\
         FPSType=1\nFPSInt=10\n[Audio]\nSampleRate=48000\nChannelSetup=Stereo\n",
        records.display()
    );
    fs::write(config.join("global.ini"), global).expect("settings");
    fs::write(profile.join("basic.ini"), basic).expect("settings");
}

fn spawn(folder: &Path, port: u16, screen: &Screen) -> Child {
    let home: PathBuf = folder.join("home");
    Command::new("obs")
        .args(["--multi", "--disable-updater", "--disable-missing-files-check"])
        .args([
            "--profile",
            "Test",
            "--collection",
            "Test",
            "--websocket_ipv4_only",
        ])
        .args([
            "--websocket_port",
            &port.to_string(),
            "--websocket_password",
            PASSWORD,
        ])
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", &home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .env("XDG_RUNTIME_DIR", folder.join("run"))
        .env("DISPLAY", &screen.name)
        .env("QT_QPA_PLATFORM", "xcb")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("OBS starts")
}

/// What shows that one knows the password, without saying it.
pub(crate) fn proof(password: &str, salt: &str, challenge: &str) -> String {
    let hash = |text: String| STANDARD.encode(Sha256::digest(text));
    hash(hash(format!("{password}{salt}")) + challenge)
}

/// A connection of somebody else.
struct Hand(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Hand {
    async fn take(port: u16) -> Self {
        let connected = connect_async(format!("ws://127.0.0.1:{port}")).await;
        let mut hand = Self(connected.expect("OBS listens").0);
        let hello = hand.next(0).await;
        let asks = &hello["authentication"];
        let word = |name: &str| asks[name].as_str().expect("it asks for the password").to_owned();
        let proof = proof(PASSWORD, &word("salt"), &word("challenge"));
        hand.say(
            1,
            json!({ "rpcVersion": 1, "authentication": proof, "eventSubscriptions": 0 }),
        )
        .await;
        hand.next(2).await;
        hand
    }

    async fn ask(&mut self, request: &str) -> Value {
        self.ask_with(request, Value::Null).await
    }

    async fn ask_with(&mut self, request: &str, data: Value) -> Value {
        self.say(
            6,
            json!({ "requestType": request, "requestId": "1", "requestData": data }),
        )
        .await;
        self.next(7).await
    }

    async fn say(&mut self, op: u8, d: Value) {
        let text = json!({ "op": op, "d": d }).to_string();
        self.0
            .send(Message::text(text))
            .await
            .expect("the connection stands");
    }

    async fn next(&mut self, op: u8) -> Value {
        loop {
            let message = in_time("OBS's answer", self.0.next()).await;
            if let Message::Text(text) = message.expect("it goes on").expect("a frame") {
                let mut frame: Value = serde_json::from_str(&text).expect("JSON");
                if frame["op"] == op {
                    return frame["d"].take();
                }
            }
        }
    }
}
