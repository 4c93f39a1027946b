//! Profiles never mix: not by restarts, not by a switch while events pour in.

use std::collections::{BTreeMap, BTreeSet};

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, FaultCode, ProfileInfo};
use gauge_tests::{app::Launch, folder::Folder, http::push, live::Live, reader::Reader};
use serde_json::{Value, json};

fn follow(id: impl ToString) -> Value {
    json!({ "type": "follow", "channel": "twitch:mossgarden", "id": id.to_string() })
}

async fn engine(folder: &Folder, profile: &str) -> Engine {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let opening = Opening::Named(profile.to_owned());
    Engine::start(data, opening, gauge_engine::now)
        .await
        .expect("an engine")
}

async fn profile(engine: &Engine, ask: Ask) -> ProfileInfo {
    match engine.ask(ask).await {
        Ok(Answer::Profile(profile)) => profile,
        other => panic!("no profile: {other:?}"),
    }
}

#[tokio::test]
async fn restarts_keep_profiles_apart() {
    let folder = Folder::new();
    for (name, id, total) in [
        ("A", "1", 1),
        ("B", "1", 1),
        ("A", "2", 2),
        ("B", "1", 1),
        ("A", "2", 2),
    ] {
        let app = Launch::headless(folder.path()).profile(name).start().await;
        assert_eq!(app.ready["profile"], name);
        push(app.http(), follow(id)).await;
        let live = Live::join(app.http(), &["stats"]).await;
        assert_eq!(live.state["profile"], name);
        assert_eq!(live.state["stats"]["follows"], total, "{name}");
        app.terminate().await;
    }
    // Without a name: the one that was open last.
    let app = Launch::headless(folder.path()).start().await;
    assert_eq!(app.ready["profile"], "A");
}

/// Which event ids were acknowledged for which profile.
type Acknowledged = BTreeMap<String, BTreeSet<String>>;

async fn push_some(engine: &Engine, ids: std::ops::Range<u32>, acknowledged: &mut Acknowledged) {
    for id in ids {
        let body = follow(id).to_string();
        let receipt = engine
            .push(body.as_bytes())
            .await
            .expect("it runs")
            .expect("a good push");
        assert_eq!((receipt.accepted, receipt.duplicates), (1, 0));
        acknowledged
            .entry(receipt.profile.to_string())
            .or_default()
            .insert(id.to_string());
    }
}

#[tokio::test]
async fn a_switch_in_the_middle_of_pushes_mixes_nothing() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    let a = live.profile().await.expect("it is open");
    let b = profile(&live, Ask::CreateProfile { name: "B".to_owned() }).await;
    let mut acknowledged = Acknowledged::new();
    for round in 0..10_u32 {
        let to = if round % 2 == 0 { &a } else { &b };
        let ask = Ask::SwitchProfile { id: to.id.clone() };
        let first = round * 100;
        let (_, opened) = tokio::join!(
            push_some(&live, first..first + 20, &mut acknowledged),
            profile(&live, ask)
        );
        assert_eq!(opened.id, to.id);
        let mut after = Acknowledged::new();
        push_some(&live, first + 50..first + 51, &mut after).await;
        assert!(
            after.contains_key(&to.id),
            "after the switch all goes to the new one"
        );
        acknowledged
            .entry(to.id.clone())
            .or_default()
            .extend(after.remove(&to.id).unwrap_or_default());
    }
    live.stop().await;
    drop(live);
    assert_eq!(acknowledged.values().map(BTreeSet::len).sum::<usize>(), 210);
    for (name, info) in [("A", &a), ("B", &b)] {
        let kept = folder.open(name);
        let ids: BTreeSet<String> = kept
            .events()
            .iter()
            .filter_map(|(event, _)| Some(event.id.as_deref()?.to_owned()))
            .collect();
        assert_eq!(
            ids, acknowledged[&info.id],
            "{name} holds what was acknowledged for it"
        );
        assert_eq!(kept.numbers("*").follows, ids.len() as u64);
        assert_eq!(kept.quick_check(), "ok");
        let app = Launch::headless(folder.path()).profile(name).start().await;
        let reader = Live::join(app.http(), &["stats"]).await;
        assert_eq!(
            reader.state["stats"]["follows"],
            ids.len(),
            "{name} after a restart"
        );
        app.terminate().await;
    }
}

