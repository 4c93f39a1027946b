//! A large file is opened at once and looked through afterwards, while everything goes on.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use gauge_model::Notice;
use gauge_store::StoreError;

use super::Engine;
use crate::{opening::blocking, request::Request};

/// A file that is being looked through; dropping it ends that.
pub(crate) struct Check(Arc<AtomicBool>);

impl Drop for Check {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Engine {
    /// Looks the open profile's file through. If it is damaged, it is treated as at opening: closed, moved into
    /// quarantine, the newest whole backup opened in its place, and the user told.
    pub(crate) fn look_through(&self, id: String) -> Check {
        let stop = Arc::new(AtomicBool::new(false));
        let check = Check(Arc::clone(&stop));
        // The engine lives as long as somebody uses it, and this does not.
        let (shared, requests) = (Arc::downgrade(&self.shared), self.requests.clone());
        let profiles = self.shared.profiles.clone();
        tokio::spawn(async move {
            let looked = blocking((profiles, id.clone()), move |(profiles, id)| {
                profiles.look_through(&id, stop)
            });
            let what = match looked.await {
                Ok(()) => return,
                Err(StoreError::Damaged { what, .. }) => what,
                Err(error) => return tracing::warn!(%error, "the profile's file could not be looked through"),
            };
            if let Some(shared) = shared.upgrade() {
                Engine { requests, shared }.replace_damaged(id, what).await;
            }
        });
        check
    }

    async fn replace_damaged(&self, id: String, what: String) {
        let mut open = self.shared.open.lock().await;
        let Some(old) = open.take_if(|open| open.info.id == id) else {
            return;
        };
        let replace = self.with_files(move |profiles, now| profiles.replace_damaged(&id, &what, now));
        let replaced: Result<Notice, _> = self.restore_open(&mut open, old, replace).await;
        match replaced {
            // A stopping app shows nothing any more.
            Ok(notice) => _ = self.requests.send(Request::Tell(notice)).await,
            Err(error) => tracing::error!(%error, "the damaged file could not be replaced"),
        }
    }
}
