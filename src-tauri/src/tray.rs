//! The tray: how things stand, and quick actions. A desktop without one misses nothing else.

use std::sync::{Mutex, PoisonError};

use tauri::{
    AppHandle, Manager,
    image::Image,
    menu::{MenuBuilder, MenuEvent},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

use crate::{action::Action, news::Outlook, words::Words};

/// The icon's sides, pixels.
const SIDE: u32 = 32;

/// The tray's icon, where there is a tray, and what it shows.
#[derive(Default)]
pub(crate) struct Tray(Mutex<Option<Shown>>);

struct Shown {
    icon: TrayIcon,
    outlook: Outlook,
}

impl Tray {
    fn with<T>(&self, act: impl FnOnce(&mut Shown) -> T) -> Option<T> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
            .map(act)
    }
}

/// Whether there is one to close the window into.
pub(crate) fn is_there(app: &AppHandle) -> bool {
    app.state::<Tray>().with(|_| ()).is_some()
}

/// Puts the icon into the tray, if this desktop has one.
pub(crate) fn start(app: &AppHandle) {
    app.manage(Tray::default());
    match build(app) {
        Ok(icon) => {
            let (tray, outlook) = (app.state::<Tray>(), Outlook::default());
            *tray.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Shown { icon, outlook });
        }
        Err(error) => tracing::info!(%error, "this desktop has no tray"),
    }
}

fn build(app: &AppHandle) -> tauri::Result<TrayIcon> {
    TrayIconBuilder::with_id("streamgauge")
        .icon(icon(false, false))
        .title("Streamgauge")
        .tooltip("Streamgauge")
        .menu(&menu(app)?)
        .show_menu_on_left_click(false)
        .on_menu_event(|app: &AppHandle, event: MenuEvent| {
            let chosen = Action::ALL.iter().find(|(id, _)| event.id() == *id);
            if let Some((_, action)) = chosen {
                action.start(app);
            }
        })
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
            {
                Action::ShowOrHide.start(icon.app_handle());
            }
        })
        .build(app)
}

fn menu(app: &AppHandle) -> tauri::Result<tauri::menu::Menu<tauri::Wry>> {
    let words = Words::of(app);
    MenuBuilder::new(app)
        .text("show", words.show)
        .separator()
        .text("mark", words.mark)
        .text("next", words.next)
        .text("copy", words.copy)
        .separator()
        .text("quit", words.quit)
        .build()
}

/// The user may have chosen another language.
pub(crate) fn speak(app: &AppHandle) {
    let menu = menu(app);
    app.state::<Tray>().with(|shown| {
        if let Err(error) = menu.and_then(|menu| shown.icon.set_menu(Some(menu))) {
            tracing::warn!(%error, "the tray keeps its old words");
        }
    });
}

/// Shows how things stand.
pub(crate) fn show(app: &AppHandle, outlook: &Outlook) {
    let words = Words::of(app);
    app.state::<Tray>().with(|shown| {
        let before = std::mem::replace(&mut shown.outlook, outlook.clone());
        let state = |outlook: &Outlook| (outlook.live, outlook.recording, outlook.profile.clone());
        if state(&before) == state(outlook) {
            return;
        }
        let how = match (outlook.live, outlook.recording) {
            (_, true) => words.recording,
            (true, false) => words.live,
            (false, false) => words.offline,
        };
        let tooltip = format!("{} · {how}", outlook.profile);
        let done = shown
            .icon
            .set_icon(Some(icon(outlook.live, outlook.recording)))
            .and_then(|()| shown.icon.set_tooltip(Some(tooltip)));
        if let Err(error) = done {
            tracing::warn!(%error, "the tray does not show how things stand");
        }
    });
}

/// The app's icon with a dot while something is live, and a ring around it while it is recorded.
fn icon(live: bool, recording: bool) -> Image<'static> {
    const DOT: [u8; 4] = [255, 77, 77, 255];
    const EDGE: [u8; 4] = [16, 20, 24, 255];
    let plain = tauri::include_image!("../icons/32x32.png");
    let mut pixels = plain.rgba().to_vec();
    for (index, pixel) in pixels.chunks_exact_mut(4).enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        // In half pixels from the middle of the corner that the dot stands in.
        let (x, y) = (i64::from(index % SIDE) * 2 - 45, i64::from(index / SIDE) * 2 - 45);
        let part = match x * x + y * y {
            0..=64 if live || recording => DOT,
            65..=144 if live || recording => EDGE,
            145..=256 if recording => DOT,
            257..=361 if recording => EDGE,
            _ => continue,
        };
        pixel.copy_from_slice(&part);
    }
    Image::new_owned(pixels, SIDE, SIDE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_an_icon_of_its_own() {
        let of = |live, recording| icon(live, recording).rgba().to_vec();
        let (off, live, recording) = (of(false, false), of(true, false), of(true, true));
        assert_eq!(off.len(), (SIDE * SIDE * 4) as usize);
        assert_ne!(off, live);
        assert_ne!(live, recording);
        assert_eq!(of(false, true), recording, "a recording is one, live or not");
    }
}
