//! A real OBS shows an overlay over a game. There is no browser source in Debian's OBS, so it captures a browser's window
//! and keys its ground out: this shows that pages and OBS come together, and how late, not CEF.

use std::{fs, path::Path, process::Stdio};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gauge_tests::{
    app::{App, Launch},
    chromium::Chromium,
    folder::Folder,
    http, in_time,
    local_file::LocalFile,
    obs::RealObs,
    recordings::root,
    screen::Screen,
    tokens,
};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

const SIZE: (u32, u32) = (1280, 720);
/// In pixels of 1920 × 1080.
const PARTS: [&str; 6] = [
    "stats;x=40;y=40;show=clock,viewers,chat_rate,likes,coins",
    "recording;x=1640;y=64",
    "leaderboard;x=1480;y=360",
    "alerts;x=600;y=330;seconds=60",
    "goal;x=560;y=912;value=follows;target=500;start=412;title=New follows today",
    "chat;x=40;y=660",
];
/// LIVE, and nothing else in the picture, has this colour.
const LIVE: [u8; 3] = [209, 59, 39];

/// The page whose window OBS captures: the overlay on green, with plates that let nothing of it through.
fn page(http: &str, token: &str) -> String {
    let parts: String = PARTS.iter().map(|part| format!("part={part}&")).collect();
    let address = json!(format!("{http}/o/hud?{parts}token={token}"));
    format!(
        "<!doctype html><style>html, body {{ margin: 0; height: 100%; overflow: hidden; background: #0f0 }}
         iframe {{ width: 100%; height: 100%; border: 0 }}</style><iframe></iframe><script>
         const frame = document.querySelector('iframe');
         addEventListener('message', () => frame.contentWindow.postMessage({{ css: ':root {{ --plate: #16130f }} .ring {{ display: none }}' }}, '*'));
         frame.src = {address};</script>"
    )
}

