//! The rounds that are made over the open profile's file: is it still there, is there room, is it time for a backup,
//! are there samples to thin.

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
    select,
    sync::{Notify, mpsc, oneshot},
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval},
};

use crate::{opening::blocking, request::Request};

/// A file that was deleted from outside is noticed within 5 s (RELIABILITY R-12).
const LOOK: Duration = Duration::from_secs(2);
/// Between two backups while events come, ms.
const BACKUP: u64 = 600_000;
/// Bytes of room below which the user is warned, and above which the next warning is a new one.
const LITTLE: u64 = 500 << 20;
const ENOUGH: u64 = 600 << 20;

/// Samples older than this, ms, are thinned: 30 days.
const FINE: Millis = 30 * 86_400_000;
/// Between two looks for such samples.
const THIN: Duration = Duration::from_secs(86_400);

/// The task; it ends with this value.
pub(crate) struct Rounds(JoinHandle<()>);

/// What is looked after, and by what.
pub(crate) struct Beat {
    pub(crate) profiles: Profiles,
    /// The open profile's id.
    pub(crate) id: String,
    pub(crate) watcher: Watcher,
    /// Told whenever a session ends.
    pub(crate) session_ended: Arc<Notify>,
    pub(crate) requests: mpsc::Sender<Request>,
    pub(crate) clock: fn() -> Millis,
}

impl Rounds {
    pub(crate) fn start(beat: Beat) -> Self {
        Self(tokio::spawn(beat.walk()))
    }
}

impl Drop for Rounds {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Beat {
    async fn walk(self) {
        let mut rounds = interval(LOOK);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut stored, mut since, mut warned) = (0, (self.clock)(), false);
        let (more_to_thin, mut thinned) = (Arc::new(AtomicBool::new(true)), Instant::now());
        loop {
            let ended = select! {
                _ = rounds.tick() => false,
                () = self.session_ended.notified() => true,
            };
            self.watcher.look();
            warned = self.look_at_the_room(warned).await;
            let now = (self.clock)();
            if more_to_thin.load(Ordering::Relaxed) || thinned.elapsed() >= THIN {
                thinned = Instant::now();
                self.watcher.thin(now - FINE, &more_to_thin);
            }
            // A clock that was set makes one backup too many.
            let due = now.abs_diff(since) >= BACKUP && self.watcher.stored() != stored;
            if due || ended {
                self.settle().await;
                stored = self.watcher.stored();
                since = now;
                self.back_up(now).await;
            }
        }
    }

    /// What is counted by now belongs into the backup. What cannot be stored just now cannot be in it.
    async fn settle(&self) {
        let (reply, settled) = oneshot::channel();
        if self.requests.send(Request::Settle { reply }).await.is_ok() {
            _ = settled.await;
        }
    }

    async fn back_up(&self, now: Millis) {
        if let Err(error) = back_up(&self.profiles, &self.id, now).await {
            tracing::error!(%error, "no backup could be made");
            let message = format!("No backup could be made: {error} It is tried again in ten minutes.");
            self.tell(NoticeCode::BackupFailed, message).await;
        }
    }

    /// Warns once each time that room becomes scarce; whether the user has been warned.
    async fn look_at_the_room(&self, warned: bool) -> bool {
        let Ok(room) = blocking(self.profiles.clone(), |profiles| profiles.room()).await else {
            // Trouble with the disk is told by the writer.
            return warned;
        };
        if warned || room >= LITTLE {
            return warned && room < ENOUGH;
        }
        let message = format!(
            "Only {} MiB are left on the disk of the data folder. Make room before it is full.",
            room >> 20
        );
        tracing::warn!("{message}");
        self.tell(NoticeCode::LowSpace, message).await;
        true
    }

    async fn tell(&self, code: NoticeCode, message: String) {
        // A stopping app shows nothing any more.
        _ = self
            .requests
            .send(Request::Tell(Notice::new(code, message)))
            .await;
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
