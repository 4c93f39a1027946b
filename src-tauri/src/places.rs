//! Folders and pages that the desktop opens.

use gauge_engine::Engine;
use gauge_model::Fault;
use serde::Deserialize;
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

use crate::{desktop::refuse, files};

/// A folder that may be of interest.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Folder {
    /// Profiles, backups, tokens.
    Data,
    /// What the app wrote about itself.
    Logs,
    /// Where saved files go.
    Downloads,
}

pub(crate) fn open_folder(app: &AppHandle, engine: &Engine, folder: Folder) -> Result<(), Fault> {
    let path = match folder {
        Folder::Data => engine.data_dir(),
        Folder::Logs => engine.data_dir().join("logs"),
        Folder::Downloads => files::downloads(app)?,
    };
    let opened = app.opener().open_path(path.display().to_string(), None::<&str>);
    opened.map_err(|error| {
        refuse(format!(
            "The folder does not open: {error}. It is {}.",
            path.display()
        ))
    })
}

/// Only pages: an address of another kind could start a program.
pub(crate) fn open_link(app: &AppHandle, url: &str) -> Result<(), Fault> {
    if !(url.starts_with("https://") || url.starts_with("http://127.0.0.1:")) {
        return Err(refuse("Only pages of the web can be opened."));
    }
    let opened = app.opener().open_url(url, None::<&str>);
    opened.map_err(|error| refuse(format!("The page does not open: {error}. It is {url}.")))
}
