//! What the real window costs, as one line of JSON a figure: `cargo xtask measure [MINUTES]`.
//!
//! A program for people to read, no test: figures depend on the machine, and are said with it.

#![expect(clippy::print_stdout, reason = "its figures are what it is for")]

use std::{
    collections::HashMap,
    fs,
    time::{Duration, Instant},
};

use gauge_tests::{
    app::binary,
    endpoint,
    folder::Folder,
    http,
    screen::{Driver, Screen},
};
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Starts that are measured, after one that warms the disk's memory.
const STARTS: usize = 5;
/// Events in a second, and pushes that they come in.
const RATE: usize = 1000;
const PUSHES: u64 = 20;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let minutes: u64 = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    say(
        "machine",
        &json!({ "cores": std::thread::available_parallelism().map_or(0, usize::from), "load": load(), "program": binary() }),
    );
    let folder = Folder::new();
    fill(&folder).await;
    starts(&folder).await;
    let window = Window::open(&folder).await;
    window.idle().await;
    window.table().await;
    window.flood(minutes).await;
}

fn say(what: &str, value: &Value) {
    println!("{}", json!({ what: value }));
}

/// How many programs wait for a core, by the system's count.
fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

/// The window with its driver.
struct Window {
    driver: Driver,
    http: String,
    pid: u32,
    _screen: Screen,
}

impl Window {
    async fn open(folder: &Folder) -> Self {
        let screen = Screen::start(1280, 720).await;
        let (data, program) = (
            folder.path().to_string_lossy().into_owned(),
            binary().to_string_lossy().into_owned(),
        );
        let args = [
            "--data-dir",
            &data,
            "--port",
            "0",
            "--twitch-server",
            "ws://127.0.0.1:9",
        ];
        let mut driver = Driver::window(&screen, &program, &args).await;
        let ready = driver.printed().await;
        driver.until("document.body.dataset.ready === 'true'").await;
        endpoint::note(folder.path());
        Self {
            driver,
            http: ready["http"].as_str().expect("a port").to_owned(),
            pid: u32::try_from(ready["pid"].as_u64().expect("a pid")).expect("a pid"),
            _screen: screen,
        }
    }

    /// With nothing to do.
    async fn idle(&self) {
        wait(Duration::from_secs(10)).await;
        let cost = self.cost(wait(Duration::from_secs(30))).await;
        say("idle", &cost);
    }

    /// Ten thousand people in the leaderboard, from top to bottom.
    async fn table(&self) {
        self.driver.value("location.hash = '#viewers'").await;
        self.driver.value("(() => { const list = document.querySelector('[name=score]'); list.value = 'messages'; list.dispatchEvent(new Event('change', { bubbles: true })); })()").await;
        self.driver
            .until("document.querySelectorAll('[data-row]').length > 5")
            .await;
        // To the end as fast as a dragged bar, so that all rows are there; then back for ten seconds as by a wheel.
        self.scroll("table of 10 000 rows, 400 px a frame", 400, 60).await;
        self.scroll("table of 10 000 rows, 60 px a frame", -60, 10).await;
    }

    async fn scroll(&self, what: &str, step: i32, seconds: u32) {
        let scroll = "(() => {
            const list = document.querySelector('[role=grid]');
            window.scrolled = null;
            const gaps = [];
            let last = performance.now();
            const first = last;
            const step = (now) => {
                gaps.push(now - last);
                last = now;
                list.scrollTop += STEP;
                const rows = Number(list.getAttribute('aria-rowcount'));
                if (now - first < MOST && (STEP < 0 || rows < 10001 || list.scrollTop + list.clientHeight < list.scrollHeight - 1)) return requestAnimationFrame(step);
                gaps.sort((a, b) => a - b);
                window.scrolled = { rows, seconds: (now - first) / 1000, frames_per_second: gaps.length * 1000 / (now - first),
                    gap_p95_ms: gaps[Math.floor(gaps.length * 0.95)], gap_longest_ms: gaps[gaps.length - 1] };
            };
            requestAnimationFrame(step);
        })()";
        let scroll = scroll
            .replace("STEP", &step.to_string())
            .replace("MOST", &(seconds * 1000).to_string());
        self.driver.value(&scroll).await;
        while self.driver.value("window.scrolled").await.is_null() {
            wait(Duration::from_secs(1)).await;
        }
        say(what, &self.driver.value("window.scrolled").await);
    }

    /// A thousand events a second.
    async fn flood(&self, minutes: u64) {
        self.driver.value("location.hash = '#live'").await;
        let count = "(() => {
            window.frames_drawn = 0;
            window.longest = 0;
            let last = performance.now();
            const step = (now) => { window.frames_drawn += 1; window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(step); };
            requestAnimationFrame(step);
        })()";
        self.driver.value(count).await;
        for minute in 1..=minutes {
            self.driver
                .value("window.frames_drawn = 0, window.longest = 0")
                .await;
            let began = Instant::now();
            let mut cost = self.cost(push(&self.http, Duration::from_secs(60))).await;
            let frames = self.driver.value("[window.frames_drawn, window.longest]").await;
            cost["frames_per_second"] =
                json!(frames[0].as_f64().unwrap_or(0.0) / began.elapsed().as_secs_f64());
            cost["longest_gap_ms"] = frames[1].clone();
            cost["minute"] = json!(minute);
            say("1000 events/s", &cost);
        }
    }

    /// What the program and its web processes took meanwhile: shares of one core, and MiB at the end.
    async fn cost<T>(&self, work: impl Future<Output = T>) -> Value
    where
        T: Into<Value>,
    {
        let (before, began) = (ticks(self.pid), Instant::now());
        let result = work.await.into();
        let seconds = began.elapsed().as_secs_f64();
        let mut parts = serde_json::Map::new();
        for (pid, (name, after)) in ticks(self.pid) {
            let earlier = before.get(&pid).map_or(0, |(_, ticks)| *ticks);
            // A tick is a hundredth of a second.
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let share = (after - earlier) as f64 / seconds;
            parts.insert(
                name,
                json!({ "cpu_percent": (share * 10.0).round() / 10.0, "mib": memory(pid) }),
            );
        }
        let sum = |key: &str| -> f64 { parts.values().filter_map(|part| part[key].as_f64()).sum() };
        json!({ "cpu_percent": sum("cpu_percent"), "mib": sum("mib"), "seconds": seconds, "load": load(), "result": result, "parts": parts.clone() })
    }
}

