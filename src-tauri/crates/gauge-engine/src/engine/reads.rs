//! Questions to what the open profile's file keeps.

use gauge_model::{ChannelId, Fault, FaultCode, Millis, Sample, SessionReport};
use gauge_store::{Reader, StoreError};

use tokio::sync::Semaphore;

use super::{Engine, fault};
use crate::{Report, opening::blocking};

/// Whoever asks of the past waits for a turn: a page that asks without end must not fill the memory with answers,
/// nor keep the writer from its work.
pub(super) struct Questions(Semaphore);

impl Default for Questions {
    fn default() -> Self {
        /// Questions that are answered at once.
        const MOST: usize = 4;
        Self(Semaphore::new(MOST))
    }
}

impl Engine {
    /// What one source brought into the open profile, counted again from what is stored.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn report(&self, source: &str) -> Result<Report, Fault> {
        self.settle().await?;
        let source = source.to_owned();
        self.read(move |reader| reader.events_of(&source).map(|events| Report::of(&events)))
            .await
    }

    /// One session of the open profile, by its id.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn session(&self, id: u64) -> Result<Option<SessionReport>, Fault> {
        self.settle().await?;
        self.read(move |reader| reader.session(id)).await
    }

    pub(super) async fn sessions(
        &self,
        channel: Option<ChannelId>,
        limit: u32,
    ) -> Result<Vec<SessionReport>, Fault> {
        self.read(move |reader| reader.sessions(channel.as_ref(), limit))
            .await
    }

    pub(super) async fn samples(&self, since: Millis, until: Option<Millis>) -> Result<Vec<Sample>, Fault> {
        self.read(move |reader| reader.samples(since, until)).await
    }

    /// Reads from the open profile's file, beside the writer and after it has everything. What cannot be stored just
    /// now is missing; the rest is shown.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Fault> {
        // It is never closed.
        let _turn = self.shared.questions.0.acquire().await;
        _ = self.settle().await;
        let profile = self
            .profile()
            .await
            .ok_or_else(|| Fault::new(FaultCode::Stopping, "No profile is open."))?;
        let path = self.shared.profiles.path(&profile.id);
        blocking(path, move |path| question(&Reader::open(&path)?))
            .await
            .map_err(fault)
    }
}
