//! The real window, in WebKit, driven as a streamer's hand would.

use gauge_tests::{
    app::{App, Launch, binary},
    endpoint,
    folder::Folder,
    http,
    irc_server::{IrcServer, Script},
    live::Live,
    recordings,
    screen::{Driver, Screen},
    tokens,
    x11::Hand,
};
use serde_json::{Value, json};

/// A window on a screen of its own, or the same page in a browser; ready to be looked at.
pub(crate) struct Desk {
    pub(crate) window: Driver,
    pub(crate) http: String,
    pub(crate) folder: Folder,
    /// The line it said when it was ready.
    pub(crate) ready: Value,
    /// The program, where it has no window of its own.
    pub(crate) app: Option<App>,
    screen: Option<Screen>,
}

impl Desk {
    pub(crate) async fn new(flags: &[&str]) -> Self {
        let screen = Screen::start(1280, 720).await;
        Self::at(screen, Folder::new(), flags).await
    }

    /// The program without a window, and its page in Chromium, where the admin token has been shown.
    pub(crate) async fn in_browser(flags: &[&str]) -> Self {
        Self::in_browser_at(Folder::new(), flags).await
    }

    /// The same in a data folder that is there.
    pub(crate) async fn in_browser_at(folder: Folder, flags: &[&str]) -> Self {
        let launch = flags
            .iter()
            .fold(Launch::headless(folder.path()), |launch, flag| launch.arg(flag));
        let app = launch.start().await;
        let window = Driver::chromium(1280, 720).await;
        let desk = Self {
            http: app.http().to_owned(),
            ready: app.ready.clone(),
            app: Some(app),
            window,
            folder,
            screen: None,
        };
        desk.enter_browser().await;
        desk
    }

    /// Opens the page and shows an admin token.
    pub(crate) async fn enter_browser(&self) {
        let (_, token) = tokens::make(self.folder.path(), "admin", &[]).await;
        self.window.page.goto(&self.http).await.expect("the page opens");
        self.enter("token", &token).await;
        self.until_ready().await;
    }

    async fn until_ready(&self) {
        self.window.until("document.body.dataset.ready === 'true'").await;
    }

    /// Ends the program, as a system does, and starts it anew where it was.
    pub(crate) async fn again(self) -> Self {
        let Self {
            window,
            folder,
            ready,
            app,
            screen,
            http,
        } = self;
        if let Some(screen) = screen {
            crate::desktop::quit(&ready).await;
            drop(window);
            return Self::at(screen, folder, &[]).await;
        }
        let port = http
            .rsplit(':')
            .next()
            .expect("a port")
            .parse()
            .expect("a number");
        app.expect("it has a program").terminate().await;
        // The page is away now, and comes back by itself.
        window
            .until("[...document.querySelectorAll('[role=alert]')].some((one) => one.innerText.includes('does not answer'))")
            .await;
        let app = Launch::on_port(folder.path(), port).start().await;
        window
            .until("![...document.querySelectorAll('[role=alert]')].some((one) => one.innerText.includes('does not answer'))")
            .await;
        Self {
            ready: app.ready.clone(),
            app: Some(app),
            window,
            folder,
            http,
            screen: None,
        }
    }

    /// Somebody at the screen of the app's own window.
    pub(crate) fn hand(&self) -> Hand {
        Hand::at(self.screen.as_ref().expect("it is a window"))
    }

    /// Whether this is the app's own window.
    pub(crate) fn is_window(&self) -> bool {
        self.screen.is_some()
    }

    async fn at(screen: Screen, folder: Folder, flags: &[&str]) -> Self {
        let data = folder.path().to_string_lossy().into_owned();
        let program = binary().to_string_lossy().into_owned();
        // Nothing of a test ever reaches Twitch: port 9 (discard) refuses.
        let twitch: &[&str] = if flags.is_empty() {
            &["--twitch-server", "ws://127.0.0.1:9"]
        } else {
            &[]
        };
        let args = [&["--data-dir", &data, "--port", "0"], twitch, flags].concat();
        let mut window = Driver::window(&screen, &program, &args).await;
        let ready = window.printed().await;
        window.until("document.body.dataset.ready === 'true'").await;
        endpoint::note(folder.path());
        let http = ready["http"].as_str().expect("it has a port").to_owned();
        Self {
            window,
            http,
            folder,
            ready,
            app: None,
            screen: Some(screen),
        }
    }

