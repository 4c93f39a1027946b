//! The writer's thread: what is waiting goes into one transaction, and is tried again until it is stored.

use std::{
    fs, mem,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use gauge_model::{Millis, Notice, NoticeCode, StorageState};
use rusqlite::Connection;
use tokio::sync::{mpsc, watch};
use tracing::{error, info};

use crate::{
    Profiles, StoreError,
    copy::{Temporary, as_it_is, copy_pages, not_written},
    crowd::{Crowd, Due},
    db,
    files::{self, Identity, with_suffix},
    refused::{Refused, is_refusal},
    trouble, view,
    writer::{Health, Job},
};

/// Events in one transaction at most: it bounds how long an acknowledgement waits behind a flood.
const BATCH: usize = 5_000;
/// Between two tries.
const RETRY: Duration = Duration::from_secs(1);
/// Tries after which a profile that is being closed is given up: nobody may wait for ever for the app to end.
const LAST_TRIES: usize = 3;

/// What the thread owns.
pub(crate) struct Desk {
    /// `None` only between two tries to open it again.
    db: Option<Connection>,
    profiles: Profiles,
    path: PathBuf,
    /// The file that is open, and its log: if other ones have their names, nothing written to them lasts.
    open: Option<Identity>,
    log: Option<Identity>,
    /// `None` until the first commit.
    crowd: Option<Crowd>,
    /// Events that the database refused.
    refused: usize,
    clock: fn() -> Millis,
    health: watch::Sender<Health>,
    stored: Arc<AtomicU64>,
}

impl Desk {
    pub(crate) fn new(
        db: Connection,
        profiles: Profiles,
        id: &str,
        clock: fn() -> Millis,
        health: watch::Sender<Health>,
        stored: Arc<AtomicU64>,
    ) -> Self {
        let path = profiles.path(id);
        Self {
            db: Some(db),
            open: Identity::of(&path),
            log: None,
            crowd: None,
            refused: 0,
            profiles,
            path,
            clock,
            health,
            stored,
        }
    }

    pub(crate) fn write_all(mut self, mut waiting: mpsc::Receiver<Job>) {
        if !self.begin(&waiting) {
            error!("the profile was closed without having been writable");
            return;
        }
        while let Some(first) = waiting.blocking_recv() {
            let mut batch = vec![first];
            fill(&mut batch, &mut waiting);
            if !self.store(&mut batch, &mut waiting) {
                let events: usize = batch.iter().map(Job::events).sum();
                error!("the profile was closed without being able to store {events} events");
                return;
            }
            for job in batch {
                let Job::Rows(rows, told) = job else { continue };
                self.stored.fetch_add(rows.events.len() as u64, Ordering::Relaxed);
                for stored in told {
                    // Whoever asked may have gone away meanwhile.
                    _ = stored.send(());
                }
            }
        }
        self.close();
    }

    /// A file that could not be written when it was opened is tried until it can, or until it is closed: false.
    fn begin(&mut self, waiting: &mpsc::Receiver<Job>) -> bool {
        while let Err(error) = self.try_to_begin() {
            self.tell_state(trouble::state_at(&self.path, &error));
            if waiting.is_closed() {
                return false;
            }
            thread::park_timeout(RETRY);
        }
        self.tell_state(StorageState::Ok);
        true
    }

    /// Where the connection is one that cannot write: opens one that can, and proves it.
    fn try_to_begin(&mut self) -> Result<(), StoreError> {
        if self.db.as_ref().is_none_or(view::is_view) {
            let db = db::open(&self.path)?;
            db.execute_batch("UPDATE profile SET name = name")?;
            self.db = Some(db);
        }
        Ok(())
    }

    /// How it stands before anything is to be written.
    pub(crate) fn first_state(&mut self) -> StorageState {
        match self.try_to_begin() {
            Ok(()) => StorageState::Ok,
            Err(error) => trouble::state_at(&self.path, &error),
        }
    }

    /// A full disk passes; what was counted waits for it. Nothing is acknowledged meanwhile: those who wait are
    /// let go at the first failure, and their events are stored without them. False: given up.
    fn store(&mut self, batch: &mut Vec<Job>, waiting: &mut mpsc::Receiver<Job>) -> bool {
        let mut committed = false;
        let mut tries = 0;
        loop {
            let Err(error) = self.try_store(batch, &mut committed) else {
                self.tell_state(StorageState::Ok);
                return true;
            };
            tries += 1;
            self.tell_state(trouble::state_of(&error));
            if waiting.is_closed() && tries >= LAST_TRIES {
                return false;
            }
            if !committed {
                fill(batch, waiting);
            }
            batch.iter_mut().for_each(Job::let_go);
            thread::park_timeout(RETRY);
        }
    }

    fn try_store(&mut self, batch: &mut [Job], committed: &mut bool) -> Result<(), StoreError> {
        if !*committed {
            self.commit(batch)?;
            *committed = true;
        }
        self.see_to_the_file()
    }

    /// Writes all of it in one transaction, and of the viewers who is due. Whoever only looks finds a quiet moment
    /// for everybody.
    fn commit(&mut self, batch: &mut [Job]) -> Result<(), StoreError> {
        let is_quiet = batch.iter().all(|job| matches!(job, Job::Look));
        if is_quiet && self.crowd.as_ref().is_none_or(Crowd::is_empty) {
            return Ok(());
        }
        self.connection()?;
        let (Some(db), crowd) = (&mut self.db, &mut self.crowd) else {
            return Err(StoreError::Closed);
        };
        let crowd = match crowd {
            Some(crowd) => crowd,
            none => none.insert(Crowd::recall(db)?),
        };
        let mut everybody = is_quiet;
        for job in &mut *batch {
            if let Job::Rows(rows, _) = job {
                // Taken out, so that another try does not count them twice.
                crowd.take_in(mem::take(&mut rows.viewers));
                for taken_back in &rows.taken_back {
                    crowd.move_sessions(&taken_back.merged);
                }
                everybody |= rows.viewers_now;
            }
        }
        let now = Instant::now();
        let due = if everybody { Due::Everybody } else { crowd.due(now) };
        let mut refused = Refused::new((self.clock)());
        match write(db, batch, crowd, &due, None) {
            Err(error) if is_refusal(&error) => write(db, batch, crowd, &due, Some(&mut refused))?,
            other => other?,
        }
        crowd.let_go(&due, now);
        self.tell_refused(&refused);
        Ok(())
    }

    fn tell_refused(&mut self, refused: &Refused) {
        if refused.count() == 0 {
            return;
        }
        self.refused += refused.count();
        let notice = refused.notice(self.refused);
        error!("{}", notice.message);
        self.health.send_modify(|health| {
            health.told.retain(|told| told.code != notice.code);
            health.told.push(notice);
        });
    }

    fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        match &mut self.db {
            Some(db) => Ok(db),
            none => Ok(none.insert(db::open(&self.path)?)),
        }
    }

    /// Before anything is acknowledged: what was committed must be in the file that has the name.
    fn see_to_the_file(&mut self) -> Result<(), StoreError> {
        let log = Identity::of(&with_suffix(&self.path, "-wal"));
        // The log appears with the first commit and stays as long as the file is open.
        let same_log = self.log.is_none() || self.log == log;
        let open = Identity::of(&self.path);
        if open.is_some() && open == self.open && same_log {
            self.log = log;
            return Ok(());
        }
        let what = if open.is_some() { "replaced" } else { "deleted" };
        let why = format!(
            "The profile's file was {what} from outside while it was open. It is being written again."
        );
        self.tell_state(StorageState::Failed { why });
        let aside = self.write_again()?;
        let mut message = format!(
            "The profile's file was {what} from outside while it was open. Streamgauge wrote it again, whole, from \
             what it still had open: nothing is lost."
        );
        if let Some(aside) = aside {
            message.push_str(&format!(" The other file is in {aside}."));
        }
        error!("{message}");
        let notice = Notice::new(NoticeCode::FileGone, message);
        self.health.send_modify(|health| health.told.push(notice));
        Ok(())
    }

    /// Writes the file anew from the one that is still open, whatever name it has lost.
    fn write_again(&mut self) -> Result<Option<String>, StoreError> {
        let folder = self.path.parent().unwrap_or(&self.path).to_owned();
        fs::create_dir_all(&folder).map_err(|source| not_written(&folder, source))?;
        if let Some(db) = &self.db {
            let temporary = Temporary::beside(&self.path);
            copy_pages(db, temporary.path(), as_it_is)?;
            // The log that has the name is ours; beside the other file it would be played into it.
            files::remove_beside(&self.path).map_err(|source| not_written(&self.path, source))?;
            let aside = self.set_other_aside()?;
            if let Some(Err((_, error))) = self.db.take().map(Connection::close) {
                // What it held is in the copy.
                error!(%error, "the deleted file could not be closed");
            }
            files::remove_beside(&self.path).map_err(|source| not_written(&self.path, source))?;
            temporary.arrive(&self.path)?;
            self.open_anew()?;
            return Ok(aside);
        }
        self.open_anew()?;
        Ok(None)
    }

    fn set_other_aside(&self) -> Result<Option<String>, StoreError> {
        let is_other = Identity::of(&self.path).is_some_and(|found| Some(found) != self.open);
        is_other
            .then(|| self.profiles.set_aside(&self.path, (self.clock)()))
            .transpose()
    }

    fn open_anew(&mut self) -> Result<(), StoreError> {
        self.db = Some(db::open(&self.path)?);
        self.open = Identity::of(&self.path);
        self.log = None;
        if let Some(id) = self.path.file_stem().and_then(|id| id.to_str()) {
            let name = self
                .db
                .as_ref()
                .and_then(|db| crate::tables::profile::read(db).ok());
            if let Some(profile) = name {
                self.profiles.note_name(id, &profile.name)?;
                self.profiles.set_active(id)?;
            }
        }
        Ok(())
    }

    fn tell_state(&self, state: StorageState) {
        self.health.send_if_modified(|health| {
            let changed = health.state != state;
            if changed {
                match state.why() {
                    Some(why) => error!("the profile cannot be stored; it is tried every second. {why}"),
                    None => info!("the profile is stored again"),
                }
                health.state = state;
            }
            changed
        });
    }

    fn close(mut self) {
        if let Err(error) = self.commit(&mut []) {
            error!(%error, "the newest numbers of some viewers are written at the next start");
        }
        let Some(db) = self.db else { return };
        if let Err(error) = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())) {
            error!(%error, "the log could not be folded into the profile's file; the next start does it");
        }
        if let Err((_, error)) = db.close() {
            error!(%error, "the profile's file could not be closed");
        }
    }
}

