//! What a server left in its SQLite files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use serde::Deserialize;

use crate::config::in_scratch;

/// Where a target keeps what it acknowledged after a commit.
#[derive(Debug, Clone, Deserialize)]
pub struct Stored {
    /// The folder of its files, `*.db`. `{scratch}` in it is the run's folder.
    pub folder: String,
    /// Answers with one number: how many rows.
    pub query: String,
}

/// The rows in all files of the folder together. The server must be gone.
pub fn rows(stored: &Stored, scratch: &Path) -> Result<u64> {
    let folder = PathBuf::from(in_scratch(&stored.folder, scratch));
    let mut files = 0;
    let mut rows = 0;
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "db") {
            continue;
        }
        // With the right to write: what is only in the log of a killed server is taken up by whoever opens it next.
        let found = Connection::open(&path).and_then(|db| db.query_row(&stored.query, (), |row| row.get(0)));
        let found: i64 = found.with_context(|| path.display().to_string())?;
        rows += u64::try_from(found)?;
        files += 1;
    }
    ensure!(files > 0, "no file *.db in {}", folder.display());
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_file_and_of_no_other() {
        let scratch = std::env::temp_dir().join(format!("gaugebench-rows-{}", std::process::id()));
        let folder = scratch.join("profiles");
        fs::create_dir_all(&folder).expect("a folder");
        let stored = Stored {
            folder: "{scratch}/profiles".into(),
            query: "SELECT count(*) FROM events WHERE kind = 'gift'".into(),
        };
        assert!(rows(&stored, &scratch).is_err(), "an empty folder is no answer");
        for name in ["a.db", "b.db", "c.db.old"] {
            let db = Connection::open(folder.join(name)).expect("a file");
            let made = "CREATE TABLE events (kind); INSERT INTO events VALUES ('gift'), ('chat'), ('gift')";
            db.execute_batch(made).expect("its rows");
        }
        assert_eq!(rows(&stored, &scratch).expect("an answer"), 4);
        fs::remove_dir_all(&scratch).expect("it is gone");
    }
}
