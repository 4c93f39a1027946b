//! How the app behaves on this desktop: one value among the preferences.

use gauge_engine::Engine;
use gauge_model::Fault;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;

use crate::{desktop::refuse, hot_keys, preferences};

/// Where they stand among the preferences.
const KEY: &str = "desktop";

/// What the user chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, rename = "DesktopSettings"))]
#[serde(default)]
pub(crate) struct Settings {
    /// Closing the window leaves the app in the tray, where there is one.
    pub(crate) close_to_tray: bool,
    /// It starts when the user signs in. The system keeps this one.
    pub(crate) start_with_system: bool,
    /// A notification when a source that was connected is lost.
    pub(crate) notify_source_lost: bool,
    /// A notification when a goal is reached.
    pub(crate) notify_goal_reached: bool,
    /// Keys that work whatever window has the focus.
    pub(crate) hot_keys: hot_keys::HotKeys,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            close_to_tray: false,
            start_with_system: false,
            notify_source_lost: true,
            notify_goal_reached: false,
            hot_keys: hot_keys::HotKeys::default(),
        }
    }
}

/// As they are now.
pub(crate) fn load(app: &AppHandle, engine: &Engine) -> Result<Settings, Fault> {
    let kept = preferences::all(app, engine)?.remove(KEY);
    // What an older or newer version wrote and this one cannot read is as if nothing had been chosen.
    let mut settings: Settings = kept
        .and_then(|kept| serde_json::from_value(kept).ok())
        .unwrap_or_default();
    settings.start_with_system = app.autolaunch().is_enabled().unwrap_or(false);
    Ok(settings)
}

/// Behaves like this from now on. What the desktop refuses is not kept.
pub(crate) fn set(app: &AppHandle, engine: &Engine, settings: &Settings) -> Result<(), Fault> {
    let before = load(app, engine)?;
    hot_keys::take(app, &before.hot_keys, &settings.hot_keys)?;
    if before.start_with_system != settings.start_with_system {
        let autostart = app.autolaunch();
        let done = if settings.start_with_system {
            autostart.enable()
        } else {
            autostart.disable()
        };
        done.map_err(|error| {
            refuse(format!(
                "The system does not change what it starts: {error}. Add Streamgauge to its list by hand."
            ))
        })?;
    }
    preferences::keep(app, engine, KEY.to_owned(), json!(settings))
}
