//! The window: Tauri, kept thin. Nothing is lost when it is absent.

use std::{path::Path, sync::Mutex};

use tauri::{App, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder};

use crate::{
    bridge, files,
    flags::Flags,
    preferences,
    start::{Started, asked_to_end, runtime, start},
};

/// Runs until the window is closed or a signal comes.
pub(crate) fn run(flags: Flags) -> Result<(), String> {
    if !has_display() {
        return Err(
            "There is no display to show a window on (DISPLAY and WAYLAND_DISPLAY name none that answers). Start it with --headless to run without one."
                .to_owned(),
        );
    }
    let runtime = runtime()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let asked_to_end = {
        let _inside = runtime.enter();
        asked_to_end()
    };
    let started = runtime.block_on(start(&flags))?;
    let data_dir = started.engine.data_dir();
    let (replayed, exit_when_done) = (std::sync::Arc::clone(&started.replayed), flags.exit_when_done);
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_store::Builder::new().build())
        .manage(started.engine.clone())
        .manage(started.desk.clone())
        .manage(bridge::Watching::default())
        .invoke_handler(tauri::generate_handler![
            bridge::ask,
            bridge::watch,
            files::save_file,
            preferences::load_preferences,
            preferences::save_preference
        ])
        .setup(move |app| {
            open_window(app, &data_dir)?;
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(async move {
                tokio::select! {
                    () = asked_to_end => {}
                    () = replayed.notified(), if exit_when_done => {}
                }
                handle.exit(0);
            });
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| format!("The window cannot be made: {error}."))?;
    let started = Mutex::new(Some(started));
    app.run(move |app, event| {
        if let RunEvent::Exit = event {
            app.state::<bridge::Watching>().end();
            stop(&runtime, &started);
        }
    });
    Ok(())
}

fn open_window(app: &App, data_dir: &Path) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Streamgauge")
        .inner_size(1280.0, 720.0)
        .min_inner_size(860.0, 560.0)
        .data_directory(data_dir.join("webview"))
        .on_navigation(is_ours)
        .build()?;
    Ok(())
}

/// The page itself and the overlays that it shows in frames: what comes from elsewhere must not sit in this window.
fn is_ours(url: &tauri::Url) -> bool {
    let is_overlay = url.host_str() == Some("127.0.0.1") && url.path().starts_with("/o/");
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost") || is_overlay
}

fn stop(runtime: &tokio::runtime::Runtime, started: &Mutex<Option<Started>>) {
    let started = started.lock().ok().and_then(|mut started| started.take());
    if let Some(started) = started
        && let Err(why) = runtime.block_on(started.stop())
    {
        crate::log::complain(&why);
    }
}

/// Whether somebody listens where the environment says that the display is: the toolkit itself would panic.
#[cfg(target_os = "linux")]
fn has_display() -> bool {
    use std::os::unix::net::UnixStream;
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if set("WAYLAND_DISPLAY").is_some() {
        return true;
    }
    let Some(display) = set("DISPLAY") else {
        return false;
    };
    // A screen of another computer is for the toolkit to find.
    let Some(local) = display.strip_prefix(':') else {
        return true;
    };
    let number = local.split('.').next().unwrap_or(local);
    UnixStream::connect(format!("/tmp/.X11-unix/X{number}")).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn has_display() -> bool {
    true
}
