//! A whole copy of a database that may be in use, made beside its writer and proven before it gets its name.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};
use ulid::Ulid;

use crate::{StoreError, files, tables::profile, view::open_to_read};

/// Copies the database at `from` to `to`: either a whole, verified file stands there afterwards, or what stood
/// there before. `edit` may change rows of the copy before it gets its name.
pub(crate) fn copy_database(
    from: &Path,
    to: &Path,
    edit: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<(), StoreError> {
    copy_from(&open_to_read(from)?, to, edit)
}

/// The same from an open connection: it works even when the file has no name any more.
pub(crate) fn copy_from(
    source: &Connection,
    to: &Path,
    edit: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<(), StoreError> {
    let temporary = Temporary::beside(to);
    copy_pages(source, temporary.path(), edit)?;
    temporary.arrive(to)
}

/// An edit that changes nothing.
pub(crate) fn as_it_is(_: &Connection) -> rusqlite::Result<()> {
    Ok(())
}

pub(crate) fn copy_pages(
    source: &Connection,
    to: &Path,
    edit: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<(), StoreError> {
    // One read transaction over all of it: the copy and the counts are of the same instant, and the writer, whose
    // log grows meanwhile, waits for nothing.
    let snapshot = source.unchecked_transaction()?;
    let expected = counts(&snapshot)?;
    let mut copy = Connection::open(to)?;
    {
        let backup = Backup::new(&snapshot, &mut copy)?;
        while backup.step(-1)? != StepResult::Done {
            std::thread::park_timeout(std::time::Duration::from_millis(10));
        }
    }
    // One file by itself, with nothing beside it.
    copy.query_row("PRAGMA journal_mode = DELETE", (), |_| Ok(()))?;
    edit(&copy)?;
    copy.close().map_err(|(_, error)| error)?;
    let found = verify(to)?;
    if found != expected {
        let what = format!("the copy has {found:?} rows and not {expected:?}");
        return Err(StoreError::Damaged {
            path: to.to_owned(),
            what,
        });
    }
    Ok(())
}

/// Proves that a file is a whole profile; how many rows each of its tables has.
pub(crate) fn verify(path: &Path) -> Result<Vec<(String, u64)>, StoreError> {
    let damaged = |error: &dyn std::fmt::Display| StoreError::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    };
    let db = open_to_read(path)?;
    let found: String = db
        .query_row("PRAGMA quick_check(1)", (), |row| row.get(0))
        .map_err(|error| damaged(&error))?;
    if found != "ok" {
        return Err(damaged(&found));
    }
    profile::read(&db).map_err(|error| damaged(&error))?;
    counts(&db).map_err(|error| damaged(&error))
}

fn counts(db: &Connection) -> rusqlite::Result<Vec<(String, u64)>> {
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut query = db.prepare(sql)?;
    let names = query.query_map((), |row| row.get::<_, String>(0))?;
    names
        .map(|name| {
            let name = name?;
            let sql = format!("SELECT count(*) FROM {}", quoted(&name));
            let count: i64 = db.query_row(&sql, (), |row| row.get(0))?;
            Ok((name, count.unsigned_abs()))
        })
        .collect()
}

/// A name as SQL takes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A file under a name of its own until it is finished; gone with this value if it never is.
#[derive(Debug)]
pub(crate) struct Temporary(PathBuf);

impl Temporary {
    /// In the folder of the file it is to become: a name can only be given within one file system.
    pub(crate) fn beside(path: &Path) -> Self {
        Self(files::with_suffix(path, &format!(".{}.tmp", Ulid::new())))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Gives it its name.
    pub(crate) fn arrive(self, path: &Path) -> Result<(), StoreError> {
        files::remove_beside(&self.0)
            .and_then(|()| files::arrive(&self.0, path))
            .map_err(|source| not_written(path, source))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Mostly it has another name by now.
        _ = files::remove(&self.0);
        _ = files::remove_beside(&self.0);
    }
}

/// What hindered a file from being written.
pub(crate) fn not_written(path: &Path, source: io::Error) -> StoreError {
    StoreError::NotWritten {
        path: path.to_owned(),
        source,
    }
}
