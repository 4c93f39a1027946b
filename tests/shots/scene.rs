//! The window on a screen of its own, and what is photographed there.

use gauge_tests::{
    app::binary,
    endpoint,
    folder::Folder,
    screen::{Driver, Screen},
    x11::Hand,
};

use crate::{THEMES, sheet::Sheets};

/// One window in one size.
pub(crate) struct Scene<'a> {
    /// The app's port.
    pub(crate) address: String,
    window: Driver,
    sheets: &'a mut Sheets,
    size: (u16, u16),
    theme: String,
    _folder: Folder,
    _screen: Screen,
}

impl<'a> Scene<'a> {
    /// Opens it, with nothing in it.
    pub(crate) async fn open(sheets: &'a mut Sheets, size: (u16, u16)) -> Self {
        let screen = Screen::start(size.0.into(), size.1.into()).await;
        let folder = Folder::new();
        let data = folder.path().to_string_lossy().into_owned();
        let program = binary().to_string_lossy().into_owned();
        let args = [
            "--data-dir",
            &data,
            "--port",
            "0",
            "--twitch-server",
            "ws://127.0.0.1:9",
        ];
        let mut window = Driver::window(&screen, &program, &args).await;
        let ready = window.printed().await;
        endpoint::note(folder.path());
        window.until("document.body.dataset.ready === 'true'").await;
        let hand = Hand::at(&screen);
        hand.put(hand.window().await, (0, 0, size.0, size.1));
        window.until(&format!("innerWidth === {}", size.0)).await;
        Self {
            address: ready["http"].as_str().expect("a port").to_owned(),
            window,
            sheets,
            size,
            theme: "dark".to_owned(),
            _folder: folder,
            _screen: screen,
        }
    }

    /// The views in dark and in light.
    pub(crate) async fn in_themes(&mut self, name: &str, views: &[&str]) {
        for theme in THEMES {
            self.choose("theme", &format!("\"{theme}\"")).await;
            self.views(name, views).await;
        }
        self.choose("theme", "\"dark\"").await;
    }

    /// The views as the window is now.
    pub(crate) async fn views(&mut self, name: &str, views: &[&str]) {
        for view in views {
            self.show(view).await;
            self.keep(&format!("{name}-{}", view.replace('/', "-"))).await;
        }
    }

    /// A view after these things in it have been pressed, one after the other.
    pub(crate) async fn pressed(&mut self, name: &str, view: &str, things: &[&str]) {
        self.show(view).await;
        for thing in things {
            let there = format!("document.querySelector('{thing}')");
            self.window.until(&there).await;
            self.window.value(&format!("{there}.click()")).await;
        }
        self.keep(name).await;
    }

    /// Sets one of the window's preferences, `null` for what is usual, and draws the window anew.
    pub(crate) async fn choose(&mut self, name: &str, value: &str) {
        if name == "theme" {
            self.theme = value.trim_matches('"').replace("null", "dark");
        }
        let wish = format!(
            "window.__TAURI_INTERNALS__.invoke('wish', {{ wish: {{ wish: 'prefer', key: '{name}', value: {value} }} }})"
        );
        self.done(&wish).await;
        // The driver waits for the new page; asked in the old one, "ready" would be answered by neither.
        self.window.page.refresh().await.expect("the page loads again");
        self.window.until("document.body.dataset.ready === 'true'").await;
    }

    /// Asks the app something, and waits for its answer.
    pub(crate) async fn ask(&self, ask: &str) {
        self.done(&format!(
            "window.__TAURI_INTERNALS__.invoke('ask', {{ ask: {ask} }})"
        ))
        .await;
    }

    async fn done(&self, promise: &str) {
        let noted = format!("(() => {{ window.done = false; {promise}.then(() => window.done = true); }})()");
        self.window.value(&noted).await;
        self.window.until("window.done === true").await;
    }

    /// Waits in a view until something is seen.
    pub(crate) async fn wait_for(&self, expression: &str, view: &str) {
        self.show(view).await;
        self.window.until(expression).await;
    }

    /// Every section of the settings, as an address.
    pub(crate) async fn sections(&self) -> Vec<String> {
        self.show("settings").await;
        let names = "[...document.querySelectorAll('[data-section]')].map((one) => 'settings/' + one.dataset.section)";
        let names = self.window.value(names).await;
        let names = names.as_array().into_iter().flatten();
        names
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
    }

    async fn show(&self, view: &str) {
        // An overlay in a frame says when it is there; what is in it cannot be seen from here, so it gets time to draw.
        let greeted = "window.greeted ??= (() => { const all = new Map(); addEventListener('message', (event) => all.set(event.source, performance.now())); return all; })(), 0";
        self.window.value(greeted).await;
        let head = view.split('/').next().unwrap_or(view);
        self.window.value(&format!("location.hash = '#{view}'")).await;
        self.window
            .until(&format!(
                "document.querySelector('main').dataset.shown === '{head}'"
            ))
            .await;
    }

    /// Takes the picture when everything has been drawn.
    async fn keep(&mut self, what: &str) {
        let frames = "[...document.querySelectorAll('iframe[loading=eager]')].every((one) => window.greeted.get(one.contentWindow) < performance.now() - 1500)";
        let still = "document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)";
        self.window
            .until(&format!("document.fonts.status === 'loaded' && !document.querySelector('[aria-busy=true]') && {still} && {frames}"))
            .await;
        let picture = self.window.page.screenshot().await.expect("a picture is taken");
        let group = format!("{}x{}-{}", self.size.0, self.size.1, self.theme);
        self.sheets.add(&group, what, &picture);
    }
}
