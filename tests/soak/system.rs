//! What the system says of the processes: memory, time, files.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

/// One look.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    /// MiB of the server.
    pub(crate) server: f64,
    /// MiB of the browser's processes together, each shared page once.
    pub(crate) browser: f64,
    /// Seconds of processor time so far.
    pub(crate) server_time: f64,
    /// The same of the browser.
    pub(crate) browser_time: f64,
    /// Open files of the server.
    pub(crate) files: f64,
    /// MiB of the profiles' logs.
    pub(crate) wal: f64,
}

pub(crate) struct System {
    server: u32,
    browser: u32,
    profiles: PathBuf,
}

/// Ticks of `/proc` in a second, as Linux has them everywhere.
const TICKS: f64 = 100.0;

impl System {
    pub(crate) fn new(server: u32, browser: u32, data: &Path) -> Self {
        Self {
            server,
            browser,
            profiles: data.join("profiles"),
        }
    }

    pub(crate) fn look(&mut self) -> Look {
        let family = family(self.browser);
        let files = fs::read_dir(format!("/proc/{}/fd", self.server)).map_or(0, Iterator::count);
        Look {
            server: field(self.server, "status", "VmRSS:"),
            browser: family.iter().map(|pid| field(*pid, "smaps_rollup", "Pss:")).sum(),
            server_time: time(self.server),
            browser_time: family.iter().map(|pid| time(*pid)).sum(),
            files: files as f64,
            wal: self.logs(),
        }
    }

    fn logs(&self) -> f64 {
        let files = fs::read_dir(&self.profiles).into_iter().flatten().flatten();
        let logs = files.filter(|file| file.file_name().to_string_lossy().ends_with("-wal"));
        let bytes: u64 = logs
            .filter_map(|file| file.metadata().ok())
            .map(|about| about.len())
            .sum();
        bytes as f64 / f64::from(1 << 20)
    }
}

/// MiB of a line in kB.
fn field(pid: u32, file: &str, name: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

/// The fields of `stat` behind the name, which is in brackets: state, parent, …
fn stat(pid: u32) -> Vec<String> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
    rest.split(' ').map(str::to_owned).collect()
}

fn time(pid: u32) -> f64 {
    let fields = stat(pid);
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|text| text.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / TICKS
}

/// A process and all that it started.
fn family(first: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parents: HashMap<u32, u32> = pids
        .filter_map(|pid| Some((pid, stat(pid).get(1)?.parse().ok()?)))
        .collect();
    let is_of = |pid: u32| {
        let mut at = pid;
        while at != first {
            match parents.get(&at) {
                Some(&parent) if parent != at => at = parent,
                _ => return false,
            }
        }
        true
    };
    parents.keys().copied().filter(|pid| is_of(*pid)).collect()
}
