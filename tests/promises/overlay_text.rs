//! Other people's texts stay text: names, messages, gifts, triggers and addresses, in every overlay (RELIABILITY S-14).

use std::fs;

use gauge_tests::{
    app::{App, Launch},
    chromium::Chromium,
    folder::Folder,
    http,
    recordings::root,
    tokens,
};
use serde_json::{Value, json};

/// Texts pushed at a time.
const BATCH: usize = 20;
/// Every part that shows other people's texts, on one page.
const HUD: &str = "/o/hud?part=chat;rows=20;commands=1&part=feed;x=500;rows=20;show=gift\
                   &part=ticker;y=1000;items=40;show=gift,trigger;speed=0&part=leaderboard;x=1400;rows=10&part=alerts;x=1000&part=alerts;x=1000;y=300;show=trigger";
const ALONE: [&str; 8] = [
    "chat",
    "feed?show=chat,gift,trigger&rows=20",
    "ticker",
    "leaderboard?rows=20",
    "alerts",
    "stats",
    "goal",
    "timer?mode=shot",
];
/// What overlays are made of, and nothing else.
const MADE_OF: &str = "
    window.strange = () => {
      const tags = new Set(['HTML', 'HEAD', 'META', 'TITLE', 'LINK', 'SCRIPT', 'STYLE', 'BODY', 'DIV', 'SPAN', 'B', 'I', 'BDI', 'UL', 'LI',
        'svg', 'path', 'circle', 'text']);
      const ours = (one) => one.nodeName !== 'SCRIPT' || one.src.startsWith(location.origin + '/o/assets/');
      const quiet = (one) => one.getAttributeNames().every((name) => !/^on|^srcdoc$|^style$/.test(name) || name === 'style' && !/url/.test(one.style.cssText));
      return [...document.querySelectorAll('*')].filter((one) => !tags.has(one.nodeName) || !ours(one) || !quiet(one)).map((one) => one.outerHTML);
    };
    const texts = (what) => [...document.querySelectorAll(what)].map((one) => one.textContent);
    const same = (some, others) => JSON.stringify(some) === JSON.stringify(others);";

/// One text and how it may be shown, whole and as a name.
struct Payload {
    text: String,
    shown: String,
    name: String,
}

fn payloads() -> Vec<Payload> {
    let lines = fs::read_to_string(root().join("tests/payloads.ndjson")).expect("the corpus");
    let part = |line: &Value, key: &str| line[key].as_str().expect("a text").to_owned();
    let read = |line| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        Payload {
            text: part(&line, "text"),
            shown: part(&line, "shown"),
            name: part(&line, "name"),
        }
    };
    let all: Vec<Payload> = lines.lines().map(read).collect();
    assert!(all.len() >= 200, "{} payloads", all.len());
    all
}

async fn push(app: &App, batch: &[Payload], kind: &str) {
    let event = |(n, payload): (usize, &Payload)| {
        let text = &payload.text;
        let user = json!({ "id": format!("{kind}{n}{text}"), "name": text });
        json!({
            "type": kind, "channel": "twitch:luna", "user": user, "text": text, "gift": text, "coins": 1, "count": 1,
            "title": text.chars().take(500).collect::<String>(),
            "trigger": text, "details": { "from": text, "to": { text: text }, text: 1 },
        })
    };
    let events: Vec<Value> = batch.iter().enumerate().map(event).collect();
    http::push(app.http(), &Value::from(events)).await;
}

/// Nothing ran, nothing was made of text, nothing was asked for elsewhere.
async fn is_harmless(page: &mut Chromium, app: &App, what: &str) {
    assert_eq!(
        page.value("window.__pwn === undefined").await,
        true,
        "{what}: a text was run"
    );
    assert_eq!(page.value("strange()").await, json!([]), "{what}");
    assert!(page.complaints.is_empty(), "{what}: {:?}", page.complaints);
    let ours = [
        app.http().to_owned(),
        format!("ws://{}/ws/live", app.address()),
        "about:".to_owned(),
    ];
    let mut foreign = page.requests.iter();
    let foreign = foreign.find(|address| !ours.iter().any(|own| address.starts_with(own)));
    assert_eq!(foreign, None, "{what}: something was fetched");
}

