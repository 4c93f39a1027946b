//! An overlay is never blank and never lies about its age: whatever happens to the app, it comes back by itself.

use gauge_tests::{app::Launch, chromium::Chromium, folder::Folder, http, screen::free_port, tokens};
use serde_json::json;

/// Several parts on one page: each must come back.
const HUD: &str = "/o/hud?part=number;value=likes&part=stats;y=200;show=likes&part=goal;y=400;value=likes;target=100&part=feed;y=600;show=follow";
/// Clocks run twenty times as fast in the page: a minute without a word takes three seconds.
const FAST: &str = "
    for (const name of ['setTimeout', 'setInterval']) {
      const real = window[name];
      window[name] = (run, ms) => real(run, ms / 20);
    }";

fn likes(n: u64) -> String {
    format!(
        "[...document.querySelectorAll('[data-stat=likes], [data-goal]')].filter((one) => one.dataset.value === '{n}').length === 3"
    )
}

async fn like(http: &str, count: u64) {
    http::push(
        http,
        json!({ "type": "like", "channel": "generic:luna", "count": count }),
    )
    .await;
}

#[tokio::test]
async fn it_ends_with_the_right_numbers_after_a_kill_and_a_restart() {
    let folder = Folder::new();
    let port = free_port();
    let app = Launch::on_port(folder.path(), port).start().await;
    like(app.http(), 5).await;
    let mut page = Chromium::start().await;
    page.trust(app.http()).await;
    page.open(&format!("{}{HUD}", app.http()), 1920, 1080).await;
    page.until(&likes(5)).await;
    // A like is not awaited on disk; the follow after it is, and stands in the same file.
    http::push(
        app.http(),
        json!({ "type": "follow", "channel": "generic:luna", "user": { "id": "1", "name": "Ann" } }),
    )
    .await;
    page.until("document.querySelector('.feed').innerText.includes('Ann')")
        .await;

    app.kill().await;
    page.until("document.body.dataset.state === 'away'").await;
    page.until(&likes(5)).await;
    page.until("document.querySelector('.feed').innerText.includes('Ann')")
        .await;
    assert_eq!(page.picture().await.pixel(-1, -1), [0; 4]);

    let app = Launch::on_port(folder.path(), port).start().await;
    like(app.http(), 3).await;
    page.until("document.body.dataset.state === 'live'").await;
    page.until(&likes(8)).await;
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn it_notices_an_app_that_hangs_with_its_socket_open() {
    let folder = Folder::new();
    let port = free_port();
    let app = Launch::on_port(folder.path(), port).start().await;
    like(app.http(), 5).await;
    let mut page = Chromium::start().await;
    page.prepare(FAST).await;
    page.open(&format!("{}{HUD}", app.http()), 1920, 1080).await;
    page.until(&likes(5)).await;

    app.freeze().await;
    page.until("document.body.dataset.state === 'away'").await;
    page.until(&likes(5)).await;

    app.kill().await;
    let app = Launch::on_port(folder.path(), port).start().await;
    like(app.http(), 1).await;
    page.until("document.body.dataset.state === 'live'").await;
}

#[tokio::test]
async fn it_stays_on_a_line_that_is_only_quiet() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    page.prepare(&format!(
        "{FAST} window.dials = 0; const Real = WebSocket;
        window.WebSocket = class extends Real {{ constructor(...all) {{ super(...all); dials += 1; }} }};
        window.seconds = 0; setInterval(() => seconds += 1, 1000);"
    ))
    .await;
    page.open(&format!("{}/o/number", app.http()), 320, 112).await;
    page.until("document.body.dataset.state === 'live'").await;
    // Two minutes of the page's.
    page.until("seconds > 120").await;
    assert_eq!(page.value("dials").await, 1);
}

#[tokio::test]
async fn it_has_the_right_numbers_after_it_was_hidden() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    like(app.http(), 5).await;
    let mut page = Chromium::start().await;
    page.open(&format!("{}{HUD}", app.http()), 1920, 1080).await;
    page.until(&likes(5)).await;
    page.hide(true).await;
    for _ in 0..50 {
        like(app.http(), 1).await;
    }
    page.hide(false).await;
    page.until(&likes(55)).await;
    page.until("document.body.dataset.state === 'live'").await;
}

