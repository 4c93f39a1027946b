//! Pictures of every view from the real window, to be looked at: with data, empty, in trouble, with long and strange names, in each
//! theme, from afar and in German, in two sizes; and every overlay. `cargo xtask shots`.

mod overlays;
mod scene;
mod sheet;
mod stream;

use std::{fs, path::PathBuf};

use scene::Scene;
use sheet::Sheets;

const SIZES: [(u16, u16); 2] = [(1280, 720), (1920, 1080)];
const THEMES: [&str; 2] = ["dark", "light"];
/// Where nothing is yet.
const EMPTY: [&str; 5] = ["live", "history", "viewers", "sources", "triggers"];
/// A broadcast of two hours, and those of the days before.
const VIEWS: [&str; 8] = [
    "live",
    "history",
    "viewers",
    "overlays",
    "overlays/hud",
    "sources",
    "triggers",
    "parts",
];
/// What names can break.
const STRANGE: [&str; 3] = ["live", "history", "viewers"];
/// A source that is away.
const TROUBLED: [&str; 2] = ["live", "sources"];
/// What else may be chosen, each by itself: a preference, its value, and the views to look at.
const CHOICES: [(&str, &str, &[&str]); 4] = [
    ("theme", "\"contrast\"", &["live", "history", "overlays"]),
    ("density", "\"far\"", &["live"]),
    ("density", "\"compact\"", &["live", "viewers"]),
    ("hide_counts", "true", &["live", "history"]),
];
const GERMAN: [&str; 9] = [
    "live",
    "history",
    "viewers",
    "overlays",
    "sources",
    "triggers",
    "settings/counting",
    "settings/obs",
    "settings/tokens",
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder: PathBuf = std::env::args_os().nth(1).expect("a folder").into();
    fs::create_dir_all(&folder).expect("the folder can be made");
    let mut sheets = Sheets::new(&folder);
    for size in SIZES {
        strange(&mut sheets, size).await;
        full(&mut sheets, size).await;
    }
    overlays::all(&mut sheets).await;
    sheets.finish().await;
}

/// From nothing, to names that nobody expects, to a source that is away.
async fn strange(sheets: &mut Sheets, size: (u16, u16)) {
    let mut scene = Scene::open(sheets, size).await;
    scene.in_themes("empty", &EMPTY).await;
    stream::strange(&scene.address).await;
    scene
        .wait_for(
            "document.querySelector('[data-stat=viewers]').dataset.value === '1234567'",
            "live",
        )
        .await;
    scene.in_themes("strange", &STRANGE).await;
    scene
        .ask(r#"{ "ask": "add_channel", "channel": "twitch:mossgarden" }"#)
        .await;
    for name in [
        "luna.moreau",
        "donaudampfschifffahrtselektrizitaetenhauptbetriebswerk",
    ] {
        let settings =
            format!(r#"{{ "kind": "tikfinity", "channel": "{name}", "host": "127.0.0.1", "port": 9 }}"#);
        scene
            .ask(&format!(r#"{{ "ask": "add_source", "settings": {settings} }}"#))
            .await;
    }
    scene
        .wait_for("document.querySelector('[data-trouble]')", "live")
        .await;
    scene.in_themes("trouble", &TROUBLED).await;
    for theme in THEMES {
        scene.choose("theme", &format!("\"{theme}\"")).await;
        let form = ["[data-add=tikfinity]", "dialog summary", "dialog .try"];
        scene.pressed("source-form", "sources", &form).await;
    }
}

/// As it is in use.
async fn full(sheets: &mut Sheets, size: (u16, u16)) {
    let mut scene = Scene::open(sheets, size).await;
    for channel in stream::past(&scene.address).await {
        scene
            .ask(&format!(r#"{{ "ask": "end_session", "channel": "{channel}" }}"#))
            .await;
    }
    stream::now(&scene.address).await;
    scene
        .wait_for(
            "document.querySelector('[data-stat=viewers]').dataset.value > 50000",
            "live",
        )
        .await;
    scene.in_themes("full", &VIEWS).await;
    let sections = scene.sections().await;
    let sections: Vec<&str> = sections.iter().map(String::as_str).collect();
    scene.in_themes("full", &sections).await;
    for (name, value, views) in CHOICES {
        scene.choose(name, value).await;
        scene
            .views(&format!("{name}-{}", value.trim_matches('"')), views)
            .await;
        scene
            .choose(name, if name == "hide_counts" { "false" } else { "null" })
            .await;
    }
    scene.choose("language", "\"de\"").await;
    scene.views("german", &GERMAN).await;
}
