//! The Python that we ship takes the place of a clipper's own `live_stats`: only its import lines change.

use std::{fs, path::Path, process::Stdio};

use gauge_tests::{
    app::Launch,
    folder::Folder,
    http::get,
    in_time,
    live::Live,
    recordings::root,
    stock::{Make, python},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

/// The clipper of seed 000.
struct Clipper {
    lines: Lines<BufReader<ChildStdout>>,
    stdin: ChildStdin,
    _child: Child,
}

impl Clipper {
    /// Starts it, or says why it cannot be tried here.
    fn start(data: &Path) -> Option<Self> {
        let package = root().join("clients/python");
        let child = Command::new("python3")
            .arg(package.join("tests/clipper.py"))
            .env("PYTHONPATH", package.join("src"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("STREAMGAUGE_DATA_DIR", data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let Ok(mut child) = child else {
            eprintln!("SKIPPED: there is no python3 on this machine");
            return None;
        };
        let stdout = child.stdout.take().expect("stdout is piped");
        Some(Self {
            lines: BufReader::new(stdout).lines(),
            stdin: child.stdin.take().expect("stdin is piped"),
            _child: child,
        })
    }

    /// Waits until all it said has been taken.
    async fn sent(&mut self) {
        let line = in_time("the clipper", self.lines.next_line()).await;
        assert_eq!(line.expect("it runs").as_deref(), Some("sent"));
    }

    async fn say(&mut self, command: &str) {
        let line = format!("{command}\n");
        self.stdin.write_all(line.as_bytes()).await.expect("it runs");
        self.sent().await;
    }
}

fn without_times(mut stats: Value) -> Value {
    stats["last_updated"].take();
    for trigger in stats["recent_triggers"].as_array_mut().expect("a list") {
        assert_eq!(trigger["timestamp"].take().as_str().map(str::len), Some(26));
    }
    stats
}

#[tokio::test]
async fn the_loop_of_the_seed_is_shown_and_cleared() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let mut live = Live::join(app.http(), &["stats", "trigger", "recording"]).await;
    let Some(mut clipper) = Clipper::start(folder.path()) else {
        return;
    };
    clipper.sent().await;
    let mut seen = Value::Null;
    live.wait_until("what the window and overlays see", |frame| {
        seen = frame.clone();
        frame["channels"]["generic:xQc"]["recording"] == true || frame["stats"]["recording"] == true
    })
    .await;
    assert_eq!(
        without_times(get(app.http(), "/api/stats").await),
        json!({
            "viewer_counts": { "xQc": 55000 },
            "chat_velocities": { "xQc": 125.5 },
            "recent_triggers": [{
                "streamer": "xQc",
                "type": "combo",
                "timestamp": null,
                "details": { "viewers": 55000, "chat_rate": 125.5 },
            }],
            "recording_status": { "xQc": true },
            "last_updated": null,
        })
    );
    clipper.say("clear").await;
    let cleared = without_times(get(app.http(), "/api/stats").await);
    assert_eq!(
        (&cleared["viewer_counts"], &cleared["recording_status"]),
        (&json!({}), &json!({}))
    );
    clipper.say("reset").await;
    let reset = without_times(get(app.http(), "/api/stats").await);
    assert_eq!(
        (&reset["viewer_counts"], &reset["recent_triggers"]),
        (&json!({}), &json!([]))
    );
}

#[tokio::test]
async fn what_is_said_while_the_app_is_away_arrives_once() {
    let folder = Folder::new();
    let Some(mut clipper) = Clipper::start(folder.path()) else {
        return;
    };
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    clipper.sent().await;
    let stats = without_times(get(app.http(), "/api/stats").await);
    assert_eq!(stats["viewer_counts"], json!({ "xQc": 55000 }));
    assert_eq!(
        stats["recent_triggers"].as_array().map(Vec::len),
        Some(1),
        "{stats}"
    );
    app.kill().await;
    let again = Launch::headless(folder.path()).profile("Main").start().await;
    clipper.say("clear").await;
    let stats = without_times(get(again.http(), "/api/stats").await);
    assert_eq!(stats["viewer_counts"], json!({}));
    assert_eq!(folder.open("Main").count("kind = 'trigger'"), 1);
}

/// What holds without the app: the seed's own checks of `SharedStats`, and the queue.
#[tokio::test]
async fn its_own_tests_pass() {
    let package = root().join("clients/python");
    let run = Command::new("python3")
        .args(["-m", "unittest", "discover", "-s", "tests"])
        .current_dir(&package)
        .env("PYTHONPATH", package.join("src"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .output();
    let Ok(ran) = in_time("Python's tests", run).await else {
        eprintln!("SKIPPED: there is no python3 on this machine");
        return;
    };
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.contains("OK"), "{said}");
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

async fn run(command: &mut Command) {
    let output = in_time("it to end", command.kill_on_drop(true).output()).await;
    let output = output.expect("it can be started");
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{wrong}");
}

#[tokio::test]
async fn the_package_installs_with_pip_and_finds_the_app() {
    if let Some(why) = Make::Python.missing() {
        eprintln!("SKIPPED for the Python package: {why}");
        return;
    }
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let scratch = tempfile::tempdir().expect("a folder");
    let (source, installed) = (scratch.path().join("source"), scratch.path().join("installed"));
    // A copy, because building leaves things beside what is built.
    copy(&root().join("clients/python"), &source);
    let mut pip = Command::new(python());
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-build-isolation",
        "--target",
    ]);
    run(pip.arg(&installed).arg(&source)).await;
    let words = "import streamgauge\n\
                 streamgauge.push({'type': 'follow', 'channel': 'twitch:xqc'})\n\
                 from streamgauge.live_stats import shared_stats, emit_stats_update\n\
                 shared_stats.update_viewers('luna', 45000)\n\
                 assert streamgauge.flush(30), 'it was not taken'";
    let mut tool = Command::new(python());
    tool.args(["-c", words])
        .env("PYTHONPATH", &installed)
        .env("STREAMGAUGE_DATA_DIR", folder.path());
    run(&mut tool).await;
    assert_eq!(get(app.http(), "/api/live-stats").await["stats"]["followers"], 1);
    assert_eq!(
        get(app.http(), "/api/stats").await["viewer_counts"]["luna"],
        45_000
    );
}
