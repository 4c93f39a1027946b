//! Backups: whole verified copies of each profile, the newest twelve and one of each of the newest fourteen days.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use gauge_model::{BackupInfo, Millis};

use crate::{
    StoreError,
    copy::{as_it_is, copy_database, not_written, verify},
    files::{self, stamp, stamped},
};

/// The folder of backups, with one folder for each profile.
#[derive(Clone, Debug)]
pub struct Backups {
    dir: PathBuf,
}

/// How many of the newest are kept.
const NEWEST: usize = 12;
/// How many days are kept beyond those, one backup of each.
const DAYS: usize = 14;
const DAY: Millis = 86_400_000;

impl Backups {
    /// The backups in `dir`.
    #[must_use]
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Backs up the profile `id`, whose file is at `path`, beside its writer. The backup counts only once it is
    /// verified.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Damaged`] when the file is, [`StoreError::NotWritten`].
    pub fn make(&self, id: &str, path: &Path, now: Millis) -> Result<BackupInfo, StoreError> {
        let folder = self.dir.join(id);
        fs::create_dir_all(&folder).map_err(|source| not_written(&folder, source))?;
        // Two in one millisecond are two.
        let taken = |at: &Millis| folder.join(format!("{}.db", stamp(*at))).exists();
        let at = (now..).find(|at| !taken(at)).unwrap_or(now);
        let to = folder.join(format!("{}.db", stamp(at)));
        copy_database(path, &to, as_it_is)?;
        self.prune(id)?;
        let bytes = fs::metadata(&to)
            .map_err(|source| not_written(&to, source))?
            .len();
        Ok(BackupInfo {
            id: stamp(at),
            at,
            bytes,
        })
    }

    /// The backups of a profile, newest first.
    ///
    /// # Errors
    /// [`StoreError::NotWritten`] when the folder cannot be read.
    pub fn list(&self, id: &str) -> Result<Vec<BackupInfo>, StoreError> {
        let folder = self.dir.join(id);
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|source| not_written(&folder, source))?,
        };
        let mut found: Vec<BackupInfo> = entries.filter_map(|entry| info(&entry.ok()?.path())).collect();
        found.sort_by_key(|backup| std::cmp::Reverse(backup.at));
        Ok(found)
    }

    /// The file of one backup.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCopy`].
    pub fn path(&self, id: &str, backup: &str) -> Result<PathBuf, StoreError> {
        let listed = self.list(id)?.into_iter().any(|one| one.id == backup);
        // Only names that were found lead to a path.
        if !listed {
            return Err(StoreError::NoSuchCopy(backup.to_owned()));
        }
        Ok(self.dir.join(id).join(format!("{backup}.db")))
    }

    /// The newest backup that is whole by now, too.
    #[must_use]
    pub fn newest_whole(&self, id: &str) -> Option<(BackupInfo, PathBuf)> {
        let listed = self.list(id).ok()?;
        listed.into_iter().find_map(|backup| {
            let path = self.path(id, &backup.id).ok()?;
            match verify(&path) {
                Ok(_) => Some((backup, path)),
                Err(error) => {
                    tracing::error!(%error, "a backup is passed over");
                    None
                }
            }
        })
    }

    /// Removes what is neither among the newest nor the newest of its day.
    fn prune(&self, id: &str) -> Result<(), StoreError> {
        let all = self.list(id)?;
        let kept: BTreeSet<Millis> = kept(&all.iter().map(|backup| backup.at).collect::<Vec<_>>());
        for backup in all.iter().filter(|backup| !kept.contains(&backup.at)) {
            let path = self.path(id, &backup.id)?;
            files::remove(&path).map_err(|source| not_written(&path, source))?;
        }
        Ok(())
    }
}

/// Which of these times, newest first, are kept.
fn kept(times: &[Millis]) -> BTreeSet<Millis> {
    let mut days = BTreeSet::new();
    let daily = times.iter().filter(|at| days.insert(at.div_euclid(DAY)));
    let daily: Vec<Millis> = daily.take(DAYS).copied().collect();
    times.iter().take(NEWEST).copied().chain(daily).collect()
}

fn info(path: &Path) -> Option<BackupInfo> {
    let id = path
        .extension()
        .filter(|end| *end == "db")
        .and(path.file_stem())?;
    let id = id.to_str()?.to_owned();
    Some(BackupInfo {
        at: stamped(&id)?,
        bytes: fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len(),
        id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_and_one_a_day_are_kept() {
        // One every hour for 30 days, newest first.
        let times: Vec<Millis> = (0..30 * 24).rev().map(|hour| hour * 3_600_000).collect();
        let kept = kept(&times);
        assert!(times[..12].iter().all(|at| kept.contains(at)));
        let days: BTreeSet<Millis> = kept.iter().map(|at| at / DAY).collect();
        assert_eq!(days.len(), 14);
        assert_eq!(kept.len(), 12 + 13, "the newest of today is one of the twelve");
    }
}
