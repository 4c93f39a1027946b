//! What a streamer does, from the first start on: by hand in the app's own window, and in a browser without one.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use gauge_tests::{
    http,
    irc_server::{IrcServer, Script},
    live::Live,
    recordings,
    screen::Driver,
};
use serde_json::{Value, json};
use tokio::{sync::Notify, task::JoinHandle};

use crate::{window::Desk, window_doors::address};

in_both_places!(
    the_demo_is_the_third_door,
    profiles_are_made_and_switched_under_load,
    a_reset_is_taken_back_by_undo,
    a_reset_by_somebody_else_can_be_taken_back_too,
    a_profile_is_exported_and_imported,
    a_rotated_address_is_refused,
    everything_is_found_after_a_restart,
);

fn like(count: u64) -> Value {
    json!({ "type": "like", "channel": "generic:luna", "count": count })
}

async fn the_demo_is_the_third_door(desk: Desk) {
    desk.click("Start the demo").await;
    desk.until_profile("Demo").await;
    desk.window
        .until("document.body.innerText.includes('SIMULATED')")
        .await;
    desk.window
        .until("Number(document.querySelector('[data-stat=viewers]').dataset.value) > 1000")
        .await;
    desk.window
        .until("document.querySelectorAll('[data-event]').length > 5")
        .await;
}

/// A tool that pushes likes as fast as it is answered.
struct Flood {
    go_on: Arc<AtomicBool>,
    pushed: Arc<Notify>,
    /// Receipts, as profile and count.
    running: JoinHandle<Vec<(String, u64)>>,
}

impl Flood {
    fn start(http: String) -> Self {
        let (go_on, pushed) = (Arc::new(AtomicBool::new(true)), Arc::new(Notify::new()));
        let (flag, told) = (Arc::clone(&go_on), Arc::clone(&pushed));
        let running = tokio::spawn(async move {
            let batch = Value::from(vec![like(1); 20]);
            let mut receipts = Vec::new();
            while flag.load(Ordering::Relaxed) {
                let receipt = http::push(&http, &batch).await;
                let profile = receipt["profile"].as_str().expect("a profile").to_owned();
                receipts.push((profile, receipt["accepted"].as_u64().expect("a count")));
                told.notify_one();
            }
            receipts
        });
        Self {
            go_on,
            pushed,
            running,
        }
    }

    /// Waits for so many more pushes.
    async fn pushes(&self, count: usize) {
        for _ in 0..count {
            gauge_tests::in_time("a push", self.pushed.notified()).await;
        }
    }

    async fn end(self) -> Vec<(String, u64)> {
        self.go_on.store(false, Ordering::Relaxed);
        self.running.await.expect("it has pushed")
    }
}

async fn profiles_are_made_and_switched_under_load(desk: Desk) {
    let flood = Flood::start(desk.http.clone());
    let profile_id = async || {
        let seen = Live::join(&desk.http, &["stats"]).await;
        seen.state["profile_id"].as_str().expect("an id").to_owned()
    };
    let mut names = vec![("Main".to_owned(), profile_id().await)];
    flood.pushes(5).await;
    for name in ["Zweiter Kanäl-Öffner", "第三"] {
        desk.open_profiles().await;
        desk.enter("profile", name).await;
        desk.until_profile(name).await;
        names.push((name.to_owned(), profile_id().await));
        flood.pushes(5).await;
    }
    for _ in 0..2 {
        for (name, _) in &names {
            desk.open_profiles().await;
            desk.enter("profile", name).await;
            desk.until_profile(name).await;
            flood.pushes(3).await;
        }
    }
    let receipts = flood.end().await;
    for (name, id) in &names {
        desk.open_profiles().await;
        desk.enter("profile", name).await;
        desk.until_profile(name).await;
        let of_it = receipts.iter().filter(|(profile, _)| profile == id);
        let pushed: u64 = of_it.map(|(_, count)| count).sum();
        assert!(pushed > 0, "{name} has some");
        desk.until_tile("likes", &pushed.to_string()).await;
    }
}

async fn reset(desk: &Desk) {
    desk.click("More").await;
    desk.click("Set all numbers to zero").await;
    desk.click("Set to zero").await;
    desk.until_tile("likes", "0").await;
}

async fn a_reset_is_taken_back_by_undo(desk: Desk) {
    desk.push(json!({ "type": "gift", "channel": "generic:luna", "coins": 5, "count": 4 }))
        .await;
    desk.push(like(12)).await;
    desk.until_tile("likes", "12").await;
    reset(&desk).await;
    desk.push(like(3)).await;
    desk.until_tile("likes", "3").await;
    desk.click("Undo").await;
    desk.until_tile("likes", "15").await;
    desk.press("2").await;
    desk.until_view("history").await;
    desk.until_seen("[data-figure=coins][data-value=\"20\"]").await;
    let sessions = desk
        .window
        .value("document.querySelectorAll('[data-session]').length")
        .await;
    assert_eq!(sessions, 1, "the session goes on");
}

