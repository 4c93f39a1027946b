//! An overlay is set in the app and its address never changes: what is changed shows at once, in every profile or in one.

use gauge_tests::{
    app::{App, Launch},
    chromium::Chromium,
    folder::Folder,
    http,
    screen::free_port,
    tokens,
};
use serde_json::{Value, json};

const LIKES: &str = "document.querySelector('[data-stat=likes]') !== null";
const FOLLOWS: &str = "document.querySelector('[data-stat=follows]') !== null";

/// Asks as the window does.
async fn ask(app: &App, folder: &Folder, ask: Value) -> Value {
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let (status, answer) = tokens::ask(app.http(), &admin, ask.clone()).await;
    assert_eq!(status, 200, "{ask} → {answer}");
    answer
}

fn set(id: Option<&str>, value: &str, own: bool) -> Value {
    json!({ "ask": "set_overlay", "id": id, "name": "Mine", "page": "number", "options": { "value": value }, "own": own })
}

#[tokio::test]
async fn what_is_set_shows_at_once_and_outlives_a_restart() {
    let folder = Folder::new();
    let port = free_port();
    let app = Launch::on_port(folder.path(), port).start().await;
    let made = ask(&app, &folder, set(None, "likes", false)).await;
    let id = made["id"].as_str().expect("an id").to_owned();
    let mut page = Chromium::start().await;
    page.trust(app.http()).await;
    page.open(&format!("{}/o/number?id={id}", app.http()), 320, 112)
        .await;
    page.until(LIKES).await;
    ask(&app, &folder, set(Some(&id), "follows", false)).await;
    page.until(FOLLOWS).await;
    page.until("document.body.dataset.state === 'live'").await;

    app.kill().await;
    page.until("document.body.dataset.state === 'away'").await;
    let app = Launch::on_port(folder.path(), port).start().await;
    page.until("document.body.dataset.state === 'live'").await;
    page.until(FOLLOWS).await;
    // And for a page that is opened only now.
    page.open(&format!("{}/o/number?id={id}&bare=1", app.http()), 320, 112)
        .await;
    page.until(FOLLOWS).await;
    page.until("document.querySelector('.stage.bare') !== null").await;
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn a_profile_has_options_of_its_own_under_the_same_address() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    ask(&app, &folder, set(Some("number"), "likes", false)).await;
    let mut page = Chromium::start().await;
    page.trust(app.http()).await;
    page.open(&format!("{}/o/number", app.http()), 320, 112).await;
    page.until(LIKES).await;
    ask(&app, &folder, json!({ "ask": "create_profile", "name": "B" })).await;
    ask(&app, &folder, set(Some("number"), "follows", true)).await;
    page.until(FOLLOWS).await;
    let all = ask(&app, &folder, json!({ "ask": "profiles" })).await;
    let first = all
        .as_array()
        .and_then(|all| all.iter().find(|one| one["name"] == "A"));
    let id = &first.expect("the first profile")["id"];
    ask(&app, &folder, json!({ "ask": "switch_profile", "id": id })).await;
    page.until(LIKES).await;
    // What an address says itself is meant, whatever is set.
    page.open(&format!("{}/o/number?value=follows", app.http()), 320, 112)
        .await;
    page.until(FOLLOWS).await;
}

#[tokio::test]
async fn a_removed_overlay_says_so_and_comes_back_under_its_address() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let made = ask(&app, &folder, set(None, "likes", false)).await;
    let id = made["id"].as_str().expect("an id").to_owned();
    let mut page = Chromium::start().await;
    page.trust(app.http()).await;
    page.open(&format!("{}/o/number?id={id}", app.http()), 520, 104)
        .await;
    page.until(LIKES).await;
    ask(&app, &folder, json!({ "ask": "remove_overlay", "id": id })).await;
    page.until("document.body.innerText.includes('not in Streamgauge any more')")
        .await;
    ask(&app, &folder, set(Some(&id), "likes", false)).await;
    page.until(LIKES).await;
    // Another one never gets the address of one that was removed.
    ask(&app, &folder, json!({ "ask": "remove_overlay", "id": id })).await;
    let other = ask(&app, &folder, set(None, "likes", false)).await;
    assert_ne!(other["id"], made["id"]);
}

