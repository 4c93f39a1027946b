//! What the user chose about the window itself, kept by tauri-plugin-store in the data folder. What belongs to a
//! profile stands in the profile.

use std::sync::Arc;

use gauge_engine::Engine;
use gauge_model::{Fault, FaultCode};
use serde_json::{Map, Value};
use tauri::{AppHandle, State, Wry};
use tauri_plugin_store::{Store, StoreExt};

const FILE: &str = "preferences.json";

#[tauri::command]
pub(crate) fn load_preferences(
    app: AppHandle,
    engine: State<'_, Engine>,
) -> Result<Map<String, Value>, Fault> {
    Ok(store(&app, &engine)?.entries().into_iter().collect())
}

#[tauri::command]
pub(crate) fn save_preference(
    app: AppHandle,
    engine: State<'_, Engine>,
    key: String,
    value: Value,
) -> Result<(), Fault> {
    let store = store(&app, &engine)?;
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
