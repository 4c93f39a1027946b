//! Files as whole things: names made of times, atomic arrival, and a database file with what stands beside it.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use gauge_model::Millis;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The time in file names: no colons, which Windows forbids, and in order when sorted.
const STAMP: &str = "%Y%m%dT%H%M%S";

/// `20260117T103045.123Z`
pub(crate) fn stamp(at: Millis) -> String {
    let time = Timestamp::from_millisecond(at).unwrap_or_default();
    format!("{}.{:03}Z", time.strftime(STAMP), at.rem_euclid(1000))
}

/// The time of such a name.
pub(crate) fn stamped(name: &str) -> Option<Millis> {
    let (seconds, millis) = name.strip_suffix('Z')?.split_once('.')?;
    let time = DateTime::strptime(STAMP, seconds).ok()?;
    let at = time.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
    Some(
        at + millis
            .parse::<u16>()
            .ok()
            .filter(|millis| *millis < 1000)
            .map(Millis::from)?,
    )
}

/// `2026-01-17 10:30:45 UTC`, for people.
pub(crate) fn told(at: Millis) -> String {
    let time = Timestamp::from_millisecond(at).unwrap_or_default();
    format!("{} UTC", time.strftime("%Y-%m-%d %H:%M:%S"))
}

/// The path with something after its last letter.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// What SQLite keeps beside a database file.
pub(crate) const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Removes what SQLite kept beside a file that is being replaced: a log of another file would be played into it.
pub(crate) fn remove_beside(path: &Path) -> io::Result<()> {
    for suffix in BESIDE {
        remove(&with_suffix(path, suffix))?;
    }
    Ok(())
}

/// Removes a file that may be gone already.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Moves a database file, whatever it is by now, with what stands beside it into a folder.
pub(crate) fn move_database(path: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let parts = BESIDE.iter().chain([&""]).map(|suffix| with_suffix(path, suffix));
    for part in parts {
        let Some(name) = part.file_name() else { continue };
        match fs::rename(&part, folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    sync_folder(folder)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Gives a finished file its name: after this it is there whole, also after a power cut.
pub(crate) fn arrive(temporary: &Path, path: &Path) -> io::Result<()> {
    File::open(temporary)?.sync_all()?;
    fs::rename(temporary, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes names in a folder last. Windows has no such call and needs none.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Which file a path leads to just now: two different ones under the same name differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity(u64, u64);

impl Identity {
    /// `None` when there is nothing.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Some(Self(metadata.dev(), metadata.ino()))
        }
        // Windows lets nobody replace an open file; that it is there says enough.
        #[cfg(not(unix))]
        {
            _ = metadata;
            Some(Self(0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_read_as_they_are_written() {
        for at in [0, 1_768_645_845_123, 1_768_645_845_000] {
            assert_eq!(stamped(&stamp(at)), Some(at));
        }
        assert_eq!(stamp(1_768_645_845_123), "20260117T103045.123Z");
        for bad in [
            "",
            "x",
            "20260117T103045Z",
            "20260117T103045.1234Z",
            "../20260117T103045.123Z",
        ] {
            assert_eq!(stamped(bad), None, "{bad}");
        }
    }
}
