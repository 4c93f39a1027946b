//! A small disk in memory, to be filled, enlarged, and closed for writing.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A file system of its own. Dropping it unmounts it.
#[derive(Debug)]
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one; `None` where this machine does not let us.
    ///
    /// # Panics
    /// When there is no folder to mount it on.
    #[must_use]
    pub fn mount(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).expect("a folder");
        let options = format!("size={size},mode=700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(at)
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then(|| Self(at.to_owned()))
    }

    /// Changes it while it is in use: `size=32m`, `ro`, `rw`.
    ///
    /// # Panics
    /// When that is refused.
    pub fn again(&self, options: &str) {
        let options = format!("remount,{options}");
        let done = Command::new("mount").args(["-o", &options]).arg(&self.0).status();
        assert!(done.is_ok_and(|status| status.success()), "{options}");
    }

    /// Takes all the room that is left.
    ///
    /// # Panics
    /// When the file for it cannot even be made.
    pub fn fill(&self) -> PathBuf {
        let ballast = self.0.join("ballast");
        let mut file = fs::File::create(&ballast).expect("a file");
        // It ends for want of room, which is what is wanted.
        _ = std::io::copy(&mut std::io::repeat(1), &mut file);
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the program may still hold it when a test fails.
        _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
