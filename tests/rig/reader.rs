//! A reader of the engine's feed inside this process: the native frames, one JSON document a line.

use std::collections::VecDeque;

use gauge_engine::{Changes, Dialect, Engine, Seat, Taken};
use gauge_model::{Delta, Standing, Topics};
use serde_json::Value;

use crate::in_time;

const LINES: Dialect = Dialect {
    name: "lines",
    snapshot,
    changes: Changes::Deltas(delta),
    keep_alive: &[],
};

/// One seat, and the frames that were taken from it.
#[derive(Debug)]
pub struct Reader {
    seat: Seat,
    frames: VecDeque<Value>,
}

impl Reader {
    /// Takes a seat; the first frame is the snapshot.
    ///
    /// # Panics
    /// When the engine is stopping.
    pub async fn sit(engine: &Engine) -> Self {
        let seat = engine.seat(LINES, Topics::NATIVE).await.expect("a seat");
        let frames = frames(&seat.snapshot);
        Self { seat, frames }
    }

    /// The next frame; `None` when the engine has stopped.
    ///
    /// # Panics
    /// When nothing comes, or it has been overtaken.
    pub async fn next(&mut self) -> Option<Value> {
        let mut news = self.seat.lane.news();
        while self.frames.is_empty() {
            let mut chunks = VecDeque::new();
            match self.seat.lane.take(&mut self.seat.cursor, &mut chunks) {
                Taken::Got => self.frames.extend(chunks.iter().flat_map(|chunk| frames(chunk))),
                Taken::Empty => in_time("a frame", news.changed()).await.ok()?,
                Taken::Closed => return None,
                Taken::Lagged => panic!("the reader was overtaken"),
            }
        }
        self.frames.pop_front()
    }

    /// The next snapshot, whatever comes before it.
    ///
    /// # Panics
    /// When none comes.
    pub async fn next_snapshot(&mut self) -> Value {
        loop {
            let frame = self.next().await.expect("the feed goes on");
            if frame["type"] == "snapshot" {
                return frame;
            }
        }
    }
}

fn frames(bytes: &[u8]) -> VecDeque<Value> {
    let decoder = serde_json::Deserializer::from_slice(bytes).into_iter();
    decoder.map(|frame| frame.expect("every frame is JSON")).collect()
}

fn snapshot(standing: &Standing, topics: Topics, out: &mut Vec<u8>) {
    serde_json::to_writer(&mut *out, &standing.snapshot(topics)).expect("a snapshot is JSON");
    out.push(b'\n');
}

fn delta(standing: &Standing, delta: &Delta, topics: Topics, out: &mut Vec<u8>) {
    if delta.write_native(&standing.stats, topics, out) {
        out.push(b'\n');
    }
}
