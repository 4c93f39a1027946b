//! The user's own overlays: shown in a sandbox that reads everything and changes nothing (RELIABILITY S-17).

use std::fs;

use gauge_tests::{
    app::{App, Launch},
    chromium::{Chromium, generations},
    folder::Folder,
    http::{self, client},
    in_time,
    raw::knock,
    tokens,
};
use serde_json::{Value, json};

async fn make(folder: &Folder, app: &App) -> Value {
    let wish = json!({ "ask": "make_own_overlay", "name": "mine" });
    tokens::asked(folder.path(), app.http(), wish).await
}

fn viewers(count: u64) -> Value {
    json!({ "type": "viewers", "channel": "twitch:luna", "count": count })
}

#[tokio::test]
async fn the_one_to_begin_with_shows_the_numbers_in_every_chromium() {
    for (_, path) in generations() {
        let folder = Folder::new();
        let app = Launch::headless(folder.path()).start().await;
        http::push(app.http(), viewers(45_000)).await;
        let own = make(&folder, &app).await;
        // A picture and a style beside it are found, too.
        let place = folder.path().join("overlays/mine");
        fs::write(place.join("look.css"), "#viewers { color: rgb(1, 2, 3) }").expect("a file");
        let page = fs::read_to_string(place.join("index.html")).expect("a page");
        fs::write(
            place.join("index.html"),
            page.replace("<style>", "<link rel=stylesheet href=look.css><style>"),
        )
        .expect("a page");

        let mut page = Chromium::start_at(&path).await;
        page.open(own["address"].as_str().expect("an address"), 640, 200)
            .await;
        page.until("document.getElementById('viewers').textContent === '45000 watching'")
            .await;
        page.until("getComputedStyle(document.getElementById('viewers')).color === 'rgb(1, 2, 3)'")
            .await;
        let ann = json!({ "type": "follow", "channel": "twitch:luna", "user": { "id": "1", "name": "Ann" } });
        http::push(app.http(), ann).await;
        page.until("document.getElementById('news').textContent === 'Ann follows'")
            .await;
        assert_eq!(page.picture().await.pixel(-1, -1), [0; 4], "it is transparent");
        assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    }
}

/// What a page tries: each must fail.
const TRIES: [(&str, &str); 8] = [
    (
        "a push",
        "fetch('/api/events', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: EVENT })",
    ),
    (
        "a push with its token",
        "fetch('/api/events', { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${TOKEN}` }, body: EVENT })",
    ),
    (
        "an ask",
        "fetch('/api/ask', { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${TOKEN}` }, body: '{\"ask\":\"tokens\"}' })",
    ),
    (
        "reading without a token",
        "fetch('/api/stats').then((answer) => answer.json())",
    ),
    (
        "a service worker",
        "navigator.serviceWorker.register('client.js')",
    ),
    (
        "what other pages keep",
        "(async () => localStorage.getItem('x'))()",
    ),
    ("cookies", "(async () => document.cookie)()"),
    (
        "another program of this computer",
        "new Promise((done, fail) => { const socket = new WebSocket('ws://127.0.0.1:4455'); socket.onerror = fail; socket.onopen = done; })",
    ),
];

#[tokio::test]
async fn it_can_change_nothing_and_reach_nobody_else_on_this_computer() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    http::push(app.http(), viewers(1)).await;
    let own = make(&folder, &app).await;
    let mut page = Chromium::start().await;
    page.open(own["address"].as_str().expect("an address"), 640, 200)
        .await;
    page.until("document.getElementById('viewers').textContent === '1 watching'")
        .await;
    assert_eq!(page.value("self.origin").await, "null");
    let known = format!(
        "const EVENT = {}; const TOKEN = location.pathname.split('/')[2];",
        json!(viewers(666).to_string())
    );
    for (what, try_it) in TRIES {
        let tried = format!(
            "(async () => {{ {known} try {{ const got = await ({try_it}); return got instanceof Response ? got.status : 'it worked'; }} catch {{ return 'refused'; }} }})()"
        );
        let answer = page.value(&tried).await;
        let is_refused = answer == "refused" || matches!(answer.as_u64(), Some(401 | 403));
        assert!(is_refused, "{what}: {answer}");
    }
    let stopped = page
        .complaints
        .iter()
        .filter(|said| said.contains("4455"))
        .count();
    assert!(
        stopped > 0,
        "the policy stopped it, not the closed port: {:?}",
        page.complaints
    );
    // The control: with its token it reads.
    let read = "(async () => { const TOKEN = location.pathname.split('/')[2];
        return (await (await fetch('/api/stats', { headers: { Authorization: `Bearer ${TOKEN}` } })).json()).viewer_counts.luna; })()";
    assert_eq!(page.value(read).await, 1);
    assert_eq!(
        http::get(app.http(), "/api/stats").await["viewer_counts"]["luna"],
        1
    );
}

