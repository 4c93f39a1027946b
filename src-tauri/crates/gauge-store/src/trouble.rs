//! What an error of the disk means for the user.

use std::{
    fs::OpenOptions,
    io::{self, ErrorKind},
    path::Path,
};

use gauge_model::StorageState;
use rusqlite::{ErrorCode, ffi};

use crate::StoreError;

/// The state that an error puts a profile's file into. A disk without room shows as several errors (RELIABILITY
/// F19), all of which mean the same to the user.
pub(crate) fn state_of(error: &StoreError) -> StorageState {
    match error {
        StoreError::Database(error) => of_database(error),
        StoreError::NotWritten { source, .. } | StoreError::NotWritable { source, .. } => of_io(source),
        other => failed(other),
    }
}

/// The same where SQLite only says that it cannot open the file at `path`.
pub(crate) fn state_at(path: &Path, error: &StoreError) -> StorageState {
    let cannot_open = matches!(error, StoreError::Database(error)
        if error.sqlite_error_code() == Some(ErrorCode::CannotOpen));
    match OpenOptions::new().append(true).open(path) {
        Err(why) if cannot_open => of_io(&why),
        _ => state_of(error),
    }
}

fn of_database(error: &rusqlite::Error) -> StorageState {
    const NO_ROOM: [i32; 7] = [
        ffi::SQLITE_FULL,
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_IOERR_TRUNCATE,
        ffi::SQLITE_IOERR_SHMOPEN,
        ffi::SQLITE_IOERR_SHMSIZE,
        ffi::SQLITE_IOERR_SHMMAP,
        ffi::SQLITE_IOERR_SHMLOCK,
    ];
    let extended = error.sqlite_error().map_or(0, |error| error.extended_code);
    if NO_ROOM.contains(&extended) || error.sqlite_error_code() == Some(ErrorCode::DiskFull) {
        return full(error);
    }
    if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) {
        return read_only(error);
    }
    failed(error)
}

fn of_io(error: &io::Error) -> StorageState {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => full(error),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => read_only(error),
        _ => failed(error),
    }
}

fn full(error: &dyn std::fmt::Display) -> StorageState {
    let why = format!(
        "There is no room on the disk ({error}). Make some: the numbers go on, and are stored as soon as there is."
    );
    StorageState::Full { why }
}

fn read_only(error: &dyn std::fmt::Display) -> StorageState {
    let why = format!(
        "The profile's file may not be written ({error}). Mend its rights: the numbers go on, and are stored then."
    );
    StorageState::ReadOnly { why }
}

fn failed(error: &dyn std::fmt::Display) -> StorageState {
    let why = format!("The profile cannot be stored ({error}). It is tried every second; the numbers go on.");
    StorageState::Failed { why }
}
