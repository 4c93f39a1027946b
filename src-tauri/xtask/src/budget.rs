//! What the released program may cost: its size, the time until it serves, and its memory while nothing happens.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use crate::shell::{Outcome, command, released};

/// The program with its pages, fonts and the database engine in it.
const SIZE: u64 = 32 << 20;
/// It is 60 to 125 ms (BENCHMARKS, G); this bounds what a busy machine makes of it.
const START: Duration = Duration::from_millis(500);
/// Resident, without a window.
const MEMORY: u64 = 96 << 20;
/// Starts, of which the middle one counts.
const STARTS: usize = 9;

/// Measures the released program, and fails where it costs more than it may.
pub(crate) fn check() -> Outcome {
    let program = released("streamgauge");
    let size = fs::metadata(&program).map_err(|error| error.to_string())?.len();
    let data = std::env::temp_dir().join(format!("streamgauge-budget-{}", std::process::id()));
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(start(&program, &data)?);
    }
    // It is in the temporary folder.
    _ = fs::remove_dir_all(&data);
    starts.sort_unstable();
    let (time, memory) = starts[STARTS / 2];
    let lines = [
        ("size, MiB", size >> 20, SIZE >> 20),
        ("start until it serves, ms", millis(time), millis(START)),
        ("memory without a window, MiB", memory >> 20, MEMORY >> 20),
    ];
    let mut out = std::io::stdout();
    for (what, is, may) in lines {
        _ = writeln!(out, "{what}: {is} of {may}");
    }
    match lines.iter().find(|(_, is, may)| is > may) {
        None => Ok(()),
        Some((what, is, may)) => Err(format!(
            "The budget is {may}, it is {is}: {what}. Mend that, or change the budget on purpose."
        )),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// One start without a window: the time until it said that it serves, and its memory then.
fn start(program: &Path, data: &Path) -> Result<(Duration, u64), String> {
    let begun = Instant::now();
    let mut running = command(program)
        .args(["--headless", "--port", "0", "--no-keychain", "--data-dir"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{} does not start: {error}", program.display()))?;
    let mut line = String::new();
    let said = running
        .stdout
        .take()
        .map(|out| BufReader::new(out).read_line(&mut line));
    let time = begun.elapsed();
    let memory = resident(running.id());
    let ended = running.kill().and_then(|()| running.wait());
    match (said, ended) {
        (Some(Ok(1..)), Ok(_)) => Ok((time, memory)),
        _ => Err("It ended before it served.".to_owned()),
    }
}

/// Bytes; 0 where the system does not say.
fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}
