//! The profiles of a data folder: which there are, and which was open last.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use gauge_model::{Millis, ProfileInfo, ProfileName};
use rusqlite::{Connection, OpenFlags};
use ulid::Ulid;

use crate::{
    Backups, StoreError,
    copy::copy_database,
    db, files,
    tables::profile::{self, Profile},
    view::open_to_read,
};

/// The folder of profile files. A file is `<slug>-<random>.db`; its stem is the profile's id, so two names never
/// share a file, whatever an OS thinks of their case, dots or accents.
#[derive(Clone, Debug)]
pub struct Profiles {
    dir: PathBuf,
}

impl Profiles {
    /// The profiles in `dir`.
    #[must_use]
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Every profile, by name. A file that cannot be read is listed under its file name.
    ///
    /// # Errors
    /// [`StoreError::NotWritable`] when the folder cannot be read.
    pub fn list(&self) -> Result<Vec<ProfileInfo>, StoreError> {
        let active = self.active();
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.dir).map_err(|source| self.refuse(source))? {
            let path = entry.map_err(|source| self.refuse(source))?.path();
            let Some(id) = profile_id(&path) else { continue };
            let unread = || Profile {
                name: self.noted_name(&id).unwrap_or_else(|| id.clone()),
                simulated: false,
                scratch: false,
            };
            let profile = read(&path).unwrap_or_else(|_| unread());
            let active = active.as_ref() == Some(&id);
            found.push(ProfileInfo {
                id,
                name: profile.name,
                active,
                simulated: profile.simulated,
            });
        }
        found.sort_by(|a, b| {
            a.name
                .to_lowercase()
                .cmp(&b.name.to_lowercase())
                .then(a.id.cmp(&b.id))
        });
        Ok(found)
    }

    /// The profile of this id.
    ///
    /// # Errors
    /// [`StoreError::NoSuchProfile`].
    pub fn find(&self, id: &str) -> Result<ProfileInfo, StoreError> {
        let found = self.list()?.into_iter().find(|profile| profile.id == id);
        found.ok_or_else(|| StoreError::NoSuchProfile(id.to_owned()))
    }

    /// The profile of this name, if there is one. What was made for one demo or replay does not count.
    ///
    /// # Errors
    /// [`StoreError::NotWritable`].
    pub fn named(&self, name: &ProfileName) -> Result<Option<ProfileInfo>, StoreError> {
        let is_it = |profile: &ProfileInfo| profile.name == name.as_str() && !self.is_scratch(&profile.id);
        Ok(self.list()?.into_iter().find(is_it))
    }

    /// Whether it was made for one demo or replay, and nobody has put anything of their own into it.
    #[must_use]
    pub fn is_scratch(&self, id: &str) -> bool {
        read(&self.path(id)).is_ok_and(|profile| profile.scratch)
    }

    /// Makes a profile. It is not opened by this.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], or what hinders the new file.
    pub fn create(&self, name: &ProfileName, now: Millis) -> Result<ProfileInfo, StoreError> {
        if self.named(name)?.is_some() {
            return Err(StoreError::NameTaken(name.as_str().to_owned()));
        }
        self.make(
            Profile {
                name: name.as_str().to_owned(),
                simulated: false,
                scratch: false,
            },
            now,
        )
    }

    /// Makes the profile of one demo (`simulated`) or replay. [`Profiles::discard_scratch`] ends it.
    ///
    /// # Errors
    /// What hinders the new file.
    pub fn create_scratch(
        &self,
        name: &str,
        simulated: bool,
        now: Millis,
    ) -> Result<ProfileInfo, StoreError> {
        self.make(
            Profile {
                name: name.to_owned(),
                simulated,
                scratch: true,
            },
            now,
        )
    }

    fn make(&self, profile: Profile, now: Millis) -> Result<ProfileInfo, StoreError> {
        let id = self.new_id(&profile.name);
        let mut file = db::open(&self.path(&id))?;
        db::start(&mut file, &profile, now)?;
        self.note_name(&id, &profile.name)?;
        Ok(ProfileInfo {
            id,
            name: profile.name,
            active: false,
            simulated: profile.simulated,
        })
    }

    /// An id that no file has yet.
    pub(crate) fn new_id(&self, name: &str) -> String {
        // The end of a ULID is its random part; 40 bits keep the file name short.
        let random = Ulid::new().to_string()[18..].to_ascii_lowercase();
        let slug = ProfileName::new(name).map(|name| name.slug()).unwrap_or_default();
        if slug.is_empty() {
            random
        } else {
            format!("{slug}-{random}")
        }
    }

    /// Gives a profile that is not open another name. The open one is renamed by its writer.
    ///
    /// # Errors
    /// [`StoreError::NoSuchProfile`], [`StoreError::NameTaken`], [`StoreError::Database`].
    pub fn rename(&self, id: &str, name: &ProfileName) -> Result<ProfileInfo, StoreError> {
        let info = self.may_rename(id, name)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        profile::rename(&Connection::open_with_flags(self.path(id), flags)?, name.as_str())?;
        self.note_name(id, name.as_str())?;
        Ok(info)
    }

    /// What the profile will be like under its new name, if it may have it.
    ///
    /// # Errors
    /// [`StoreError::NoSuchProfile`], [`StoreError::NameTaken`].
    pub fn may_rename(&self, id: &str, name: &ProfileName) -> Result<ProfileInfo, StoreError> {
        let info = self.find(id)?;
        if self.named(name)?.is_some_and(|other| other.id != id) {
            return Err(StoreError::NameTaken(name.as_str().to_owned()));
        }
        Ok(ProfileInfo {
            name: name.as_str().to_owned(),
            ..info
        })
    }

    /// Copies a profile as it is now, open or not.
    ///
    /// # Errors
    /// [`StoreError::NoSuchProfile`], [`StoreError::NameTaken`], or what hinders the copy.
    pub fn duplicate(&self, id: &str, name: &ProfileName) -> Result<ProfileInfo, StoreError> {
        let original = self.find(id)?;
        if self.named(name)?.is_some() {
            return Err(StoreError::NameTaken(name.as_str().to_owned()));
        }
        let copy = ProfileInfo {
            id: self.new_id(name.as_str()),
            name: name.as_str().to_owned(),
            active: false,
            simulated: original.simulated,
        };
        copy_database(&self.path(id), &self.path(&copy.id), |db| {
            profile::rename(db, &copy.name)?;
            profile::keep(db)
        })?;
        self.note_name(&copy.id, &copy.name)?;
        Ok(copy)
    }

    /// Copies a profile into one file outside, open or not.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a path that must not be written, or what hinders the copy.
    pub fn export(&self, id: &str, to: &Path) -> Result<(), StoreError> {
        self.find(id)?;
        let refuse = |why: &str| Err(StoreError::Refused(format!("{}: {why}", to.display())));
        if !to.is_absolute() {
            return refuse("the path must be a whole one, from the root of the disk on.");
        }
        let is_inside = self.dir.parent().is_some_and(|root| to.starts_with(root));
        // What programs ask for over HTTP goes there, and nothing of ours does.
        if is_inside && to.parent() != Some(&self.beside("exports")) {
            return refuse("this is the app's own folder. Choose another one.");
        }
        // Replacing an earlier export is meant; replacing anything else is a slip.
        if to.exists() && read(to).is_err() {
            return refuse("there is another file of this name. Choose another name.");
        }
        copy_database(&self.path(id), to, profile::keep)
    }

    /// The folder `name` beside the profiles.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.dir.with_file_name(name)
    }

    /// Bytes that can still be written beside them.
    ///
    /// # Errors
    /// [`StoreError::NotWritable`] when the system does not say.
    pub fn room(&self) -> Result<u64, StoreError> {
        fs4::available_space(&self.dir).map_err(|source| self.refuse(source))
    }

    /// Their backups.
    #[must_use]
    pub fn backups(&self) -> Backups {
        Backups::new(self.beside("backups"))
    }

    /// Notes a name beside the file, so that a file that cannot be read any more still has one.
    pub(crate) fn note_name(&self, id: &str, name: &str) -> Result<(), StoreError> {
        if self.noted_name(id).as_deref() == Some(name) {
            return Ok(());
        }
        fs::write(self.name_file(id), name).map_err(|source| self.refuse(source))
    }

    pub(crate) fn noted_name(&self, id: &str) -> Option<String> {
        fs::read_to_string(self.name_file(id)).ok()
    }

    pub(crate) fn name_file(&self, id: &str) -> PathBuf {
        self.dir.join(format!("{id}.name"))
    }

    /// Discards the files of earlier demos or replays of this name, all but the one that is open.
    ///
    /// # Errors
    /// [`StoreError::NotWritable`].
    pub fn discard_scratch(&self, name: &str, open: &str) -> Result<(), StoreError> {
        for earlier in self.list()? {
            if earlier.name == name && earlier.id != open && self.is_scratch(&earlier.id) {
                self.discard(&earlier.id)?;
            }
        }
        Ok(())
    }

    fn discard(&self, id: &str) -> Result<(), StoreError> {
        for suffix in ["", "-wal", "-shm"] {
            match fs::remove_file(self.dir.join(format!("{id}.db{suffix}"))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(self.refuse(error)),
                _ => {}
            }
        }
        files::remove(&self.name_file(id)).map_err(|error| self.refuse(error))
    }

    /// Removes what was being written when the program was killed.
    pub fn sweep(&self) {
        let folders = fs::read_dir(self.beside("backups")).into_iter().flatten();
        let folders = folders.filter_map(|entry| Some(entry.ok()?.path()));
        for folder in folders.chain([self.dir.clone(), self.beside("import")]) {
            let files = fs::read_dir(folder).into_iter().flatten();
            let left = files.filter_map(|entry| Some(entry.ok()?.path()));
            for path in left.filter(|path| path.extension().is_some_and(|end| end == "tmp")) {
                if let Err(error) = files::remove(&path) {
                    tracing::warn!(%error, path = %path.display(), "a left-over cannot be removed");
                }
            }
        }
    }

    /// The file of a profile.
    #[must_use]
    pub fn path(&self, id: &str) -> PathBuf {
        self.dir.join(format!("{id}.db"))
    }

    /// The id of the profile that was open last.
    #[must_use]
    pub fn active(&self) -> Option<String> {
        fs::read_to_string(self.dir.join("active"))
            .ok()
            .map(|id| id.trim().to_owned())
    }

    /// Notes which profile is open.
    ///
    /// # Errors
    /// [`StoreError::NotWritable`].
    pub fn set_active(&self, id: &str) -> Result<(), StoreError> {
        // Written aside and renamed, so that no crash and no power cut leaves half a name.
        let new = self.dir.join("active.new");
        fs::write(&new, id)
            .and_then(|()| files::arrive(&new, &self.dir.join("active")))
            .map_err(|e| self.refuse(e))
    }

    pub(crate) fn refuse(&self, source: io::Error) -> StoreError {
        StoreError::NotWritable {
            path: self.dir.clone(),
            source,
        }
    }
}

fn profile_id(path: &Path) -> Option<String> {
    let is_file = path.extension().is_some_and(|extension| extension == "db");
    path.file_stem().filter(|_| is_file)?.to_str().map(str::to_owned)
}

pub(crate) fn read(path: &Path) -> rusqlite::Result<Profile> {
    profile::read(&open_to_read(path)?)
}