async fn a_reset_by_somebody_else_can_be_taken_back_too(desk: Desk) {
    desk.push(like(12)).await;
    desk.until_tile("likes", "12").await;
    let (_, admin) = gauge_tests::tokens::make(desk.folder.path(), "admin", &[]).await;
    gauge_tests::tokens::ask(&desk.http, &admin, json!({ "ask": "reset" })).await;
    desk.until_tile("likes", "0").await;
    desk.until_seen(".toast .act").await;
    desk.click("Dismiss").await;
    desk.click("More").await;
    desk.click("Take the reset back").await;
    desk.until_tile("likes", "12").await;
    desk.click("More").await;
    desk.until_seen("[role=menuitem]").await;
    let offers = "[...document.querySelectorAll('[role=menuitem]')].some((one) => one.innerText.includes('Take the reset back'))";
    assert_eq!(desk.window.value(offers).await, false, "once is enough");
}

async fn a_profile_is_exported_and_imported(desk: Desk) {
    desk.push(like(77)).await;
    desk.until_tile("likes", "77").await;
    desk.press("7").await;
    desk.until_view("settings").await;
    let outside = tempfile::tempdir().expect("a folder");
    let file = if desk.is_window() {
        outside.path().join("moved.sgprofile").display().to_string()
    } else {
        "moved.sgprofile".to_owned()
    };
    desk.click("Actions for Main").await;
    desk.click("Export").await;
    desk.type_over("path", &file).await;
    desk.window
        .until("[...document.querySelectorAll('.toast')].some((one) => one.innerText.includes('Exported'))")
        .await;
    desk.click("Import…").await;
    desk.type_over("profile_name", "Umgezogen ü").await;
    desk.type_over("path", &file).await;
    desk.window
        .until("document.querySelector('dialog').innerText.includes('“Umgezogen ü” is imported')")
        .await;
    desk.click("Close").await;
    desk.open_profiles().await;
    desk.enter("profile", "Umgezogen ü").await;
    desk.until_profile("Umgezogen ü").await;
    desk.press("1").await;
    desk.until_tile("likes", "77").await;
}

async fn a_rotated_address_is_refused(desk: Desk) {
    desk.push(json!({ "type": "viewers", "channel": "generic:luna", "count": 321 }))
        .await;
    desk.choose("[data-view=overlays]").await;
    let old = address(&desk, "").await;
    let overlay = Driver::chromium(1280, 104).await;
    overlay.page.goto(&old).await.expect("the overlay opens");
    overlay
        .until("document.querySelector('[data-stat=viewers]')?.dataset.value === '321'")
        .await;
    desk.click("New addresses…").await;
    desk.click("Make new addresses").await;
    overlay
        .until("document.body.innerText.includes('no longer valid')")
        .await;
}

async fn everything_is_found_after_a_restart(desk: Desk) {
    desk.open_profiles().await;
    desk.enter("profile", "Bühne ü").await;
    desk.until_profile("Bühne ü").await;
    desk.push(like(21)).await;
    desk.push(
        json!({ "type": "follow", "channel": "generic:luna", "user": { "id": "1", "name": "Ann 🦊" } }),
    )
    .await;
    desk.push(
        json!({ "type": "gift", "channel": "generic:luna", "coins": 5, "user": { "id": "1", "name": "Ann 🦊" } }),
    )
    .await;
    desk.until_tile("likes", "21").await;
    desk.until_tile("coins", "5").await;
    desk.press("7").await;
    desk.choose("[data-section=appearance]").await;
    desk.choose("[data-theme-choice=light] input").await;
    desk.window
        .until("document.documentElement.dataset.theme === 'light'")
        .await;
    let desk = desk.again().await;
    desk.window
        .until("document.documentElement.dataset.theme === 'light'")
        .await;
    desk.until_profile("Bühne ü").await;
    desk.press("1").await;
    desk.until_tile("likes", "21").await;
    desk.until_tile("coins", "5").await;
    desk.press("3").await;
    desk.window
        .until("document.querySelector('[data-row=\"generic:1\"]').innerText.includes('Ann 🦊')")
        .await;
    desk.push(like(1)).await;
    desk.press("1").await;
    desk.until_tile("likes", "22").await;
}

/// A Twitch that knows one channel.
async fn twitch() -> IrcServer {
    let script = Script {
        channel: "mossgarden".to_owned(),
        lines: recordings::small().chat_lines(),
        ..Script::default()
    };
    IrcServer::start(script).await
}

/// The first door, without a word of explanation: a name, Enter, numbers.
async fn a_name_is_enough(desk: Desk) {
    desk.enter("channel", "@MossGarden").await;
    desk.window
        .until("document.querySelector('[data-source][data-state=live]')")
        .await;
    desk.press("5").await;
    desk.until_seen("[data-source-row=\"twitch_chat/twitch:mossgarden\"][data-state=live]")
        .await;
    desk.press("1").await;
    desk.window
        .until("document.querySelectorAll('[data-event]').length > 5")
        .await;
}

#[tokio::test]
async fn the_first_door_in_the_window() {
    let server = twitch().await;
    a_name_is_enough(Desk::new(&["--twitch-server", &server.url]).await).await;
}

#[tokio::test]
async fn the_first_door_in_a_browser() {
    let server = twitch().await;
    a_name_is_enough(Desk::in_browser(&["--twitch-server", &server.url]).await).await;
}

impl Desk {
    /// Puts a text into a field in place of what is there, and presses Enter.
    pub(crate) async fn type_over(&self, field: &str, text: &str) {
        self.until_seen(&format!("input[name={field}]")).await;
        let set = format!(
            "(() => {{ const field = document.querySelector('input[name={field}]'); field.value = ''; field.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()"
        );
        self.window.value(&set).await;
        self.enter(field, text).await;
    }
}
