//! Every overlay, in every Chromium that OBS has: the right values, nothing drawn but its own, nothing complained of.

use gauge_tests::{
    app::{App, Launch},
    chromium::{Chromium, generations},
    folder::Folder,
    http,
};
use serde_json::{Value, json};

/// An address, and what is true in the page when it shows the right values.
const SET: [(&str, &str); 16] = [
    (
        "stats",
        "shown('[data-stat=likes]', 12345678) && shown('[data-stat=viewers]', 55014)",
    ),
    ("number?value=coins", "shown('[data-stat=coins]', 618)"),
    (
        "number?look=staff&bare=1",
        "shown('[data-stat=viewers]', 55014) && says('60k')",
    ),
    (
        "goal?target=3000&start=2405",
        "shown('[data-goal]', 2406) && says('of 3,000')",
    ),
    (
        "goal?target=2&look=ring&value=subscriptions",
        "shown('[data-goal]', 1) && says('New subscriptions')",
    ),
    ("goal?look=counter", "says('No goal yet')"),
    (
        "alerts",
        "one('[data-alert=gift]') && says('Captain') && says('×21')",
    ),
    (
        "feed",
        "says('Captain') && says('€25.00') && says('+37.5') && says('month 14')",
    ),
    ("ticker", "says('Captain') && says('nour') && one('.item .icon')"),
    (
        "leaderboard",
        "one('[data-rank=\"1\"]') && says('Captain') && says('618')",
    ),
    (
        "leaderboard?by=subscriptions&time=all",
        "one('[data-rank=\"1\"]') && says('otter')",
    ),
    ("chat", "one('.message') && says('das war so knapp')"),
    ("chart", "shown('[data-stat=viewers]', 55014) && one('.line[d]')"),
    ("recording", "one('[data-recording=on]') && says('REC')"),
    (
        "timer?mode=shot",
        "shown('[data-time=shot]', 3) && says('15.67') && says('5.23')",
    ),
    (
        "hud",
        "shown('[data-stat=viewers]', 55014) && says('REC') && one('[data-time=session]')",
    ),
];

/// What the expressions above are made of.
const WORDS: &str = "
    const one = (what) => document.querySelector(what) !== null;
    const shown = (what, value) => document.querySelector(what).dataset.value === String(value);
    const says = (text) => document.body.innerText.includes(text);";

fn event(kind: &str, channel: &str, more: Value) -> Value {
    let mut event = json!({ "type": kind, "channel": channel });
    if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
        event.extend(more);
    }
    event
}

async fn push_all(app: &App) {
    let (twitch, tiktok) = ("twitch:luna", "tiktok:luna");
    let user = |name: &str| json!({ "id": name, "name": name });
    let shot = json!({ "current_shot": 3, "current_time": 15.67, "split_time": 5.23 });
    let all = json!([
        event("viewers", twitch, json!({ "count": 40_000 })),
        event("viewers", tiktok, json!({ "count": 15_014 })),
        event("like", tiktok, json!({ "count": 12_345_678 })),
        event("recording", twitch, json!({ "active": true })),
        event(
            "trigger",
            twitch,
            json!({ "trigger": "viewer_spike", "details": { "from": 40_000, "to": 55_000 } })
        ),
        event(
            "tip",
            twitch,
            json!({ "user": user("ann"), "amount": 25_000_000, "currency": "EUR" })
        ),
        event("follow", twitch, json!({ "user": user("nour al huda 🌊") })),
        event(
            "subscription",
            twitch,
            json!({ "user": user("otter"), "count": 1, "months": 14, "resub": true })
        ),
        event(
            "gift",
            tiktok,
            json!({ "user": user("Captain"), "gift": "Lion 🦁", "coins": 309, "count": 2 })
        ),
        event(
            "chat",
            twitch,
            json!({ "user": user("mira"), "text": "das war so knapp 😂 nochmal!" })
        ),
        event(
            "timer_event",
            twitch,
            json!({ "event_type": "shot_detected", "device": "60:09", "data": shot })
        ),
    ]);
    http::push(app.http(), &all).await;
}

/// An alert stands only for what happens while the page is open; this streak is free of charge.
async fn streak(app: &App, repeat: u64) {
    let user = json!({ "id": "Captain", "name": "Captain" });
    let rose =
        json!({ "user": user, "gift": "Rose", "coins": 0, "count": 1, "combo": "r", "repeat": repeat });
    http::push(app.http(), &event("gift", "tiktok:luna", rose)).await;
}

#[tokio::test]
async fn every_overlay_shows_the_right_values_in_every_chromium() {
    for (name, path) in generations() {
        let folder = Folder::new();
        let app = Launch::headless(folder.path()).start().await;
        push_all(&app).await;
        let mut page = Chromium::start_at(&path).await;
        page.prepare(WORDS).await;
        page.trust(app.http()).await;
        for (address, is_right) in SET {
            for (width, height) in [(1920, 1080), (400, 100)] {
                page.open(&format!("{}/o/{address}", app.http()), width, height)
                    .await;
                page.until("document.body.dataset.state === 'live'").await;
                if address == "alerts" {
                    streak(&app, 20).await;
                    streak(&app, 21).await;
                }
                page.until(is_right).await;
                let what = format!("{address} at {width} × {height} in {name}");
                see(&mut page, &what).await;
            }
        }
        assert!(page.complaints.is_empty(), "{name}: {:?}", page.complaints);
    }
}

/// Something is drawn, and nothing where nothing belongs.
async fn see(page: &mut Chromium, what: &str) {
    // What fades in stands a little lower at first.
    page.until_still().await;
    let picture = page.picture().await;
    assert_eq!(picture.pixel(-1, -1), [0; 4], "{what}: the last corner");
    let drawn = picture.drawn();
    assert!((1..1000).contains(&drawn), "{what}: {drawn} ‰ are drawn on");
}

#[tokio::test]
async fn custom_css_applies_as_obs_puts_it_in() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    page.open(&format!("{}/o/number", app.http()), 320, 112).await;
    page.until("document.body.dataset.state === 'live'").await;
    // As obs-browser does it: a style element with text, at the end of the head.
    let css = ":root { --plate: rgb(255, 0, 0) } .number .lab { display: none }";
    page.value(&format!(
        "document.head.append(Object.assign(document.createElement('style'), {{ textContent: `{css}` }}))"
    ))
    .await;
    page.until("getComputedStyle(document.querySelector('.lab')).display === 'none'")
        .await;
    assert_eq!(page.picture().await.pixel(160, 4), [255, 0, 0, 255]);
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn the_token_leaves_the_address_and_outlives_a_refresh() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    let address = format!("{}/o/number?value=likes&token=sgr1_abc_def", app.http());
    page.open(&address, 320, 112).await;
    page.until("document.querySelector('[data-stat=likes]') !== null && history.state !== null")
        .await;
    assert_eq!(page.value("location.search").await, "?value=likes");
    page.open("about:blank", 320, 112).await;
    page.value("history.back()").await;
    page.until("location.search === '?value=likes' && history.state.token === 'sgr1_abc_def'")
        .await;
    let sockets = page.requests.iter().filter(|address| address.starts_with("ws"));
    assert!(
        sockets.clone().all(|address| !address.contains("sgr1")),
        "{sockets:?}"
    );
}