/// Writes all of it, or nothing.
fn write(
    db: &mut Connection,
    batch: &[Job],
    crowd: &Crowd,
    due: &Due,
    mut refused: Option<&mut Refused>,
) -> rusqlite::Result<()> {
    let tx = db.transaction()?;
    for job in batch {
        job.write(&tx, refused.as_deref_mut())?;
    }
    crowd.write(&tx, due)?;
    tx.commit()
}

/// Adds what waits, up to a batch.
fn fill(batch: &mut Vec<Job>, waiting: &mut mpsc::Receiver<Job>) {
    let mut weight: usize = batch.iter().map(Job::weight).sum();
    while weight < BATCH
        && let Ok(next) = waiting.try_recv()
    {
        weight += next.weight();
        batch.push(next);
    }
}

impl Job {
    fn events(&self) -> usize {
        match self {
            Job::Rows(rows, _) => rows.events.len(),
            _ => 0,
        }
    }

    /// Tells those who wait that it is not stored now.
    fn let_go(&mut self) {
        if let Job::Rows(_, told) = self {
            told.clear();
        }
    }
}

/// For the debug output of what holds it.
impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path: &Path = &self.path;
        f.debug_struct("Desk")
            .field("path", &path)
            .finish_non_exhaustive()
    }
}
