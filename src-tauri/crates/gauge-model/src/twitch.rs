//! The login at Twitch, as the window shows it. It is the app's, whatever profile is open.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// The login at Twitch, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct TwitchAccount {
    /// How it is.
    #[serde(flatten)]
    pub login: TwitchLogin,
    /// What Streamgauge calls itself at Twitch; `null`: nobody has registered it, and nobody can log in.
    pub client_id: Option<String>,
    /// Whether the user has set that: then it can be taken back.
    pub own_client_id: bool,
}

/// How the login is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TwitchLogin {
    /// The system's keychain is being asked; it may be asking its user.
    Starting,
    /// Nobody is logged in.
    Out {
        /// Why the last login ended, in one or two sentences; `null`: the user wanted it so.
        why: Option<String>,
    },
    /// The user has to type a code at Twitch.
    Waiting {
        /// What to type.
        code: String,
        /// Where.
        uri: String,
        /// When the code is good for nothing any more, ms UTC.
        #[cfg_attr(test, ts(type = "number"))]
        until: Millis,
    },
    /// Somebody is logged in.
    In {
        /// Who: the name in the channel's address.
        login: String,
        /// Where the login is kept.
        kept: LoginKept,
        /// What hinders it just now; it is tried again.
        why: Option<String>,
    },
}

/// Where a login is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum LoginKept {
    /// In the system's keychain: it is there after a restart.
    Keychain,
    /// Nowhere, since the system has no keychain: after a restart one has to log in again.
    Memory,
}
