//! Keys that work whatever window has the focus. None is taken unless the user says so.

use std::sync::{Mutex, PoisonError};

use gauge_model::Fault;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{GlobalShortcut, GlobalShortcutExt, Shortcut, ShortcutState};

use crate::{action::Action, desktop::refuse};

/// Which keys do what; `null` for none. Written like `Ctrl+Alt+M`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(default)]
pub(crate) struct HotKeys {
    mark: Option<String>,
    reset: Option<String>,
    next_profile: Option<String>,
}

/// A key that another program has, or that this desktop does not give.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub(crate) struct RefusedKey {
    keys: String,
    why: String,
}

/// Keys that were refused when the app started: nobody was there to be told.
#[derive(Default)]
pub(crate) struct Refused(Mutex<Vec<RefusedKey>>);

impl HotKeys {
    fn each(&self) -> impl Iterator<Item = (Action, &str)> {
        [
            (Action::Mark, &self.mark),
            (Action::Reset, &self.reset),
            (Action::NextProfile, &self.next_profile),
        ]
        .into_iter()
        .filter_map(|(action, keys)| Some((action, keys.as_deref()?)))
    }
}

/// Why which key is not taken.
pub(crate) fn refused(app: &AppHandle) -> Vec<RefusedKey> {
    let refused = app.state::<Refused>();
    refused.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Takes what can be taken when the app starts, and notes the rest.
pub(crate) fn start(app: &AppHandle, wanted: &HotKeys) {
    app.manage(Refused::default());
    let plugin = tauri_plugin_global_shortcut::Builder::new().build();
    if let Err(error) = app.plugin(plugin) {
        tracing::warn!(%error, "this desktop gives no hot keys");
    }
    let failed: Vec<RefusedKey> = wanted
        .each()
        .filter_map(|(action, keys)| {
            let why = take_one(app, action, keys).err()?.message;
            tracing::warn!(keys, why, "a hot key is not taken");
            Some(RefusedKey {
                keys: keys.to_owned(),
                why,
            })
        })
        .collect();
    note(app, failed);
}

fn note(app: &AppHandle, failed: Vec<RefusedKey>) {
    let refused = app.state::<Refused>();
    *refused.0.lock().unwrap_or_else(PoisonError::into_inner) = failed;
}

/// Gives the old keys back and takes the new ones: all of them, or the old ones again.
pub(crate) fn take(app: &AppHandle, before: &HotKeys, wanted: &HotKeys) -> Result<(), Fault> {
    if before == wanted {
        return Ok(());
    }
    let given_back = given(app).and_then(|given| {
        given
            .unregister_all()
            .map_err(|error| refuse(format!("The old hot keys could not be given back: {error}.")))
    });
    if wanted.each().next().is_none() {
        note(app, Vec::new());
        return Ok(());
    }
    given_back?;
    let taken = wanted
        .each()
        .try_for_each(|(action, keys)| take_one(app, action, keys));
    if taken.is_err() {
        _ = given(app)?.unregister_all();
        for (action, keys) in before.each() {
            _ = take_one(app, action, keys);
        }
    } else {
        note(app, Vec::new());
    }
    taken
}

fn given(app: &AppHandle) -> Result<&GlobalShortcut<tauri::Wry>, Fault> {
    app.try_state::<GlobalShortcut<tauri::Wry>>()
        .map(|_| app.global_shortcut())
        .ok_or_else(|| {
            refuse("This desktop gives no hot keys to programs. Use its own settings, or a key in OBS.")
        })
}

fn take_one(app: &AppHandle, action: Action, keys: &str) -> Result<(), Fault> {
    let given = given(app)?;
    let shortcut: Shortcut = keys.parse().map_err(|_| {
        refuse(format!(
            "“{keys}” is no key. Hold Ctrl, Alt or Shift and press another key."
        ))
    })?;
    if shortcut.mods.is_empty() {
        return Err(refuse(format!(
            "“{keys}” alone would be taken from every program. Add Ctrl, Alt or Shift."
        )));
    }
    if given.is_registered(shortcut) {
        return Err(refuse(format!(
            "“{keys}” does something else here already. Choose another key."
        )));
    }
    let pressed = move |app: &AppHandle, _: &Shortcut, event: tauri_plugin_global_shortcut::ShortcutEvent| {
        if event.state == ShortcutState::Pressed {
            action.start(app);
        }
    };
    given.on_shortcut(shortcut, pressed).map_err(|error| {
        refuse(format!(
            "“{keys}” is taken by another program, or not given by this desktop ({error}). Choose another key."
        ))
    })
}