#[tokio::test]
async fn only_its_own_folder_is_served_and_only_with_a_token_that_reads() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    make(&folder, &app).await;
    let place = folder.path().join("overlays/mine");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("access/root.key"), place.join("link")).expect("a link");
    fs::write(place.join("a b.txt"), "text").expect("a file");
    let token = tokens::of_overlays(folder.path(), app.http()).await;
    let (_, writes) = tokens::make(folder.path(), "write", &[]).await;
    let host = format!("Host: {}", app.address());
    let status = async |path: String| {
        knock(app.address(), &format!("GET {path} HTTP/1.1"), &[&host])
            .await
            .status
    };
    assert_eq!(status(format!("/my/{token}/mine/a%20b.txt")).await, 200);
    assert_eq!(status(format!("/my/{token}/mine")).await, 308);
    for outside in [
        "mine/../../access/root.key",
        "mine/%2e%2e/%2e%2e/access/root.key",
        "mine/..%2f..%2faccess%2froot.key",
        "mine/..%5c..%5caccess%5croot.key",
        "mine/link",
        "mine/.hidden",
        "..%2faccess/root.key",
        "%2fetc/passwd",
        "mine/",
        "other/",
    ] {
        let expected = if outside == "mine/" { 200 } else { 404 };
        assert_eq!(
            status(format!("/my/{token}/{outside}")).await,
            expected,
            "{outside}"
        );
    }
    assert_eq!(status("/my/none/mine/".to_owned()).await, 401);
    assert_eq!(status(format!("/my/{writes}/mine/")).await, 400);
    assert_eq!(status(format!("/my/{token}/mine/?token={token}")).await, 400);
    let page = client().get(format!("{}/my/{token}/mine/", app.http())).send();
    let page = in_time("the page", page).await.expect("an answer");
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .expect("a policy");
    assert!(policy.starts_with("sandbox allow-scripts;"), "{policy}");
}

/// In the window's preview it has a page above it, which is the app itself.
#[tokio::test]
async fn in_the_windows_preview_it_reaches_nothing_of_the_window() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let own = make(&folder, &app).await;
    let tries = "<script>
        const got = {};
        const tries = {
          'its document': () => parent.document.body.textContent,
          'what it keeps': () => parent.sessionStorage.getItem('streamgauge.token'),
          'leading it away': () => { top.location.href = 'about:blank'; },
          'a window': () => { if (open('about:blank') === null) throw new Error('none'); },
        };
        for (const [what, attempt] of Object.entries(tries)) {
          try { attempt(); got[what] = 'it worked'; } catch { got[what] = 'refused'; }
        }
        parent.postMessage(got, '*');
        </script>";
    fs::write(folder.path().join("overlays/mine/index.html"), tries).expect("a page");
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let mut page = Chromium::start().await;
    page.prepare(&format!(
        "if (top === self) sessionStorage.setItem('streamgauge.token', '{admin}');"
    ))
    .await;
    page.open(app.http(), 1280, 720).await;
    page.until("document.body.dataset.ready === 'true'").await;
    let framed = format!(
        "addEventListener('message', (event) => {{ if (event.origin === 'null') window.told = event.data; }}),
         document.body.append(Object.assign(document.createElement('iframe'), {{ src: {} }})), 0",
        own["address"]
    );
    page.value(&framed).await;
    page.until("window.told !== undefined").await;
    let told = page.value("window.told").await;
    let told = told.as_object().expect("what came of each");
    assert_eq!(told.len(), 4);
    for (what, came) in told {
        assert_eq!(came, "refused", "{what}");
    }
    assert_eq!(page.value("document.body.dataset.ready").await, "true");
}
