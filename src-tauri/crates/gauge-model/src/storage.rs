//! How safe the numbers are: the state of the profile's file, what the user must know about it, and the lists of
//! backups and of the trash.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Millis, ProfileInfo};

/// How the open profile's file is. While it is not `ok` the numbers go on in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StorageState {
    /// Everything is stored as it comes.
    #[default]
    Ok,
    /// There is no room on the disk.
    Full {
        /// One or two sentences for the user.
        why: String,
    },
    /// The file may not be written.
    ReadOnly {
        /// One or two sentences for the user.
        why: String,
    },
    /// Anything else.
    Failed {
        /// One or two sentences for the user.
        why: String,
    },
}

impl StorageState {
    /// Whether everything is stored as it comes.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        *self == Self::Ok
    }

    /// With its words, which name files, or without them.
    pub(crate) fn shown(&self, with_words: bool) -> Cow<'_, Self> {
        let mut state = Cow::Borrowed(self);
        if !with_words && !self.is_ok() {
            let (Self::Full { why } | Self::ReadOnly { why } | Self::Failed { why }) = state.to_mut() else {
                return state;
            };
            why.clear();
        }
        state
    }

    /// The words for the user; `None` when all is well.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Ok => None,
            Self::Full { why } | Self::ReadOnly { why } | Self::Failed { why } => Some(why),
        }
    }
}

/// Something about the user's data that must be told and not only logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Notice {
    /// For a client to branch on.
    pub code: NoticeCode,
    /// For a person to read.
    pub message: String,
}

impl Notice {
    /// A notice with its words.
    #[must_use]
    pub fn new(code: NoticeCode, message: String) -> Self {
        Self { code, message }
    }
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum NoticeCode {
    /// A damaged file was set aside and a backup restored in its place.
    BackupRestored,
    /// A damaged file was set aside and, for want of a backup, an empty one made.
    StartedFresh,
    /// A file of a newer version was left alone and another profile opened.
    NewerSchema,
    /// The file was deleted or replaced from outside while it was open.
    FileGone,
    /// Rows were dropped because they could not be stored for too long.
    RowsLost,
    /// The database refused events; they are kept apart.
    EventsRefused,
    /// A backup could not be made.
    BackupFailed,
    /// There is little room left on the disk.
    LowSpace,
}

/// One verified backup of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct BackupInfo {
    /// Tells it from the profile's others.
    pub id: String,
    /// When it was made, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
    /// Its size.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// One profile in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct TrashedProfile {
    /// What it is restored by.
    pub id: String,
    /// The profile's name.
    pub name: String,
    /// When it was deleted, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub deleted_at: Millis,
}

/// What an import took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ImportReport {
    /// The new profile. It is not opened by the import.
    pub profile: ProfileInfo,
    /// What the file was: `streamgauge`, or `seed-002` for a profile database of that system.
    pub from: String,
    /// How many rows of which table.
    pub taken: Vec<TakenRows>,
    /// What was in the file and was left there, in words.
    pub left: Vec<String>,
}

/// Rows that an import took from one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct TakenRows {
    /// The table's name in the file.
    pub table: String,
    /// How many.
    #[cfg_attr(test, ts(type = "number"))]
    pub rows: u64,
}
