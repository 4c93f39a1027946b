//! Deleted profiles: moved aside whole, and back again.

use std::{fs, io, path::Path};

use gauge_model::{Millis, ProfileInfo, ProfileName, TrashedProfile};

use crate::{
    Profiles, StoreError,
    copy::not_written,
    files::{move_database, stamp, stamped, sync_folder},
    profiles::read,
};

impl Profiles {
    /// Moves a profile that is not open into the trash.
    ///
    /// # Errors
    /// [`StoreError::NoSuchProfile`], [`StoreError::Active`], [`StoreError::NotWritten`].
    pub fn delete(&self, id: &str, now: Millis) -> Result<(), StoreError> {
        let info = self.find(id)?;
        if info.active {
            return Err(StoreError::Active(info.name));
        }
        // The folder's name tells when and which.
        let folder = self.beside("trash").join(format!("{}.{id}", stamp(now)));
        let moved = move_database(&self.path(id), &folder).and_then(|()| {
            fs::write(folder.join("name"), &info.name)?;
            sync_folder(&folder)
        });
        moved.map_err(|source| not_written(&folder, source))?;
        crate::files::remove(&self.name_file(id)).map_err(|source| self.refuse(source))
    }

    /// What is in the trash, newest first.
    ///
    /// # Errors
    /// [`StoreError::NotWritten`] when it cannot be read.
    pub fn trash(&self) -> Result<Vec<TrashedProfile>, StoreError> {
        let folder = self.beside("trash");
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|source| not_written(&folder, source))?,
        };
        let mut found: Vec<TrashedProfile> =
            entries.filter_map(|entry| trashed(&entry.ok()?.path())).collect();
        found.sort_by(|a, b| (b.deleted_at, &b.id).cmp(&(a.deleted_at, &a.id)));
        Ok(found)
    }

    /// Removes for good what has been in the trash for more than thirty days (RELIABILITY R-12).
    pub fn empty_trash(&self, now: Millis) {
        let trash = self.trash().unwrap_or_default();
        let old = trash.iter().filter(|one| now - one.deleted_at > KEPT);
        for one in old {
            // Its id is the name of a folder that was found there.
            let folder = self.beside("trash").join(&one.id);
            match fs::remove_dir_all(&folder) {
                Ok(()) => tracing::info!(name = one.name, "removed from the trash"),
                Err(error) => tracing::warn!(%error, folder = %folder.display(), "it stays in the trash"),
            }
        }
    }

    /// Takes a profile back out of the trash. It is not opened by this.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCopy`], [`StoreError::NameTaken`] when another one has its name by now.
    pub fn restore_deleted(&self, id: &str) -> Result<ProfileInfo, StoreError> {
        let missing = || StoreError::NoSuchCopy(id.to_owned());
        // Only what was found leads to a path.
        let found = self
            .trash()?
            .into_iter()
            .find(|trashed| trashed.id == id)
            .ok_or_else(missing)?;
        let profile = split(&found.id).map(|(_, id)| id).ok_or_else(missing)?;
        if let Ok(name) = ProfileName::new(&found.name)
            && self.named(&name)?.is_some()
        {
            return Err(StoreError::NameTaken(found.name));
        }
        if self.path(profile).exists() {
            return Err(StoreError::NameTaken(profile.to_owned()));
        }
        let folder = self.beside("trash").join(&found.id);
        let from = folder.join(format!("{profile}.db"));
        let to = self.path(profile);
        let into = to.parent().unwrap_or(&to);
        self.note_name(profile, &found.name)?;
        move_database(&from, into)
            .and_then(|()| fs::remove_dir_all(&folder))
            .map_err(|source| not_written(into, source))?;
        self.find(profile)
    }
}

/// How long a deleted profile can be restored, ms.
const KEPT: Millis = 30 * 86_400_000;

/// Bytes of a time in a file's name.
const STAMP: usize = 20;

fn trashed(folder: &Path) -> Option<TrashedProfile> {
    let id = folder.file_name()?.to_str()?.to_owned();
    let (deleted_at, profile) = split(&id)?;
    let file = folder.join(format!("{profile}.db"));
    let noted = || fs::read_to_string(folder.join("name")).ok();
    let name = noted().or_else(|| Some(read(&file).ok()?.name));
    Some(TrashedProfile {
        name: name.unwrap_or_else(|| profile.to_owned()),
        deleted_at,
        id: id.clone(),
    })
}

/// `20260117T103045.123Z.luna-0a1b2c3d`
fn split(id: &str) -> Option<(Millis, &str)> {
    let (stamp, profile) = id.split_at_checked(STAMP)?;
    Some((stamped(stamp)?, profile.strip_prefix('.')?))
}
