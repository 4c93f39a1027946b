//! Opening a profile so that the app always starts: a damaged file is set aside and a backup restored.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::UNIX_EPOCH,
};

use gauge_model::{Millis, Notice, NoticeCode};
use rusqlite::Connection;

use crate::{
    Kept, Profiles, StoreError,
    copy::{as_it_is, copy_database, not_written},
    db,
    files::{self, move_database, stamp, told, with_suffix},
    tables::{profile::Profile, seen_ids},
    view::{self, open_to_read},
};

/// An open profile.
#[derive(Debug)]
pub struct Opened {
    /// Its only writing connection; one that cannot write while the machine hinders it.
    pub db: Connection,
    /// What it keeps.
    pub kept: Kept,
    /// What the user must know of how it was opened.
    pub told: Vec<Notice>,
}

impl Profiles {
    /// Opens a profile. It is backed up before its schema is changed. A damaged file is moved into quarantine with
    /// all that stands beside it; the newest whole backup takes its place, or else an empty file.
    ///
    /// # Errors
    /// [`StoreError::NoSuchProfile`]; [`StoreError::Newer`], the file untouched; [`StoreError::Database`] or
    /// [`StoreError::NotWritten`] when the machine hinders it even from being read.
    pub fn open(&self, id: &str, now: Millis) -> Result<Opened, StoreError> {
        let path = self.path(id);
        if !path.exists() {
            return Err(StoreError::NoSuchProfile(id.to_owned()));
        }
        let opened = self.open_whole(id, now).map_err(|error| match error {
            // Whatever step came upon it.
            StoreError::Database(error) => db::at_opening(&path, error),
            other => other,
        });
        match opened {
            Err(StoreError::Damaged { what, .. }) => {
                let notice = self.replace_damaged(id, &what, now)?;
                let mut opened = self.open_whole(id, now)?;
                opened.told.push(notice);
                Ok(opened)
            }
            Err(error @ (StoreError::Database(_) | StoreError::NotWritten { .. })) => {
                // A disk that is full, or lets nobody write, is no reason not to start: its writer goes on trying.
                let (db, kept) = view::read(&path).map_err(|_| error)?;
                Ok(Opened {
                    db,
                    kept,
                    told: Vec::new(),
                })
            }
            other => other,
        }
    }

    /// Looks through a file that was too large to be checked before it was opened, beside its writer. It ends early
    /// when `stop` is set: who looks through a file keeps its log from being folded in.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], or [`StoreError::Database`] when the machine hinders it.
    pub fn look_through(&self, id: &str, stop: Arc<AtomicBool>) -> Result<(), StoreError> {
        let path = self.path(id);
        if !db::is_large(&path) {
            return Ok(());
        }
        let db = open_to_read(&path)?;
        let stopped = Arc::clone(&stop);
        db.progress_handler(10_000, Some(move || stopped.load(Ordering::Relaxed)))?;
        match db::check(&db, &path) {
            Err(_) if stop.load(Ordering::Relaxed) => Ok(()),
            found => found,
        }
    }

    fn open_whole(&self, id: &str, now: Millis) -> Result<Opened, StoreError> {
        let path = self.path(id);
        if db::pending(&path)?.is_some_and(|count| count > 0) {
            self.backups().make(id, &path, now)?;
        }
        let db = db::open(&path)?;
        let kept = Kept::read(&db)?;
        seen_ids::prune(&db)?;
        self.note_name(id, &kept.profile.name)?;
        Ok(Opened {
            db,
            kept,
            told: Vec::new(),
        })
    }

    /// Moves a damaged file that nobody has open into quarantine, with all that stands beside it; the newest whole
    /// backup takes its place, or else an empty file. What the user must know of it.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::NotWritten`] when the machine hinders it.
    pub fn replace_damaged(&self, id: &str, what: &str, now: Millis) -> Result<Notice, StoreError> {
        let path = self.path(id);
        let name = self.noted_name(id).unwrap_or_else(|| plain_name(id));
        let written = last_written(&path).unwrap_or(now);
        let aside = self.set_aside(&path, now)?;
        let begin = format!("The profile “{name}” was damaged ({what}). The damaged file is in {aside}.");
        let (code, lost) = if let Some((backup, file)) = self.backups().newest_whole(id) {
            copy_database(&file, &path, as_it_is)?;
            let lost = format!(
                "The backup of {} was restored; what was counted between then and {} is lost.",
                told(backup.at),
                told(written.max(backup.at))
            );
            (NoticeCode::BackupRestored, lost)
        } else {
            let profile = Profile {
                name,
                simulated: false,
                scratch: false,
            };
            db::start(&mut db::open(&path)?, &profile, now)?;
            let lost = format!(
                "There was no backup of it: it starts anew, and what was counted until {} is lost.",
                told(written)
            );
            (NoticeCode::StartedFresh, lost)
        };
        let message = format!("{begin} {lost}");
        tracing::error!("{message}");
        Ok(Notice::new(code, message))
    }

    /// Moves a file into quarantine; where it is now, for people.
    pub(crate) fn set_aside(&self, path: &Path, now: Millis) -> Result<String, StoreError> {
        let root = self.beside("quarantine");
        let named = |at: Millis| root.join(stamp(at));
        let folder: PathBuf = (now..)
            .map(named)
            .find(|folder| !folder.exists())
            .unwrap_or_else(|| named(now));
        move_database(path, &folder).map_err(|source| not_written(&folder, source))?;
        Ok(folder.display().to_string())
    }

    /// Puts a backup in the place of a file that nobody has open. What stood there is backed up first, or set
    /// aside if it is damaged.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCopy`], [`StoreError::Damaged`] when the backup is, or what hinders the copying.
    pub fn restore_backup(&self, id: &str, backup: &str, now: Millis) -> Result<(), StoreError> {
        let (backups, path) = (self.backups(), self.path(id));
        let from = backups.path(id, backup)?;
        crate::copy::verify(&from)?;
        match fold_log(&path).and_then(|()| backups.make(id, &path, now)) {
            Ok(_) => {}
            Err(StoreError::Damaged { .. }) => _ = self.set_aside(&path, now)?,
            Err(error) => return Err(error),
        }
        // Pruning may have taken it just now; then the words say so.
        let from = backups.path(id, backup).unwrap_or(from);
        // Its rows are in the file by now; a log that stays would be played into the new one.
        files::remove_beside(&path).map_err(|source| not_written(&path, source))?;
        copy_database(&from, &path, as_it_is)
    }
}

/// Brings the rows of the log into the file.
fn fold_log(path: &Path) -> Result<(), StoreError> {
    db::pending(path)?;
    let db = Connection::open(path)?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
        .map_err(|error| db::at_opening(path, error))
}

/// When anything was last written to it.
fn last_written(path: &Path) -> Option<Millis> {
    let parts = [path.to_owned(), with_suffix(path, "-wal")];
    let times = parts
        .iter()
        .filter_map(|part| fs::metadata(part).ok()?.modified().ok());
    let since = times.max()?.duration_since(UNIX_EPOCH).ok()?;
    Millis::try_from(since.as_millis()).ok()
}

/// The best name that a bare id gives: without its random end.
fn plain_name(id: &str) -> String {
    id.rsplit_once('-').map_or(id, |(slug, _)| slug).to_owned()
}
