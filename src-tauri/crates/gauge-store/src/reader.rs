//! Questions to what is kept, on a connection that cannot write.

use std::path::Path;

use gauge_model::{
    Audience, BoardRow, BoardWish, ChannelId, Millis, Sample, Score, SessionReport, StoredEvent, StreamEvent,
    ViewerId, ViewerReport, ViewerRow, XpRules,
};
use rusqlite::Connection;
use serde::de::DeserializeOwned;

use crate::{
    StoreError,
    tables::{
        events,
        leaderboard::{self, Page},
        samples, sessions, settings, viewer_report,
        why::{self, Why},
    },
    view::open_to_read,
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
        Ok(Self {
            db: open_to_read(path)?,
        })
    }

    /// Every sample from `since` on, and not after `until`, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn samples(&self, since: Millis, until: Option<Millis>) -> Result<Vec<Sample>, StoreError> {
        Ok(samples::between(&self.db, since, until.unwrap_or(Millis::MAX))?)
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

    /// One session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn session(&self, id: u64) -> Result<Option<SessionReport>, StoreError> {
        Ok(sessions::one(&self.db, id)?)
    }

    /// Who has most of `by` in `session`, or of all times.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn leaderboard(
        &self,
        by: Score,
        session: Option<u64>,
        page: Page,
    ) -> Result<Vec<BoardRow>, StoreError> {
        Ok(leaderboard::top(&self.db, by, session, page, &self.xp_rules()?)?)
    }

    /// What a live leaderboard shows.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn board(&self, wish: &BoardWish) -> Result<Vec<BoardRow>, StoreError> {
        match wish.sessions.as_deref() {
            None => self.leaderboard(
                wish.by,
                None,
                Page {
                    limit: wish.limit,
                    offset: 0,
                },
            ),
            Some(&[one]) => self.leaderboard(
                wish.by,
                Some(one),
                Page {
                    limit: wish.limit,
                    offset: 0,
                },
            ),
            Some(many) => {
                let rules = self.xp_rules()?;
                Ok(leaderboard::top_together(
                    &self.db, wish.by, many, wish.limit, &rules,
                )?)
            }
        }
    }

    /// Everything about one viewer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn viewer(&self, id: &ViewerId) -> Result<Option<ViewerReport>, StoreError> {
        Ok(viewer_report::read(&self.db, id, &self.xp_rules()?)?)
    }

    /// Who took part in a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn audience(&self, session: u64) -> Result<Audience, StoreError> {
        Ok(viewer_report::audience(&self.db, session)?)
    }

    /// The viewers whose name holds `text`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn find_viewers(&self, text: &str, limit: u32) -> Result<Vec<ViewerRow>, StoreError> {
        Ok(leaderboard::find(&self.db, text, limit, &self.xp_rules()?)?)
    }

    /// The newest events behind a number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn why(&self, why: &Why) -> Result<Vec<StoredEvent>, StoreError> {
        Ok(why::newest(&self.db, why)?)
    }

    /// What counts are worth. Rules that cannot be read (a newer program's) are the defaults: nothing counted
    /// depends on them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn xp_rules(&self) -> Result<XpRules, StoreError> {
        let kept = settings::read(&self.db, settings::XP_RULES)?;
        let rules = kept.and_then(|value| serde_json::from_value::<XpRules>(value).ok());
        Ok(rules.filter(XpRules::is_usable).unwrap_or_default())
    }

    /// One of the profile's settings, or what it is unless set.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn setting<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, StoreError> {
        Ok(settings::value(&self.db, name)?)
    }

    /// The newest triggers, newest first, of one session or of all.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn triggers(&self, session: Option<u64>, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        Ok(events::triggers(&self.db, session, limit)?)
    }

    /// Every event of a session, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn each_event_of(&self, session: u64, mut hear: impl FnMut(StreamEvent)) -> Result<(), StoreError> {
        Ok(events::each_of(&self.db, session, &mut hear)?)
    }

    /// Every sample of a session's channel in its time, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn samples_of(&self, session: u64) -> Result<Vec<Sample>, StoreError> {
        Ok(samples::of_session(&self.db, session)?)
    }

    /// Every event that one source brought, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn events_of(&self, source: &str) -> Result<Vec<StreamEvent>, StoreError> {
        Ok(events::of_recording(&self.db, source)?)
    }
}
