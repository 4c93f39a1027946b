//! OBS Studio, as the window shows and sets it.

use serde::{Deserialize, Serialize};

use crate::Secret;

/// Where this computer's OBS is reached, as it is shown: never with its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ObsSettings {
    /// Whether it is connected to at all.
    pub enabled: bool,
    /// `127.0.0.1`, or another computer's name or address.
    pub host: String,
    /// As in OBS under Tools, WebSocket Server Settings; 4455 unless changed there.
    pub port: u16,
    /// Whether a password is kept.
    pub has_password: bool,
    /// The newest file of its raw frames since the program began.
    pub capture: Option<String>,
    /// Whether that file still grows.
    pub capturing: bool,
}

/// Where OBS is reached, with its password. It is kept beside the tokens, never in a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObsPlace {
    /// As in [`ObsSettings`].
    pub enabled: bool,
    /// As in [`ObsSettings`].
    pub host: String,
    /// As in [`ObsSettings`].
    pub port: u16,
    /// Empty when OBS asks for none.
    pub password: Secret,
}

impl Default for ObsPlace {
    fn default() -> Self {
        Self {
            enabled: false,
            host: "127.0.0.1".to_owned(),
            port: 4455,
            password: Secret(String::new()),
        }
    }
}

impl ObsPlace {
    /// As it is shown; nothing is captured.
    #[must_use]
    pub fn settings(&self) -> ObsSettings {
        ObsSettings {
            enabled: self.enabled,
            host: self.host.clone(),
            port: self.port,
            has_password: !self.password.0.is_empty(),
            capture: None,
            capturing: false,
        }
    }

    /// Why OBS cannot be there; `None` when it can.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if self.host.is_empty() || self.host.len() > 253 || !self.host.chars().all(is_host) {
            Some("OBS's host is a name or an address, such as 127.0.0.1. Take what stands before the port.")
        } else if self.port == 0 {
            Some("OBS's port is between 1 and 65535. Look in OBS under Tools, WebSocket Server Settings.")
        } else {
            None
        }
    }
}

/// What is known of OBS just now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ObsState {
    /// Whether there is a connection; without one nothing below is known.
    pub connected: bool,
    /// `29.0.2`
    pub version: Option<String>,
    /// Whether a recording is under way, also while it is paused.
    pub recording: Option<bool>,
    /// Whether the recording is paused.
    pub paused: bool,
    /// Whether OBS sends a stream anywhere.
    pub streaming: Option<bool>,
    /// Whether the replay buffer runs; `null` when it is not set up in OBS.
    pub replay_buffer: Option<bool>,
    /// The file of the newest saved replay.
    pub last_replay: Option<String>,
    /// Whether chapters can be set in recordings (OBS 30.2 and newer).
    pub has_chapters: bool,
    /// Frames per second.
    pub fps: Option<f64>,
    /// Percent of all processors.
    pub cpu: Option<f64>,
    /// Megabytes left where it records to.
    pub disk_free: Option<f64>,
    /// Frames that were not encoded in time, since OBS started.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub skipped_frames: Option<u64>,
}

/// OBS's scenes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ObsScenes {
    /// The one that is shown.
    pub current: Option<String>,
    /// All, the topmost first.
    pub scenes: Vec<String>,
    /// Whether this OBS has browser sources; without, overlays' addresses can only be copied.
    pub browser_sources: bool,
}

/// A page of ours as a browser source of a scene.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct OverlayInScene {
    /// The scene's name.
    pub scene: String,
    /// One of our pages, with its token.
    pub url: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}
