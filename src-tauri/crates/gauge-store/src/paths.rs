//! Where things lie. Nothing outside the data folder is ever written.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::StoreError;

/// The data folder, held by this process for as long as this value lives.
#[derive(Debug)]
pub struct DataDir {
    root: PathBuf,
    /// An OS lock: it ends with the process, however that ends.
    _lock: File,
}

impl DataDir {
    /// The folder that is used when nothing else is said: `STREAMGAUGE_DATA_DIR`, else the OS's folder for
    /// application data.
    #[must_use]
    pub fn default_root() -> PathBuf {
        if let Some(dir) = std::env::var_os("STREAMGAUGE_DATA_DIR").filter(|dir| !dir.is_empty()) {
            return dir.into();
        }
        directories::ProjectDirs::from("", "", "Streamgauge").map_or_else(
            || PathBuf::from("streamgauge-data"),
            |dirs| dirs.data_local_dir().to_owned(),
        )
    }

    /// Makes the folder where it is missing, readable by its owner only, and takes its lock.
    ///
    /// # Errors
    /// [`StoreError::NotWritable`], or [`StoreError::InUse`] when another process holds the lock.
    pub fn claim(root: &Path) -> Result<Self, StoreError> {
        let refuse = |source: io::Error| StoreError::NotWritable {
            path: root.to_owned(),
            source,
        };
        let root = std::path::absolute(root).map_err(refuse)?;
        let is_new = !root.exists();
        for part in ["profiles", "logs"] {
            fs::create_dir_all(root.join(part)).map_err(refuse)?;
            where_writable(keep_private(&root.join(part))).map_err(refuse)?;
        }
        // A folder that was there before may be anybody's: its rights are not ours to change.
        if is_new {
            keep_private(&root).map_err(refuse)?;
        }
        let lock = open_lock(&root.join("instance.lock")).map_err(refuse)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(root)),
            Err(TryLockError::Error(error)) => Err(refuse(error)),
        }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of profile files.
    #[must_use]
    pub fn profiles(&self) -> PathBuf {
        self.root.join("profiles")
    }

    /// The folder of logs.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }
}

/// A folder of which nothing can be changed can still be looked at.
fn where_writable(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => Ok(()),
        other => other,
    }
}

fn open_lock(path: &Path) -> io::Result<File> {
    match File::create(path) {
        // Reading is enough for a lock.
        Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => File::open(path),
        other => other,
    }
}

#[cfg(unix)]
fn keep_private(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the folder is the user's own already")]
fn keep_private(_: &Path) -> io::Result<()> {
    Ok(())
}
