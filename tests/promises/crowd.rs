//! Many clients at once (RELIABILITY R-13).

use gauge_tests::{
    app::Launch,
    folder::Folder,
    http::push,
    wire::{Wire, text},
};
use serde_json::json;

const CLIENTS: usize = 1000;
/// KiB that one of them may cost, with a build that is not made to be small.
const COST: u64 = 32;

#[tokio::test]
async fn a_thousand_idle_clients_cost_little_and_all_hear() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:luna", "count": 1 }),
    )
    .await;
    let before = app.memory();
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let mut client = Wire::open(app.http(), "/ws/live").await;
        client
            .send(&text(r#"{"type":"subscribe","channels":["stats"]}"#))
            .await;
        clients.push(client);
    }
    for client in &mut clients {
        client.until("\"snapshot\"").await;
    }
    let after = app.memory();
    assert!(
        after <= before + CLIENTS as u64 * COST / 1024,
        "{before} MiB became {after} MiB"
    );
    push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:luna", "count": 77 }),
    )
    .await;
    for client in &mut clients {
        client.until("\"viewers\":77").await;
    }
}
