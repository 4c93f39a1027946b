//! Files that the page hands over to be kept, into the downloads folder and never over another; and files that the
//! user chooses.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

use gauge_model::{Fault, FaultCode};
use serde::Deserialize;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

/// How many files of one name are tried.
const MOST: u32 = 1000;

/// What is in the file.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(untagged)]
pub(crate) enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

/// Writes a new file and tells its path.
pub(crate) fn save(app: &AppHandle, name: &str, content: &Content) -> Result<String, Fault> {
    let bytes = match content {
        Content::Text(text) => text.as_bytes(),
        Content::Bytes(bytes) => bytes,
    };
    let written = write_new(&downloads(app)?, &plain(name), bytes).map_err(|error| refuse(&error))?;
    Ok(written.display().to_string())
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
        format!("The file could not be saved: {error}. See the downloads folder and its rights."),
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

fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let dot = if ending.is_empty() { "" } else { "." };
    let mut number = 1;
    loop {
        let path = match number {
            1 => folder.join(name),
            _ => folder.join(format!("{stem} ({number}){dot}{ending}")),
        };
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST => number += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{plain, write_new};

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
    fn nothing_is_overwritten() {
        let folder = std::env::temp_dir().join(format!("streamgauge-save-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let names: Vec<String> = ["one", "two", "three"]
            .iter()
            .map(|text| write_new(&folder, "a.csv", text.as_bytes()).expect("it is written"))
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["a.csv", "a (2).csv", "a (3).csv"]);
        let read = |name: &String| fs::read_to_string(folder.join(name)).expect("it is there");
        assert_eq!(
            names.iter().map(read).collect::<Vec<_>>(),
            ["one", "two", "three"]
        );
        fs::remove_dir_all(&folder).expect("it goes");
    }
}
