//! Pictures of every view, in dark and light and two sizes, from the real window: `cargo xtask shots`.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use gauge_tests::{
    app::binary,
    endpoint,
    folder::Folder,
    http,
    screen::{Driver, Screen},
    x11::Hand,
};
use serde_json::json;

const SIZES: [(u16, u16); 2] = [(1280, 720), (1920, 1080)];
const THEMES: [&str; 2] = ["dark", "light"];
/// Where nothing is yet.
const EMPTY: [&str; 3] = ["live", "history", "viewers"];
/// With data.
const VIEWS: [&str; 3] = ["live", "history", "viewers"];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder: PathBuf = std::env::args_os().nth(1).expect("a folder").into();
    fs::create_dir_all(&folder).expect("the folder can be made");
    let mut sheet = Sheet::new(&folder);
    for size in SIZES {
        shoot(&mut sheet, size).await;
    }
    sheet.finish().await;
}

/// Every view in one size.
async fn shoot(sheet: &mut Sheet, size: (u16, u16)) {
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

    let mut scene = Scene { window, sheet, size };
    scene.views("empty", &EMPTY).await;
    scene.window.value("location.hash = '#live'").await;
    push_strange(ready["http"].as_str().expect("a port")).await;
    scene
        .window
        .until("document.querySelector('[data-stat=viewers]').dataset.value === '1234567'")
        .await;
    scene.views("strange", &VIEWS).await;
    scene.settings().await;
    scene.sources().await;
    scene.demo().await;
    scene.views("demo", &VIEWS).await;
}

/// Long names, emoji, right to left, large numbers.
async fn push_strange(address: &str) {
    let people = [
        ("1", "Ann 🦊"),
        ("2", "نور الهدى 🌊"),
        (
            "3",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        ),
        ("4", "李小龍"),
    ];
    for (id, name) in people {
        let user = json!({ "id": id, "name": name });
        for event in [
            json!({ "type": "chat", "channel": "generic:luna", "text": format!("مرحبا {name} 👩‍👩‍👧‍👦 hello"), "user": user }),
            json!({ "type": "gift", "channel": "generic:luna", "gift": "Galaxy", "coins": 1000, "count": 123_456, "user": user }),
            json!({ "type": "follow", "channel": "generic:luna", "user": user }),
        ] {
            http::push(address, &event).await;
        }
    }
    let viewers = json!({ "type": "viewers", "channel": "generic:luna", "count": 1_234_567 });
    http::push(address, &viewers).await;
}

struct Scene<'a> {
    window: Driver,
    sheet: &'a mut Sheet,
    size: (u16, u16),
}

