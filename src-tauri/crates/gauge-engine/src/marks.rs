//! Where each of a lane's newest deltas begins, so that a reader that was away gets exactly what it missed.

use std::collections::VecDeque;

/// The newest deltas of one lane, as places in its chunks. Owned by the meter's task, like the lane's filling.
#[derive(Debug)]
pub(crate) struct Marks {
    /// Up to here it is not known any more, or was never told by deltas.
    floor: u64,
    newest: VecDeque<Mark>,
}

/// A place in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) chunk: u64,
    /// Bytes into the chunk.
    pub(crate) offset: usize,
}

#[derive(Debug)]
struct Mark {
    seq: u64,
    place: Place,
}

/// What a reader has missed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    Nothing,
    /// Everything from here on.
    From(Place),
    /// More than is known.
    TooMuch,
}

impl Marks {
    /// Deltas remembered (RELIABILITY R-24).
    const KEPT: usize = 1024;

    /// Of a lane that is told everything after `seq`.
    pub(crate) fn new(seq: u64) -> Self {
        Self {
            floor: seq,
            newest: VecDeque::new(),
        }
    }

    /// The delta `seq` begins here.
    pub(crate) fn note(&mut self, seq: u64, place: Place) {
        if self.newest.len() == Self::KEPT
            && let Some(oldest) = self.newest.pop_front()
        {
            self.floor = oldest.seq;
        }
        self.newest.push_back(Mark { seq, place });
    }

    /// What came before cannot be told by deltas: everybody was handed the snapshot `seq`.
    pub(crate) fn restart(&mut self, seq: u64) {
        *self = Self::new(seq);
    }

    /// What came after `seq`.
    pub(crate) fn after(&self, seq: u64) -> Missed {
        if seq < self.floor {
            return Missed::TooMuch;
        }
        let known = self.newest.partition_point(|mark| mark.seq <= seq);
        self.newest
            .get(known)
            .map_or(Missed::Nothing, |mark| Missed::From(mark.place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(seq: u64) -> Place {
        Place {
            chunk: seq / 10,
            offset: usize::try_from(seq % 10).expect("small"),
        }
    }

    #[test]
    fn what_was_missed_is_known_as_far_as_it_is_held() {
        let mut marks = Marks::new(7);
        assert_eq!(marks.after(6), Missed::TooMuch);
        assert_eq!(marks.after(7), Missed::Nothing);
        // Deltas that this lane does not tell leave gaps.
        for seq in [8, 10, 15] {
            marks.note(seq, place(seq));
        }
        assert_eq!(marks.after(7), Missed::From(place(8)));
        assert_eq!(marks.after(8), Missed::From(place(10)));
        assert_eq!(marks.after(12), Missed::From(place(15)));
        assert_eq!(marks.after(15), Missed::Nothing);
        for seq in 16..16 + Marks::KEPT as u64 {
            marks.note(seq, place(seq));
        }
        assert_eq!(marks.after(14), Missed::TooMuch);
        assert_eq!(marks.after(15), Missed::From(place(16)));
        marks.restart(5000);
        assert_eq!(marks.after(4999), Missed::TooMuch);
        assert_eq!(marks.after(5000), Missed::Nothing);
    }
}
