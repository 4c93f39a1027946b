//! A clock of the system that can be set, for one program: what it asks goes through libfaketime.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::app::Launch;

/// The time that a program is told.
#[derive(Debug)]
pub struct FalseClock {
    library: PathBuf,
    setting: PathBuf,
}

impl FalseClock {
    /// A clock that is right, whose setting is kept in this folder; `None` where libfaketime is not installed.
    #[must_use]
    pub fn new(folder: &Path) -> Option<Self> {
        let libraries = fs::read_dir("/usr/lib").ok()?.flatten();
        let library = libraries
            .map(|entry| entry.path().join("faketime/libfaketimeMT.so.1"))
            .find(|path| path.exists())?;
        let clock = Self {
            library,
            setting: folder.join("clock"),
        };
        clock.set("+0");
        Some(clock)
    }

    /// The program, told this time. How long it runs is told as it is.
    #[must_use]
    pub fn rules(&self, launch: Launch) -> Launch {
        launch
            .env("LD_PRELOAD", &self.library.to_string_lossy())
            .env("FAKETIME_TIMESTAMP_FILE", &self.setting.to_string_lossy())
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("DONT_FAKE_MONOTONIC", "1")
    }

    /// Sets it: `-3600` is an hour back, `+10y` ten years ahead.
    ///
    /// # Panics
    /// When the setting cannot be written.
    pub fn set(&self, offset: &str) {
        // In one step: the program reads it whenever it looks at the clock.
        let fresh = self.setting.with_extension("new");
        fs::write(&fresh, format!("{offset}\n")).expect("a file");
        fs::rename(&fresh, &self.setting).expect("it takes its place");
    }
}
