//! An error as a user or a client sees it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Fault {
    /// For a client to branch on.
    pub code: FaultCode,
    /// For a person to read: one or two sentences, the second says what to do.
    pub message: String,
}

/// A code exists only if a client branches on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The name cannot be a profile's.
    ProfileName,
    /// There is no such profile.
    NoSuchProfile,
    /// The profile is the open one: switch to another first.
    ProfileActive,
    /// There is no such backup, or none in the trash, or no reset that could be taken back.
    NoSuchCopy,
    /// The file cannot be imported, or nothing can be exported to it.
    File,
    /// The name cannot be a channel's.
    ChannelName,
    /// A source cannot be like that, or there is no such source.
    Source,
    /// There is no such viewer, or the text names none.
    NoSuchViewer,
    /// The goal cannot be like that, or there is no such goal.
    Goal,
    /// A rule is out of its bounds: what a count is worth, how long a session waits, who is preferred.
    Rules,
    /// OBS cannot be reached, or does not do it.
    Obs,
    /// Nobody can log in at Twitch just now.
    Twitch,
    /// There is no such token, or none can be like that.
    Token,
    /// There is no such overlay, or none can be like that.
    Overlay,
    /// The port cannot be set like that.
    Access,
    /// Nothing can be stored just now.
    Storage,
    /// The desktop does not do it: a key that another program has, no tray, no start with the system.
    Desktop,
    /// Nothing may be stored: the disk or the file lets nobody write.
    StorageReadOnly,
    /// The open profile is made up, and stays so.
    Simulated,
    /// The app is stopping.
    Stopping,
}

impl Fault {
    /// A fault with its words.
    pub fn new(code: FaultCode, message: impl fmt::Display) -> Self {
        Self {
            code,
            message: message.to_string(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}