/// The newest messages and gifts are these, as they may be shown.
async fn are_shown(page: &mut Chromium, batch: &[Payload]) {
    let count = batch.len();
    let name = |payload: &Payload| match payload.name.as_str() {
        "" => "Someone".to_owned(),
        name => name.to_owned(),
    };
    let names: Vec<String> = batch.iter().map(name).collect();
    let texts: Vec<&str> = batch.iter().map(|payload| payload.shown.as_str()).collect();
    // The feed has the newest on top.
    let gifts: Vec<&str> = batch.iter().rev().map(|payload| payload.name.as_str()).collect();
    for (what, shown) in [("who", json!(names)), ("what", json!(texts))] {
        page.until(&format!(
            "same(texts('.message .{what}').slice(-{count}), {shown})"
        ))
        .await;
    }
    let gifts = json!(gifts);
    page.until(&format!("same(texts('.row .what').slice(0, {count}), {gifts})"))
        .await;
}

#[tokio::test]
async fn other_peoples_texts_are_shown_and_never_run() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    page.prepare(MADE_OF).await;
    page.trust(app.http()).await;
    page.open(&format!("{}{HUD}", app.http()), 1920, 1080).await;
    page.until("document.body.dataset.state === 'live'").await;
    let all = payloads();
    for batch in all.chunks(BATCH) {
        for kind in ["trigger", "gift", "chat"] {
            push(&app, batch, kind).await;
        }
        are_shown(&mut page, batch).await;
        is_harmless(&mut page, &app, "the HUD").await;
    }
    for overlay in ALONE {
        page.open(&format!("{}/o/{overlay}", app.http()), 1920, 1080)
            .await;
        page.until("document.body.dataset.state === 'live'").await;
        push(&app, &all[..BATCH], "gift").await;
        is_harmless(&mut page, &app, overlay).await;
    }
}

/// What no page of ours makes of a text: something that runs, or fetches from elsewhere.
const MADE_BY_OTHERS: &str = "[...document.querySelectorAll('*')].filter((one) =>
    (one.nodeName === 'SCRIPT' && !one.src.startsWith(location.origin + '/assets/')) || one.nodeName === 'OBJECT' || one.nodeName === 'EMBED' || one.nodeName === 'BASE'
    || one.getAttributeNames().some((name) => /^on|^srcdoc$/.test(name)) || /^\\s*(javascript|data|vbscript):/i.test(one.getAttribute('href') ?? one.getAttribute('src') ?? '')).map((one) => one.outerHTML)";

#[tokio::test]
async fn the_windows_views_show_them_and_never_run_them() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let mut page = Chromium::start().await;
    page.prepare(&format!(
        "sessionStorage.setItem('streamgauge.token', '{admin}');"
    ))
    .await;
    page.open(app.http(), 1920, 1080).await;
    page.until("document.body.dataset.ready === 'true'").await;
    let all = payloads();
    for (count, batch) in all.chunks(BATCH).enumerate() {
        for kind in ["trigger", "gift", "chat", "title"] {
            push(&app, batch, kind).await;
        }
        http::push(app.http(), json!({ "type": "like", "channel": "twitch:luna" })).await;
        page.until(&format!(
            "document.querySelector('[data-stat=likes]').dataset.value === '{}'",
            count + 1
        ))
        .await;
        assert_eq!(page.value(MADE_BY_OTHERS).await, json!([]), "live");
    }
    for view in ["history", "viewers", "triggers", "live"] {
        page.value(&format!("location.hash = '#{view}'")).await;
        page.until(&format!("document.querySelector('main').dataset.shown === '{view}' && !document.querySelector('main [aria-busy=true], main .waiting[role=status]')"))
            .await;
        assert_eq!(page.value(MADE_BY_OTHERS).await, json!([]), "{view}");
    }
    assert_eq!(page.value("window.__pwn === undefined").await, true);
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    let foreign = page.requests.iter().find(|address| {
        !address.starts_with(app.http())
            && !address.starts_with(&format!("ws://{}/", app.address()))
            && !address.starts_with("about:")
    });
    assert_eq!(foreign, None, "something was fetched");
    page.value("document.querySelector('main').append(Object.assign(document.createElement('a'), { href: 'javascript:1' })), 0")
        .await;
    assert_ne!(page.value(MADE_BY_OTHERS).await, json!([]), "a negative control");
}

