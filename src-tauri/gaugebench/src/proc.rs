//! Server processes (spawn, pin, CPU, RSS) and the state of the machine.

use crate::clock;
use crate::config::{Target, in_scratch};
use crate::proto::http::HttpClient;
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Restricts the calling thread (and threads/processes it starts) to `cpus`.
pub fn pin(cpus: &[usize]) {
    if cpus.is_empty() {
        return;
    }
    // SAFETY: cpu_set_t is plain data; the pointer and size match.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        for &c in cpus {
            libc::CPU_SET(c, &mut set);
        }
        libc::sched_setaffinity(0, std::mem::size_of_val(&set), &set);
    }
}

/// Allows as many sockets as this user may have.
pub fn raise_files() {
    // SAFETY: rlimit is plain data that the first call fills.
    unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        if libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) == 0 {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &limit);
        }
    }
}

/// How many files and sockets this process may have.
pub fn files() -> u64 {
    // SAFETY: rlimit is plain data that the call fills.
    unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit);
        limit.rlim_cur
    }
}

/// A running server, killed with its whole process group on drop.
pub struct Server {
    child: Option<Child>,
    /// Made for this run, gone with it.
    pub scratch: PathBuf,
    pub pid: i32,
    /// Spawn to first successful readiness probe.
    pub cold_start_ns: u64,
}

impl Server {
    /// Spawns the target and waits until it is ready (20 s at most).
    pub fn start(t: &Target, cpus: &[usize], log: &Path) -> Result<Server> {
        let addr: SocketAddr = t.addr.parse()?;
        if t.cmd.is_empty() {
            return Ok(Server {
                child: None,
                scratch: PathBuf::new(),
                pid: 0,
                cold_start_ns: 0,
            });
        }
        if TcpStream::connect(addr).is_ok() {
            bail!("{}: something already listens on {addr}", t.name);
        }
        let out = fs::OpenOptions::new().create(true).append(true).open(log)?;
        let scratch = std::env::temp_dir().join(format!("gaugebench-{}-{}", t.name, std::process::id()));
        let _ = fs::remove_dir_all(&scratch);
        fs::create_dir_all(&scratch)?;
        let words: Vec<String> = t.cmd.iter().map(|word| in_scratch(word, &scratch)).collect();
        let mut cmd = Command::new(&words[0]);
        cmd.args(&words[1..])
            .envs(
                t.env
                    .iter()
                    .map(|(name, value)| (name, in_scratch(value, &scratch))),
            )
            .current_dir(t.cwd.as_deref().unwrap_or("."))
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .process_group(0);
        let cpus = cpus.to_vec();
        // SAFETY: only async-signal-safe calls (sched_setaffinity, prctl) in the child.
        unsafe {
            cmd.pre_exec(move || {
                pin(&cpus);
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                Ok(())
            });
        }
        let t0 = clock::now_ns();
        let child = cmd.spawn().with_context(|| format!("spawn {:?}", t.cmd))?;
        let pid = child.id() as i32;
        let mut s = Server {
            child: Some(child),
            scratch,
            pid,
            cold_start_ns: 0,
        };
        loop {
            let ready = match &t.ready {
                Some(path) => {
                    TcpStream::connect(addr).is_ok()
                        && HttpClient::new(addr, "")
                            .request("GET", path, b"")
                            .is_ok_and(|(st, _)| st / 100 == 2)
                }
                None => TcpStream::connect(addr).is_ok(),
            };
            let now = clock::now_ns();
            if ready {
                s.cold_start_ns = now - t0;
                return Ok(s);
            }
            if let Ok(Some(st)) = s.child.as_mut().unwrap().try_wait() {
                bail!("{} exited during start: {st} (see {})", t.name, log.display());
            }
            if now - t0 > 20_000_000_000 {
                bail!("{} not ready after 20 s (see {})", t.name, log.display());
            }
            clock::pause(Duration::from_micros(500));
        }
    }

    /// Server pid and all its descendants.
    fn pids(&self) -> Vec<i32> {
        let mut all = vec![self.pid];
        let mut i = 0;
        while i < all.len() {
            let kids = fs::read_to_string(format!("/proc/{0}/task/{0}/children", all[i])).unwrap_or_default();
            all.extend(kids.split_whitespace().filter_map(|p| p.parse::<i32>().ok()));
            i += 1;
        }
        all
    }

    /// CPU nanoseconds used so far (user + system, all threads and children).
    pub fn cpu_ns(&self) -> u64 {
        if self.pid == 0 {
            return 0;
        }
        // The clock id of another process's CPU clock: ((~pid) << 3) | CPUCLOCK_SCHED(2).
        self.pids().iter().map(|&p| clock::read((!p << 3) | 2)).sum()
    }

    pub fn rss_kb(&self) -> u64 {
        if self.pid == 0 {
            return 0;
        }
        self.pids().iter().map(|p| status_field(*p, "VmRSS:")).sum()
    }

    pub fn threads(&self) -> u64 {
        if self.pid == 0 {
            return 0;
        }
        self.pids().iter().map(|p| status_field(*p, "Threads:")).sum()
    }
}

impl Server {
    /// Without a goodbye: what it has not written by now it never will. Its folder stays.
    pub fn kill(&mut self) {
        if let Some(mut c) = self.child.take() {
            // SAFETY: the child leads its own process group (process_group(0)).
            unsafe { libc::kill(-self.pid, libc::SIGKILL) };
            let _ = c.wait();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        if !self.scratch.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.scratch);
        }
    }
}

fn status_field(pid: i32, key: &str) -> u64 {
    let s = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    s.lines()
        .find_map(|l| l.strip_prefix(key))
        .and_then(|v| v.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Machine-wide CPU accounting, to tell how much *other* work disturbed a run.
pub struct Machine {
    busy_ns: u64,
    steal_ns: u64,
    at: u64,
}

impl Machine {
    pub fn sample() -> Machine {
        let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
        let f: Vec<u64> = stat
            .lines()
            .next()
            .unwrap_or("")
            .split_whitespace()
            .skip(1)
            .filter_map(|v| v.parse().ok())
            .collect();
        let g = |i: usize| f.get(i).copied().unwrap_or(0) * 10_000_000; // USER_HZ = 100
        Machine {
            busy_ns: g(0) + g(1) + g(2) + g(5) + g(6),
            steal_ns: g(7),
            at: clock::now_ns(),
        }
    }

    /// When the sample was taken.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// `(busy cores, stolen cores)` since `earlier`.
    pub fn since(&self, earlier: &Machine) -> (f64, f64) {
        let dt = (self.at - earlier.at).max(1) as f64;
        (
            (self.busy_ns - earlier.busy_ns) as f64 / dt,
            (self.steal_ns - earlier.steal_ns) as f64 / dt,
        )
    }
}

pub fn load1() -> f64 {
    fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse().ok())
        .unwrap_or(0.0)
}
