//! How fast the port is beside its peers: the same cases, one after another, in one session.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    needs,
    shell::{Outcome, answer, cargo, command, root, run},
};

pub(crate) const USAGE: &str = "\
cargo xtask bench                    measure Streamgauge as it is shipped (about 10 minutes)
cargo xtask bench -- --peers FOLDER  and the peers of that folder's targets.toml (an hour)
cargo xtask bench -- --short         once, a second each: whether all of it runs
cargo xtask bench -- run WORDS       gaugebench's own words (try: -- run --help)";

/// Ours, with the way in that each is fed by.
const OURS: [&str; 4] = [
    "streamgauge:ws",
    "streamgauge-native:ws",
    "streamgauge-socketio:ws",
    "streamgauge-sse:ws",
];
/// What the seeds' pages show: only the newest of each number. Judged by the frames and the last value (case E).
const OURS_COALESCED: [&str; 2] = ["streamgauge-socketio-stats:ws", "streamgauge-sse-stats:ws"];
/// What a seed's, or anybody's, server does. The first is what the machine can do at best.
const PEERS: [&str; 10] = [
    "limit-raw",
    "rust-axum-naive:ws",
    "nats",
    "node-ws:ws",
    "node-socketio:socketio",
    "fastapi-ws:inproc",
    "fastapi-sse:inproc",
    "flask-threading:inproc",
    "flask-eventlet:inproc",
    "flask-gevent:inproc",
];
/// Each event is a row, and its push is answered after the commit.
const OURS_LEDGER: &str = "streamgauge-native:ledger";
const OURS_LEDGER_BY_HTTP: &str = "streamgauge-native:ledger-http";
/// Fed by HTTP, a request an event.
const OURS_BY_HTTP: &str = "streamgauge:http";
const PEERS_BY_HTTP: [&str; 5] = [
    "rust-axum-naive:http",
    "node-ws:http",
    "node-socketio:http",
    "fastapi-ws:http",
    "flask-threading:http",
];

/// What one bench measures.
struct Plan {
    peers: Option<PathBuf>,
    is_short: bool,
    out: PathBuf,
}

/// Builds what is shipped and the load generator, measures, and prints the table.
pub(crate) fn bench(words: &[String]) -> Outcome {
    if words.first().is_some_and(|word| word == "run") {
        build()?;
        return run(gaugebench().args(words).args(targets(None)));
    }
    let out = root().join("target/bench");
    fs::create_dir_all(&out).map_err(|error| error.to_string())?;
    let plan = plan(words, out)?;
    build()?;
    let results = plan.out.join("results.jsonl");
    // The results are of one session: the machine of yesterday is another one.
    _ = fs::remove_file(&results);
    plan.measure(&results)?;
    let table = answer(gaugebench().arg("report").arg(&results)).ok_or("gaugebench has no table")?;
    fs::write(plan.out.join("table.md"), &table).map_err(|error| error.to_string())?;
    eprintln!("{table}\nIt is in {}", plan.out.join("table.md").display());
    Ok(())
}

