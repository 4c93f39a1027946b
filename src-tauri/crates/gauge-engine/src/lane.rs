//! A lane: the shared bytes of one dialect and subscription set. Frames are serialised once and pushed once;
//! each client is a cursor (ARCHITECTURE 3, bench/STRUCTURE 3).

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use tokio::sync::watch;

use crate::marks::Place;

/// A short queue of chunks of whole, already framed frames. A client that falls out of it is handed a snapshot.
#[derive(Debug)]
pub struct Lane {
    inner: Mutex<Inner>,
    news: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Inner {
    chunks: VecDeque<Bytes>,
    first: u64,
    bytes: usize,
    closed: bool,
}

/// What a client finds at its cursor.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken {
    /// Chunks were added to what it has to write.
    Got,
    /// Nothing is new.
    Empty,
    /// What it had not taken is gone: it needs a snapshot.
    Lagged,
    /// The app is stopping; nothing will come any more.
    Closed,
}

impl Lane {
    /// Bytes kept. Smaller is faster (the cache) and bounds what one client can hold; it must stay well above
    /// what one turn of the meter writes (bench/STRUCTURE 6.1, 6.2).
    const BYTES: usize = 2 << 20;
    const CHUNKS: usize = 8192;
    /// Chunks handed over in one call: as many as go into one vectored write.
    const HANDFUL: usize = 64;

    pub(crate) fn new() -> Self {
        Self {
            inner: Mutex::default(),
            news: watch::Sender::new(()),
        }
    }

    /// Appends a chunk and lets everybody know.
    pub(crate) fn push(&self, chunk: Bytes) {
        let mut inner = self.lock();
        inner.bytes += chunk.len();
        inner.chunks.push_back(chunk);
        while inner.bytes > Self::BYTES || inner.chunks.len() > Self::CHUNKS {
            let Some(oldest) = inner.chunks.pop_front() else {
                break;
            };
            inner.bytes -= oldest.len();
            inner.first += 1;
        }
        drop(inner);
        self.news.send_replace(());
    }

    /// Tells everybody that this was all.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.news.send_replace(());
    }

    /// The place after the newest chunk.
    pub(crate) fn head(&self) -> u64 {
        let inner = self.lock();
        inner.first + inner.chunks.len() as u64
    }

    /// The rest of a chunk; `None` when it is not held any more.
    pub(crate) fn tail(&self, place: Place) -> Option<Bytes> {
        let inner = self.lock();
        let index = usize::try_from(place.chunk.checked_sub(inner.first)?).ok()?;
        inner.chunks.get(index).map(|chunk| chunk.slice(place.offset..))
    }

    /// Takes what is new at `cursor`, by reference count. The lock is never held over a write.
    pub fn take(&self, cursor: &mut u64, pending: &mut VecDeque<Bytes>) -> Taken {
        self.take_most(cursor, Self::HANDFUL, pending)
    }

    /// Takes everything from `cursor` up to `end`, before another lane is read.
    pub fn take_up_to(&self, cursor: &mut u64, end: u64, pending: &mut VecDeque<Bytes>) -> Taken {
        let most = usize::try_from(end.saturating_sub(*cursor)).unwrap_or(usize::MAX);
        self.take_most(cursor, most, pending)
    }

    fn take_most(&self, cursor: &mut u64, most: usize, pending: &mut VecDeque<Bytes>) -> Taken {
        let inner = self.lock();
        let Some(skip) = cursor.checked_sub(inner.first) else {
            return Taken::Lagged;
        };
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let before = pending.len();
        pending.extend(inner.chunks.iter().skip(skip).take(most).cloned());
        let got = pending.len() - before;
        *cursor += got as u64;
        match got {
            0 if inner.closed => Taken::Closed,
            0 => Taken::Empty,
            _ => Taken::Got,
        }
    }

    /// Says when something is pushed.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here can panic half-way, so a poisoned lock guards good data.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_takes_everything_in_order_or_is_told_that_it_lagged() {
        let lane = Lane::new();
        let (mut cursor, mut pending) = (lane.head(), VecDeque::new());
        assert_eq!(lane.take(&mut cursor, &mut pending), Taken::Empty);
        lane.push(Bytes::from_static(b"a"));
        lane.push(Bytes::from_static(b"b"));
        assert_eq!(lane.take(&mut cursor, &mut pending), Taken::Got);
        assert_eq!(pending, [&b"a"[..], b"b"]);

        let big = Bytes::from(vec![0; Lane::BYTES / 2 + 1]);
        lane.push(big.clone());
        lane.push(big);
        assert_eq!(lane.take(&mut cursor, &mut pending), Taken::Lagged);
    }
}
