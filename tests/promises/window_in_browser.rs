//! The window's page in a browser: who may come in, and what it is without a desktop.

use gauge_tests::{app::Launch, chromium::Chromium, folder::Folder, http, raw::knock, tokens};
use serde_json::json;

use crate::window::Desk;

#[tokio::test]
async fn the_page_stands_in_no_frame_and_takes_no_foreign_script() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let host = format!("Host: {}", app.address());
    let page = knock(app.address(), "GET / HTTP/1.1", &[&host]).await;
    let policy = page.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "script-src 'self';",
        "frame-ancestors 'none'",
        "frame-src 'self'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.contains(rule), "{rule}: {policy}");
    }
    assert!(!policy.contains("tauri"), "no window but its own: {policy}");
}

#[tokio::test]
async fn only_an_admin_token_opens_it_and_it_stands_in_no_address() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let (_, reads) = tokens::make(folder.path(), "read", &[]).await;
    let (id, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let mut browser = Chromium::start().await;
    browser.open(app.http(), 1280, 720).await;
    let fill = |text: &str| {
        format!(
            "(() => {{ const field = document.querySelector('input[name=token]'); field.value = '{text}'; field.dispatchEvent(new Event('input', {{ bubbles: true }})); document.querySelector('form').requestSubmit(); }})()"
        )
    };
    let says = |words: &str| format!("document.querySelector('[role=alert]')?.innerText.includes('{words}')");
    browser
        .until("document.querySelector('input[name=token]')?.type === 'password'")
        .await;
    for (text, words) in [
        ("", "Paste"),
        ("nonsense", "no token"),
        (reads.as_str(), "scope admin"),
    ] {
        browser.value(&fill(text)).await;
        browser.until(&says(words)).await;
    }
    browser.value(&fill(&admin)).await;
    browser.until("document.body.dataset.ready === 'true'").await;
    // Loaded again it is still in; another tab is not.
    browser.open(app.http(), 1280, 720).await;
    browser.until("document.body.dataset.ready === 'true'").await;
    assert_eq!(
        browser.value("localStorage.length").await,
        0,
        "the token is this tab's"
    );
    assert!(
        browser.requests.iter().all(|url| !url.contains("sga1_")),
        "{:?}",
        browser.requests
    );
    // Revoked, the page goes back to its door and says why.
    tokens::command(folder.path(), &["revoke", &id])
        .await
        .expect("revoked");
    browser.until(&says("revoked")).await;
    assert_eq!(browser.value("sessionStorage.length").await, 0);
}

#[tokio::test]
async fn signing_out_forgets_the_token() {
    let desk = Desk::in_browser(&[]).await;
    desk.click("More").await;
    desk.click("Sign out of this browser").await;
    desk.until_seen("input[name=token]").await;
    assert_eq!(desk.window.value("sessionStorage.length").await, 0);
}

#[tokio::test]
async fn what_only_the_desktop_can_do_says_so() {
    let desk = Desk::in_browser(&[]).await;
    desk.window.value("location.hash = '#settings/desktop'").await;
    desk.window
        .until("document.querySelector('main').innerText.includes('own window')")
        .await;
    let switches = desk
        .window
        .value("document.querySelectorAll('main [role=switch]').length")
        .await;
    assert_eq!(switches, 0);
}

#[tokio::test]
async fn the_window_and_a_browser_beside_it_show_the_same() {
    let desk = Desk::new(&[]).await;
    let (_, admin) = tokens::make(desk.folder.path(), "admin", &[]).await;
    let mut browser = Chromium::start().await;
    browser
        .prepare(&format!("sessionStorage.setItem('streamgauge.token', '{admin}')"))
        .await;
    browser.open(&desk.http, 1280, 720).await;
    http::push(&desk.http, &json!({ "type": "gift", "channel": "generic:luna", "coins": 7, "count": 3, "user": { "id": "1", "name": "Ann 🦊" } })).await;
    desk.until_tile("coins", "21").await;
    browser
        .until("document.querySelector('[data-stat=coins]')?.dataset.value === '21'")
        .await;
    // What one does, the other sees.
    desk.open_profiles().await;
    desk.enter("profile", "Zweiter").await;
    browser
        .until("document.querySelector('[data-profile-name]')?.dataset.profileName === 'Zweiter'")
        .await;
    assert_eq!(browser.complaints, Vec::<String>::new());
}