fn plan(words: &[String], out: PathBuf) -> Result<Plan, String> {
    let mut plan = Plan {
        peers: None,
        is_short: false,
        out,
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--short" => plan.is_short = true,
            "--peers" => plan.peers = Some(folder(words.next())?),
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(plan)
}

/// A folder as the caller means it, who may stand elsewhere.
fn folder(word: Option<&String>) -> Result<PathBuf, String> {
    let word = word.ok_or(USAGE)?;
    fs::canonicalize(word).map_err(|error| format!("{word}: {error}"))
}

fn build() -> Outcome {
    needs::to_build()?;
    cargo(&["build", "--quiet", "--release", "--package", "streamgauge"])?;
    let manifest = "src-tauri/gaugebench/Cargo.toml";
    cargo(&["build", "--quiet", "--release", "--manifest-path", manifest])
}

fn gaugebench() -> Command {
    let built = root().join("src-tauri/gaugebench/target/release/gaugebench");
    // In the real-time class, where that is allowed: it and the server, which inherits it, wait for nobody else.
    let real_time = answer(command("chrt").args(["-r", "1", "true"])).is_some();
    if !real_time {
        return command(built);
    }
    let mut chrt = command("chrt");
    chrt.args(["-r", "1"]).arg(built);
    chrt
}

fn targets(peers: Option<&Path>) -> Vec<PathBuf> {
    let ours = root().join("src-tauri/gaugebench/targets.toml");
    let files = [Some(ours), peers.map(|peers| peers.join("targets.toml"))];
    let files = files.into_iter().flatten();
    files
        .flat_map(|file| [PathBuf::from("--targets"), file])
        .collect()
}

impl Plan {
    /// Case after case, and in each target after target: what changes on the machine changes for all of them.
    fn measure(&self, results: &Path) -> Outcome {
        let all = self.with_peers(&OURS, &PEERS);
        let with_http: Vec<&str> = PEERS[1..]
            .iter()
            .copied()
            .filter(|peer| *peer != "nats")
            .collect();
        let with_http = self.with_peers(&OURS[..1], &with_http);
        let by_http = self.with_peers(&[OURS_BY_HTTP], &PEERS_BY_HTTP);
        let rounds = if self.is_short { 1 } else { 3 };
        for _ in 0..rounds {
            for case in ["A", "B", "C", "D", "E", "F"] {
                self.run(results, &all, case, &[])?;
            }
            self.run(results, &OURS_COALESCED.join(","), "E", &[])?;
            for case in ["G", "H"] {
                self.run(results, &with_http, case, &[])?;
            }
            for case in ["B", "E"] {
                self.run(
                    results,
                    &by_http,
                    case,
                    &["--label", &format!("{case}, a POST each")],
                )?;
            }
            self.measure_ledger(results)?;
            self.run(results, OURS[0], "Q", &[])?;
            let many = self.with_peers(&OURS[..1], &PEERS[..2]);
            self.run(results, &many, "T8", &[])?;
        }
        Ok(())
    }

    /// What is answered after its commit. No peer stores anything, so it is compared with the disk.
    fn measure_ledger(&self, results: &Path) -> Outcome {
        for case in ["E", "Q"] {
            let label = format!("{case}, ledger events");
            self.run(results, OURS_LEDGER, case, &["--label", &label])?;
        }
        let posts = ["--label", "E, a POST each, ledger events"];
        self.run(results, OURS_LEDGER_BY_HTTP, "E", &posts)?;
        // One at a time, as the disk's own commits are measured.
        let label = "E, one POST at a time, ledger events";
        let alone = ["--label", label, "--http-conns", "1"];
        self.run(results, OURS_LEDGER_BY_HTTP, "E", &alone)?;
        self.run(results, OURS_LEDGER, "T12", &[])?;
        let small = ["--burst", "100", "--label", "T12, batches of 100"];
        self.run(results, OURS_LEDGER, "T12", &small)
    }

    fn with_peers(&self, ours: &[&str], peers: &[&str]) -> String {
        let peers = if self.peers.is_some() { peers } else { &[] };
        [ours, peers].concat().join(",")
    }

    /// A target that fails says so in the table; the others go on.
    fn run(&self, results: &Path, targets_of: &str, case: &str, more: &[&str]) -> Outcome {
        let mut gaugebench = gaugebench();
        gaugebench
            .args(["run", "--reps", "1", "--target", targets_of, "--case", case])
            .args(more)
            .arg("--out")
            .arg(results)
            .args(targets(self.peers.as_deref()));
        if self.is_short {
            gaugebench.args(["--secs", "1"]);
        } else if matches!(case, "A" | "B" | "C" | "D" | "E") {
            gaugebench.args(["--secs", "3"]);
        }
        run(&mut gaugebench)
    }
}
