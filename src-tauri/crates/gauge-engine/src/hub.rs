//! The hub: every lane that somebody reads, filled in the meter's turn. It outlives profiles.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use gauge_model::{Delta, Millis, Standing, Topics};

use crate::{
    lane::Lane,
    latest::Latest,
    marks::{Marks, Missed, Place},
};

/// A wire shape, as three functions. Pure projections: they see how everything stands and write bytes.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// Tells one dialect from another.
    pub name: &'static str,
    /// Writes how everything stands, as whole frames; possibly nothing.
    pub snapshot: fn(&Standing, Topics, &mut Vec<u8>),
    /// How changes are told.
    pub changes: Changes,
    /// Bytes for everybody every 25 s, so that no one in between takes the connection for dead; possibly none.
    pub keep_alive: &'static [u8],
}

/// How a dialect tells changes.
#[derive(Clone, Copy, Debug)]
pub enum Changes {
    /// Each one, as it comes, by this function.
    Deltas(fn(&Standing, &Delta, Topics, &mut Vec<u8>)),
    /// By the whole snapshot: at most every 200 ms, the last value always, and every 5 s in any case
    /// (PROTOCOLS 3 and 4).
    Snapshots,
    /// Each one by the first function, and by the second, as often as snapshots, what need not be told each time.
    Both(
        fn(&Standing, &Delta, Topics, &mut Vec<u8>),
        fn(&Standing, Topics, &mut Vec<u8>),
    ),
}

/// How far a reader came before it lost its connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// [`Standing::epoch`] then.
    pub epoch: String,
    /// The number of the newest delta, or snapshot, that it has.
    pub seq: u64,
}

/// A reader's place in a lane, with what it needs first. Both are of the same instant, because the meter gives
/// both in one turn.
#[derive(Debug)]
pub struct Seat {
    /// The lane.
    pub lane: Arc<Lane>,
    /// The place in it.
    pub cursor: u64,
    /// How everything stands at that place; empty for who resumes.
    pub snapshot: Bytes,
    /// Who resumes gets this in place of a snapshot: the first of what it missed, possibly nothing.
    pub missed: Option<Bytes>,
    /// Where the lane that was left for this one stood at that instant: up to there it is still to be read.
    pub left: Option<u64>,
}

/// The lanes, by dialect and subscription set. Owned by the meter's task.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    lanes: HashMap<(&'static str, Topics), Out>,
    snapshots_sent: Millis,
    snapshots_due: bool,
}

#[derive(Debug)]
struct Out {
    dialect: Dialect,
    topics: Topics,
    lane: Arc<Lane>,
    scratch: Vec<u8>,
    /// The number of the chunk that `scratch` becomes.
    chunk: u64,
    marks: Marks,
    /// Seconds without a reader.
    idle: u8,
}

impl Hub {
    /// ms between two snapshots of a dialect that tells changes by snapshots.
    const COALESCE: Millis = 200;
    /// ms after which such a dialect hears even that nothing happened.
    const REPEAT: Millis = 5000;

    /// s for which a lane without readers is still filled, so that they can come back and resume.
    const LINGER: u8 = 60;
    /// Lanes from which on none lingers, and no other set of topics gets one of its own: each costs a copy of every
    /// event.
    const MANY: usize = 32;

    /// Gives a reader its place.
    pub(crate) fn seat(
        &mut self,
        dialect: Dialect,
        topics: Topics,
        since: Option<&Since>,
        (standing, latest): (&Standing, &Latest),
    ) -> Seat {
        let topics = self.shared(dialect, topics);
        let key = (dialect.name, topics);
        let out = self
            .lanes
            .entry(key)
            .or_insert_with(|| Out::new(dialect, topics, standing.seq));
        out.flush();
        let known = since.filter(|since| since.epoch == standing.epoch && since.seq <= standing.seq);
        let (snapshot, missed, cursor) = match known.and_then(|since| out.missed(since.seq)) {
            Some((missed, cursor)) => (Bytes::new(), Some(missed), cursor),
            None => (latest.snapshot(&dialect, topics, standing), None, out.chunk),
        };
        Seat {
            lane: Arc::clone(&out.lane),
            cursor,
            snapshot,
            missed,
            left: None,
        }
    }

    /// These topics, or all of their kind where there are too many lanes: then readers are told more than they asked
    /// for, and nothing less.
    fn shared(&self, dialect: Dialect, topics: Topics) -> Topics {
        if self.lanes.len() < Self::MANY || self.lanes.contains_key(&(dialect.name, topics)) {
            return topics;
        }
        [Topics::NATIVE, Topics::LEGACY]
            .into_iter()
            .filter(|kind| topics.meets(*kind))
            .fold(topics, Topics::and)
    }

