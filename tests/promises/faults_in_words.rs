//! Whatever is asked for and fails says so, in words with a next step: in every view, for every deed.

use gauge_tests::{app::Launch, chromium::Chromium, folder::Folder, http, tokens};
use serde_json::json;

/// What an app says that cannot.
const SAID: &str = "The shelf is broken. Mend the shelf.";

/// Lets the page's asks fail with those words from when `window.broken` is set; asks named in `spare` are answered.
const BREAK: &str = "
    const real = window.fetch;
    window.broken = false;
    window.fetch = (to, how) => {
      if (!window.broken || to !== '/api/ask') return real(to, how);
      const body = JSON.stringify({ error: 'storage', message: 'The shelf is broken. Mend the shelf.' });
      return Promise.resolve(new Response(body, { status: 507, headers: { 'Content-Type': 'application/json' } }));
    };";

async fn page(folder: &Folder, app: &gauge_tests::app::App) -> Chromium {
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let mut browser = Chromium::start().await;
    browser
        .prepare(&format!(
            "sessionStorage.setItem('streamgauge.token', '{admin}'); {BREAK}"
        ))
        .await;
    browser.open(app.http(), 1280, 720).await;
    browser.until("document.body.dataset.ready === 'true'").await;
    browser
}

/// Said where it cannot be missed: beside what was asked for, or as a toast for a deed that has no place.
fn said() -> String {
    format!("document.body.innerText.includes({})", json!(SAID))
}

#[tokio::test]
async fn every_view_that_asks_says_what_went_wrong_and_asks_again() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    http::push(app.http(), json!({ "type": "gift", "channel": "generic:luna", "coins": 7, "user": { "id": "1", "name": "Ann" } })).await;
    let mut browser = page(&folder, &app).await;
    for view in [
        "history",
        "viewers",
        "overlays",
        "triggers",
        "settings/profiles",
        "settings/backups",
        "settings/counting",
        "settings/connection",
        "settings/obs",
        "settings/tokens",
        "settings/diagnostics",
        "settings/about",
    ] {
        browser.value("window.broken = true").await;
        browser.value(&format!("location.hash = '#{view}'")).await;
        browser
            .until(&format!("{} || console.log('{view}')", said()))
            .await;
        browser.value("window.broken = false").await;
        let again = "[...document.querySelectorAll('main button')].find((one) => one.innerText.trim() === 'Try again')";
        browser.until(again).await;
        browser.value(&format!("{again}.click()")).await;
        browser.until(&format!("!({})", said())).await;
        browser.value("location.hash = '#live'").await;
        browser
            .until("document.querySelector('main').dataset.shown === 'live'")
            .await;
    }
}

/// Each deed: how to come to it, what is typed (`field:=text`), and the press.
const DEEDS: [(&str, &[&str]); 20] = [
    (
        "mark this moment",
        &["#live", "[aria-label=More]", "Mark this moment"],
    ),
    (
        "reset",
        &[
            "#live",
            "[aria-label=More]",
            "Set all numbers to zero",
            "Set to zero",
        ],
    ),
    ("start the demo", &["#sources", "Start the demo"]),
    ("back up", &["#settings/backups", "Back up now"]),
    ("public reading", &["#settings/connection", "main [role=switch]"]),
    (
        "replace all tokens",
        &[
            "#settings/tokens",
            "Replace all…",
            "dialog .btn.bad, dialog .btn.main",
        ],
    ),
    (
        "end a session",
        &["#history", "End session", "dialog .btn.bad, dialog .btn.main"],
    ),
    (
        "new overlay addresses",
        &["#overlays", "New addresses…", "Make new addresses"],
    ),
    ("a rule", &["#triggers", "[data-rule] [role=switch]"]),
    ("an action", &["#triggers", "[data-add-action]"]),
    (
        "a profile",
        &[
            "#settings/profiles",
            "New profile",
            "profile_name:=B",
            "dialog .btn.main",
        ],
    ),
    (
        "a goal",
        &[
            "#settings/goals",
            "Add a goal",
            "goal_name:=Ten",
            "goal_target:=10",
            "dialog .btn.main",
        ],
    ),
    (
        "a token",
        &[
            "#settings/tokens",
            "New token",
            "token_label:=Mine",
            "dialog .btn.main",
        ],
    ),
    (
        "one more port",
        &["#settings/connection", "extra_port:=5000", "Add"],
    ),
    ("another port", &["#settings/connection", "port:=5001", "Change"]),
    ("OBS", &["#settings/obs", "obs_password:=secret", "Save"]),
    (
        "what counts are worth",
        &["#viewers", "XP rules", "xp_coin:=3", "dialog .btn.main"],
    ),
    ("a loader file", &["#overlays", "Loader file"]),
    ("one more overlay", &["#overlays", "[aria-label=Duplicate]"]),
    (
        "a channel",
        &[
            "#live",
            "[aria-label='Add a Twitch channel']",
            "channel:=luna",
            "Connect",
        ],
    ),
];

#[tokio::test]
async fn every_deed_that_fails_says_so() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    http::push(
        app.http(),
        json!({ "type": "gift", "channel": "generic:luna", "coins": 7 }),
    )
    .await;
    let mut browser = page(&folder, &app).await;
    for (deed, steps) in DEEDS {
        browser.value("window.broken = false").await;
        for (index, step) in steps.iter().enumerate() {
            if step.starts_with('#') {
                browser.value(&format!("location.hash = '{step}'")).await;
                continue;
            }
            if let Some((field, text)) = step.split_once(":=") {
                let field = format!("document.querySelector('input[name={field}]')");
                browser.until(&field).await;
                browser
                    .value(&format!("{field}.value = '{text}', {field}.dispatchEvent(new Event('input', {{ bubbles: true }}))"))
                    .await;
                continue;
            }
            let find = format!(
                "([...document.querySelectorAll('button, [role=menuitem]')].find((one) => one.innerText.trim() === {0}) ?? (() => {{ try {{ return document.querySelector({0}); }} catch {{ return null; }} }})())",
                json!(step)
            );
            browser.until(&find).await;
            if index + 1 == steps.len() {
                browser.value("window.broken = true").await;
            }
            browser.value(&format!("{find}.click()")).await;
        }
        browser
            .until(&format!("{} || console.log({})", said(), json!(deed)))
            .await;
        browser.value("window.broken = false").await;
        // Away from it, with everything closed.
        browser.open(&format!("{}/docs", app.http()), 1280, 720).await;
        browser.until("location.pathname === '/docs'").await;
        browser.open(app.http(), 1280, 720).await;
        browser.until("document.body.dataset.ready === 'true'").await;
    }
}
