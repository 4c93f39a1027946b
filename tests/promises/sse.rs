//! `/sse/stats`: named events for who asks, resuming, and seed 004's page (PROTOCOLS 4).

use std::fs;

use gauge_tests::{
    app::{App, Launch},
    endpoint,
    folder::Folder,
    http::{client, push},
    in_time,
    recordings::root,
    screen::{Driver, free_port},
    sse::Sse,
};
use serde_json::{Value, json};

const ALL: &str = "/sse/stats?events=notification,log,trigger,gift,chat,session";

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).start().await
}

fn gift(name: &str) -> Value {
    json!({ "type": "gift", "channel": "tiktok:luna", "gift": name, "coins": 1, "user": { "id": "7", "name": "Bo" } })
}

fn custom(name: &str, data: Value) -> Value {
    json!({ "type": "custom", "name": name, "data": data })
}

#[tokio::test]
async fn named_events_come_to_who_asks_for_them() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let token = endpoint::token(app.http());
    let mut all = Sse::open_with(app.http(), ALL, Some(&token), None).await;
    // Reading begins: from now on nothing is missed.
    assert_eq!(all.next_block().await, "retry: 5000");
    let told = json!({ "title": "Episode 4 is out", "line": "two\nlines" });
    let chat = json!({ "type": "chat", "channel": "tiktok:luna", "text": "hello" });
    let trigger =
        json!({ "type": "trigger", "channel": "tiktok:luna", "trigger": "spike", "details": { "n": 1 } });
    push(app.http(), json!({ "type": "join", "channel": "tiktok:luna" })).await;
    let session = all.hear("session").await.data;
    assert_eq!(session["channel"], "tiktok:luna", "{session}");
    push(
        app.http(),
        json!([
            gift("Rose"),
            custom("notification", told.clone()),
            chat,
            custom("log", json!("a line")),
            trigger
        ]),
    )
    .await;
    assert_eq!(all.hear("gift").await.data["user"]["name"], "Bo");
    assert_eq!(all.hear("notification").await.data, told);
    assert_eq!(all.hear("chat").await.data["text"], "hello");
    assert_eq!(all.hear("log").await.data, "a line");
    assert_eq!(all.hear("trigger").await.data["details"]["n"], 1);
}

#[tokio::test]
async fn without_a_token_there_are_no_names_and_no_texts() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut public = Sse::open(app.http(), ALL).await;
    assert_eq!(public.next_block().await, "retry: 5000");
    let why = public.next_block().await;
    assert!(why.starts_with(':') && why.contains("token"), "{why}");
    let chat = json!({ "type": "chat", "channel": "tiktok:luna", "text": "hello" });
    push(
        app.http(),
        json!([chat, custom("log", json!("a line")), gift("Rose")]),
    )
    .await;
    let block = loop {
        let block = public.next_block().await;
        assert!(!block.contains("hello") && !block.contains("a line"), "{block}");
        if block.contains("event: gift") {
            break block;
        }
    };
    assert!(block.contains("Rose") && !block.contains("Bo"), "{block}");
}

#[tokio::test]
async fn who_comes_back_gets_exactly_what_it_missed() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let path = "/sse/stats?events=gift,session";
    let mut first = Sse::open(app.http(), path).await;
    assert_eq!(first.next_block().await, "retry: 5000");
    // The beginning of a session is told whole; from then on there are single events.
    push(app.http(), json!({ "type": "join", "channel": "tiktok:luna" })).await;
    first.hear("session").await;
    push(app.http(), gift("one")).await;
    let last = first.hear("gift").await.id;
    drop(first);
    push(app.http(), json!([gift("two"), gift("three")])).await;
    let mut second = Sse::open_with(app.http(), path, None, Some(&last)).await;
    assert_eq!(second.hear("gift").await.data["gift"], "two");
    assert_eq!(second.hear("gift").await.data["gift"], "three");
    push(app.http(), gift("four")).await;
    assert_eq!(second.hear("gift").await.data["gift"], "four");
}

#[tokio::test]
async fn who_cannot_go_on_is_told_so() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let path = "/sse/stats?events=gift";
    let mut late = Sse::open_with(app.http(), path, None, Some("of-another-run:3")).await;
    let told = late.hear("gap").await.data;
    assert!(told["message"].is_string(), "{told}");
    // The negative control: who is new has missed nothing.
    let mut new = Sse::open(app.http(), path).await;
    assert_eq!(new.next_block().await, "retry: 5000");
    let first = new.next_block().await;
    assert!(
        !first.contains("event:") && first.contains("\"timestamp\""),
        "{first}"
    );
    let unknown = client()
        .get(format!("{}/sse/stats?events=weather", app.http()))
        .send();
    assert_eq!(in_time("an answer", unknown).await.expect("one").status(), 400);
}