/// A browser's window that fills this screen.
fn browser(screen: &Screen, profile: &Path, file: &LocalFile) -> Child {
    let (width, height) = SIZE;
    Command::new("chromium")
        .args([
            "--no-sandbox",
            "--test-type",
            "--disable-gpu",
            "--no-first-run",
            "--kiosk",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--window-size={width},{height}"))
        .arg("--window-position=0,0")
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(file.flag())
        .arg(format!("--app={}", LocalFile::ADDRESS))
        .env("DISPLAY", &screen.name)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("Chromium starts (Debian's package chromium)")
}

/// The game's picture, drawn by a browser.
async fn game(into: &Path) {
    let mut page = Chromium::start().await;
    let drawing = root().join("tests/fixtures/game.svg");
    page.open(&format!("file://{}", drawing.display()), SIZE.0, SIZE.1)
        .await;
    page.until("document.readyState === 'complete'").await;
    fs::write(into, page.png().await).expect("the picture can be written");
}

async fn push(app: &App) {
    let (twitch, tiktok) = ("twitch:luna", "tiktok:luna");
    let user = |id: &str, name: &str| json!({ "id": id, "name": name });
    let mira = user("1", "mirabel_k");
    let mut all = vec![
        json!({ "type": "viewers", "channel": twitch, "count": 12_408 }),
        json!({ "type": "like", "channel": tiktok, "count": 86_512 }),
        json!({ "type": "recording", "channel": twitch, "active": true }),
        json!({ "type": "chat_rate", "channel": twitch, "value": 84.0 }),
    ];
    for (id, name, coins) in [
        ("1", "mirabel_k", 62_400),
        ("2", "Dieter Großmann-Öztürk von der Waldwiese", 31_220),
        ("3", "Captain_Holloway", 18_004),
        ("4", "نور الهدى 🌊", 9_930),
        ("5", "sanna 🐸", 7_410),
    ] {
        all.push(json!({ "type": "gift", "channel": tiktok, "gift": "Lion", "coins": coins, "count": 1, "user": user(id, name) }));
    }
    for (name, text) in [
        ("Captain_Holloway", "clean line through the rapids"),
        ("sanna 🐸", "das war so knapp 😂 nochmal!"),
        ("mirabel_k", "GG! 🛶"),
    ] {
        all.push(json!({ "type": "chat", "channel": twitch, "text": text, "user": user(name, name) }));
    }
    all.push(json!({ "type": "follow", "channel": twitch, "user": mira }));
    http::push(app.http(), Value::from(all)).await;
}

/// What OBS shows, as a PNG.
async fn shown(obs: &RealObs) -> Vec<u8> {
    let wish = json!({ "sourceName": "Scene", "imageFormat": "png" });
    let answer = obs.ask("GetSourceScreenshot", wish).await;
    let data = answer["responseData"]["imageData"].as_str().unwrap_or_default();
    let packed = data.split_once(',').map_or("", |(_, packed)| packed);
    STANDARD.decode(packed).expect("base64")
}

/// How many pixels are of this colour, or nearly.
fn count(png: &[u8], colour: [u8; 3]) -> usize {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("it fits into memory")];
    let info = reader.next_frame(&mut bytes).expect("a picture");
    let is_near = |pixel: &&[u8]| {
        pixel
            .iter()
            .zip(colour)
            .all(|(seen, wanted)| seen.abs_diff(wanted) < 8)
    };
    bytes
        .chunks_exact(info.color_type.samples())
        .filter(is_near)
        .count()
}

#[tokio::test]
async fn an_overlay_is_seen_in_a_real_obs_over_a_game() {
    let Some(obs) = RealObs::sized("an overlay in OBS", SIZE).await else {
        return;
    };
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    push(&app).await;
    let token = tokens::of_overlays(folder.path(), app.http()).await;
    let files = tempfile::tempdir().expect("a folder");
    fs::write(files.path().join("page.html"), page(app.http(), &token)).expect("a page");
    let file = LocalFile::of(files.path().join("page.html")).await;
    let screen = Screen::start(SIZE.0, SIZE.1).await;
    let _browser = browser(&screen, &files.path().join("profile"), &file);
    let picture = files.path().join("game.png");
    game(&picture).await;
    for (name, kind, settings) in [
        ("game", "image_source", json!({ "file": picture })),
        (
            "overlay",
            "xshm_input",
            json!({ "advanced": true, "server": screen.name, "show_cursor": false }),
        ),
    ] {
        let input =
            json!({ "sceneName": "Scene", "inputName": name, "inputKind": kind, "inputSettings": settings });
        let made = obs.ask("CreateInput", input).await;
        assert_eq!(made["requestStatus"]["result"], true, "{made}");
    }
    let key = json!({
        "sourceName": "overlay", "filterName": "key", "filterKind": "color_key_filter_v2",
        "filterSettings": { "key_color_type": "green", "similarity": 450, "smoothness": 120 },
    });
    let made = obs.ask("CreateSourceFilter", key).await;
    assert_eq!(made["requestStatus"]["result"], true, "{made}");

    // OFFLINE: the plate is there, its LIVE is not.
    let plate = [22, 19, 15];
    let seen = async { while count(&shown(&obs).await, plate) < 20_000 {} };
    in_time("the overlay in OBS", seen).await;
    assert_eq!(count(&shown(&obs).await, LIVE), 0);
    let on_air = json!({ "type": "stream", "channel": "twitch:luna", "live": true });
    http::push(app.http(), on_air).await;
    let rose = json!({ "type": "gift", "channel": "tiktok:luna", "gift": "Rose", "coins": 1, "count": 21,
        "user": { "id": "3", "name": "Captain_Holloway" } });
    http::push(app.http(), rose).await;
    let seen = async { while count(&shown(&obs).await, LIVE) < 300 {} };
    in_time("LIVE in OBS", seen).await;
    let last = shown(&obs).await;
    assert!(count(&last, [0, 255, 0]) < 100, "the ground is keyed out");
    let kept = root().join("target/pictures");
    fs::create_dir_all(&kept).expect("a folder");
    fs::write(kept.join("obs.png"), last).expect("the picture can be written");
}
