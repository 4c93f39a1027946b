//! Seed 003's own JavaScript, both of its clients, pasted unchanged into a page that we serve on its port 8000.

use std::{
    fs,
    io::{Write, stderr},
    net::{Ipv4Addr, TcpListener},
};

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::push,
    recordings::root,
    screen::{Driver, free_port},
    tokens,
};
use serde_json::{Value, json};

/// Where the seed's clients connect to.
const PORT: u16 = 8000;

/// Whether the page has printed a line that begins so, so many times at least.
fn printed(line: &str, times: usize) -> String {
    let line = json!(line);
    format!("window.printed.filter((line) => line.startsWith({line})).length >= {times}")
}

/// What the seed's producers tell, one of each kind that says something.
fn events() -> Value {
    json!([
        { "type": "sensor_event", "event_type": "impact_detected", "sensor_id": "BT50_01", "data": { "magnitude": 15.5 } },
        { "type": "timer_event", "event_type": "shot_detected", "device_id": "60:09:C3:1F:DC:1A", "data": { "current_shot": 3 } },
        { "type": "run_update", "event_type": "run_started", "run_id": "run_001", "data": { "shooter_name": "John Doe" } },
    ])
}

/// The app, listening on the seed's port too.
async fn start(folder: &Folder, port: u16) -> App {
    let app = Launch::on_port(folder.path(), port).start().await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let more = json!({ "ask": "set_access", "settings": { "extra_ports": [PORT] } });
    let (status, told) = tokens::ask(app.http(), &admin, more).await;
    assert_eq!(
        (status, &told["listeners"][0]["why"]),
        (200, &json!(null)),
        "{told}"
    );
    app
}

/// A page of ours with the seed's script in it.
async fn page() -> Driver {
    let driver = Driver::chromium(600, 400).await;
    // Any document of ours without a policy of its own.
    let page = format!("http://localhost:{PORT}/api/goals");
    driver.page.goto(&page).await.expect("it opens");
    let seed = fs::read_to_string(root().join("tests/fixtures/seed-003.js")).expect("the seed's own text");
    let script = format!(
        "window.printed = [];
         console.log = (...words) => printed.push(words.map((word) => typeof word === 'string' ? word : JSON.stringify(word)).join(' '));
         const script = document.createElement('script'); script.textContent = {}; document.head.append(script);",
        json!(seed)
    );
    driver.page.execute(&script, Vec::new()).await.expect("it runs");
    driver
}

#[tokio::test]
async fn seed_003_s_clients_run_unchanged() {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).is_err() {
        _ = writeln!(
            stderr(),
            "SKIPPED: port {PORT} of this machine is somebody else's; seed 003's clients were NOT tried"
        );
        return;
    }
    let (folder, port) = (Folder::new(), free_port());
    let app = start(&folder, port).await;
    let driver = page().await;
    for line in [
        "Connected to LeadVille Live Updates",
        "WebSocket connected",
        "status: connection_established {",
        "status: subscription_confirmed {",
    ] {
        driver.until(&printed(line, 1)).await;
    }
    push(app.http(), events()).await;
    // The first client prints the kind, the event's and all of it; the second one's words hold what it picked out.
    for line in [
        "sensor_event: impact_detected {",
        "timer_event: shot_detected {",
        "run_update: run_started {",
    ] {
        driver.until(&printed(line, 1)).await;
    }
    for words in [
        "Sensor: BT50_01 impact_detected",
        "Timer: shot_detected 3",
        "Run: run_001 run_started",
        "Status: connection_established Connected to LeadVille Live Updates",
    ] {
        let seen = format!("window.printed.some((line) => line.endsWith({}))", json!(words));
        driver.until(&seen).await;
    }
    // Away and back: by its own back-off it finds the app again, on the same address.
    app.terminate().await;
    driver.until(&printed("Reconnecting in 2000ms...", 1)).await;
    let app = Launch::on_port(folder.path(), port).start().await;
    driver.until(&printed("WebSocket connected", 2)).await;
    push(app.http(), events()).await;
    driver
        .until("window.printed.filter((line) => line.endsWith('Run: run_001 run_started')).length === 2")
        .await;
}
