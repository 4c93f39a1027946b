//! Files that the user chooses, and what the page hands over to be kept in one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use gauge_model::{Fault, FaultCode};
use serde::Deserialize;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::{sync::oneshot, task::spawn_blocking};

/// What is in the file.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(untagged)]
pub(crate) enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

/// Has the user choose where, writes it there, and tells the path; `None` when he would rather not.
pub(crate) async fn save(app: &AppHandle, name: String, content: Content) -> Result<Option<String>, Fault> {
    let Some(path) = choose_target(app, name).await else {
        return Ok(None);
    };
    let target = path.clone();
    let written = spawn_blocking(move || write(Path::new(&target), &content)).await;
    written.map_err(|error| refuse(&error))??;
    Ok(Some(path))
}

/// The dialog has asked before it names a file that is there.
fn write(path: &Path, content: &Content) -> Result<(), Fault> {
    let bytes = match content {
        Content::Text(text) => text.as_bytes(),
        Content::Bytes(bytes) => bytes,
    };
    fs::write(path, bytes).map_err(|error| refuse(&error))
}

/// The user's folder for what is saved.
pub(crate) fn downloads(app: &AppHandle) -> Result<PathBuf, Fault> {
    let path = app.path();
    // A desktop without a setting for it has the folder all the same, or else at least a home.
    let folder = path.download_dir().or_else(|_| {
        let home = path.home_dir()?;
        let usual = home.join("Downloads");
        Ok(if usual.is_dir() { usual } else { home })
    });
    folder.map_err(|error: tauri::Error| refuse(&error))
}

/// Where the user wants a file to be written.
pub(crate) async fn choose_target(app: &AppHandle, name: String) -> Option<String> {
    let mut dialog = dialog(app).set_file_name(plain(&name));
    if let Ok(folder) = downloads(app) {
        dialog = dialog.set_directory(folder);
    }
    let (tell, chosen) = oneshot::channel();
    dialog.save_file(move |path| _ = tell.send(path));
    path_of(chosen).await
}

/// Which file the user wants to be read.
pub(crate) async fn choose_source(app: &AppHandle) -> Option<String> {
    let (tell, chosen) = oneshot::channel();
    dialog(app).pick_file(move |path| _ = tell.send(path));
    path_of(chosen).await
}

fn dialog(app: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file();
    match app.get_webview_window(crate::window::MAIN) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

async fn path_of(chosen: oneshot::Receiver<Option<FilePath>>) -> Option<String> {
    let path = chosen.await.ok()??.into_path().ok()?;
    Some(path.display().to_string())
}

fn refuse(error: &dyn std::error::Error) -> Fault {
    Fault::new(
        FaultCode::File,
        format!(
            "The file could not be saved: {error}. Choose another folder, or see this one’s rights and room."
        ),
    )
}

/// A name that every system takes, and that leads to no other folder.
fn plain(name: &str) -> String {
    let kept = |c: char| {
        if c.is_control() || "/\\:*?\"<>|".contains(c) {
            '-'
        } else {
            c
        }
    };
    let name: String = name.chars().map(kept).take(120).collect();
    let name = name.trim_matches(['.', ' ']);
    if name.is_empty() { "streamgauge" } else { name }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_no_other_folder() {
        for (given, name) in [
            ("luna 20-15.csv", "luna 20-15.csv"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("C:\\a\"b.csv", "C--a-b.csv"),
            (" .. ", "streamgauge"),
            ("نور 🌊.png", "نور 🌊.png"),
        ] {
            assert_eq!(plain(given), name, "{given}");
        }
    }

    #[test]
    fn what_cannot_be_written_says_what_to_do() {
        let content = Content::Text("a".to_owned());
        let fault = write(Path::new("/nowhere/at/all.csv"), &content).expect_err("there is no such folder");
        assert!(
            fault.message.contains("Choose another folder"),
            "{}",
            fault.message
        );
    }
}