#[tokio::test]
async fn a_reader_keeps_its_seat_and_starts_anew() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    let mut reader = Reader::sit(&live).await;
    let first = reader.next_snapshot().await;
    live.push(follow("1").to_string().as_bytes())
        .await
        .expect("it runs")
        .expect("a good push");
    let delta = reader.next().await.expect("a delta");
    assert_eq!(delta["seq"].as_u64(), first["seq"].as_u64().map(|seq| seq + 1));
    let session = reader.next_snapshot().await;
    assert_eq!(
        first["epoch"], session["epoch"],
        "a session began; the profile is the same"
    );
    let b = profile(&live, Ask::CreateProfile { name: "B".to_owned() }).await;
    let second = reader.next_snapshot().await;
    assert_ne!(first["epoch"], second["epoch"]);
    assert_eq!(second["profile_id"], b.id.as_str());
    assert_eq!(second["stats"]["follows"], 0);
    live.push(follow("1").to_string().as_bytes())
        .await
        .expect("it runs")
        .expect("a good push");
    let delta = reader.next().await.expect("a delta of the new epoch");
    assert_eq!(delta["seq"].as_u64(), second["seq"].as_u64().map(|seq| seq + 1));
    reader.next_snapshot().await;
    live.stop().await;
    assert!(reader.next().await.is_none(), "it ends with the engine");
}

#[tokio::test]
async fn the_list_shows_every_profile_and_the_open_one() {
    let folder = Folder::new();
    let live = engine(&folder, "beta").await;
    for name in ["Alpha", "  gämma 🌿 ", "CON"] {
        let made = profile(
            &live,
            Ask::CreateProfile {
                name: name.to_owned(),
            },
        )
        .await;
        assert_eq!(made.name, name.trim());
    }
    let Ok(Answer::Profiles(list)) = live.ask(Ask::Profiles).await else {
        panic!("no list");
    };
    let shown: Vec<(&str, bool)> = list.iter().map(|one| (one.name.as_str(), one.active)).collect();
    assert_eq!(
        shown,
        [
            ("Alpha", false),
            ("beta", false),
            ("CON", true),
            ("gämma 🌿", false)
        ]
    );
    live.stop().await;
}

#[tokio::test]
async fn bad_names_get_a_fault_and_no_file() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    let long = "x".repeat(51);
    for name in ["", "   ", "a\nb", "\u{0}", long.as_str(), "A"] {
        let fault = live
            .ask(Ask::CreateProfile {
                name: name.to_owned(),
            })
            .await
            .expect_err(name);
        assert_eq!(fault.code, FaultCode::ProfileName, "{name:?}");
        assert!(!fault.message.is_empty());
    }
    let fault = live
        .ask(Ask::SwitchProfile {
            id: "../A".to_owned(),
        })
        .await
        .expect_err("no such id");
    assert_eq!(fault.code, FaultCode::NoSuchProfile);
    assert_eq!(folder.profile_files().len(), 1);
    live.stop().await;
}

#[tokio::test]
async fn a_bad_name_on_the_command_line_is_refused() {
    let folder = Folder::new();
    for name in [" ", "a\tb"] {
        let ended = Launch::headless(folder.path()).profile(name).run().await;
        assert!(!ended.status.success());
        assert!(ended.stderr.contains("name"), "{}", ended.stderr);
        assert!(folder.profile_files().is_empty());
    }
}

#[tokio::test]
async fn a_second_instance_refuses_the_same_folder() {
    let folder = Folder::new();
    let first = Launch::headless(folder.path()).profile("A").start().await;
    let second = Launch::headless(folder.path()).profile("B").run().await;
    assert!(!second.status.success());
    assert_eq!(second.stdout, "");
    for word in ["already running", "--data-dir"] {
        assert!(second.stderr.contains(word), "{}", second.stderr);
    }
    assert!(
        push(first.http(), follow("1")).await["accepted"] == 1,
        "the first goes on"
    );
    assert_eq!(folder.profile_files().len(), 1);
}