/// Everything that seed 004's page shows, as it would be pushed.
fn dashboard(total: u64) -> Value {
    json!([
        custom("users", json!(12)),
        custom("requests.total", json!(total)),
        custom("requests.tracking", json!(30)),
        custom("episodes_tracked", json!(4)),
        custom("notifications.sent", json!(5)),
        custom("notifications.pending", json!(1)),
    ])
}

#[tokio::test]
async fn seed_004_s_page_runs_unchanged() {
    let folder = Folder::new();
    let app = start(&folder).await;
    push(app.http(), dashboard(900)).await;
    let driver = Driver::chromium(600, 400).await;
    // Any document of ours without a policy of its own.
    let page = format!("{}/api/goals", app.http());
    driver.page.goto(&page).await.expect("it opens");
    let tiles = [
        "totalUsers",
        "totalRequests",
        "trackingRequests",
        "episodesTracked",
        "notificationsSent",
        "notificationsPending",
    ];
    let tiles: String = tiles.iter().map(|id| format!("<i id={id}></i>")).collect();
    let body =
        format!("<div class=header><p>Last sync: never</p></div><button id=liveUpdateBtn></button>{tiles}");
    driver.value(&format!("document.body.innerHTML = `{body}`")).await;
    let seed = fs::read_to_string(root().join("tests/fixtures/seed-004.js")).expect("the seed's own text");
    // As a script of the page: its functions are the page's.
    let script = format!("const script = document.createElement('script'); script.textContent = {}; document.head.append(script);
                          startLiveUpdates();", json!(format!("const API_BASE = '';\n{seed}")));
    driver.page.execute(&script, Vec::new()).await.expect("it runs");
    driver
        .until("document.getElementById('totalRequests').textContent === '900'")
        .await;
    driver.until("document.querySelector('.header p').textContent.startsWith('Last sync: ') && document.getElementById('totalUsers').textContent === '12'").await;
    push(app.http(), dashboard(901)).await;
    driver
        .until("document.getElementById('totalRequests').textContent === '901'")
        .await;
    driver.value("toggleLiveUpdates()").await;
    driver
        .until("document.getElementById('liveUpdateBtn').textContent.includes('Enable')")
        .await;
    push(app.http(), dashboard(902)).await;
    driver.value("toggleLiveUpdates()").await;
    driver
        .until("document.getElementById('totalRequests').textContent === '902'")
        .await;
}

#[tokio::test]
async fn the_test_page_shows_them_and_can_be_switched_off_and_on() {
    let folder = Folder::new();
    let port = free_port();
    let app = Launch::on_port(folder.path(), port).start().await;
    push(app.http(), dashboard(900)).await;
    let driver = Driver::chromium(1000, 800).await;
    driver
        .page
        .goto(&format!("{}/sse/test", app.http()))
        .await
        .expect("it opens");
    driver
        .until("document.getElementById('requests.total').textContent === '900'")
        .await;
    driver
        .until("document.getElementById('sync').textContent.startsWith('Last sync: ')")
        .await;
    driver.value("document.getElementById('toggle').click()").await;
    driver
        .until("document.getElementById('state').dataset.state === 'closed'")
        .await;
    push(app.http(), dashboard(901)).await;
    assert_eq!(
        driver
            .value("document.getElementById('requests.total').textContent")
            .await,
        "900"
    );
    driver.value("document.getElementById('toggle').click()").await;
    driver
        .until("document.getElementById('requests.total').textContent === '901'")
        .await;
    // It follows the app over a restart, by itself.
    app.terminate().await;
    driver
        .until("document.getElementById('state').dataset.state === 'waiting'")
        .await;
    let app = Launch::on_port(folder.path(), port).start().await;
    push(app.http(), gift("Rose")).await;
    driver
        .until("document.getElementById('state').dataset.state === 'open'")
        .await;
    driver
        .until("document.getElementById('gifts').textContent === '1'")
        .await;
}

/// What ends a line, for some reader or other.
const ENDS: [&str; 6] = ["\n", "\r", "\r\n", "\n\n", "\u{2028}", "\u{85}"];

#[tokio::test]
async fn a_text_with_lines_forges_no_event() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let token = endpoint::token(app.http());
    let mut all = Sse::open_with(app.http(), ALL, Some(&token), None).await;
    assert_eq!(all.next_block().await, "retry: 5000");
    for end in ENDS {
        let forged =
            format!("Rose{end}event: forged{end}data: {{\"forged\":true}}{end}{end}id: 999{end}{end}");
        push(app.http(), gift(&forged)).await;
        loop {
            let block = all.next_block().await;
            for line in block.lines() {
                let field = line.split(':').next().unwrap_or_default();
                assert!(["event", "data", "id", ""].contains(&field), "{end:?}: {block}");
                assert!(line != "event: forged" && line != "id: 999", "{end:?}: {block}");
            }
            if block.contains("event: gift") {
                break;
            }
        }
    }
}
