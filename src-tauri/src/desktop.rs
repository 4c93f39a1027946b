//! The one list of what only the desktop can do: the window's own wishes. What is asked of the numbers is an
//! [`gauge_model::Ask`].

use gauge_engine::Engine;
use gauge_model::{Fault, FaultCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tauri::{AppHandle, State};

use crate::{files, hot_keys, places, preferences, settings, tray};

/// What the window wishes of the desktop.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "wish", rename_all = "snake_case")]
pub(crate) enum Wish {
    /// How the app behaves on this desktop. Answer: [`Desktop`].
    Desktop,
    /// Behave like this from now on. Answer: [`Desktop`].
    SetDesktop { settings: settings::Settings },
    /// Lets the user choose where this is kept, and writes it there. Answer: its path, or `null`.
    SaveFile { name: String, content: files::Content },
    /// Lets the user choose a file to write, with this name to begin with. Answer: its path, or `null`.
    ChooseTarget { name: String },
    /// Lets the user choose a file to read. Answer: its path, or `null`.
    ChooseSource,
    /// Opens a folder where the desktop shows folders. Answer: `null`.
    OpenFolder { folder: places::Folder },
    /// Opens a page in the user's browser. Answer: `null`.
    OpenLink { url: String },
    /// What the user chose about the window itself. Answer: an object.
    Preferences,
    /// Keeps one such choice. Answer: `null`.
    Prefer {
        key: String,
        #[cfg_attr(test, ts(type = "unknown"))]
        value: Value,
    },
}

/// How the app behaves on this desktop, and what of it the desktop can do.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub(crate) struct Desktop {
    /// As the user chose.
    settings: settings::Settings,
    /// Whether this desktop has a tray: without one the window is closed for good.
    tray: bool,
    /// Why which hot key is not taken.
    refused_keys: Vec<hot_keys::RefusedKey>,
}

/// What comes back.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Granted {
    Desktop(Desktop),
    Path(Option<String>),
    Preferences(Map<String, Value>),
    Done,
}

#[tauri::command]
pub(crate) async fn wish(app: AppHandle, engine: State<'_, Engine>, wish: Wish) -> Result<Granted, Fault> {
    match wish {
        Wish::Desktop => desktop(&app, &engine).map(Granted::Desktop),
        Wish::SetDesktop { settings } => {
            settings::set(&app, &engine, &settings)?;
            desktop(&app, &engine).map(Granted::Desktop)
        }
        Wish::SaveFile { name, content } => files::save(&app, name, content).await.map(Granted::Path),
        Wish::ChooseTarget { name } => Ok(Granted::Path(files::choose_target(&app, name).await)),
        Wish::ChooseSource => Ok(Granted::Path(files::choose_source(&app).await)),
        Wish::OpenFolder { folder } => places::open_folder(&app, &engine, folder).map(|()| Granted::Done),
        Wish::OpenLink { url } => places::open_link(&app, &url).map(|()| Granted::Done),
        Wish::Preferences => preferences::all(&app, &engine).map(Granted::Preferences),
        Wish::Prefer { key, value } => {
            preferences::keep(&app, &engine, key, value)?;
            tray::speak(&app);
            Ok(Granted::Done)
        }
    }
}

fn desktop(app: &AppHandle, engine: &Engine) -> Result<Desktop, Fault> {
    Ok(Desktop {
        settings: settings::load(app, engine)?,
        tray: tray::is_there(app),
        refused_keys: hot_keys::refused(app),
    })
}

/// The desktop does not do it; the words say what to do instead.
pub(crate) fn refuse(words: impl std::fmt::Display) -> Fault {
    Fault::new(FaultCode::Desktop, words)
}
