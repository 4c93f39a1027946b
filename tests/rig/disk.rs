//! A disk that can lose its power: an ext4 image on a loop device, copied while it is in use.
//!
//! The image holds what a real disk would hold: what was synced, and what the kernel wrote back on its own. What is
//! only in the page cache is not in it, and so not in the copy. `commit=300` keeps the kernel from writing the
//! journal on its own every 5 s: only what was synced counts.

use std::{
    ffi::OsStr,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

const SIZE: u64 = 48 << 20;

/// A disk in use. Dropping it unmounts it and frees its loop device and its image.
#[derive(Debug)]
pub struct Disk {
    mount: PathBuf,
    folder: TempDir,
}

impl Disk {
    /// Why no such disk can be made on this machine; `None` when it can.
    #[must_use]
    pub fn why_not() -> Option<String> {
        let asks = [
            ("root", "test \"$(id -u)\" = 0"),
            ("mkfs.ext4", "command -v mkfs.ext4"),
            ("fsfreeze", "command -v fsfreeze"),
            ("a free loop device", "losetup --find"),
        ];
        let missing = asks.iter().find(|(_, ask)| run("sh", ["-c", ask]).is_err());
        if let Some((name, _)) = missing {
            return Some(format!("it needs {name}"));
        }
        Self::make()
            .err()
            .map(|error| format!("no image can be mounted: {error}"))
    }

    /// An empty disk.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        Self::make().expect("a disk")
    }

    fn make() -> Result<Self, String> {
        let folder = folder();
        let image = image(&folder);
        let file = File::create(&image).map_err(|error| error.to_string())?;
        file.set_len(SIZE).map_err(|error| error.to_string())?;
        run(
            "mkfs.ext4",
            [OsStr::new("-q"), OsStr::new("-F"), image.as_os_str()],
        )?;
        Self::mount(folder)
    }

    /// Cuts the power and gives it back: the disk as it stands in the new life. This one is worth nothing any more,
    /// but whoever has files open on it must be ended before it can be dropped.
    ///
    /// # Panics
    /// When it cannot be copied or mounted.
    #[must_use]
    pub fn cut(&self) -> Self {
        let folder = folder();
        fs::copy(image(&self.folder), image(&folder)).expect("a copy of the image");
        Self::mount(folder).expect("ext4 recovers")
    }

    /// Makes it hang: whoever writes waits until what this returns is dropped.
    ///
    /// # Panics
    /// When it cannot be done.
    #[must_use]
    pub fn freeze(&self) -> Frozen {
        run("fsfreeze", [OsStr::new("--freeze"), self.mount.as_os_str()]).expect("it can be frozen");
        Frozen(self.mount.clone())
    }

    /// Where its files are.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.mount
    }

    fn mount(folder: TempDir) -> Result<Self, String> {
        let mount = folder.path().join("mounted");
        fs::create_dir(&mount).map_err(|error| error.to_string())?;
        let options = [OsStr::new("-o"), OsStr::new("loop,commit=300")];
        let places = [image(&folder).into_os_string(), mount.clone().into_os_string()];
        let places = places.iter().map(AsRef::as_ref);
        run("mount", options.into_iter().chain(places))?;
        Ok(Self { mount, folder })
    }
}

/// For as long as a disk hangs.
#[derive(Debug)]
pub struct Frozen(PathBuf);

impl Drop for Frozen {
    fn drop(&mut self) {
        _ = run("fsfreeze", [OsStr::new("--unfreeze"), self.0.as_os_str()]);
    }
}

impl Default for Disk {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // After a failed test its program may still be dying: lazily, the device goes free with its last file.
        if run("umount", [&self.mount]).is_err() {
            _ = run("umount", [OsStr::new("--lazy"), self.mount.as_os_str()]);
        }
    }
}

/// In memory where there is a place for that: a sync then costs nothing, and changes nothing.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .expect("a temporary folder")
}

fn image(folder: &TempDir) -> PathBuf {
    folder.path().join("disk.img")
}

fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(program: &str, args: I) -> Result<(), String> {
    let output = Command::new(program).args(args).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!(
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ))
    }
}
