//! Clients that poll, or have not yet said on which socket they stay. Each is a talk that waits for its next
//! request; who does not come is dropped.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

use super::{CONNECT_WITHIN, SILENT, engineio::Version, talk::Talk};

/// Sessions that have not been used since they were opened (RELIABILITY 2.2, 7).
const UNFINISHED: usize = 64;
/// Sessions in all.
const MOST: usize = 1024;

/// Every session, by its id. Cheap to share.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashMap<Box<str>, Arc<Session>>>>);

/// One session.
pub(crate) struct Session {
    pub(super) version: Version,
    /// `None` when a WebSocket has taken it over, or it has ended.
    pub(super) talk: tokio::sync::Mutex<Option<Talk>>,
    /// For the poll that waits: there is something to say.
    pub(super) wake: Notify,
    pub(super) is_polled: AtomicBool,
    /// A WebSocket is about to take over: polls are answered at once.
    pub(super) is_upgrading: AtomicBool,
    is_finished: AtomicBool,
    opened_at: Instant,
    heard_at: Mutex<Instant>,
}

impl Session {
    fn new(version: Version, talk: Option<Talk>, now: Instant) -> Self {
        Self {
            version,
            talk: talk.into(),
            wake: Notify::new(),
            is_polled: AtomicBool::new(false),
            is_upgrading: AtomicBool::new(false),
            is_finished: AtomicBool::new(false),
            opened_at: now,
            heard_at: Mutex::new(now),
        }
    }

    /// It has been heard of.
    fn touch(&self, now: Instant) {
        *self.heard_at.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// It is in use: connected, and it has come back since it was opened.
    pub(super) fn finish(&self) {
        self.is_finished.store(true, Relaxed);
    }

    /// When it is dropped if it is not heard of until then.
    fn deadline(&self) -> Instant {
        if self.is_finished.load(Relaxed) {
            *self.heard_at.lock().unwrap_or_else(PoisonError::into_inner) + SILENT
        } else {
            self.opened_at + CONNECT_WITHIN
        }
    }
}

impl Sessions {
    /// Whether one more may begin.
    pub(super) fn has_room(&self) -> bool {
        let sessions = self.lock();
        let unfinished = sessions
            .values()
            .filter(|session| !session.is_finished.load(Relaxed));
        sessions.len() < MOST && unfinished.count() < UNFINISHED
    }

    /// One more, until it is silent for too long.
    pub(super) fn insert(&self, sid: &str, version: Version, talk: Talk) -> Arc<Session> {
        let session = Arc::new(Session::new(version, Some(talk), Instant::now()));
        self.lock().insert(sid.into(), Arc::clone(&session));
        // Nobody waits for it: it ends with the session, or with the program.
        tokio::spawn(expire(self.clone(), sid.into(), Arc::downgrade(&session)));
        session
    }

    /// The one with this id, which has just been heard of.
    pub(super) fn get(&self, sid: &str) -> Option<Arc<Session>> {
        let session = self.lock().get(sid).cloned()?;
        session.touch(Instant::now());
        Some(session)
    }

    /// Ends polling: what was to be said goes with the talk. `None` if it has ended already.
    pub(super) async fn take(&self, sid: &str) -> Option<Talk> {
        let session = self.lock().remove(sid)?;
        let talk = session.talk.lock().await.take();
        session.wake.notify_one();
        talk
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Arc<Session>>> {
        // Nothing in here can panic half-way, so a poisoned lock guards good data.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn expire(sessions: Sessions, sid: Box<str>, session: Weak<Session>) {
    loop {
        let Some(deadline) = session.upgrade().map(|session| session.deadline()) else {
            return;
        };
        if deadline <= Instant::now() {
            sessions.take(&sid).await;
            return;
        }
        sleep_until(deadline.min(Instant::now() + Duration::from_secs(10))).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_heard_of_is_dropped_sooner_before_it_was_ever_used() {
        let opened = Instant::now();
        let session = Session::new(Version::Four, None, opened);
        assert_eq!(session.deadline(), opened + CONNECT_WITHIN);
        session.touch(opened + CONNECT_WITHIN / 2);
        assert_eq!(
            session.deadline(),
            opened + CONNECT_WITHIN,
            "knocking is not using"
        );
        session.finish();
        assert_eq!(session.deadline(), opened + CONNECT_WITHIN / 2 + SILENT);
    }
}
