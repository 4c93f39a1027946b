//! A made-up stream, pushed as a tool of the user would: what the pictures show.

use gauge_tests::http;
use serde_json::{Value, json};

const TIKTOK: &str = "tiktok:luna.moreau";
const TWITCH: &str = "twitch:luna_plays";
const YOUTUBE: &str = "youtube:Luna-Moreau";
const PEOPLE: [&str; 9] = [
    "mirabel_k",
    "Dieter Großmann-Öztürk von der Waldwiese",
    "نور الهدى 🌊",
    "sanna 🐸",
    "quietotter",
    "דני כהן",
    "lou.and.the.fox 🦊",
    "Аня Ветрова",
    "the_longest_possible_username_2026",
];
const SAYINGS: [&str; 5] = [
    "das war so knapp 😂 nochmal!",
    "clutch clutch CLUTCH",
    "как красиво ❤️",
    "gg",
    "איזה משחק מטורף 🎮",
];
const MINUTE: i64 = 60_000;
/// Events in a push: each is far below 256 KiB.
const PUSH: usize = 800;

/// Long names, emoji, right to left, large numbers.
pub(crate) async fn strange(address: &str) {
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    for (id, name) in [
        ("1", "Ann 🦊"),
        ("2", "نور الهدى 🌊"),
        ("3", long),
        ("4", "李小龍"),
    ] {
        let user = json!({ "id": id, "name": name });
        let events = json!([
            { "type": "chat", "channel": "generic:luna", "text": format!("مرحبا {name} 👩‍👩‍👧‍👦 hello"), "user": user },
            { "type": "gift", "channel": "generic:luna", "gift": "Galaxy", "coins": 1000, "count": 123_456, "user": user },
            { "type": "follow", "channel": "generic:luna", "user": user },
        ]);
        http::push(address, &events).await;
    }
    let now = json!([
        { "type": "viewers", "channel": "generic:luna", "count": 1_234_567 },
        { "type": "title", "channel": "generic:luna", "title": format!("مرحبا 🦊 {long} {long}") },
    ]);
    http::push(address, &now).await;
}

/// Yesterday's broadcast; its channels.
pub(crate) async fn past(address: &str) -> [&'static str; 3] {
    send(address, broadcast(before(26 * 60), 95, 38_000)).await;
    let title = "Zum ersten Mal im Turnier 🏆 danach Zuschauerrunden";
    let titles = [TIKTOK, TWITCH, YOUTUBE]
        .map(|channel| json!({ "type": "title", "channel": channel, "title": title, "at": before(25 * 60) }));
    http::push(address, &json!(titles)).await;
    [TIKTOK, TWITCH, YOUTUBE]
}

/// Today's, which goes on.
pub(crate) async fn now(address: &str) {
    send(address, broadcast(before(134), 134, 61_000)).await;
    let triggers = json!([
        { "type": "trigger", "channel": TWITCH, "trigger": "viewer_spike", "details": { "from": 40_000, "to": 55_000, "percent": 37.5, "window_s": 60 } },
        { "type": "stream", "channel": TWITCH, "live": true },
        { "type": "title", "channel": TWITCH, "title": "Ranked until I win 🦊 | !discord !setup" },
        { "type": "title", "channel": YOUTUBE, "title": "Ranked until I win" },
        { "type": "recording", "channel": TWITCH, "active": true },
        { "type": "raid", "channel": TWITCH, "viewers": 2318, "user": { "id": "b", "name": "Brindlewood" } },
        { "type": "tip", "channel": TWITCH, "amount": 25_000_000, "currency": "EUR", "text": "for the new mic", "user": { "id": "p", "name": "pixelbrot" } },
        { "type": "viewers", "channel": TIKTOK, "count": 31_204 },
        { "type": "viewers", "channel": TWITCH, "count": 20_118 },
        { "type": "viewers", "channel": YOUTUBE, "count": 3692 },
    ]);
    http::push(address, &triggers).await;
}

/// So many minutes ago, ms UTC.
fn before(minutes: i64) -> i64 {
    gauge_engine::now() - minutes * MINUTE
}

async fn send(address: &str, events: Vec<Value>) {
    for some in events.chunks(PUSH) {
        http::push(address, Value::from(some.to_vec())).await;
    }
}

/// A broadcast that grows, is silent for six minutes, and jumps: what charts and reports must show.
fn broadcast(start: i64, minutes: i64, peak: i64) -> Vec<Value> {
    let mut events = Vec::new();
    for step in 0..minutes * 6 {
        let minute = step / 6;
        if (minutes * 4 / 7..minutes * 4 / 7 + 6).contains(&minute) {
            continue;
        }
        let at = start + step * 10_000;
        let jump = if minute > minutes * 3 / 4 { peak / 4 } else { 0 };
        let level = peak * 6 / 10 * step / (step + minutes) + jump + (step * 7919) % 211;
        for (channel, part) in [(TIKTOK, 57), (TWITCH, 36), (YOUTUBE, 7)] {
            events.push(
                json!({ "type": "viewers", "channel": channel, "count": level * part / 100, "at": at }),
            );
        }
        events
            .push(json!({ "type": "like", "channel": TIKTOK, "count": 40, "total": 4000 * step, "at": at }));
        events.extend(happenings(step, at));
    }
    events
}

/// What people do in ten seconds.
fn happenings(step: i64, at: i64) -> Vec<Value> {
    let person = |nth: i64| {
        let name = PEOPLE[usize::try_from(nth).unwrap_or(0) % PEOPLE.len()];
        json!({ "id": name, "name": name })
    };
    let saying = SAYINGS[usize::try_from(step).unwrap_or(0) % SAYINGS.len()];
    let said = 1 + (step * 31) % 7;
    let mut events: Vec<Value> = (0..said)
        .map(|nth| json!({ "type": "chat", "channel": if nth % 2 == 0 { TWITCH } else { YOUTUBE }, "text": saying, "user": person(step + nth), "at": at + nth * 900 }))
        .collect();
    if step % 5 == 0 {
        events.push(json!({ "type": "gift", "channel": TIKTOK, "gift": "Galaxy ✨", "coins": 1000, "count": 1 + step % 3, "user": person(step / 5), "at": at }));
    }
    if step % 4 == 1 {
        let newcomer = format!("viewer {step}");
        events.push(json!({ "type": "follow", "channel": TIKTOK, "user": { "id": newcomer, "name": newcomer }, "at": at }));
    }
    if step % 17 == 3 {
        events.push(json!({ "type": "share", "channel": TIKTOK, "user": person(step), "at": at }));
    }
    if step % 60 == 7 {
        events.push(json!({ "type": "subscription", "channel": TWITCH, "count": 1, "tier": "1000", "months": 14, "resub": true, "user": person(step), "at": at }));
    }
    events
}
