//! The rounds that are made over the open profile's file: is it still there, is it time for a backup, are there
//! samples to thin.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use gauge_model::{BackupInfo, Millis, Notice, NoticeCode};
use gauge_store::{Profiles, StoreError, Watcher};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval},
};

use crate::{opening::blocking, request::Request};

/// A file that was deleted from outside is noticed within 5 s (RELIABILITY R-12).
const LOOK: Duration = Duration::from_secs(2);
/// Between two backups while events come.
const BACKUP: Duration = Duration::from_secs(600);

/// Samples older than this, ms, are thinned: 30 days.
const FINE: Millis = 30 * 86_400_000;
/// Between two looks for such samples.
const THIN: Duration = Duration::from_secs(86_400);

/// The task; it ends with this value.
pub(crate) struct Rounds(JoinHandle<()>);

impl Rounds {
    pub(crate) fn start(
        profiles: Profiles,
        id: String,
        watcher: Watcher,
        requests: mpsc::Sender<Request>,
        clock: fn() -> Millis,
    ) -> Self {
        Self(tokio::spawn(make(profiles, id, watcher, requests, clock)))
    }
}

impl Drop for Rounds {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn make(
    profiles: Profiles,
    id: String,
    watcher: Watcher,
    requests: mpsc::Sender<Request>,
    clock: fn() -> Millis,
) {
    let mut rounds = interval(LOOK);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut stored, mut since) = (0, Instant::now());
    let (more_to_thin, mut thinned) = (Arc::new(AtomicBool::new(true)), Instant::now());
    loop {
        rounds.tick().await;
        watcher.look();
        if more_to_thin.load(Ordering::Relaxed) || thinned.elapsed() >= THIN {
            thinned = Instant::now();
            watcher.thin(clock() - FINE, &more_to_thin);
        }
        if since.elapsed() < BACKUP || watcher.stored() == stored {
            continue;
        }
        stored = watcher.stored();
        since = Instant::now();
        if let Err(error) = back_up(&profiles, &id, clock()).await {
            tracing::error!(%error, "no backup could be made");
            let message = format!("No backup could be made: {error} It is tried again in ten minutes.");
            let notice = Notice::new(NoticeCode::BackupFailed, message);
            // A stopping app shows nothing any more.
            _ = requests.send(Request::Tell(notice)).await;
        }
    }
}

/// Backs a profile up, beside its writer.
pub(crate) async fn back_up(profiles: &Profiles, id: &str, now: Millis) -> Result<BackupInfo, StoreError> {
    let id = id.to_owned();
    blocking(profiles.clone(), move |profiles| {
        profiles.backups().make(&id, &profiles.path(&id), now)
    })
    .await
}
