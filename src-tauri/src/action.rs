//! What the tray and the hot keys do.

use gauge_engine::Engine;
use gauge_model::{Answer, Ask, Fault};
use tauri::{AppHandle, Manager, async_runtime};
use tauri_plugin_clipboard_manager::ClipboardExt;

use crate::{notify, window};

/// One quick action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The window comes, or goes.
    ShowOrHide,
    /// The overlay's address is put on the clipboard.
    CopyOverlay,
    /// The profile after the open one, by name.
    NextProfile,
    /// This moment is marked.
    Mark,
    /// Every number goes to zero.
    Reset,
    /// The app ends.
    Quit,
}

impl Action {
    /// All of them, with their ids in menus.
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("show", Self::ShowOrHide),
        ("copy", Self::CopyOverlay),
        ("next", Self::NextProfile),
        ("mark", Self::Mark),
        ("reset", Self::Reset),
        ("quit", Self::Quit),
    ];

    /// Does it beside what is going on; what fails is told by a notification.
    pub(crate) fn start(self, app: &AppHandle) {
        match self {
            Self::ShowOrHide => window::show_or_hide(app),
            Self::Quit => app.exit(0),
            _ => {
                let app = app.clone();
                async_runtime::spawn(async move {
                    let engine = app.state::<Engine>();
                    if let Err(fault) = self.ask(&app, &engine).await {
                        notify::tell(&app, "Streamgauge", &fault.message);
                    }
                });
            }
        }
    }

    async fn ask(self, app: &AppHandle, engine: &Engine) -> Result<(), Fault> {
        match self {
            Self::Mark => engine.ask(Ask::Mark { channel: None }).await.map(drop),
            Self::Reset => engine.ask(Ask::Reset).await.map(drop),
            Self::NextProfile => next_profile(engine).await,
            Self::CopyOverlay => copy_overlay(app, engine).await,
            Self::ShowOrHide | Self::Quit => Ok(()),
        }
    }
}

async fn next_profile(engine: &Engine) -> Result<(), Fault> {
    let Answer::Profiles(profiles) = engine.ask(Ask::Profiles).await? else {
        return Ok(());
    };
    let open = profiles.iter().position(|profile| profile.active).unwrap_or(0);
    match profiles.iter().cycle().nth(open + 1) {
        Some(next) if !next.active => engine
            .ask(Ask::SwitchProfile { id: next.id.clone() })
            .await
            .map(drop),
        _ => Ok(()),
    }
}

async fn copy_overlay(app: &AppHandle, engine: &Engine) -> Result<(), Fault> {
    let Answer::About(about) = engine.ask(Ask::About).await? else {
        return Ok(());
    };
    let Some(http) = about.http else {
        return Err(crate::desktop::refuse(
            "The port is another program’s, so there is no overlay address yet. See the window.",
        ));
    };
    app.clipboard()
        .write_text(format!("{http}/o/stats"))
        .map_err(|error| crate::desktop::refuse(format!("The clipboard does not take it: {error}.")))
}
