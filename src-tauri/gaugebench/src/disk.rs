//! How often the disk itself commits: what an event that is acknowledged alone, after its commit, is measured by.

use std::{ffi::CString, fs, os::unix::ffi::OsStrExt, path::Path};

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;

use crate::{clock::now_ns, record::Disk};

/// As gauge-store opens a profile; a test holds them together.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;
    PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -8192;";
/// About as long as an event's row.
const ROW: usize = 200;

/// Commits one row after another to a file of its own in `folder`, for so long.
pub fn measure(folder: &Path, secs: f64) -> Result<Disk> {
    let file = folder.join("commits.sqlite");
    let commits_per_s = commits(&file, secs);
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("commits.sqlite{end}")));
    }
    Ok(Disk {
        commits_per_s: commits_per_s.with_context(|| file.display().to_string())?,
        in_memory: is_memory(folder)?,
    })
}

fn commits(file: &Path, secs: f64) -> Result<f64> {
    let db = Connection::open(file)?;
    db.execute_batch(PRAGMAS)?;
    db.execute_batch("CREATE TABLE events (seq INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT")?;
    let mut insert = db.prepare("INSERT INTO events (event) VALUES (?1)")?;
    let (row, start, mut commits) = ("x".repeat(ROW), now_ns(), 0);
    let end = start + (secs * 1e9) as u64;
    while now_ns() < end {
        // Each in a transaction of its own.
        insert.execute([&row])?;
        commits += 1;
    }
    Ok(f64::from(commits) * 1e9 / (now_ns() - start) as f64)
}

/// Where a commit is no more than a copy, since the folder is on no disk.
fn is_memory(folder: &Path) -> Result<bool> {
    let path = CString::new(folder.as_os_str().as_bytes())?;
    // SAFETY: the path ends with a zero; statfs is plain data that the call fills.
    let (done, held) = unsafe {
        let mut held: libc::statfs = std::mem::zeroed();
        (libc::statfs(path.as_ptr(), &mut held), held)
    };
    ensure!(done == 0, "{}: no file system", folder.display());
    Ok(held.f_type == libc::TMPFS_MAGIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pragmas_are_those_of_a_profile() {
        let store = include_str!("../../crates/gauge-store/src/db.rs");
        let theirs = store
            .split('"')
            .find(|text| text.starts_with("PRAGMA journal_mode"));
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(PRAGMAS), words(theirs.expect("gauge-store sets pragmas")));
    }

    #[test]
    fn a_measured_disk_is_left_clean() {
        let folder = std::env::temp_dir().join(format!("gaugebench-disk-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let disk = measure(&folder, 0.05).expect("a disk");
        assert!(disk.commits_per_s > 0.0, "{disk:?}");
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 0);
        fs::remove_dir_all(&folder).expect("it is gone");
    }
}
