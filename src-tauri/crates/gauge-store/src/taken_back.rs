//! A reset that was taken back: what came since then belongs to the sessions that it had ended.

use gauge_model::{ChannelId, Millis, Sample};
use rusqlite::{Result, Transaction};

use crate::tables::{chatters, events, samples, sessions, viewers};

/// What there is to be put right in what has been stored since the reset.
#[derive(Debug, Default)]
pub struct TakenBack {
    /// When the reset was, by our own clock: every event of its sessions has been received since.
    pub reset_at: Millis,
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
            events::move_session(tx, *from, *into, self.reset_at)?;
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use gauge_model::{EventKind, StreamEvent};

    use super::*;
    use crate::CountedEvent;

    fn counted(session: u64, received_at: Millis) -> CountedEvent {
        let event = StreamEvent {
            kind: EventKind::Share,
            channel: "tiktok:luna".parse().unwrap(),
            source: "test".into(),
            id: None,
            at: received_at,
            user: None,
            simulated: false,
            history: false,
        };
        CountedEvent {
            event: Arc::new(event),
            received_at,
            session: Some(session),
            credit: Default::default(),
        }
    }

    /// What comes right behind "undo" is written before it: both may be handed over together.
    #[test]
    fn what_the_reset_s_session_got_moves_whatever_has_come_since() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = crate::open(&folder.path().join("a.db")).unwrap();
        let tx = db.transaction().unwrap();
        let all = [counted(1, 10), counted(2, 20), counted(3, 20), counted(1, 30)];
        events::append(&tx, &all).unwrap();
        let taken_back = TakenBack {
            reset_at: 20,
            merged: vec![(2, 1)],
            samples: Vec::new(),
            chatters: Vec::new(),
        };
        taken_back.write(&tx, |_, _| false).unwrap();
        let mut sessions = tx.prepare("SELECT session FROM events ORDER BY seq").unwrap();
        let sessions: Vec<u64> = sessions
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(sessions, [1, 1, 3, 1]);
    }
}
