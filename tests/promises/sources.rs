//! Sources are added, changed and removed by asking, kept with their profile, and their secrets are kept apart.

use gauge_model::{Ask, FaultCode, Secret, SourceSettings};
use gauge_tests::{
    desk::Desk,
    live::{Live, source_state},
    tikfinity::TikFinity,
};
use serde_json::{Value, json};

fn tikfinity(channel: &str, host: &str, port: u16) -> SourceSettings {
    SourceSettings::Tikfinity {
        channel: channel.to_owned(),
        host: host.to_owned(),
        port,
    }
}

fn chat(channel: &str) -> SourceSettings {
    SourceSettings::TwitchChat {
        channel: channel.to_owned(),
    }
}

fn add(settings: SourceSettings) -> Ask {
    let secret = None;
    Ask::AddSource { settings, secret }
}

fn id_of(source: &Value) -> String {
    source["id"].as_str().expect("an id").to_owned()
}

async fn refused(desk: &Desk, ask: Ask) -> String {
    let fault = desk.try_ask(ask).await.expect_err("it cannot be");
    assert_eq!(fault.code, FaultCode::Source, "{fault}");
    fault.message
}

#[tokio::test]
async fn every_kind_of_source_is_one_list() {
    let desk = Desk::new().await;
    desk.ask(add(tikfinity("@Luna", "127.0.0.1", 9))).await;
    desk.ask(add(chat("Luna_Plays"))).await;
    let list = desk.ask(Ask::Sources).await;
    let kinds: Vec<_> = list["kinds"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["kind"].as_str())
        .collect();
    assert!(
        kinds.contains(&Some("twitch_chat")) && kinds.contains(&Some("tikfinity")),
        "{kinds:?}"
    );
    let shown: Vec<_> = list["sources"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["settings"].clone())
        .collect();
    let want = json!([
        { "kind": "twitch_chat", "channel": "twitch:luna_plays" },
        { "kind": "tikfinity", "channel": "tiktok:luna", "host": "127.0.0.1", "port": 9 },
    ]);
    assert_eq!(json!(shown), want);
    let mut live = Live::join(&desk.http, &["source"]).await;
    for source in list["sources"].as_array().expect("a list") {
        let status = source["statuses"][0].clone();
        live.wait_until("its state", |now| {
            let mut shown = now["sources"].as_array().into_iter().flatten();
            shown.any(|one| one["id"] == status)
        })
        .await;
        desk.ask(Ask::RemoveSource { id: id_of(source) }).await;
    }
    live.wait_until("their end", |now| now["sources"] == json!([]))
        .await;
    assert_eq!(desk.ask(Ask::Sources).await["sources"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_words() {
    let desk = Desk::new().await;
    let made = desk.ask(add(tikfinity("luna", "127.0.0.1", 9))).await;
    for bad in [
        tikfinity("lu na", "127.0.0.1", 9),
        tikfinity("twitch:luna", "127.0.0.1", 9),
        tikfinity("max", "http://127.0.0.1", 9),
        tikfinity("max", "127.0.0.1", 0),
        tikfinity("@LUNA", "127.0.0.2", 10),
    ] {
        let why = refused(&desk, add(bad.clone())).await;
        assert!(!why.contains("Err"), "words for the user, {bad:?}: {why}");
    }
    let settings = tikfinity("max", "127.0.0.1", 9);
    let secret = Some(Secret("hunter2".to_owned()));
    refused(&desk, Ask::AddSource { settings, secret }).await;
    let other_kind = Ask::ChangeSource {
        id: id_of(&made),
        settings: chat("luna"),
        secret: None,
    };
    refused(&desk, other_kind).await;
    for id in ["nobody", ""] {
        refused(&desk, Ask::RemoveSource { id: id.to_owned() }).await;
        refused(&desk, Ask::RetrySource { id: id.to_owned() }).await;
    }
    assert_eq!(
        desk.ask(Ask::Sources).await["sources"].as_array().map(Vec::len),
        Some(1)
    );
    desk.ask(Ask::StartDemo).await;
    refused(&desk, add(chat("luna"))).await;
}

#[tokio::test]
async fn a_source_is_changed_and_found_again_after_a_restart_and_a_switch() {
    let mut server = TikFinity::start().await;
    let desk = Desk::new().await;
    let id = id_of(&desk.ask(add(tikfinity("luna", "127.0.0.1", 9))).await);
    let change = Ask::ChangeSource {
        id: id.clone(),
        settings: tikfinity("max", "127.0.0.1", server.port),
        secret: None,
    };
    assert_eq!(id_of(&desk.ask(change).await), id, "its id stays");
    server.connected(1).await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    live.wait_until("live", |now| source_state(now, "tiktok:max") == "live")
        .await;
    assert_eq!(source_state(&live.state, "tiktok:luna"), "");
    let own = desk.ask(Ask::Profiles).await[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    desk.ask(Ask::CreateProfile { name: "B".to_owned() }).await;
    assert_eq!(
        desk.ask(Ask::Sources).await["sources"],
        json!([]),
        "each profile has its own"
    );
    desk.ask(Ask::SwitchProfile { id: own }).await;
    server.connected(2).await;
    let desk = desk.again().await;
    server.connected(3).await;
    assert_eq!(id_of(&desk.ask(Ask::Sources).await["sources"][0]), id);
}

#[tokio::test]
async fn removing_a_channel_removes_what_brings_only_it() {
    let desk = Desk::new().await;
    desk.ask(add(tikfinity("luna", "127.0.0.1", 9))).await;
    desk.ask(add(tikfinity("max", "127.0.0.1", 9))).await;
    let channel = "tiktok:luna".parse().expect("a channel");
    desk.ask(Ask::RemoveChannel { channel }).await;
    let list = desk.ask(Ask::Sources).await;
    assert_eq!(list["sources"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["sources"][0]["settings"]["channel"], "tiktok:max");
}
