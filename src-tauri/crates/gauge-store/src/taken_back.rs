//! A reset that was taken back: what came since then belongs to the sessions that it had ended.

use gauge_model::{ChannelId, Sample};
use rusqlite::{Result, Transaction};

use crate::tables::{chatters, events, samples, sessions, viewers};

/// What there is to be put right in what has been stored since the reset.
#[derive(Debug, Default)]
pub struct TakenBack {
    /// Sessions that would not have begun, each with the one that would have gone on.
    pub merged: Vec<(u64, u64)>,
    /// The samples as they would have been.
    pub samples: Vec<Sample>,
    /// Who has written, by channel and the session that now goes on.
    pub chatters: Vec<(ChannelId, Option<u64>, Vec<Box<str>>)>,
}

impl TakenBack {
    /// `is_over` says of which channel's session another has begun meanwhile.
    pub(crate) fn write(
        &self,
        tx: &Transaction,
        is_over: impl Fn(&ChannelId, Option<u64>) -> bool,
    ) -> Result<()> {
        for (from, into) in &self.merged {
            events::move_session(tx, *from, *into)?;
            viewers::move_session(tx, *from, *into)?;
            sessions::remove(tx, *from)?;
        }
        for sample in &self.samples {
            samples::replace(tx, sample)?;
        }
        for (channel, session, people) in &self.chatters {
            if !is_over(channel, *session) {
                people
                    .iter()
                    .try_for_each(|user_id| chatters::note(tx, channel.as_str(), user_id))?;
            }
        }
        Ok(())
    }
}