/// A page's first overlay, for every profile.
fn set_first(page: &str, options: Value) -> Value {
    json!({ "ask": "set_overlay", "id": page, "page": page, "options": options })
}

#[tokio::test]
async fn a_countdown_goes_on_when_it_is_set_otherwise() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let countdown = |title: &str| {
        set_first(
            "timer",
            json!({ "mode": "countdown", "minutes": "5", "title": title }),
        )
    };
    ask(&app, &folder, countdown("Soon")).await;
    let mut page = Chromium::start().await;
    // The page's clock can be put forward.
    page.prepare("{ const real = Date.now; window.ahead = 0; Date.now = () => real() + ahead; }")
        .await;
    page.trust(app.http()).await;
    page.open(&format!("{}/o/timer", app.http()), 360, 112).await;
    let titled =
        |title: &str| format!("document.querySelector('.time-countdown .lab').textContent === '{title}'");
    page.until(&titled("Soon")).await;
    page.until("document.body.dataset.state === 'live'").await;
    page.value("ahead = 60_000").await;
    let minute_less =
        "(({ value }) => value > 0 && value <= 240)(document.querySelector('[data-time=countdown]').dataset)";
    page.until(minute_less).await;
    ask(&app, &folder, countdown("At once")).await;
    page.until(&titled("At once")).await;
    assert_eq!(page.value(minute_less).await, true, "it has not begun anew");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn an_alert_stands_while_another_part_of_the_hud_is_set_otherwise() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let beside = |value: &str| {
        let parts = format!("alerts;x=40;y=40;seconds=60\nnumber;x=40;y=400;value={value}");
        set_first("hud", json!({ "part": parts }))
    };
    ask(&app, &folder, beside("likes")).await;
    let mut page = Chromium::start().await;
    page.trust(app.http()).await;
    page.open(&format!("{}/o/hud", app.http()), 1920, 1080).await;
    page.until(LIKES).await;
    http::push(
        app.http(),
        json!({ "type": "like", "channel": "generic:luna", "count": 7 }),
    )
    .await;
    page.until("document.querySelector('[data-stat=likes]').dataset.value === '7'")
        .await;
    let user = json!({ "id": "1", "name": "Ann" });
    let gift = json!({ "type": "gift", "channel": "generic:luna", "gift": "Rose", "coins": 5, "user": user });
    http::push(app.http(), gift).await;
    let stands = "((alert) => !alert.hidden && alert.dataset.alert === 'gift' && alert.innerText.includes('Ann'))(document.querySelector('.alert'))";
    page.until(stands).await;
    ask(&app, &folder, beside("follows")).await;
    page.until(FOLLOWS).await;
    assert_eq!(page.value(stands).await, true, "it has its time");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn what_no_overlay_can_be_is_refused_and_changes_nothing() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    for (wrong, status) in [
        (set(Some("../x"), "likes", false), 422),
        (set(Some(&"x".repeat(41)), "likes", false), 422),
        (json!({ "ask": "remove_overlay", "id": "none" }), 422),
    ] {
        let (said, answer) = tokens::ask(app.http(), &admin, wrong.clone()).await;
        assert_eq!(
            (said, &answer["error"]),
            (status, &json!("overlay")),
            "{wrong} → {answer}"
        );
    }
    assert_eq!(
        ask(&app, &folder, json!({ "ask": "saved_overlays" })).await,
        json!([])
    );
    // The page of an overlay that was never set is as usual.
    let usual = http::get(app.http(), "/api/overlays/stats").await;
    assert_eq!(usual["options"], json!({}));
    let (status, _) = tokens::read(app.http(), "/api/overlays/nothing", None).await;
    assert_eq!(status, 404);
}