#[tokio::test]
async fn it_has_the_right_numbers_after_the_app_was_started_anew_while_it_was_hidden() {
    let folder = Folder::new();
    let port = free_port();
    let app = Launch::on_port(folder.path(), port).start().await;
    like(app.http(), 5).await;
    let mut page = Chromium::start().await;
    page.open(&format!("{}{HUD}", app.http()), 1920, 1080).await;
    page.until(&likes(5)).await;
    page.hide(true).await;
    app.terminate().await;
    let app = Launch::on_port(folder.path(), port).start().await;
    like(app.http(), 2).await;
    page.hide(false).await;
    page.until(&likes(7)).await;
    page.until("document.body.dataset.state === 'live'").await;
}

#[tokio::test]
async fn it_begins_anew_with_the_right_numbers_when_obs_had_ended_it() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    like(app.http(), 5).await;
    let mut page = Chromium::start().await;
    page.trust(app.http()).await;
    page.open(&format!("{}{HUD}", app.http()), 1920, 1080).await;
    page.until(&likes(5)).await;
    // “Shutdown source when not visible”.
    page.open("about:blank", 1920, 1080).await;
    like(app.http(), 4).await;
    page.open(&format!("{}{HUD}", app.http()), 1920, 1080).await;
    page.until(&likes(9)).await;
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn it_shows_another_profile_as_soon_as_that_is_open() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    like(app.http(), 5).await;
    let mut page = Chromium::start().await;
    page.trust(app.http()).await;
    page.open(
        &format!("{}{HUD}&part=leaderboard;x=900;by=likes", app.http()),
        1920,
        1080,
    )
    .await;
    let ann = json!({ "type": "like", "channel": "generic:luna", "count": 1, "user": { "id": "1", "name": "Ann" } });
    http::push(app.http(), ann).await;
    page.until(&likes(6)).await;
    page.until("document.querySelector('.leaderboard').innerText.includes('Ann')")
        .await;
    let open = |wish| tokens::asked(folder.path(), app.http(), wish);
    let profiles = open(json!({ "ask": "profiles" })).await;
    open(json!({ "ask": "create_profile", "name": "B" })).await;
    page.until(&likes(0)).await;
    page.until("!document.querySelector('.leaderboard').innerText.includes('Ann')")
        .await;
    like(app.http(), 3).await;
    page.until(&likes(3)).await;
    open(json!({ "ask": "switch_profile", "id": profiles[0]["id"] })).await;
    page.until(&likes(6)).await;
    page.until("document.querySelector('.leaderboard').innerText.includes('Ann')")
        .await;
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn a_replaced_token_is_told_on_the_page_and_the_new_address_works() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    like(app.http(), 5).await;
    let mut page = Chromium::start().await;
    let old = tokens::of_overlays(folder.path(), app.http()).await;
    let address = |token: &str| format!("{}{HUD}&token={token}", app.http());
    page.open(&address(&old), 1920, 1080).await;
    page.until(&likes(5)).await;
    let rotate = json!({ "ask": "rotate_token", "id": "overlays" });
    tokens::asked(folder.path(), app.http(), rotate).await;
    page.until(
        "document.body.dataset.state === 'refused' && document.body.innerText.includes('copy it again')",
    )
    .await;
    let new = tokens::of_overlays(folder.path(), app.http()).await;
    page.open(&address(&new), 1920, 1080).await;
    page.until(&likes(5)).await;
}

#[tokio::test]
async fn a_refusal_is_told_on_the_page() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    // A refused upgrade looks like this to a page: it fails, and only `/api/whoami` says why.
    page.prepare(
        "const Real = WebSocket;
         window.WebSocket = class extends Real { constructor() { super('ws://127.0.0.1:9/'); } };
         window.fetch = async (path) => new Response('{\"error\":\"invalid_token\"}', { status: path === '/api/whoami' ? 401 : 404 });",
    )
    .await;
    page.open(&format!("{}/o/alerts?token=sgr1_abc_def", app.http()), 520, 104)
        .await;
    page.until("document.body.dataset.state === 'refused'").await;
    page.until("document.body.innerText.includes('no longer valid') && document.body.innerText.includes('copy it again')").await;
    assert!(page.picture().await.drawn() > 500, "the words stand on a plate");
}
