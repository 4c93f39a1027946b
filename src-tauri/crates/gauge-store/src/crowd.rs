//! The people whose numbers are not in the file yet. A few are written with their events. In a flood each person is
//! in most transactions, and writing them every time would cost more than all events: there a part of the people is
//! written at a time. What a crash leaves unwritten is counted again from the events.

use std::time::{Duration, Instant};

use gauge_model::ViewerTallies;
use rusqlite::{Connection, Result, Transaction};

use crate::tables::{events, viewers, viewers_upto};

/// The parts that people fall into by their id. Never to be changed: files name them.
const PARTS: usize = 64;
/// As many people as are written with their events.
const FEW: usize = 256;
/// A part is written this long after the last time, at the earliest.
const TURN: Duration = Duration::from_secs(2);
/// People after whom a transaction takes no further part: it bounds how long an acknowledgement waits for them.
const ENOUGH: usize = 1000;

/// What came for everybody since they were written.
#[derive(Debug)]
pub(crate) struct Crowd {
    parts: Vec<Part>,
    /// The part that was written longest ago.
    oldest: usize,
}

#[derive(Debug)]
struct Part {
    people: ViewerTallies,
    written: Instant,
}

/// Who is written in one transaction.
#[derive(Debug)]
pub(crate) enum Due {
    Everybody,
    /// So many parts, from the oldest on.
    Parts(usize),
}

impl Crowd {
    /// Everybody who is not written, counted from the events.
    pub(crate) fn recall(db: &Connection) -> Result<Self> {
        let written = Instant::now();
        let part = || Part {
            people: ViewerTallies::default(),
            written,
        };
        let mut crowd = Self {
            parts: std::iter::repeat_with(part).take(PARTS).collect(),
            oldest: 0,
        };
        let rows = viewers_upto::read(db)?;
        let of = |part| rows.iter().find(|row| row.0 == part).map_or(0, |row| row.1);
        let everybody = of(viewers_upto::EVERYBODY);
        let upto: Vec<i64> = (0..).take(PARTS).map(|part| of(part).max(everybody)).collect();
        let first = upto.iter().copied().min().unwrap_or(0);
        events::each_counted_after(db, first, |seq, session, event, credit| {
            let part = event.user.as_ref().map_or(0, |user| part_of(&user.id));
            if seq > upto[part] {
                crowd.parts[part].people.note(session, event, credit);
            }
        })?;
        Ok(crowd)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.people() == 0
    }

    fn people(&self) -> usize {
        self.parts.iter().map(|part| part.people.len()).sum()
    }

    /// Adds what came for some of them.
    pub(crate) fn take_in(&mut self, people: ViewerTallies) {
        for (session, platform, user_id, tally) in people.into_each() {
            let part = part_of(&user_id);
            self.parts[part].people.add(session, platform, user_id, tally);
        }
    }

    /// What came in one session came in another.
    pub(crate) fn move_sessions(&mut self, moved: &[(u64, u64)]) {
        for part in &mut self.parts {
            for (from, into) in moved {
                part.people.move_session(*from, *into);
            }
        }
    }

    /// Who is to be written now, if not everybody is wished for.
    pub(crate) fn due(&self, now: Instant) -> Due {
        if self.people() <= FEW {
            return Due::Everybody;
        }
        let mut people = 0;
        let parts = self.oldest_first(PARTS).take_while(|part| {
            let is_due = people < ENOUGH && now.duration_since(self.parts[*part].written) >= TURN;
            people += self.parts[*part].people.len();
            is_due
        });
        Due::Parts(parts.count())
    }

    fn oldest_first(&self, parts: usize) -> impl Iterator<Item = usize> {
        (self.oldest..self.oldest + parts).map(|part| part % PARTS)
    }

    /// Writes who is due. They stay in the crowd until [`Crowd::let_go`] says that it is committed.
    pub(crate) fn write(&self, tx: &Transaction, due: &Due) -> Result<()> {
        let Due::Parts(parts) = *due else {
            self.parts
                .iter()
                .try_for_each(|part| viewers::add(tx, &part.people))?;
            return viewers_upto::note(tx, viewers_upto::EVERYBODY);
        };
        for part in self.oldest_first(parts) {
            viewers::add(tx, &self.parts[part].people)?;
            viewers_upto::note(tx, i64::try_from(part).unwrap_or(i64::MAX))?;
        }
        Ok(())
    }

    /// Forgets who has been written.
    pub(crate) fn let_go(&mut self, due: &Due, now: Instant) {
        let parts = match *due {
            Due::Everybody => PARTS,
            Due::Parts(parts) => parts,
        };
        let written: Vec<_> = self.oldest_first(parts).collect();
        for part in written {
            self.parts[part].people = ViewerTallies::default();
            self.parts[part].written = now;
        }
        self.oldest = (self.oldest + parts) % PARTS;
    }
}

/// By FNV-1a, which is the same in every version and on every machine.
fn part_of(user_id: &str) -> usize {
    let hash = user_id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash as usize % PARTS
}

#[cfg(test)]
mod tests;