impl Scene<'_> {
    async fn views(&mut self, name: &str, views: &[&str]) {
        for theme in THEMES {
            self.theme(theme).await;
            for view in views {
                self.show(view).await;
                self.keep(&format!("{name}-{view}"), theme).await;
            }
        }
    }

    async fn settings(&mut self) {
        self.show("settings").await;
        let sections = "[...document.querySelectorAll('[data-section]')].map((one) => one.dataset.section)";
        let sections = self.window.value(sections).await;
        for theme in THEMES {
            self.theme(theme).await;
            for section in sections
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|one| one.as_str())
            {
                self.window
                    .value(&format!("location.hash = '#settings/{section}'"))
                    .await;
                let there =
                    format!("document.querySelector('[data-section={section}]').ariaCurrent === 'page'");
                self.window.until(&there).await;
                self.keep(&format!("settings-{section}"), theme).await;
            }
        }
    }

    /// Sources in every state that can be had without anybody, and the form that adds one.
    async fn sources(&mut self) {
        let names = [
            "luna.moreau",
            "donaudampfschifffahrtselektrizitaetenhauptbetriebswerk",
        ];
        for name in names {
            let settings = json!({ "kind": "tikfinity", "channel": name, "host": "127.0.0.1", "port": 9 });
            self.ask(&json!({ "ask": "add_source", "settings": settings }))
                .await;
        }
        let chat = json!({ "kind": "twitch_chat", "channel": "luna_plays" });
        self.ask(&json!({ "ask": "add_source", "settings": chat })).await;
        self.show("sources").await;
        self.window
            .until("document.querySelectorAll('[data-state=waiting][data-source-row]').length === 3")
            .await;
        self.views("added", &["sources"]).await;
        for theme in THEMES {
            self.theme(theme).await;
            self.show("sources").await;
            self.press("[data-add=tikfinity]").await;
            self.press("dialog summary").await;
            self.keep("source-form", theme).await;
            self.press("dialog .try").await;
            self.window
                .until("document.querySelector('dialog [aria-invalid=true]')")
                .await;
            self.keep("source-form-wrong", theme).await;
            self.press("dialog footer .quiet").await;
        }
    }

    async fn ask(&self, ask: &serde_json::Value) {
        self.window
            .value(&format!(
                "void window.__TAURI_INTERNALS__.invoke('ask', {{ ask: {ask} }})"
            ))
            .await;
    }

    async fn press(&self, what: &str) {
        let there = format!("document.querySelector('{what}')");
        self.window.until(&there).await;
        self.window.value(&format!("{there}.click()")).await;
    }

    async fn demo(&mut self) {
        self.ask(&json!({ "ask": "start_demo" })).await;
        self.show("live").await;
        self.window
            .until("document.querySelector('[data-profile-name]').dataset.profileName === 'Demo'")
            .await;
        self.window
            .until("document.querySelectorAll('[data-event]').length > 12")
            .await;
    }

    async fn theme(&mut self, theme: &str) {
        self.window.value("location.hash = '#settings/appearance'").await;
        let choice = format!("document.querySelector('[data-theme-choice={theme}] input')");
        self.window.until(&choice).await;
        self.window.value(&format!("{choice}.click()")).await;
        self.window
            .until(&format!("document.documentElement.dataset.theme === '{theme}'"))
            .await;
    }

    async fn show(&mut self, view: &str) {
        self.window.value(&format!("location.hash = '#{view}'")).await;
        self.window
            .until(&format!(
                "document.querySelector('main').dataset.shown === '{view}'"
            ))
            .await;
    }

    /// Takes the picture when everything has been drawn.
    async fn keep(&mut self, what: &str, theme: &str) {
        self.window
            .until("document.fonts.status === 'loaded' && !document.querySelector('[aria-busy=true]') && document.getAnimations().every((one) => one.playState !== 'running')")
            .await;
        let picture = self.window.page.screenshot().await.expect("a picture is taken");
        let name = format!("{}x{}-{theme}-{what}.png", self.size.0, self.size.1);
        self.sheet.add(&name, &picture);
    }
}

/// All pictures on one page.
struct Sheet {
    folder: PathBuf,
    rows: String,
    count: usize,
}

impl Sheet {
    fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            rows: String::new(),
            count: 0,
        }
    }

    fn add(&mut self, name: &str, picture: &[u8]) {
        fs::write(self.folder.join(name), picture).expect("the picture can be written");
        // Writing to a String cannot fail.
        _ = write!(
            self.rows,
            "<figure><a href='{name}'><img src='{name}'></a><figcaption>{name}</figcaption></figure>"
        );
        self.count += 1;
    }

    /// The page, and a picture of it.
    async fn finish(&self) {
        let page = self.folder.join("index.html");
        let style = "body{margin:16px;background:#888;font:12px sans-serif;display:grid;grid-template-columns:repeat(4,1fr);gap:12px}figure{margin:0}img{width:100%}";
        let text = format!(
            "<!doctype html><meta charset=utf-8><title>Shots</title><style>{style}</style>{}",
            self.rows
        );
        fs::write(&page, text).expect("the page can be written");
        let height = 60 + u32::try_from(self.count.div_ceil(4)).unwrap_or(1) * 262;
        let browser = Driver::chromium(1600, height).await;
        let page = fs::canonicalize(&page).expect("the page is there");
        browser
            .page
            .goto(&format!("file://{}", page.display()))
            .await
            .expect("the page opens");
        let picture = browser.page.screenshot().await.expect("a picture is taken");
        fs::write(self.folder.join("sheet.png"), picture).expect("the picture can be written");
        eprintln!("{} pictures: {}", self.count, page.display());
    }
}
