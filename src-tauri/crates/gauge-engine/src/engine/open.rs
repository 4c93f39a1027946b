//! The open profile: its sources, and the rounds that are made over its file.

use std::sync::Arc;

use gauge_model::{Fault, FaultCode, KeptSource, Millis, Notice, ProfileInfo, StorageState};
use gauge_sources::{Means, Sink};
use gauge_store::{Health, Profiles};
use tokio::sync::{mpsc, watch};

use crate::{
    engine::check::Check,
    request::{OpenProfile, Request},
    rounds::{Beat, Rounds},
    running::Running,
};

/// The open profile.
pub(crate) struct Open {
    pub(crate) info: ProfileInfo,
    pub(crate) running: Running,
    /// What the user must know of how it was opened.
    pub(crate) told: Vec<Notice>,
    health: watch::Receiver<Health>,
    /// They end with this value.
    _rounds: Rounds,
    _check: Check,
}

impl Open {
    /// Starts the sources and the rounds.
    pub(crate) fn start(
        opened: &OpenProfile,
        sink: Sink,
        profiles: Profiles,
        requests: mpsc::Sender<Request>,
        clock: fn() -> Millis,
        check: Check,
        means: impl Fn(&KeptSource) -> Means,
    ) -> Self {
        let info = opened.info.clone();
        let mut running = Running::start(opened.kept.channels.clone(), sink, clock);
        for source in &opened.kept.sources {
            running.connect(source.clone(), &means(source));
        }
        if info.simulated {
            running.demo();
        }
        Self {
            _rounds: Rounds::start(Beat {
                profiles,
                id: info.id.clone(),
                watcher: opened.writer.watcher(),
                session_ended: Arc::clone(&opened.session_ended),
                requests,
                clock,
            }),
            _check: check,
            told: opened.told.clone(),
            health: opened.writer.health(),
            info,
            running,
        }
    }

    /// Ends the sources, and first what would keep the file from being closed quickly.
    pub(crate) async fn stop(self) {
        drop(self._check);
        self.running.stop().await;
    }

    /// Whether it may be closed: what waits for room on the disk would be lost. What failed for good may not keep
    /// the user from everything else.
    pub(crate) fn may_close(&self) -> Result<(), Fault> {
        match &self.health.borrow().state {
            StorageState::Ok | StorageState::Failed { .. } => Ok(()),
            StorageState::Full { why } | StorageState::ReadOnly { why } => {
                let lost = "What was counted since then would be lost by closing the profile now.";
                Err(Fault::new(FaultCode::Storage, format!("{lost} {why}")))
            }
        }
    }
}
