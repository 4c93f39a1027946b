//! A source brings events for a channel. It is never an error: it is in a state.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, Millis};

/// How a source is, as everybody may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SourceStatus {
    /// Unique in a profile: `twitch_chat/twitch:xqc`.
    pub id: String,
    /// `twitch_chat`, `replay`, `demo`, `push`.
    pub kind: String,
    /// What it brings events for.
    pub channel: ChannelId,
    /// How it is.
    #[serde(flatten)]
    pub state: SourceState,
}

/// A source's state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SourceState {
    /// Not started, or a recording that has been played to its end.
    Idle,
    /// On its way.
    Connecting,
    /// Events may come.
    Live,
    /// It failed and tries again by itself.
    Waiting {
        /// When.
        #[cfg_attr(test, ts(type = "number"))]
        until: Millis,
        /// One sentence for the user.
        why: String,
    },
    /// It failed in a way that only the user can mend.
    Refused {
        /// One sentence for the user, with what to do.
        why: String,
    },
}

impl SourceStatus {
    /// The status of the source of this kind for this channel.
    #[must_use]
    pub fn new(kind: &str, channel: ChannelId, state: SourceState) -> Self {
        Self {
            id: format!("{kind}/{channel}"),
            kind: kind.to_owned(),
            channel,
            state,
        }
    }
}