async fn wait(time: Duration) -> Value {
    // Nothing happens meanwhile, which is what is measured.
    _ = timeout(time, std::future::pending::<()>()).await;
    Value::Null
}

/// Chat, likes, gifts and follows, as a large stream has them.
async fn push(http: &str, time: Duration) -> Value {
    let mut beat = interval(Duration::from_millis(1000 / PUSHES));
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (client, token) = (http::client(), endpoint::token(http));
    let batch: Vec<Value> = (0..RATE / usize::try_from(PUSHES).unwrap_or(1))
        .map(|n| {
            let user = json!({ "id": (n * 7 % 500).to_string(), "name": format!("Person {n}") });
            match n % 10 {
                0 => json!({ "type": "gift", "channel": "twitch:luna", "gift": "Rose", "coins": 1, "count": 1, "user": user }),
                1 | 2 => json!({ "type": "like", "channel": "twitch:luna", "count": 1, "user": user }),
                3 => json!({ "type": "viewers", "channel": "twitch:luna", "count": 1000 + n }),
                _ => json!({ "type": "chat", "channel": "twitch:luna", "text": "hello there, how are you", "user": user }),
            }
        })
        .collect();
    let body = Value::from(batch).to_string();
    let end = Instant::now() + time;
    let mut events = 0;
    while Instant::now() < end {
        beat.tick().await;
        let request = client
            .post(format!("{http}/api/events"))
            .bearer_auth(&token)
            .header("Content-Type", "application/json")
            .body(body.clone());
        if request
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            events += RATE / usize::try_from(PUSHES).unwrap_or(1);
        }
    }
    json!({ "events": events })
}

/// A profile as after some hours: ten thousand people.
async fn fill(folder: &Folder) {
    let app = gauge_tests::app::Launch::headless(folder.path()).start().await;
    for lot in 0..50 {
        let chat = |n: usize| json!({ "type": "chat", "channel": "twitch:luna", "text": "hi", "user": { "id": n.to_string(), "name": format!("Person {n}") } });
        let events: Vec<Value> = (0..200).map(|n| chat(lot * 200 + n)).collect();
        http::push(app.http(), Value::from(events)).await;
    }
    app.terminate().await;
}

/// From the start of the program to numbers on the screen.
async fn starts(folder: &Folder) {
    let mut times = Vec::new();
    for n in 0..=STARTS {
        let window = Window::open(folder).await;
        let shown = window
            .driver
            .value("performance.timeOrigin + performance.getEntriesByName('numbers')[0].startTime")
            .await;
        let time = shown.as_f64().unwrap_or(0.0) - born(window.pid);
        if n > 0 {
            times.push(time.round());
        }
        end(window.pid).await;
    }
    times.sort_by(f64::total_cmp);
    say(
        "start to numbers, ms",
        &json!({ "median": times[STARTS / 2], "all": times }),
    );
}

/// When a process began, ms UTC.
fn born(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let (_, fields) = stat.rsplit_once(") ").unwrap_or_default();
    let ticks: f64 = fields
        .split(' ')
        .nth(19)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0);
    let uptime = fs::read_to_string("/proc/uptime").unwrap_or_default();
    let uptime: f64 = uptime
        .split(' ')
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0);
    gauge_engine::now() as f64 - (uptime * 1000.0 - ticks * 10.0)
}

async fn end(pid: u32) {
    _ = tokio::process::Command::new("kill")
        .arg(pid.to_string())
        .status()
        .await;
    while fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z ")) {
        tokio::task::yield_now().await;
    }
}

/// The processor's time of a process and those that it started, by id.
fn ticks(root: u32) -> HashMap<u32, (String, u64)> {
    let mut all = HashMap::new();
    let mut parents = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else {
            continue;
        };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let Some((head, fields)) = stat.rsplit_once(") ") else {
            continue;
        };
        let fields: Vec<&str> = fields.split(' ').collect();
        let number = |at: usize| {
            fields
                .get(at)
                .and_then(|text| text.parse::<u64>().ok())
                .unwrap_or(0)
        };
        parents.insert(pid, u32::try_from(number(1)).unwrap_or(0));
        let name = head.split_once('(').map_or("", |(_, name)| name).to_owned();
        all.insert(pid, (format!("{name} {pid}"), number(11) + number(12)));
    }
    let is_ours =
        |pid: &u32| std::iter::successors(Some(*pid), |pid| parents.get(pid).copied()).any(|pid| pid == root);
    all.into_iter().filter(|(pid, _)| is_ours(pid)).collect()
}

/// MiB that a process holds for itself, with its part of what is shared.
fn memory(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
