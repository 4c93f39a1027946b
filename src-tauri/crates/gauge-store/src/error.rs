//! What can go wrong with files, named by what the caller can do.

use std::{io, path::PathBuf};

/// The words are for the user.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Choose another folder, or mend its rights.
    #[error(
        "The data folder {} cannot be written: {source}. Mend its rights, or choose another folder with \
         --data-dir.",
        path.display()
    )]
    NotWritable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another copy of the app holds the folder.
    #[error("Streamgauge is already running with the data folder {}. Close it first, or choose another folder with --data-dir.", .0.display())]
    InUse(PathBuf),
    /// Ask for the list.
    #[error("There is no profile “{0}”.")]
    NoSuchProfile(String),
    /// Choose another name.
    #[error("There is already a profile called “{0}”. Choose another name.")]
    NameTaken(String),
    /// Choose another name.
    #[error("{0}")]
    BadName(String),
    /// Update the app.
    #[error("{} was written by a newer Streamgauge. Update the app; the file was not touched.", .0.display())]
    Newer(PathBuf),
    /// Restore a backup.
    #[error("{} is damaged ({what}). It was not touched.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        what: String,
    },
    /// Make room, or choose another place.
    #[error("{} cannot be written: {source}. Make room, or choose another place.", path.display())]
    NotWritten {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Switch first.
    #[error("“{0}” is open. Switch to another profile first, then delete it.")]
    Active(String),
    /// Ask for the list.
    #[error("There is no such copy: {0}.")]
    NoSuchCopy(String),
    /// Choose another file.
    #[error("{0}")]
    Refused(String),
    /// Try again later.
    #[error("The database could not be used: {0}")]
    Database(#[from] rusqlite::Error),
    /// The writer's thread is gone.
    #[error("The profile is closed.")]
    Closed,
}