    pub(crate) async fn until_tile(&self, stat: &str, value: &str) {
        self.window
            .until(&format!(
                "document.querySelector('[data-stat={stat}]').dataset.value === '{value}'"
            ))
            .await;
    }

    pub(crate) async fn click(&self, button: &str) {
        let find = format!(
            "[...document.querySelectorAll('button')].find((one) => (one.getAttribute('aria-label') || one.innerText).trim() === '{button}')"
        );
        self.window.until(&find).await;
        self.window.value(&format!("{find}.click()")).await;
    }

    /// Types into a field as a hand does, and presses Enter.
    pub(crate) async fn enter(&self, field: &str, text: &str) {
        self.window
            .until(&format!("document.querySelector('input[name={field}]')"))
            .await;
        let input = self
            .window
            .page
            .find(fantoccini::Locator::Css(&format!("input[name={field}]")))
            .await;
        input
            .expect("the field is there")
            .send_keys(&format!("{text}\u{e007}"))
            .await
            .expect("it takes text");
    }

    pub(crate) async fn until_profile(&self, name: &str) {
        let shown = format!("document.querySelector('[data-profile-name]').dataset.profileName === '{name}'");
        self.window.until(&shown).await;
    }

    pub(crate) async fn open_profiles(&self) {
        self.window
            .value("document.querySelector('[data-profile-name]').click()")
            .await;
    }

    pub(crate) async fn push(&self, event: Value) {
        http::push(&self.http, &event).await;
    }
}

fn viewers(count: u64) -> Value {
    json!({ "type": "viewers", "channel": "generic:luna", "count": count })
}

#[tokio::test]
async fn window_overlay_and_server_show_the_same_numbers() {
    let desk = Desk::new(&[]).await;
    let overlay = Driver::chromium(1280, 104).await;
    let address = format!("{}/o/stats?show=viewers,likes,coins,follows", desk.http);
    overlay.page.goto(&address).await.expect("the overlay opens");
    desk.push(viewers(54_321)).await;
    desk.push(json!({ "type": "like", "channel": "generic:luna", "count": 12 }))
        .await;
    desk.push(json!({ "type": "gift", "channel": "generic:luna", "coins": 7, "count": 3 }))
        .await;
    desk.push(json!({ "type": "follow", "channel": "generic:luna" }))
        .await;
    for (stat, value) in [
        ("viewers", "54321"),
        ("likes", "12"),
        ("coins", "21"),
        ("follows", "1"),
    ] {
        desk.until_tile(stat, value).await;
        overlay
            .until(&format!(
                "document.querySelector('[data-stat={stat}]').dataset.value === '{value}'"
            ))
            .await;
    }
    let told = http::get(&desk.http, "/api/live-stats").await;
    let stats = &told["stats"];
    assert_eq!(
        [
            &stats["viewers"],
            &stats["likes"],
            &stats["coins"],
            &stats["followers"]
        ],
        [&json!(54_321), &json!(12), &json!(21), &json!(1)]
    );
}

#[tokio::test]
async fn profiles_are_made_and_switched_in_the_window() {
    let desk = Desk::new(&[]).await;
    desk.push(viewers(11)).await;
    desk.push(json!({ "type": "share", "channel": "generic:luna" }))
        .await;
    desk.until_tile("shares", "1").await;

    desk.open_profiles().await;
    desk.enter("profile", "Zweiter Kanäl-Öffner").await;
    desk.until_profile("Zweiter Kanäl-Öffner").await;
    desk.until_tile("shares", "0").await;
    desk.push(viewers(22)).await;
    desk.until_tile("viewers", "22").await;

    desk.open_profiles().await;
    desk.enter("profile", "Main").await;
    desk.until_profile("Main").await;
    desk.until_tile("shares", "1").await;
}

