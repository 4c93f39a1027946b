//! What a hand and a window manager do to windows, from outside. There is no window manager on a virtual screen.

use std::{fmt::Debug, time::Duration};

use tokio::time::interval;
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{
            AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt, EventMask, InputFocus,
            KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MapState, Window,
        },
        xtest,
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use crate::{in_time, screen::Screen};

/// Somebody at a screen.
#[derive(Debug)]
pub struct Hand {
    connection: RustConnection,
    root: Window,
}

/// Where a window is and how large: x, y, width, height; pixels.
pub type Place = (i16, i16, u16, u16);

impl Hand {
    /// Takes a seat at a screen.
    ///
    /// # Panics
    /// When the screen does not answer.
    #[must_use]
    pub fn at(screen: &Screen) -> Self {
        let (connection, number) = x11rb::connect(Some(&screen.name)).expect("the screen answers");
        let root = connection.setup().roots[number].root;
        Self { connection, root }
    }

    /// The app's windows that are shown, the one in front last.
    ///
    /// # Panics
    /// When the screen does not answer.
    #[must_use]
    pub fn windows(&self) -> Vec<Window> {
        let tree = self.connection.query_tree(self.root).expect("it asks").reply();
        tree.expect("a tree")
            .children
            .into_iter()
            .filter(|window| self.is_ours(*window))
            .collect()
    }

    /// A dialog of the desktop that stands before the app's window, as soon as it is shown.
    ///
    /// # Panics
    /// When there is none, or the screen does not answer.
    pub async fn dialog(&self) -> Window {
        let find = |hand: &Self| {
            let tree = hand.connection.query_tree(hand.root).expect("it asks").reply();
            let all = tree.expect("a tree").children;
            all.into_iter()
                .rfind(|window| hand.is_shown(*window, |name| name != b"Streamgauge"))
        };
        self.until("a dialog", |hand| find(hand).is_some(), true).await;
        let dialog = find(self).expect("it was there");
        // A window manager would give it the focus.
        let given = self.connection.set_input_focus(InputFocus::PARENT, dialog, 0_u32);
        given.expect("it asks").check().expect("it takes the focus");
        dialog
    }

    /// Waits until a window is gone.
    ///
    /// # Panics
    /// When it stays.
    pub async fn until_gone(&self, window: Window) {
        self.until("the dialog", |hand| hand.is_shown(window, |_| true), false)
            .await;
    }

    /// Types letters that need no Shift, in place of what is there, and presses Enter.
    ///
    /// # Panics
    /// When the keyboard has no such key.
    pub fn type_over(&self, text: &str) {
        const CONTROL: u32 = 0xffe3;
        const ENTER: u32 = 0xff0d;
        self.press(&[CONTROL, u32::from('a')]);
        text.chars().for_each(|letter| self.press(&[u32::from(letter)]));
        self.press(&[ENTER]);
    }

    fn is_ours(&self, window: Window) -> bool {
        self.is_shown(window, |name| name == b"Streamgauge")
    }

    fn is_shown(&self, window: Window, is_meant: impl Fn(&[u8]) -> bool) -> bool {
        let name = self
            .connection
            .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64);
        let shown = self.connection.get_window_attributes(window);
        // One that goes away meanwhile is not ours.
        let (Ok(Ok(name)), Ok(Ok(shown))) = (name.map(|it| it.reply()), shown.map(|it| it.reply())) else {
            return false;
        };
        let Ok(Ok(place)) = self.connection.get_geometry(window).map(|it| it.reply()) else {
            return false;
        };
        shown.map_state == MapState::VIEWABLE && is_meant(&name.value) && place.width > 100
    }

    /// Where a window is.
    ///
    /// # Panics
    /// When it is gone.
    #[must_use]
    pub fn place(&self, window: Window) -> Place {
        let place = self.connection.get_geometry(window).expect("it asks").reply();
        let place = place.expect("the window is there");
        (place.x, place.y, place.width, place.height)
    }

    /// Puts a window there.
    ///
    /// # Panics
    /// When the screen refuses.
    pub fn put(&self, window: Window, place: Place) {
        let wanted = ConfigureWindowAux::new()
            .x(i32::from(place.0))
            .y(i32::from(place.1))
            .width(u32::from(place.2))
            .height(u32::from(place.3));
        let put = self.connection.configure_window(window, &wanted);
        put.expect("it asks").check().expect("the window moves");
    }

    /// Takes a window off the screen, as a window manager does with one that is minimised.
    ///
    /// # Panics
    /// When the screen refuses.
    pub fn hide(&self, window: Window) {
        let hidden = self.connection.unmap_window(window).expect("it asks").check();
        hidden.expect("the window goes");
    }

    /// Presses the cross of a window.
    ///
    /// # Panics
    /// When the screen refuses.
    pub fn close(&self, window: Window) {
        let message = ClientMessageEvent::new(
            32,
            window,
            self.atom("WM_PROTOCOLS"),
            [self.atom("WM_DELETE_WINDOW"), 0, 0, 0, 0],
        );
        let sent = self
            .connection
            .send_event(false, window, EventMask::NO_EVENT, message);
        sent.expect("it asks").check().expect("the message is sent");
    }

    fn atom(&self, name: &str) -> u32 {
        let atom = self.connection.intern_atom(false, name.as_bytes());
        atom.expect("it asks").reply().expect("an atom").atom
    }

    /// Presses keys together and lets them go; each is a keysym, as `XK_Control_L`.
    ///
    /// # Panics
    /// When the keyboard has no such key.
    pub fn press(&self, keys: &[u32]) {
        let codes: Vec<u8> = keys.iter().map(|key| self.code(*key)).collect();
        let down = codes.iter().map(|code| (KEY_PRESS_EVENT, *code));
        let up = codes.iter().rev().map(|code| (KEY_RELEASE_EVENT, *code));
        for (what, code) in down.chain(up) {
            let pressed =
                xtest::ConnectionExt::xtest_fake_input(&self.connection, what, code, 0, self.root, 0, 0, 0);
            pressed.expect("it asks").check().expect("the key is pressed");
        }
        self.connection.sync().expect("the screen answers");
    }

    fn code(&self, key: u32) -> u8 {
        let setup = self.connection.setup();
        let (first, count) = (setup.min_keycode, setup.max_keycode - setup.min_keycode + 1);
        let map = self.connection.get_keyboard_mapping(first, count);
        let map = map.expect("it asks").reply().expect("a keyboard");
        let columns = usize::from(map.keysyms_per_keycode);
        let row = map.keysyms.chunks(columns).position(|row| row.contains(&key));
        first + u8::try_from(row.expect("the keyboard has it")).expect("a code")
    }

    /// Waits until a question about the screen is answered like this. A screen without a window manager tells
    /// nobody what happens, so it is asked.
    ///
    /// # Panics
    /// When it never is.
    pub async fn until<T: PartialEq + Debug>(&self, what: &str, question: impl Fn(&Self) -> T, wanted: T) {
        let asking = async {
            let mut again = interval(Duration::from_millis(20));
            while question(self) != wanted {
                again.tick().await;
            }
        };
        in_time(&format!("{what} to be {wanted:?}"), asking).await;
    }

    /// The app's only window, as soon as it is shown.
    ///
    /// # Panics
    /// When there is none, or more.
    pub async fn window(&self) -> Window {
        self.until("the number of windows", |hand| hand.windows().len(), 1)
            .await;
        self.windows()[0]
    }
}
