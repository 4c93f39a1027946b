//! Playing a recording: the same events at the same distances, or faster.

use std::{str::FromStr, time::Duration};

use gauge_model::{ChannelId, EventKind, Millis, SourceState, SourceStatus, StreamEvent};
use tokio::time::{Instant, sleep_until};

use crate::{Recording, RecordingError, Sink};

/// How fast a recording is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// So many times as fast as it happened.
    Times(f64),
    /// As fast as it can be counted.
    Max,
}

/// A text is no speed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a speed is a number from 0.01 to 1000000 (1 is as it happened, 10 ten times as fast) or the word max"
)]
pub struct SpeedError;

impl FromStr for Speed {
    type Err = SpeedError;

    fn from_str(text: &str) -> Result<Self, SpeedError> {
        if text == "max" {
            return Ok(Speed::Max);
        }
        match text.parse() {
            Ok(times) if (0.01..=1e6).contains(&times) => Ok(Speed::Times(times)),
            _ => Err(SpeedError),
        }
    }
}

/// How a recording is played.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How fast.
    pub speed: Speed,
    /// The part at the beginning that is played at once, ms.
    pub preroll: Millis,
    /// Whether times are moved so that the end of the preroll is now.
    pub as_of_now: Option<Millis>,
    /// Whether events are marked as made up.
    pub simulated: bool,
    /// Whether it begins again, after the preroll, when it ends.
    pub endless: bool,
}

/// Events handed over at once when nothing has to be waited for.
const BATCH: usize = 256;

/// Plays it into `sink`; `kind` is the source's kind. Returns when it is over or the profile has been closed.
///
/// # Errors
/// [`RecordingError`] when the file changed after it was checked.
pub async fn play(recording: &Recording, kind: &str, plan: Plan, sink: &Sink) -> Result<(), RecordingError> {
    let mut player = Player {
        kind,
        plan,
        sink,
        statuses: Vec::new(),
        lap: 0,
        shift: 0,
        start: None,
        batch: Vec::new(),
    };
    let mut result = Ok(true);
    while let Ok(true) = result {
        result = player.lap(recording).await;
        if !plan.endless {
            break;
        }
        player.lap += 1;
    }
    for channel in std::mem::take(&mut player.statuses) {
        sink.status(SourceStatus::new(kind, channel, SourceState::Idle))
            .await;
    }
    result.map(|_| ())
}

struct Player<'a> {
    kind: &'a str,
    plan: Plan,
    sink: &'a Sink,
    /// Channels that have been announced as live.
    statuses: Vec<ChannelId>,
    lap: u64,
    shift: Millis,
    /// Stream time and our time at which the paced part began.
    start: Option<(Millis, Instant)>,
    batch: Vec<StreamEvent>,
}

impl Player<'_> {
    /// Plays it through once. False when the profile has been closed.
    async fn lap(&mut self, recording: &Recording) -> Result<bool, RecordingError> {
        let mut begin = None;
        for line in recording.lines()? {
            for mut event in line? {
                let begin = *begin.get_or_insert_with(|| self.begin_lap(event.at));
                let is_preroll = event.at < begin + self.plan.preroll;
                if is_preroll && self.lap > 0 {
                    continue;
                }
                if !is_preroll && !self.wait_for(event.at).await {
                    return Ok(false);
                }
                self.adapt(&mut event);
                self.announce(&event.channel).await;
                self.batch.push(event);
                if self.batch.len() >= BATCH && !self.flush().await {
                    return Ok(false);
                }
            }
        }
        Ok(self.flush().await)
    }

    fn begin_lap(&mut self, first: Millis) -> Millis {
        match (self.plan.as_of_now, self.start) {
            (Some(now), None) => self.shift = now - (first + self.plan.preroll),
            (Some(_), Some((stream, wall))) => {
                // The next lap goes on where the last one ended.
                let played = Millis::try_from(wall.elapsed().as_millis()).unwrap_or(0);
                self.shift += stream + played - (first + self.plan.preroll);
            }
            (None, _) => {}
        }
        self.start = None;
        first
    }

    /// Waits until an event is due. False when the profile has been closed.
    async fn wait_for(&mut self, at: Millis) -> bool {
        let (first, start) = *self.start.get_or_insert_with(|| (at, Instant::now()));
        let Speed::Times(times) = self.plan.speed else {
            return true;
        };
        #[expect(clippy::cast_precision_loss, reason = "ms of one recording")]
        let after = Duration::from_secs_f64((at - first).max(0) as f64 / 1000.0 / times);
        let due = start + after;
        if due <= Instant::now() {
            return true;
        }
        let open = self.flush().await;
        sleep_until(due).await;
        open
    }

    fn adapt(&self, event: &mut StreamEvent) {
        event.at += self.shift;
        event.simulated = self.plan.simulated;
        if self.lap == 0 {
            return;
        }
        // Another lap is other events, and other streaks.
        let lap = self.lap;
        event.id = event.id.take().map(|id| format!("{id}~{lap}").into());
        if let EventKind::Gift(gift) = &mut event.kind {
            gift.combo = gift.combo.take().map(|combo| format!("{combo}~{lap}").into());
        }
    }

    async fn announce(&mut self, channel: &ChannelId) {
        if !self.statuses.contains(channel) {
            self.statuses.push(channel.clone());
            self.sink
                .status(SourceStatus::new(self.kind, channel.clone(), SourceState::Live))
                .await;
        }
    }

    async fn flush(&mut self) -> bool {
        self.sink.events(std::mem::take(&mut self.batch)).await
    }
}
