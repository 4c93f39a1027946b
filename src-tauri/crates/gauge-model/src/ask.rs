//! The one list of what may be asked, by the window over IPC and later by an admin over HTTP.

use serde::{Deserialize, Serialize};

use crate::{
    BackupInfo, ChannelId, ImportReport, Millis, ProfileInfo, Sample, SessionReport, SourceStatus,
    TrashedProfile,
};

/// A question or a wish. Its effect on live numbers is seen in the feed, not in the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// All profiles, by name. Answer: [`Answer::Profiles`].
    Profiles,
    /// Makes a profile and opens it. Answer: [`Answer::Profile`].
    CreateProfile {
        /// As the user wrote it.
        name: String,
    },
    /// Opens another profile, without a restart. Answer: [`Answer::Profile`].
    SwitchProfile {
        /// The profile's id.
        id: String,
    },
    /// Gives a profile another name. Answer: [`Answer::Profile`].
    RenameProfile {
        /// The profile's id, which stays.
        id: String,
        /// As the user wrote it.
        name: String,
    },
    /// Copies a profile as it is now; the copy is not opened. Answer: [`Answer::Profile`].
    DuplicateProfile {
        /// Which.
        id: String,
        /// The copy's name.
        name: String,
    },
    /// Moves a profile to the trash; never the open one. Answer: [`Answer::Done`].
    DeleteProfile {
        /// Which.
        id: String,
    },
    /// What is in the trash, newest first. Answer: [`Answer::Trash`].
    Trash,
    /// Takes a profile back out of the trash. Answer: [`Answer::Profile`].
    RestoreProfile {
        /// The id in the trash.
        id: String,
    },
    /// Copies a profile into one file anywhere. Answer: [`Answer::Done`].
    ExportProfile {
        /// Which.
        id: String,
        /// Absolute.
        path: String,
    },
    /// Makes a profile from an exported file, or from a profile database of seed 002. Answer: [`Answer::Imported`].
    ImportProfile {
        /// Absolute.
        path: String,
        /// The new profile's name; else the one in the file.
        name: Option<String>,
    },
    /// The backups of a profile, newest first. Answer: [`Answer::Backups`].
    Backups {
        /// The profile's id.
        profile: String,
    },
    /// Backs the open profile up now. Answer: [`Answer::Backup`].
    BackUp,
    /// Puts a backup in the place of the profile's file, which is backed up first. Answer: [`Answer::Profile`].
    RestoreBackup {
        /// The profile's id.
        profile: String,
        /// The backup's id.
        backup: String,
    },
    /// Adds a channel to the open profile and connects to it. Answer: [`Answer::Source`].
    AddChannel {
        /// For example `twitch:xqc`.
        channel: String,
    },
    /// Disconnects a channel; its numbers stay. Answer: [`Answer::Done`].
    RemoveChannel {
        /// Which.
        channel: ChannelId,
    },
    /// Opens the demo profile and plays the demo into it. Answer: [`Answer::Profile`].
    StartDemo,
    /// The samples of the open profile since a moment. Answer: [`Answer::Samples`].
    Samples {
        /// ms UTC; 0 for all.
        #[cfg_attr(test, ts(type = "number"))]
        since: Millis,
    },
    /// The newest sessions, newest first. Answer: [`Answer::Sessions`].
    Sessions {
        /// Of this channel only.
        channel: Option<ChannelId>,
        /// At most so many.
        limit: u32,
    },
    /// Ends a channel's session by hand. Answer: [`Answer::Done`].
    EndSession {
        /// Which channel's.
        channel: ChannelId,
    },
    /// Ends every session and sets every number of the open profile to zero. Answer: [`Answer::Done`].
    Reset,
    /// What this program is and where its things lie. Answer: [`Answer::About`].
    About,
}

/// What comes back; untagged on the wire, since the asker knows what it asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// Every profile.
    Profiles(Vec<ProfileInfo>),
    /// The profile that is open now.
    Profile(ProfileInfo),
    /// The trash.
    Trash(Vec<TrashedProfile>),
    /// What an import took.
    Imported(ImportReport),
    /// A profile's backups.
    Backups(Vec<BackupInfo>),
    /// The new backup.
    Backup(BackupInfo),
    /// How the source is.
    Source(SourceStatus),
    /// Oldest first.
    Samples(Vec<Sample>),
    /// Newest first.
    Sessions(Vec<SessionReport>),
    /// About this program.
    About(About),
    /// Nothing to tell.
    Done,
}

/// What this program is and where its things lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct About {
    /// As in `Cargo.toml`.
    pub version: String,
    /// The folder of profiles and logs.
    pub data_dir: String,
    /// Where the port answers, if it could be had.
    pub http: Option<String>,
}
