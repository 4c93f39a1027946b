//! The program itself, started as a user starts it.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStderr, ChildStdout, Command},
    task::JoinHandle,
};

use crate::{endpoint, in_time, screen::Screen};

/// The program, about to be started. Nothing of this machine's settings reaches it.
#[derive(Debug)]
pub struct Launch(Command);

/// The running program. It is killed when this is dropped.
#[derive(Debug)]
pub struct App {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    stderr: Stderr,
    /// The line it said when it was ready.
    pub ready: Value,
}

/// How a run that was to end by itself ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status.
    pub status: ExitStatus,
    /// What it said to programs.
    pub stdout: String,
    /// What it said to people.
    pub stderr: String,
}

#[derive(Debug)]
struct Stderr {
    said: Arc<Mutex<String>>,
    reading: JoinHandle<()>,
}

impl Launch {
    /// Without a window, on a free port, in this data folder.
    #[must_use]
    pub fn headless(data: &Path) -> Self {
        Self::on_port(data, 0)
    }

    /// Without a window, on this port, in this data folder.
    #[must_use]
    pub fn on_port(data: &Path, port: u16) -> Self {
        Self::as_set(data).arg("--port").arg(port.to_string())
    }

    /// Without a window, on the port of its settings, in this data folder.
    #[must_use]
    pub fn as_set(data: &Path) -> Self {
        Self::windowed(data).arg("--headless")
    }

    /// As a user starts it, in this data folder.
    #[must_use]
    pub fn windowed(data: &Path) -> Self {
        let mut command = Command::new(binary());
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "RUST_LOG", "STREAMGAUGE_DATA_DIR"] {
            command.env_remove(name);
        }
        // Nothing of a test ever reaches Twitch: port 9 (discard) refuses.
        command
            .env("STREAMGAUGE_TWITCH_SERVER", "ws://127.0.0.1:9")
            // Nor this machine's keychain.
            .env("STREAMGAUGE_NO_KEYCHAIN", "true")
            .arg("--data-dir")
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self(command)
    }

    /// With one more argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.0.arg(arg);
        self
    }

    /// With its window on this screen.
    #[must_use]
    pub fn on(mut self, screen: &Screen) -> Self {
        self.0
            .env("DISPLAY", &screen.name)
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LANG", "C.UTF-8");
        self
    }

    /// With this in its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    /// With this profile.
    #[must_use]
    pub fn profile(self, name: &str) -> Self {
        self.arg("--profile").arg(name)
    }

    /// With this recording, at this speed.
    #[must_use]
    pub fn replay(self, file: &Path, speed: &str) -> Self {
        self.arg("--replay").arg(file).arg("--speed").arg(speed)
    }

    /// To end with a report when the recording is over.
    #[must_use]
    pub fn to_report(self) -> Self {
        self.arg("--exit-when-done").arg("--json")
    }

    /// With this chat server in place of Twitch's.
    #[must_use]
    pub fn twitch(mut self, url: &str) -> Self {
        self.0.env("STREAMGAUGE_TWITCH_SERVER", url);
        self
    }

    /// With so many files at once, and no right to more.
    #[cfg(unix)]
    #[must_use]
    pub fn files(self, count: u32) -> Self {
        let wanted = self.0.as_std();
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("ulimit -n {count} && exec \"$0\" \"$@\"")])
            .arg(wanted.get_program())
            .args(wanted.get_args());
        for (name, value) in wanted.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self(command)
    }

    /// Starts it and waits until it is ready.
    ///
    /// # Panics
    /// When it ends or hangs instead; with what it said to people.
    pub async fn start(mut self) -> App {
        let mut child = self.0.spawn().expect("the program can be started");
        let stderr = Stderr::read(child.stderr.take().expect("stderr is piped"));
        let stdout = child.stdout.take().expect("stdout is piped");
        let mut app = App {
            child,
            lines: BufReader::new(stdout).lines(),
            stderr,
            ready: Value::Null,
        };
        app.ready = match in_time("the ready line", app.next_line()).await {
            Some(line) => line,
            None => panic!("it ended before it was ready: {}", app.stderr.all().await),
        };
        assert_eq!(app.ready["ready"], true, "the first line says that it is ready");
        let data = app.ready["data_dir"].as_str().expect("it names its folder");
        endpoint::note(Path::new(data));
        app
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn run(mut self) -> Ended {
        let output = in_time("the program to end", self.0.output()).await;
        let output = output.expect("the program can be started");
        Ended {
            status: output.status,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl App {
    /// The address it serves at.
    ///
    /// # Panics
    /// When it has no port.
    #[must_use]
    pub fn http(&self) -> &str {
        self.ready["http"].as_str().expect("it has a port")
    }

    /// The address without `http://`.
    ///
    /// # Panics
    /// When it has no port.
    #[must_use]
    pub fn address(&self) -> &str {
        self.http().strip_prefix("http://").expect("http")
    }

    /// Its process.
    ///
    /// # Panics
    /// When it is not running.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id().expect("it is running")
    }

    /// MiB of memory that it holds now, as the system counts them; 0 where there is no `/proc`.
    ///
    /// # Panics
    /// When it is not running.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// MiB of memory that it held at most; 0 where there is no `/proc`.
    ///
    /// # Panics
    /// When it is not running.
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// Files and sockets that it has open; 0 where there is no `/proc`.
    ///
    /// # Panics
    /// When it is not running.
    #[must_use]
    pub fn open_files(&self) -> usize {
        let pid = self.child.id().expect("it is running");
        fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count)
    }

    /// A line of its status, in MiB.
    fn status(&self, name: &str) -> u64 {
        let pid = self.child.id().expect("it is running");
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kib.unwrap_or(0) / 1024
    }

    /// The next line it says to programs; `None` when it says no more.
    ///
    /// # Panics
    /// When the line is no JSON.
    pub async fn next_line(&mut self) -> Option<Value> {
        let line = self.lines.next_line().await.expect("stdout can be read")?;
        Some(serde_json::from_str(&line).expect("every line of stdout is JSON"))
    }

    /// Asks it to end, as a system does, and waits for it. Also what it said to people.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn terminate(mut self) -> (ExitStatus, String) {
        let pid = self.child.id().expect("it is running");
        let asked = Command::new("sh")
            .args(["-c", &format!("kill -TERM {pid}")])
            .status()
            .await;
        assert!(asked.expect("a shell").success(), "the signal was sent");
        let status = in_time("the program to end when asked", self.child.wait()).await;
        (status.expect("a status"), self.stderr.all().await)
    }

    /// Halts it where it is, and waits until none of its threads runs; system calls that it was in are over then.
    ///
    /// # Panics
    /// When it goes on, or where there is no `/proc`.
    pub async fn freeze(&self) {
        let pid = self.child.id().expect("it is running");
        let asked = Command::new("sh")
            .args(["-c", &format!("kill -STOP {pid}")])
            .status()
            .await;
        assert!(asked.expect("a shell").success(), "the signal was sent");
        let halted = async {
            while !is_halted(pid) {
                tokio::task::yield_now().await;
            }
        };
        in_time("every thread to halt", halted).await;
    }

    /// Waits until it ends by itself.
    ///
    /// # Panics
    /// When it does not.
    pub async fn ended(mut self) -> (ExitStatus, String) {
        let status = in_time("the program to end", self.child.wait()).await;
        (status.expect("a status"), self.stderr.all().await)
    }

    /// Kills it, as a crash does, and waits until it is gone.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it was running");
    }
}

