//! Every view as axe-core judges it, in each theme; and no view complains to the console.

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

pub(crate) const VIEWS: [&str; 20] = [
    "live",
    "history",
    "viewers",
    "viewers/generic:1",
    "overlays",
    "sources",
    "triggers",
    "settings/profiles",
    "settings/goals",
    "settings/counting",
    "settings/backups",
    "settings/appearance",
    "settings/language",
    "settings/desktop",
    "settings/connection",
    "settings/obs",
    "settings/tokens",
    "settings/diagnostics",
    "settings/about",
    "parts",
];

pub(crate) async fn page(app: &App, folder: &Folder, theme: &str) -> Chromium {
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let mut browser = Chromium::start().await;
    browser
        .prepare(&format!(
            "sessionStorage.setItem('streamgauge.token', '{admin}'); localStorage.setItem('streamgauge.preferences', JSON.stringify({{ theme: '{theme}' }}));"
        ))
        .await;
    browser.open(app.http(), 1280, 720).await;
    browser.until("document.body.dataset.ready === 'true'").await;
    let axe = fs::read_to_string(root().join("ui/node_modules/axe-core/axe.min.js"));
    browser
        .value(&format!(
            "{}; 1",
            axe.expect("axe-core is installed: npm --prefix ui ci")
        ))
        .await;
    browser
}

/// What is serious, each as a line: rule, where, why.
async fn judge(browser: &mut Chromium, place: &str) -> Vec<String> {
    // Half faded in, nothing can be read well.
    browser.until_still().await;
    let found = browser
        .value(
            "axe.run(document, { resultTypes: ['violations'] }).then((all) => all.violations
                .filter((one) => one.impact === 'serious' || one.impact === 'critical')
                .flatMap((one) => one.nodes.map((node) => `${one.id} at ${node.target.join(' ')}: ${node.any.concat(node.all, node.none).map((check) => check.message).join('; ')}`)))",
        )
        .await;
    let found = found
        .as_array()
        .unwrap_or_else(|| panic!("axe does not run in {place}"));
    found
        .iter()
        .filter_map(Value::as_str)
        .map(|line| format!("{place}: {line}"))
        .collect()
}

pub(crate) async fn show(browser: &mut Chromium, view: &str) {
    browser.value(&format!("location.hash = '#{view}'")).await;
    let name = view.split('/').next().unwrap_or(view);
    browser
        .until(&format!("document.querySelector('main').dataset.shown === '{name}' && !document.querySelector('main [aria-busy=true], main .waiting[role=status]')"))
        .await;
}

pub(crate) async fn push_all(http: &str) {
    for (id, name) in [
        ("1", "Ann 🦊"),
        ("2", "نور الهدى"),
        ("3", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"),
    ] {
        let user = json!({ "id": id, "name": name });
        for event in [
            json!({ "type": "chat", "channel": "twitch:luna", "text": format!("hi {name}"), "user": user }),
            json!({ "type": "gift", "channel": "generic:luna", "gift": "Rose", "coins": 60, "count": 3, "user": user }),
            json!({ "type": "follow", "channel": "generic:luna", "user": user }),
        ] {
            http::push(http, &event).await;
        }
    }
    for event in [
        json!({ "type": "viewers", "channel": "generic:luna", "count": 1234 }),
        json!({ "type": "recording", "channel": "generic:luna", "active": true }),
        json!({ "type": "trigger", "channel": "generic:luna", "trigger": "viewer_spike", "details": { "change_percent": 37.5 } }),
    ] {
        http::push(http, &event).await;
    }
}

async fn nothing_serious(theme: &str) {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut browser = page(&app, &folder, theme).await;
    let mut found = Vec::new();
    for view in ["live", "history", "viewers", "sources"] {
        show(&mut browser, view).await;
        found.extend(judge(&mut browser, &format!("{theme}, empty {view}")).await);
    }
    push_all(app.http()).await;
    for view in VIEWS {
        show(&mut browser, view).await;
        found.extend(judge(&mut browser, &format!("{theme}, {view}")).await);
    }
    assert!(found.is_empty(), "{} of them:\n{}", found.len(), found.join("\n"));
    assert_eq!(browser.complaints, Vec::<String>::new(), "the console");
}

#[tokio::test]
async fn axe_finds_nothing_serious_in_the_dark() {
    nothing_serious("dark").await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_in_the_light() {
    nothing_serious("light").await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_in_high_contrast() {
    nothing_serious("contrast").await;
}

#[tokio::test]
async fn axe_finds_what_is_serious() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut browser = page(&app, &folder, "dark").await;
    browser.value("document.querySelector('main').append(document.createElement('button')), document.querySelector('main button:last-child').removeAttribute('aria-label')").await;
    let found = judge(&mut browser, "a negative control").await;
    assert!(found.iter().any(|line| line.contains("button-name")), "{found:?}");
}

#[tokio::test]
async fn dialogs_and_the_door_have_nothing_serious() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    push_all(app.http()).await;
    let mut found = Vec::new();
    for theme in ["dark", "light", "contrast"] {
        found.extend(dialogs(&app, &folder, theme).await);
    }
    let mut door = Chromium::start().await;
    door.open(app.http(), 1280, 720).await;
    door.until("document.querySelector('input[name=token]')").await;
    let axe = fs::read_to_string(root().join("ui/node_modules/axe-core/axe.min.js")).expect("axe-core");
    door.value(&format!("{axe}; 1")).await;
    found.extend(judge(&mut door, "the door").await);
    assert!(found.is_empty(), "{} of them:\n{}", found.len(), found.join("\n"));
}

/// What is serious in every dialog in one theme.
async fn dialogs(app: &App, folder: &Folder, theme: &str) -> Vec<String> {
    let mut browser = page(app, folder, theme).await;
    let mut found = Vec::new();
    for (view, button) in [
        ("live", "More"),
        ("live", "Overlay"),
        ("live", "Coins: why this number?"),
        ("sources", "Twitch"),
        ("viewers", "XP rules"),
        ("settings/profiles", "New profile"),
        ("settings/goals", "Add a goal"),
        ("settings/tokens", "New token"),
    ] {
        show(&mut browser, view).await;
        let find = format!(
            "[...document.querySelectorAll('button')].find((one) => (one.getAttribute('aria-label') || one.innerText).trim().startsWith({}))",
            json!(button)
        );
        browser.until(&find).await;
        browser.value(&format!("{find}.click()")).await;
        found.extend(judge(&mut browser, &format!("{theme}, {view}, {button}")).await);
        browser.value("(document.querySelector('dialog') ?? document.activeElement).dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })), document.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }))").await;
        browser.until("!document.querySelector('dialog')").await;
    }
    found
}
