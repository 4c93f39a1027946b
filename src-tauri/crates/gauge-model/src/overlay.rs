//! Overlays, as they are seen from outside: how each fares in OBS, and those that the user made.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// What an overlay tells of itself over its socket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct OverlayReport {
    /// Its address without host and token: `/o/goal?look=ring`.
    pub address: String,
    /// Whether it is shown anywhere.
    pub visible: bool,
    /// Whether it is part of what goes on air; `None` where nobody says so.
    pub active: Option<bool>,
    /// ms from the app's newest word to its being drawn.
    pub delay: Option<u32>,
    /// How often it missed something since the page was opened: it was handed everything anew.
    pub missed: u64,
    /// The version of OBS's browser source; `None` in any other browser.
    pub obs: Option<String>,
    /// Whether OBS records, as it tells its pages.
    pub recording: Option<bool>,
    /// Whether OBS streams, as it tells its pages.
    pub streaming: Option<bool>,
}

/// How one overlay fares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct OverlayHealth {
    /// Its address without host and token: `/o/goal?look=ring`.
    pub address: String,
    /// Whether it has a connection. One that is gone is remembered for an hour.
    pub connected: bool,
    /// Connected, or gone, since, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub since: Millis,
    /// Whether it is shown anywhere; of one that is gone, what it said last.
    pub visible: bool,
    /// Shown, or hidden, since, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub visible_since: Millis,
    /// Whether it is part of what goes on air; `null` where nobody says so.
    pub active: Option<bool>,
    /// ms from the app's newest word to its being drawn; `null` before anything was drawn.
    pub delay: Option<u32>,
    /// How often it missed something since the page was opened. It was handed everything anew, so its numbers are right.
    #[cfg_attr(test, ts(type = "number"))]
    pub missed: u64,
    /// The version of OBS's browser source; `null` in any other browser.
    pub obs: Option<String>,
    /// Whether OBS records, as it tells its pages.
    pub recording: Option<bool>,
    /// Whether OBS streams, as it tells its pages.
    pub streaming: Option<bool>,
}

/// An overlay that the user made: a folder of pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct OwnOverlay {
    /// The folder's name.
    pub name: String,
    /// Where it lies.
    pub folder: String,
    /// Its address for OBS, with its token; `null` while the port is somebody else's.
    pub address: Option<String>,
}

/// Who has most of something just now: what a leaderboard on stream asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BoardWish {
    /// Of what.
    pub by: crate::Score,
    /// In these sessions together; `null`: of all times.
    #[serde(default)]
    pub sessions: Option<Vec<u64>>,
    /// Rows at most.
    pub limit: u32,
}

impl BoardWish {
    /// Rows of a live leaderboard, and sessions in it, at most.
    pub const MOST: usize = 50;

    /// The same wish, in the one way in which it is written.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.limit = self.limit.min(u32::try_from(Self::MOST).unwrap_or(u32::MAX));
        if let Some(sessions) = &mut self.sessions {
            sessions.sort_unstable();
            sessions.dedup();
            sessions.truncate(Self::MOST);
        }
        self
    }
}
