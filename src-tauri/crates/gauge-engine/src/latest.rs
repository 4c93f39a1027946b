//! Snapshots, handed out again for as long as nothing has changed: who only asks how everything stands need not wait
//! for the meter's turn.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use gauge_model::{Standing, Topics};

use crate::hub::Dialect;

/// A snapshot's dialect and what is told in it.
type Key = (&'static str, Topics);

/// The newest snapshots. Written by the meter, read by everybody.
#[derive(Debug, Default)]
pub(crate) struct Latest {
    /// Rises with every change of how everything stands.
    turn: AtomicU64,
    /// Each with the turn that it is of.
    kept: Mutex<HashMap<Key, (u64, Bytes)>>,
}

impl Latest {
    /// Notes a change: from now on no snapshot from before it is handed out. To be called before anybody is told of it.
    pub(crate) fn change(&self) {
        self.turn.fetch_add(1, Ordering::Release);
    }

    /// A snapshot that is still true, if there is one.
    pub(crate) fn get(&self, dialect: &Dialect, topics: Topics) -> Option<Bytes> {
        let now = self.turn.load(Ordering::Acquire);
        let kept = self.lock();
        let (turn, bytes) = kept.get(&(dialect.name, topics))?;
        (*turn == now).then(|| bytes.clone())
    }

    /// How everything stands, in a dialect. For the meter, which alone changes it.
    pub(crate) fn snapshot(&self, dialect: &Dialect, topics: Topics, standing: &Standing) -> Bytes {
        self.get(dialect, topics).unwrap_or_else(|| {
            let mut bytes = Vec::new();
            (dialect.snapshot)(standing, topics, &mut bytes);
            let bytes = Bytes::from(bytes);
            let now = self.turn.load(Ordering::Acquire);
            let mut kept = self.lock();
            kept.retain(|_, (turn, _)| *turn == now);
            kept.insert((dialect.name, topics), (now, bytes.clone()));
            bytes
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, (u64, Bytes)>> {
        // Nothing in here can panic half-way, so a poisoned lock guards good data.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::Changes;

    #[test]
    fn a_snapshot_is_handed_out_until_something_changes() {
        let dialect = Dialect {
            name: "seq",
            snapshot: |standing, _, out| out.extend_from_slice(standing.seq.to_string().as_bytes()),
            changes: Changes::Snapshots,
            keep_alive: &[],
        };
        let (latest, mut standing) = (Latest::default(), Standing::default());
        assert_eq!(latest.get(&dialect, Topics::NONE), None, "nobody has asked yet");
        assert_eq!(latest.snapshot(&dialect, Topics::NONE, &standing), "0");
        assert_eq!(latest.get(&dialect, Topics::NONE).expect("it is still true"), "0");
        assert_eq!(
            latest.get(&dialect, Topics::PRIVATE),
            None,
            "others are told more"
        );
        standing.seq = 1;
        latest.change();
        assert_eq!(
            latest.get(&dialect, Topics::NONE),
            None,
            "it is not true any more"
        );
        assert_eq!(latest.snapshot(&dialect, Topics::PRIVATE, &standing), "1");
        assert_eq!(latest.lock().len(), 1, "what is not true is not kept");
    }
}