/// Whether each thread's state is `T`; it stands behind the name, which is in brackets.
fn is_halted(pid: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).expect("the program's threads");
    threads.flatten().all(|thread| {
        // A thread that has ended meanwhile does not run.
        let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        stat.rsplit_once(") ")
            .is_none_or(|(_, rest)| rest.starts_with('T'))
    })
}

impl Stderr {
    fn read(mut stderr: ChildStderr) -> Self {
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        let reading = tokio::spawn(async move {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
                let text = String::from_utf8_lossy(&buffer[..count]);
                heard
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push_str(&text);
            }
        });
        Self { said, reading }
    }

    /// Everything, once it has ended.
    async fn all(&mut self) -> String {
        // It ends with the program; a panic of it would leave the text short, and a test would say so.
        _ = in_time("stderr to end", &mut self.reading).await;
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Ended {
    /// The last line it said to programs.
    ///
    /// # Panics
    /// When there is none, or it is no JSON.
    #[must_use]
    pub fn report(&self) -> Value {
        let line = self.stdout.lines().last();
        let line = line.unwrap_or_else(|| panic!("it said nothing: {}", self.stderr));
        serde_json::from_str(line).expect("the last line is JSON")
    }
}

/// `STREAMGAUGE_BIN`, or what stands beside the tests: `target/<profile>/deps/promises-…`.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(binary) = env::var_os("STREAMGAUGE_BIN") {
        return binary.into();
    }
    let test = env::current_exe().expect("the test knows where it is");
    let folder = test.ancestors().nth(2).expect("target/<profile>");
    let binary = folder.join(format!("streamgauge{}", env::consts::EXE_SUFFIX));
    assert!(
        binary.exists(),
        "build the program first: cargo build -p streamgauge"
    );
    binary
}
