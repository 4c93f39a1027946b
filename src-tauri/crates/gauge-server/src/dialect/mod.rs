//! The wire shapes: pure projections of how everything stands and what changed.

mod live;
mod live_stats;
mod socketio;
mod sse;
mod stats;
mod when;

pub(crate) use live::{LIVE, frame, legacy_status};
pub(crate) use live_stats::LIVE_STATS;
pub(crate) use socketio::SOCKET_IO;
pub(crate) use sse::{SSE_EVENTS, SSE_NAMES, SSE_STATS};
pub(crate) use stats::STATS;

use std::collections::{BTreeMap, BTreeSet};

use gauge_model::ChannelId;

/// The seeds name a *streamer*, not a channel: the part after the colon, unless two channels share it.
fn streamers<'a>(channels: impl Iterator<Item = &'a ChannelId>) -> BTreeMap<&'a ChannelId, &'a str> {
    let channels: Vec<_> = channels.collect();
    let mut names = BTreeSet::new();
    let shared: BTreeSet<_> = channels
        .iter()
        .map(|id| id.name())
        .filter(|name| !names.insert(*name))
        .collect();
    let name = |id: &'a ChannelId| {
        if shared.contains(id.name()) {
            id.as_str()
        } else {
            id.name()
        }
    };
    channels.into_iter().map(|id| (id, name(id))).collect()
}
