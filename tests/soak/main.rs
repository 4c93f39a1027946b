//! Twenty overlays in Chromium at two hundred events a second, for as long as you like: what it costs, what grows, what
//! is lost, and how late numbers are painted. A measurement for people, no test: `cargo xtask soak --minutes 30`.

#![expect(clippy::print_stdout, reason = "its table is what it is for")]

mod figures;
mod pages;
mod pushing;
mod system;

use std::{
    env,
    sync::{Arc, Mutex},
    time::Duration,
};

use gauge_tests::{
    app::{App, Launch, binary},
    folder::Folder,
    http, tokens,
};
use serde_json::{Value, json};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{
    figures::{Delays, Sample, Table},
    pages::Pages,
    pushing::{Pushed, Pusher},
    system::System,
};

/// Between two samples.
const EVERY: Duration = Duration::from_secs(10);

/// What was asked for.
struct Wish {
    minutes: u64,
    /// Whether the profile is switched every minute.
    switches: bool,
}

fn wish() -> Wish {
    let words: Vec<String> = env::args().skip(1).collect();
    let after = words.iter().skip_while(|word| *word != "--minutes").nth(1);
    Wish {
        minutes: after.and_then(|word| word.parse().ok()).unwrap_or(30),
        switches: words.iter().any(|word| word == "--switch"),
    }
}

#[tokio::main]
async fn main() {
    let wish = wish();
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let admin = tokens::make(folder.path(), "admin", &[]).await.1;
    let mut profiles = vec![current(&app, &admin).await];
    if wish.switches {
        profiles.push(ask(&app, &admin, json!({ "ask": "create_profile", "name": "B" })).await["id"].clone());
    }
    let token = tokens::of_overlays(folder.path(), app.http()).await;
    let pushed = Arc::new(Mutex::new(Pushed::default()));
    let pusher = Pusher::start(app.http(), Arc::clone(&pushed));
    let mut pages = Pages::open(app.http(), &token).await;
    let mut system = System::new(app.pid(), pages.pid(), folder.path());
    println!(
        "{} · {} overlays · {} events/s · {} min · the profile {}",
        binary().display(),
        pages.count(),
        pushing::RATE,
        wish.minutes,
        if wish.switches {
            "is switched every minute"
        } else {
            "stays"
        },
    );
    let mut table = Table::new();
    let mut delays = Delays::default();
    let mut looks = interval(EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    looks.tick().await;
    let (begun, mut minute) = (Instant::now(), 0);
    while begun.elapsed() < Duration::from_secs(wish.minutes * 60) {
        looks.tick().await;
        let metrics = pages.metrics().await;
        delays.take(&pages.seen().await, &mut pushed.lock().expect("nobody panics"));
        let sample = Sample::new(begun.elapsed(), system.look(), metrics);
        table.add(sample, &delays);
        let now = begun.elapsed().as_secs() / 60;
        if wish.switches && now > minute {
            minute = now;
            let to = &profiles[usize::try_from(now).unwrap_or(0) % profiles.len()];
            ask(&app, &admin, json!({ "ask": "switch_profile", "id": to })).await;
        }
    }
    pusher.stop().await;
    table.finish(&delays);
    lost(&app, &admin, &profiles, &pushed, &mut pages).await;
}

async fn ask(app: &App, admin: &str, wish: Value) -> Value {
    let (status, answer) = tokens::ask(app.http(), admin, wish).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn current(app: &App, admin: &str) -> Value {
    let all = ask(app, admin, json!({ "ask": "profiles" })).await;
    let open = all
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["active"] == true);
    open.expect("one is open")["id"].clone()
}

/// Compares what was acknowledged with what each profile holds, and with what the pages show.
async fn lost(app: &App, admin: &str, profiles: &[Value], pushed: &Mutex<Pushed>, pages: &mut Pages) {
    for profile in profiles {
        ask(app, admin, json!({ "ask": "switch_profile", "id": profile })).await;
        let id = profile.as_str().unwrap_or_default();
        let sent = pushed.lock().expect("nobody panics").likes_in(id);
        let held = http::get(app.http(), "/api/live-stats").await["stats"]["likes"]
            .as_u64()
            .unwrap_or(0);
        pages.until_likes(held).await;
        println!(
            "profile {id}: {sent} likes acknowledged, {held} held, {held} on every page that shows them"
        );
        assert_eq!(sent, held, "a number was lost");
    }
    let refused = pushed.lock().expect("nobody panics").failed;
    println!("pushes that were not acknowledged: {refused}");
    println!("complaints of the pages: {:?}", pages.complaints());
}
