//! A source brings events for a channel. It is never an error: it is in a state.

mod kind;
mod settings;

use serde::{Deserialize, Serialize};

pub use self::{
    kind::{Brings, SecretNeed, SourceKind},
    settings::{KeptSource, SourceInfo, SourceList, SourceSettings, SourceTest},
};
use crate::{ChannelId, Millis};

/// How a source is, as everybody may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SourceStatus {
    /// Unique in a profile: `twitch_chat/twitch:xqc`.
    pub id: String,
    /// `twitch_chat`, `tikfinity`, `replay`, `demo`.
    pub kind: String,
    /// What it brings events for.
    pub channel: ChannelId,
    /// How it is.
    #[serde(flatten)]
    pub state: SourceState,
    /// The kinds of event that it brings and other sources may bring too; empty: it competes with nobody (see
    /// [`crate::Owners`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>", optional))]
    pub brings: Vec<String>,
    /// Events of it that were not counted, because another source owns their kind.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(test, ts(as = "Option<u64>", optional))]
    pub not_owner: u64,
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
    /// All is well, but the broadcast is not on; it is looked for again.
    Offline {
        /// When.
        #[cfg_attr(test, ts(type = "number"))]
        until: Millis,
        /// One sentence for the user.
        why: String,
    },
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
            id: Self::id_of(kind, &channel),
            kind: kind.to_owned(),
            channel,
            state,
            brings: Vec::new(),
            not_owner: 0,
        }
    }

    /// The id of the source of this kind for this channel.
    #[must_use]
    pub fn id_of(kind: &str, channel: &ChannelId) -> String {
        format!("{kind}/{channel}")
    }

    /// The same, of a source that brings these kinds of event ([`crate::EventKind::name`]).
    #[must_use]
    pub fn bringing(mut self, kinds: &[&str]) -> Self {
        self.brings = kinds.iter().map(|&kind| kind.to_owned()).collect();
        self
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