#[tokio::test]
async fn a_twitch_channel_is_added_by_name() {
    let recording = recordings::small();
    let script = Script {
        channel: "mossgarden".to_owned(),
        lines: recording.chat_lines(),
        unknown: vec!["no_such".to_owned()],
        ..Script::default()
    };
    let server = IrcServer::start(script).await;
    let desk = Desk::new(&["--twitch-server", &server.url]).await;
    desk.enter("channel", "@MossGarden").await;
    desk.window
        .until("document.querySelector('[data-source][data-state=live]')")
        .await;
    let messages = format!(
        "state.channels['{}'].chat_messages === {}",
        recording.channel, recording.truth["chat_messages"]
    );
    let mut reader = Live::join(&desk.http, &["stats", "source"]).await;
    reader
        .wait_until(&messages, |state| {
            state["channels"][recording.channel]["chat_messages"] == recording.truth["chat_messages"]
        })
        .await;
    let subscriptions = &reader.state["stats"]["subscriptions"];
    desk.until_tile("subscriptions", &subscriptions.to_string()).await;
    desk.window
        .until("document.querySelectorAll('[data-event]').length > 5")
        .await;

    desk.click("Add a Twitch channel").await;
    desk.enter("channel", "no_such").await;
    desk.window
        .until("document.querySelector('[data-trouble]')?.innerText.includes('No such channel')")
        .await;
}

#[tokio::test]
async fn the_demo_is_marked_and_plays_into_a_profile_of_its_own() {
    let desk = Desk::new(&[]).await;
    desk.click("Start the demo").await;
    desk.until_profile("Demo").await;
    desk.window
        .until("document.body.innerText.includes('SIMULATED')")
        .await;
    desk.window
        .until("Number(document.querySelector('[data-stat=viewers]').dataset.value) > 1000")
        .await;
    let before = desk
        .window
        .value("document.querySelectorAll('[data-event]')[0].innerText")
        .await;
    let moved = format!("document.querySelectorAll('[data-event]')[0].innerText !== {before}");
    desk.window.until(&moved).await;
    let trouble = desk
        .window
        .value("document.querySelector('[data-crash]') ? 'crash' : ''")
        .await;
    assert_eq!(trouble, "", "no error banner");
}

impl Desk {
    /// Presses a key where the focus is.
    pub(crate) async fn press(&self, key: &str) {
        let body = self.window.page.find(fantoccini::Locator::Css("body")).await;
        body.expect("a page").send_keys(key).await.expect("it takes keys");
    }

    pub(crate) async fn until_view(&self, view: &str) {
        self.window
            .until(&format!(
                "document.querySelector('main').dataset.shown === '{view}'"
            ))
            .await;
    }

    pub(crate) async fn until_seen(&self, selector: &str) {
        self.window
            .until(&format!("document.querySelector('{selector}')"))
            .await;
    }
}

#[tokio::test]
async fn digits_show_the_views_and_their_numbers_agree() {
    let desk = Desk::new(&[]).await;
    desk.push(json!({ "type": "gift", "channel": "generic:luna", "coins": 7, "count": 3, "user": { "id": "1", "name": "Ann 🦊" } }))
        .await;
    desk.until_tile("coins", "21").await;
    desk.press("2").await;
    desk.until_view("history").await;
    desk.until_seen("[data-figure=coins][data-value=\"21\"]").await;
    desk.until_seen("[data-audience=new]").await;
    desk.press("3").await;
    desk.until_view("viewers").await;
    desk.window
        .until("document.querySelector('[data-row=\"generic:1\"]').innerText.includes('Ann 🦊')")
        .await;
    desk.press("1").await;
    desk.until_view("live").await;
    desk.click("Coins: why this number?").await;
    desk.until_seen("[data-why]").await;
}
