//! The window: Tauri, kept thin. Nothing is lost when it is absent.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use gauge_engine::{DataDir, Engine};
use tauri::{App, AppHandle, Builder, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder, WindowEvent, Wry};
use tauri_plugin_window_state::StateFlags;
use tokio::{runtime::Runtime, sync::Notify};

use crate::{
    bridge, desktop,
    flags::Flags,
    hot_keys,
    instance::{self, Claim, Door},
    news, notify, settings,
    start::{BROKE_DOWN, Started, asked_to_end, data_root, runtime, start},
    tray,
};

/// The window's label.
pub(crate) const MAIN: &str = "main";

/// Runs until the window is closed or a signal comes; a second start shows the first one's window and ends.
pub(crate) fn run(flags: Flags) -> Result<(), String> {
    if !has_display() {
        return Err(
            "There is no display to show a window on (DISPLAY and WAYLAND_DISPLAY name none that answers). Start it with --headless to run without one."
                .to_owned(),
        );
    }
    let runtime = runtime()?;
    let Some((data, door)) = runtime.block_on(claim(&flags))? else {
        return Ok(());
    };
    tauri::async_runtime::set(runtime.handle().clone());
    let asked_to_end = {
        let _inside = runtime.enter();
        asked_to_end()
    };
    let started = runtime.block_on(start(&flags, data))?;
    let replayed = Arc::clone(&started.replayed);
    let engine = started.engine.clone();
    let end = async move {
        tokio::select! {
            () = asked_to_end => 0,
            () = replayed.notified(), if flags.exit_when_done => 0,
            () = engine.ended() => {
                crate::log::complain(BROKE_DOWN);
                1
            }
        }
    };
    let app = build(&started, door, end)?;
    let running = Mutex::new(Some((runtime, started)));
    app.run(move |app, event| match event {
        RunEvent::Exit => {
            app.state::<bridge::Watching>().end();
            stop(&running);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => show(app),
        _ => {}
    });
    Ok(())
}

/// The folder and the door beside it; `None` where another's window is shown instead.
async fn claim(flags: &Flags) -> Result<Option<(DataDir, Door)>, String> {
    let root = data_root(flags);
    // Who wants another profile or a recording means a program of its own, and is told that there is none.
    let claimed = if flags.profile.is_some() || flags.replay.is_some() {
        DataDir::claim(&root).map(|data| Claim::First(data, Door::default()))
    } else {
        instance::claim(&root).await
    };
    match claimed.map_err(|error| error.to_string())? {
        Claim::First(data, door) => Ok(Some((data, door))),
        Claim::Second => {
            crate::log::complain("It is running already; its window is shown.");
            Ok(None)
        }
    }
}

fn build(
    started: &Started,
    door: Door,
    end: impl Future<Output = i32> + Send + 'static,
) -> Result<App, String> {
    let engine = started.engine.clone();
    let data_dir = engine.data_dir();
    plugins(Builder::default(), &data_dir)
        .manage(engine.clone())
        .manage(started.desk.clone())
        .manage(bridge::Watching::default())
        .invoke_handler(tauri::generate_handler![
            bridge::ask,
            bridge::watch,
            desktop::wish
        ])
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event
                && stays_in_tray(window.app_handle())
            {
                api.prevent_close();
                _ = window.hide();
            }
        })
        .setup(move |app| {
            let handle = app.handle();
            tray::start(handle);
            hot_keys::start(handle, &settings::load(handle, &engine)?.hot_keys);
            open_window(app, &data_dir)?;
            tauri::async_runtime::spawn(look_after(handle.clone(), engine, door.0));
            let handle = handle.clone();
            tauri::async_runtime::spawn(async move {
                handle.exit(end.await);
            });
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| format!("The window cannot be made: {error}."))
}

fn plugins(builder: Builder<Wry>, data_dir: &Path) -> Builder<Wry> {
    // Where it stood and how large it was; a hidden one comes back visible.
    let kept = StateFlags::all() - StateFlags::VISIBLE - StateFlags::DECORATIONS;
    let place = tauri_plugin_window_state::Builder::new()
        .with_filename(data_dir.join("window.json").to_string_lossy())
        .with_state_flags(kept);
    builder
        .plugin(tauri_plugin_autostart::Builder::new().build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(
            tauri_plugin_opener::Builder::new()
                .open_js_links_on_click(false)
                .build(),
        )
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(place.build())
}

/// Shows the desktop how things stand, and the window to who starts the app again.
async fn look_after(app: AppHandle, engine: Engine, door: Arc<Notify>) {
    let watched = app.clone();
    let follow = news::follow(engine, move |outlook, news| {
        show_in_tray(&watched, outlook.clone());
        notify::tell_news(&watched, &news);
    });
    let doorkeeper = async {
        loop {
            door.notified().await;
            show(&app);
        }
    };
    tokio::select! {
        () = follow => {}
        () = doorkeeper => {}
    }
}

/// On the main thread, where the tray lives: to wait for that here would be for ever once the app ends.
fn show_in_tray(app: &AppHandle, outlook: news::Outlook) {
    let shown = app.clone();
    // Refused only by an app that is gone.
    _ = app.run_on_main_thread(move || tray::show(&shown, &outlook));
}

fn stays_in_tray(app: &AppHandle) -> bool {
    let settings = settings::load(app, &app.state::<Engine>());
    tray::is_there(app) && settings.is_ok_and(|settings| settings.close_to_tray)
}

/// Brings the window in front of all others.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let shown = window
            .show()
            .and_then(|()| window.unminimize())
            .and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window does not come forward");
        }
    }
}

/// Brings it, or takes it away where there is a tray to bring it back.
pub(crate) fn show_or_hide(app: &AppHandle) {
    match app.get_webview_window(MAIN) {
        Some(window) if tray::is_there(app) && window.is_visible().unwrap_or(false) => _ = window.hide(),
        _ => show(app),
    }
}

fn open_window(app: &App, data_dir: &Path) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
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

fn stop(running: &Mutex<Option<(Runtime, Started)>>) {
    let running = running.lock().ok().and_then(|mut running| running.take());
    let Some((runtime, started)) = running else { return };
    if let Err(why) = runtime.block_on(started.stop()) {
        crate::log::complain(&why);
    }
    // Whoever still waits for the window waits for nothing.
    runtime.shutdown_background();
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
