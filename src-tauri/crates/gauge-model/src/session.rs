//! A session: one broadcast on one channel. It survives reconnects and restarts inside a grace period.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, EventKind, Millis, Numbers, StreamEvent};

/// One broadcast on one channel, as it is shown and kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Session {
    /// Unique in a profile; later sessions have larger ones.
    pub id: u64,
    /// Where.
    pub channel: ChannelId,
    /// Stream time of its first sign of life, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub started_at: Millis,
    /// Stream time of its end, ms UTC; `null` while it runs.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub ended_at: Option<Millis>,
    /// Viewers on average over the time in which they were known; `null` if they never were.
    pub viewers_average: Option<u64>,
    /// Spans in which its source was away.
    pub gaps: Vec<Gap>,
}

/// A span of stream time without data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Gap {
    /// Its beginning, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub from: Millis,
    /// Its end, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub to: Millis,
}

/// A session with its numbers, for lists and reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SessionReport {
    /// The session.
    pub session: Session,
    /// Its numbers: of its end, or of now while it runs.
    pub numbers: Numbers,
}

/// A session as it goes on. `alive_at` and `offline_since` are of our own clock: a recording from another year
/// must not look like a broadcast that ended long ago.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Broadcast {
    /// The session's id.
    pub id: u64,
    /// Stream time of the first sign of life.
    pub started_at: Millis,
    /// Stream time of the end.
    pub ended_at: Option<Millis>,
    /// When we last knew that it went on.
    pub alive_at: Millis,
    /// Since when the platform says that it is off, and the stream time of that.
    pub offline_since: Option<(Millis, Millis)>,
    /// Viewers times milliseconds, over the time in which viewers were known.
    pub viewer_ms: u64,
    /// That time.
    pub known_ms: u64,
    /// When its source last had a connection; for gaps.
    pub source_alive_at: Option<Millis>,
    /// At most [`Broadcast::GAPS`].
    pub gaps: Vec<Gap>,
    /// Whether its numbers were set to zero by hand: it stands in the history as it was then, and nothing is added.
    #[serde(default)]
    pub closed: bool,
}

/// When a broadcast is still the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SessionRules {
    /// How long it may be silent or offline, seconds: 0 to 86 400, 600 unless set (ARCHITECTURE 4).
    pub grace_s: u32,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self { grace_s: 600 }
    }
}

impl SessionRules {
    /// The longest grace period, seconds.
    pub const LONGEST: u32 = 86_400;

    /// Whether they are within their bounds.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.grace_s <= Self::LONGEST
    }

    pub(crate) fn grace_ms(self) -> Millis {
        Millis::from(self.grace_s) * 1000
    }
}

impl Broadcast {
    /// A source that was away for less than this, ms, has left no gap worth drawing.
    const SHORTEST_GAP: Millis = 15_000;
    const GAPS: usize = 500;

    pub(crate) fn new(id: u64, started_at: Millis, now: Millis) -> Self {
        Self {
            id,
            started_at,
            ended_at: None,
            alive_at: now,
            offline_since: None,
            viewer_ms: 0,
            known_ms: 0,
            source_alive_at: None,
            gaps: Vec::new(),
            closed: false,
        }
    }

    /// Whether it has ended, or nobody has known of it for longer than the grace period.
    pub(crate) fn is_over(&self, now: Millis, grace: Millis) -> bool {
        self.ended_at.is_some() || now.saturating_sub(self.alive_at) >= grace || self.is_off(now, grace)
    }

    fn is_off(&self, now: Millis, grace: Millis) -> bool {
        self.offline_since
            .is_some_and(|(since, _)| now.saturating_sub(since) >= grace)
    }

    /// Ends it if it is over; `last` is the stream time of the newest event.
    pub(crate) fn end_if_over(&mut self, now: Millis, grace: Millis, last: Millis) -> bool {
        if self.ended_at.is_some() || !self.is_over(now, grace) {
            return false;
        }
        self.ended_at = Some(self.offline_since.map_or(last, |(_, at)| at).max(self.started_at));
        true
    }

    /// Its source has a connection at `now`; `stream_now` is the stream time of that.
    pub(crate) fn source_is_alive(&mut self, now: Millis, stream_now: Millis) {
        let away = now - self.source_alive_at.unwrap_or(now);
        if away > Self::SHORTEST_GAP && self.gaps.len() < Self::GAPS {
            self.gaps.push(Gap {
                from: stream_now - away,
                to: stream_now,
            });
        }
        self.source_alive_at = Some(now);
        self.alive_at = now;
    }

    /// So many watched for so long, ms.
    pub(crate) fn watched(&mut self, viewers: u64, ms: u64) {
        self.viewer_ms = self.viewer_ms.saturating_add(viewers.saturating_mul(ms));
        self.known_ms = self.known_ms.saturating_add(ms);
    }

    /// As it is shown and kept.
    #[must_use]
    pub fn session(&self, channel: &ChannelId) -> Session {
        Session {
            id: self.id,
            channel: channel.clone(),
            started_at: self.started_at,
            ended_at: self.ended_at,
            viewers_average: self.viewer_ms.checked_div(self.known_ms),
            gaps: self.gaps.clone(),
        }
    }
}

/// Whether an event shows that a broadcast is on. After its end people go on chatting, so then only the platform's
/// own word, or viewers, count.
pub(crate) fn is_sign_of_life(event: &StreamEvent, live: Option<bool>) -> bool {
    match &event.kind {
        EventKind::Stream { live } => *live,
        EventKind::Viewers { count } => live != Some(false) || *count > 0,
        EventKind::FollowerTotal { .. }
        | EventKind::Title { .. }
        | EventKind::Recording { .. }
        | EventKind::Trigger { .. }
        | EventKind::Action(_)
        | EventKind::Clear { .. }
        | EventKind::Custom { .. }
        | EventKind::SensorEvent(_)
        | EventKind::TimerEvent(_)
        | EventKind::RunUpdate(_)
        | EventKind::Status(_) => false,
        _ => live != Some(false),
    }
}