/// It shows every frame as it came: what stands in it is text.
#[tokio::test]
async fn the_page_to_try_the_feed_with_shows_them_and_never_runs_them() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    page.open(&format!("{}/ws/test", app.http()), 1280, 720).await;
    page.until("document.getElementById('state').dataset.state === 'open'")
        .await;
    page.value("document.querySelectorAll('#channels input').forEach((box) => { box.checked = true; }), document.getElementById('subscribe').click(), 0")
        .await;
    page.until("document.getElementById('log').textContent.includes('snapshot')")
        .await;
    const MADE: &str = "[...document.querySelectorAll('#log *')].every((one) => ['LI', 'TIME', 'SPAN'].includes(one.nodeName))";
    let log = |words: &str| {
        format!(
            "document.getElementById('log').textContent.includes({})",
            json!(words)
        )
    };
    for (number, batch) in payloads().chunks(BATCH).enumerate() {
        page.value("document.getElementById('clear').click(), 0").await;
        for kind in ["trigger", "gift"] {
            push(&app, batch, kind).await;
        }
        // The page shows the newest 200 frames: all of a batch.
        let total = 1000 + number;
        let last = json!({ "type": "like", "channel": "twitch:luna", "count": 1, "total": total });
        http::push(app.http(), last).await;
        page.until(&log(&format!("\"likes\":{total}"))).await;
        assert_eq!(page.value(MADE).await, true, "something was made of a text");
        assert_eq!(page.value(&log("\"gift\":\"")).await, true, "texts are there");
    }
    assert_eq!(page.value("window.__pwn === undefined").await, true);
    page.value("document.querySelector('#log span').append(document.createElement('b')), 0")
        .await;
    assert_eq!(page.value(MADE).await, false, "a negative control");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn an_address_is_text_too() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    page.prepare(MADE_OF).await;
    page.trust(app.http()).await;
    for batch in payloads().chunks(6) {
        let mut address = url::Url::parse(&format!("{}/o/hud", app.http())).expect("an address");
        for payload in batch {
            let title: String = payload.text.chars().take(16).collect();
            let title: String = url::form_urlencoded::byte_serialize(title.as_bytes()).collect();
            address
                .query_pairs_mut()
                .append_pair("part", &format!("number;title={title}"));
        }
        page.open(address.as_str(), 1920, 1080).await;
        page.until(&format!(
            "document.querySelectorAll('.number').length === {}",
            batch.len()
        ))
        .await;
        is_harmless(&mut page, &app, "the address").await;
    }
    for payload in payloads().iter().take(40) {
        let mut address = url::Url::parse(&format!("{}/o/stats", app.http())).expect("an address");
        let text: String = payload.text.chars().take(60).collect();
        let text = text.as_str();
        address
            .query_pairs_mut()
            .append_pair("show", text)
            .append_pair("channel", text)
            .append_pair("locale", text)
            .append_pair("theme", text);
        page.open(address.as_str(), 520, 104).await;
        page.until("document.querySelector('.refusal') !== null").await;
        is_harmless(&mut page, &app, "the words about an address").await;
    }
}

#[tokio::test]
async fn a_text_that_did_run_would_be_noticed() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    page.prepare(MADE_OF).await;
    page.trust(app.http()).await;
    page.open(&format!("{}/o/number", app.http()), 320, 112).await;
    page.until("document.body.dataset.state === 'live'").await;
    let markup = "document.body.innerHTML = '<img src=x onerror=window.__pwn=1>'; 0";
    assert_eq!(page.value(markup).await, Value::Null, "no markup is made of text");
    assert!(!page.complaints.is_empty(), "what the policy stops is told");
    let image =
        "const image = new Image(); image.src = 'https://evil.invalid/x'; document.body.append(image); 0";
    page.value(image).await;
    page.until("strange().length === 1").await;
    let mut asked = page.requests.iter();
    assert!(
        asked.any(|address| address.contains("evil.invalid")),
        "{:?}",
        page.requests
    );
}
