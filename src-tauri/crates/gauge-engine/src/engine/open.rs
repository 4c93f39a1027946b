//! The open profile: its sources, and the rounds that are made over its file.

use gauge_model::{Millis, Notice, ProfileInfo};
use gauge_sources::Sink;
use gauge_store::Profiles;
use tokio::sync::mpsc;

use crate::{
    request::{OpenProfile, Request},
    rounds::Rounds,
    running::Running,
};

/// The open profile.
pub(crate) struct Open {
    pub(crate) info: ProfileInfo,
    pub(crate) running: Running,
    /// What the user must know of how it was opened.
    pub(crate) told: Vec<Notice>,
    /// They end with this value.
    _rounds: Rounds,
}

impl Open {
    /// Starts the sources and the rounds.
    pub(crate) fn start(
        opened: &OpenProfile,
        sink: Sink,
        profiles: Profiles,
        requests: mpsc::Sender<Request>,
        clock: fn() -> Millis,
    ) -> Self {
        let info = opened.info.clone();
        let watcher = opened.writer.watcher();
        let running = Running::start(opened.kept.channels.clone(), sink, clock);
        if info.simulated {
            running.demo();
        }
        Self {
            _rounds: Rounds::start(profiles, info.id.clone(), watcher, requests, clock),
            told: opened.told.clone(),
            info,
            running,
        }
    }
}
