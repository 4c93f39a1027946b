//! Backups are made by themselves, and what was thrown away long ago is removed. The clock is the test's own.

use std::sync::atomic::{AtomicI64, Ordering};

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, BackupInfo, Millis};
use gauge_tests::{folder::Folder, in_time};
use serde_json::json;

const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * 60 * MINUTE;

async fn engine(folder: &Folder, clock: fn() -> Millis) -> Engine {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let opening = Opening::Named("A".to_owned());
    Engine::start(data, opening, clock).await.expect("an engine")
}

async fn follow(engine: &Engine, id: u64) {
    let body = json!({ "type": "follow", "channel": "twitch:mossgarden", "id": id.to_string() }).to_string();
    let receipt = engine.push(body.as_bytes()).await.expect("it runs");
    receipt.expect("a good push");
}

async fn backups(engine: &Engine) -> Vec<BackupInfo> {
    let profile = engine.profile().await.expect("it is open").id;
    match engine.ask(Ask::Backups { profile }).await {
        Ok(Answer::Backups(list)) => list,
        other => panic!("no list: {other:?}"),
    }
}

async fn a_backup(engine: &Engine) -> BackupInfo {
    let made = async {
        loop {
            if let Some(backup) = backups(engine).await.pop() {
                return backup;
            }
            follow(engine, 99).await;
        }
    };
    in_time("a backup", made).await
}

static LIVE: AtomicI64 = AtomicI64::new(1_768_645_845_000);

fn live() -> Millis {
    LIVE.load(Ordering::Relaxed)
}

#[tokio::test]
async fn every_ten_minutes_while_events_come() {
    let folder = Folder::new();
    let engine = engine(&folder, live).await;
    follow(&engine, 1).await;
    // Twice six: the session goes on, and ends no earlier.
    LIVE.fetch_add(6 * MINUTE, Ordering::Relaxed);
    follow(&engine, 2).await;
    assert_eq!(backups(&engine).await, [], "it is not time yet");
    LIVE.fetch_add(6 * MINUTE, Ordering::Relaxed);
    assert_eq!(a_backup(&engine).await.at, live());
    assert_eq!(
        backups(&engine).await.len(),
        1,
        "one, and no other before it is time again"
    );
    engine.stop().await;
}

static STANDING: AtomicI64 = AtomicI64::new(1_768_645_845_000);

fn standing() -> Millis {
    STANDING.load(Ordering::Relaxed)
}

#[tokio::test]
async fn at_the_end_of_a_session_with_all_of_it() {
    let folder = Folder::new();
    let engine = engine(&folder, standing).await;
    for id in 0..20 {
        follow(&engine, id).await;
    }
    let channel = "twitch:mossgarden".parse().expect("a channel");
    engine.ask(Ask::EndSession { channel }).await.expect("it ends");
    let backup = a_backup(&engine).await;
    let (id, profiles) = (
        engine.profile().await.expect("it is open").id,
        gauge_store::Profiles::new(folder.path().join("profiles")),
    );
    let file = profiles.backups().path(&id, &backup.id).expect("its file");
    let kept = gauge_store::Reader::open(&file).expect("a profile");
    // Whoever follows while the backup is waited for begins another session.
    let report = kept.sessions(None, 9).expect("sessions").pop().expect("one");
    assert!(report.numbers.follows >= 20, "all of it");
    assert!(report.session.ended_at.is_some(), "its end is in it");
    engine.stop().await;
}

static LATER: AtomicI64 = AtomicI64::new(1_768_645_845_000);

fn later() -> Millis {
    LATER.load(Ordering::Relaxed)
}

async fn trash(engine: &Engine) -> usize {
    match engine.ask(Ask::Trash).await {
        Ok(Answer::Trash(list)) => list.len(),
        other => panic!("no list: {other:?}"),
    }
}

#[tokio::test]
async fn the_trash_is_kept_for_thirty_days() {
    let folder = Folder::new();
    let live = engine(&folder, later).await;
    let a = live.profile().await.expect("it is open").id;
    live.ask(Ask::CreateProfile { name: "B".to_owned() })
        .await
        .expect("a profile");
    live.ask(Ask::DeleteProfile { id: a }).await.expect("it goes");
    live.stop().await;
    drop(live);
    for (days, left) in [(29, 1), (2, 0)] {
        LATER.fetch_add(days * DAY, Ordering::Relaxed);
        let again = engine(&folder, later).await;
        assert_eq!(trash(&again).await, left, "after {days} more days");
        again.stop().await;
        drop(again);
    }
}
