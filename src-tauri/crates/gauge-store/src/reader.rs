//! Questions to what is kept, on a connection that cannot write.

use std::path::Path;

use gauge_model::{ChannelId, Millis, Sample, SessionReport, StreamEvent};
use rusqlite::{Connection, OpenFlags};

use crate::{
    StoreError,
    tables::{events, samples, sessions},
};

/// A connection for reading beside the writer.
#[derive(Debug)]
pub struct Reader {
    db: Connection,
}

impl Reader {
    /// Opens the profile's file for reading.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        db.busy_timeout(std::time::Duration::from_secs(5))?;
        Ok(Self { db })
    }

    /// Every sample from `since` on, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn samples(&self, since: Millis) -> Result<Vec<Sample>, StoreError> {
        Ok(samples::since(&self.db, since)?)
    }

    /// The newest sessions, newest first, of one channel or of all.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn sessions(
        &self,
        channel: Option<&ChannelId>,
        limit: u32,
    ) -> Result<Vec<SessionReport>, StoreError> {
        Ok(sessions::newest(&self.db, channel, limit)?)
    }

    /// Every event that one source brought, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn events_of(&self, source: &str) -> Result<Vec<StreamEvent>, StoreError> {
        Ok(events::of_source(&self.db, source)?)
    }
}
