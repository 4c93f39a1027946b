//! Reading a file that cannot be written: its disk is full, or lets nobody write.

use std::{fs, path::Path};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use crate::{Kept, StoreError, files::with_suffix};

const READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// A connection that cannot write and takes no name for a URI.
pub(crate) fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(path, READ)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    // SQLite wants to write beside a file with a log, even to read it (RELIABILITY F20).
    match first_question(&db) {
        Err(error) if is_hindered(&error) && !has_log(path) => unchanging(path).or(Ok(db)),
        _ => Ok(db),
    }
}

/// What the file keeps, and a connection to it that cannot write.
pub(crate) fn read(path: &Path) -> Result<(Connection, Kept), StoreError> {
    let db = open_to_read(path)?;
    if first_question(&db).is_ok() {
        let kept = Kept::read(&db)?;
        return Ok((db, kept));
    }
    // Its lock keeps anybody from being alone with the file.
    drop(db);
    let kept = alone(path)
        .and_then(|alone| first_question(&alone).map(|()| alone))
        .map_err(StoreError::from)
        .and_then(|alone| Kept::read(&alone));
    let db = unchanging(path)?;
    // On a disk that lets nobody write, what is only in the log cannot be had.
    let kept = kept.or_else(|_| Kept::read(&db))?;
    Ok((db, kept))
}

/// Whether a connection is one of these.
pub(crate) fn is_view(db: &Connection) -> bool {
    db.is_readonly("main").unwrap_or(true)
}

/// Alone with the file, SQLite keeps the index of the log in memory: that needs no room beside it.
fn alone(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    db.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
    Ok(db)
}

/// As a file that nobody changes, without its log.
fn unchanging(path: &Path) -> rusqlite::Result<Connection> {
    let none = || rusqlite::Error::InvalidPath(path.to_owned());
    let text = path.to_str().ok_or_else(none)?;
    let text = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let text = if cfg!(windows) {
        format!("/{}", text.replace('\\', "/"))
    } else {
        text
    };
    let uri = format!("file:{text}?immutable=1");
    Connection::open_with_flags(uri, READ | OpenFlags::SQLITE_OPEN_URI)
}

fn first_question(db: &Connection) -> rusqlite::Result<()> {
    db.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))
}

fn is_hindered(error: &rusqlite::Error) -> bool {
    let hindrances = [
        ErrorCode::CannotOpen,
        ErrorCode::ReadOnly,
        ErrorCode::SystemIoFailure,
        ErrorCode::DiskFull,
        ErrorCode::PermissionDenied,
    ];
    error
        .sqlite_error_code()
        .is_some_and(|code| hindrances.contains(&code))
}

fn has_log(path: &Path) -> bool {
    fs::metadata(with_suffix(path, "-wal")).is_ok_and(|log| log.len() > 0)
}
