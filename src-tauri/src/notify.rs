//! Notifications of the desktop.

use gauge_engine::Engine;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

use crate::{news::News, settings, words::Words};

/// Tells what the user wants to be told of.
pub(crate) fn tell_news(app: &AppHandle, news: &[News]) {
    if news.is_empty() {
        return;
    }
    let settings = settings::load(app, &app.state::<Engine>()).unwrap_or_default();
    let words = Words::of(app);
    for one in news {
        match one {
            News::Lost { channel, why } if settings.notify_source_lost => {
                tell(app, &format!("{}: {channel}", words.lost), why);
            }
            News::Reached { goal } if settings.notify_goal_reached => tell(app, words.reached, goal),
            News::Lost { .. } | News::Reached { .. } => {}
        }
    }
}

/// Shows one. Where nobody shows notifications it stands in the log.
pub(crate) fn tell(app: &AppHandle, title: &str, text: &str) {
    let shown = app.notification().builder().title(title).body(text).show();
    tracing::info!(title, text, "notified");
    if let Err(error) = shown {
        tracing::warn!(%error, "this desktop shows no notifications");
    }
}