    /// Notes one delta in every lane that wants it; [`Hub::flush`] sends it.
    pub(crate) fn note(&mut self, standing: &Standing, delta: &Delta) {
        self.snapshots_due = true;
        for out in self.lanes.values_mut() {
            if let Changes::Deltas(write) | Changes::Both(write, _) = out.dialect.changes {
                let offset = out.scratch.len();
                write(standing, delta, out.topics, &mut out.scratch);
                if out.scratch.len() > offset {
                    let chunk = out.chunk;
                    out.marks.note(delta.seq, Place { chunk, offset });
                }
            }
        }
    }

    /// Hands everybody a whole new snapshot: too much has changed at once to tell it otherwise. It has a number of
    /// its own, so that who has the delta before it and not the snapshot is known.
    pub(crate) fn start_anew(&mut self, standing: &Standing) {
        for out in self.lanes.values_mut() {
            // What was noted before still goes out before it: events are not in every snapshot.
            (out.dialect.snapshot)(standing, out.topics, &mut out.scratch);
            out.flush();
            out.marks.restart(standing.seq);
        }
    }

    /// The end of a turn: what was noted goes out, one chunk a lane.
    pub(crate) fn flush(&mut self, standing: &Standing) {
        let since = standing.now - self.snapshots_sent;
        let send_snapshots = (self.snapshots_due && since >= Self::COALESCE) || since >= Self::REPEAT;
        for out in self.lanes.values_mut() {
            let repeated = match out.dialect.changes {
                Changes::Deltas(_) => None,
                Changes::Snapshots => Some(out.dialect.snapshot),
                Changes::Both(_, write) => Some(write),
            };
            if let Some(write) = repeated.filter(|_| send_snapshots) {
                write(standing, out.topics, &mut out.scratch);
            }
            out.flush();
        }
        if send_snapshots {
            self.snapshots_sent = standing.now;
            self.snapshots_due = false;
        }
    }

    /// Lets everybody know that the connection is alive.
    pub(crate) fn keep_alive(&mut self) {
        for out in self.lanes.values_mut() {
            out.scratch.extend_from_slice(out.dialect.keep_alive);
            out.flush();
        }
    }

    /// Ends every lane.
    pub(crate) fn close(&mut self) {
        for out in self.lanes.values_mut() {
            out.flush();
            out.lane.close();
        }
    }

    /// Puts down the lanes that nobody holds any more; to be called every second.
    pub(crate) fn tidy(&mut self) {
        let linger = if self.lanes.len() < Self::MANY {
            Self::LINGER
        } else {
            0
        };
        self.lanes.retain(|_, out| {
            let can_be_resumed = !matches!(out.dialect.changes, Changes::Snapshots);
            out.idle = if Arc::strong_count(&out.lane) > 1 {
                0
            } else {
                out.idle + 1
            };
            out.idle == 0 || (can_be_resumed && out.idle <= linger)
        });
    }
}

impl Out {
    fn new(dialect: Dialect, topics: Topics, seq: u64) -> Self {
        Self {
            dialect,
            topics,
            lane: Arc::new(Lane::new()),
            scratch: Vec::new(),
            chunk: 0,
            marks: Marks::new(seq),
            idle: 0,
        }
    }

    fn flush(&mut self) {
        if !self.scratch.is_empty() {
            self.lane.push(Bytes::copy_from_slice(&self.scratch));
            self.scratch.clear();
            self.chunk += 1;
        }
    }

    /// What came after `seq`: the first of it, and the chunk that the rest begins with. `None` when not all of it
    /// is held any more.
    fn missed(&self, seq: u64) -> Option<(Bytes, u64)> {
        match self.marks.after(seq) {
            Missed::Nothing => Some((Bytes::new(), self.chunk)),
            Missed::From(place) => Some((self.lane.tail(place)?, place.chunk + 1)),
            Missed::TooMuch => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENT: Dialect = Dialect {
        name: "silent",
        snapshot: |_, _, _| {},
        changes: Changes::Snapshots,
        keep_alive: &[],
    };

    #[test]
    fn lanes_are_few_whatever_is_subscribed_to() {
        let (mut hub, standing) = (Hub::default(), Standing::default());
        let names: Vec<_> = Topics::names().map(Topics::named).collect();
        for set in 0..1_usize << names.len() {
            let chosen = names.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1);
            let topics = chosen.fold(Topics::NONE, |all, (_, topic)| all.and(*topic));
            let lanes = hub.lanes.len();
            let seat = hub.seat(SILENT, topics, None, (&standing, &Latest::default()));
            let (_, told) = hub
                .lanes
                .iter()
                .find(|(_, out)| Arc::ptr_eq(&out.lane, &seat.lane))
                .unwrap()
                .0;
            assert_eq!(
                told.and(topics),
                *told,
                "nothing of what was asked for is missing"
            );
            assert!(lanes < Hub::MANY - 1 || hub.lanes.len() <= Hub::MANY + 3);
        }
    }
}
