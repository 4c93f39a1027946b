//! The few words that the desktop itself shows, in the languages of the window.

use gauge_engine::Engine;
use tauri::{AppHandle, Manager};

use crate::preferences;

/// One language.
pub(crate) struct Words {
    pub(crate) show: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) next: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) quit: &'static str,
    pub(crate) live: &'static str,
    pub(crate) recording: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) lost: &'static str,
    pub(crate) reached: &'static str,
}

const ENGLISH: Words = Words {
    show: "Show or hide the window",
    copy: "Copy the overlay’s address",
    next: "Next profile",
    mark: "Mark this moment",
    quit: "Quit",
    live: "live",
    recording: "recording",
    offline: "offline",
    lost: "Source lost",
    reached: "Goal reached",
};

const GERMAN: Words = Words {
    show: "Fenster zeigen oder verbergen",
    copy: "Adresse des Overlays kopieren",
    next: "Nächstes Profil",
    mark: "Diesen Moment markieren",
    quit: "Beenden",
    live: "live",
    recording: "nimmt auf",
    offline: "offline",
    lost: "Quelle verloren",
    reached: "Ziel erreicht",
};

impl Words {
    /// In the language that the window has.
    pub(crate) fn of(app: &AppHandle) -> &'static Self {
        let chosen = preferences::all(app, &app.state::<Engine>())
            .ok()
            .and_then(|mut all| all.remove("language"));
        let is_german = match chosen.as_ref().and_then(|chosen| chosen.as_str()) {
            Some("de") => true,
            Some("en") => false,
            _ => system().starts_with("de"),
        };
        if is_german { &GERMAN } else { &ENGLISH }
    }
}

/// The system's language, as far as it says so in the environment.
fn system() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default()
}
