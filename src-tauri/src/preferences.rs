//! What the user chose about the window itself, kept by tauri-plugin-store in the data folder. What belongs to a
//! profile stands in the profile.

use std::sync::Arc;

use gauge_engine::Engine;
use gauge_model::{Fault, FaultCode};
use serde_json::{Map, Value};
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt};

const FILE: &str = "preferences.json";

/// All of it.
pub(crate) fn all(app: &AppHandle, engine: &Engine) -> Result<Map<String, Value>, Fault> {
    Ok(store(app, engine)?.entries().into_iter().collect())
}

/// Keeps one choice, at once.
pub(crate) fn keep(app: &AppHandle, engine: &Engine, key: String, value: Value) -> Result<(), Fault> {
    let store = store(app, engine)?;
    store.set(key, value);
    store.save().map_err(|error| refuse(&error))
}

fn store(app: &AppHandle, engine: &Engine) -> Result<Arc<Store<Wry>>, Fault> {
    app.store(engine.data_dir().join(FILE))
        .map_err(|error| refuse(&error))
}

fn refuse(error: &tauri_plugin_store::Error) -> Fault {
    Fault::new(
        FaultCode::Storage,
        format!("The preference could not be kept: {error}. See the data folder’s rights."),
    )
}
