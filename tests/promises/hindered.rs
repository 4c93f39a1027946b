//! A disk that is full or lets nobody write, and a file that is damaged, keep nobody from starting or switching.

use std::fs;

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, Fault, FaultCode, NoticeCode, ProfileInfo, Score};
use gauge_tests::{
    app::Launch,
    folder::Folder,
    http::{push, try_push},
    live::Live,
    reader::Reader,
    small_disk::SmallDisk,
};
use serde_json::{Value, json};

fn follow(id: impl ToString) -> Value {
    json!({ "type": "follow", "channel": "twitch:mossgarden", "id": id.to_string(), "user": { "id": "7", "name": "Ann" } })
}

fn viewers(count: u64) -> Value {
    json!({ "type": "viewers", "channel": "twitch:mossgarden", "count": count })
}

fn small_disk(folder: &Folder, size: &str) -> Option<SmallDisk> {
    let disk = SmallDisk::mount(&folder.path().join("profiles"), size);
    if disk.is_none() {
        eprintln!("SKIPPED: a small disk needs root and mount; this is NOT checked on this machine");
    }
    disk
}

#[tokio::test]
async fn the_program_starts_on_a_full_disk_and_stores_when_there_is_room() {
    let folder = Folder::new();
    let Some(disk) = small_disk(&folder, "4m") else {
        return;
    };
    let app = Launch::headless(folder.path()).profile("A").start().await;
    push(app.http(), follow(1)).await;
    // Killed, so that there is a log to be read, and no room for anything beside it.
    app.kill().await;
    let file = folder.profile_files().remove(0);
    fs::remove_file(file.with_extension("db-shm")).expect("it was in use");
    disk.fill();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    assert_eq!(
        live.state["storage"]["state"], "full",
        "{}",
        live.state["storage"]
    );
    assert_eq!(
        live.state["stats"]["follows"], 1,
        "what was counted before is shown"
    );
    assert_eq!(try_push(app.http(), follow("refused")).await.0, 507);
    push(app.http(), viewers(70)).await;
    live.wait_until("the live numbers", |state| state["stats"]["viewers"] == 70)
        .await;
    disk.again("size=32m");
    let room = std::time::Instant::now();
    live.wait_until("storing", |state| state["storage"]["state"] == "ok")
        .await;
    assert!(room.elapsed().as_secs() < 5, "{:?}", room.elapsed());
    push(app.http(), follow(2)).await;
    assert_eq!(push(app.http(), follow(1)).await["duplicates"], 1);
    app.kill().await;
    let kept = folder.copy("A");
    assert_eq!(
        (kept.quick_check().as_str(), kept.count("kind = 'follow'")),
        ("ok", 2)
    );
}

#[tokio::test]
async fn little_room_is_told_before_there_is_none() {
    let folder = Folder::new();
    let Some(disk) = small_disk(&folder, "700m") else {
        return;
    };
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    assert_eq!(live.state["notices"], json!([]), "there is enough");
    disk.again("size=64m");
    live.wait_until("the warning", |state| state["notices"][0]["code"] == "low_space")
        .await;
    assert_eq!(live.state["storage"]["state"], "ok");
    app.kill().await;
}

async fn board(engine: &Engine) -> Vec<String> {
    let ask = Ask::Leaderboard {
        by: Score::Follows,
        session: None,
        limit: 10,
        offset: 0,
    };
    match engine.ask(ask).await {
        Ok(Answer::Board(rows)) => rows.into_iter().map(|row| row.name).collect(),
        other => panic!("no board: {other:?}"),
    }
}

#[tokio::test]
async fn a_disk_that_lets_nobody_write_is_for_looking_at() {
    let folder = Folder::new();
    let Some(disk) = small_disk(&folder, "16m") else {
        return;
    };
    let app = Launch::headless(folder.path()).profile("A").start().await;
    push(app.http(), follow(1)).await;
    app.terminate().await;
    disk.again("ro");
    let app = Launch::headless(folder.path()).start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    assert_eq!(
        live.state["storage"]["state"], "read_only",
        "{}",
        live.state["storage"]
    );
    assert_eq!(live.state["stats"]["follows"], 1);
    let (status, answer) = try_push(app.http(), follow(2)).await;
    assert_eq!(
        (status, answer["error"].as_str()),
        (503, Some("storage_read_only"))
    );
    push(app.http(), viewers(70)).await;
    live.wait_until("the live numbers", |state| state["stats"]["viewers"] == 70)
        .await;
    app.kill().await;
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let engine = Engine::start(data, Opening::Last, gauge_engine::now)
        .await
        .expect("it starts");
    assert_eq!(board(&engine).await, ["Ann"]);
    let mut reader = Reader::sit(&engine).await;
    disk.again("rw");
    while reader.next().await.expect("a frame")["storage"]["state"] != "ok" {}
    engine
        .push(follow(2).to_string().as_bytes())
        .await
        .expect("it is stored")
        .expect("it is good");
    engine.stop().await;
    assert_eq!(folder.open("A").count("kind = 'follow'"), 2);
}

async fn switch(engine: &Engine, id: &str) -> Result<ProfileInfo, Fault> {
    match engine.ask(Ask::SwitchProfile { id: id.to_owned() }).await? {
        Answer::Profile(profile) => Ok(profile),
        other => panic!("no profile: {other:?}"),
    }
}

/// An engine with a profile A that is open and another one, B.
async fn two(folder: &Folder) -> (Engine, ProfileInfo, ProfileInfo) {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let opening = Opening::Named("B".to_owned());
    let engine = Engine::start(data, opening, gauge_engine::now)
        .await
        .expect("it starts");
    let b = engine.profile().await.expect("it is open");
    let made = engine.ask(Ask::CreateProfile { name: "A".to_owned() }).await;
    let Ok(Answer::Profile(a)) = made else {
        panic!("no profile: {made:?}");
    };
    (engine, a, b)
}

#[tokio::test]
async fn a_switch_is_refused_while_it_would_lose_what_waits_for_room() {
    let folder = Folder::new();
    let Some(disk) = small_disk(&folder, "4m") else {
        return;
    };
    let (engine, a, b) = two(&folder).await;
    let mut reader = Reader::sit(&engine).await;
    let ballast = disk.fill();
    let mut id = 0;
    // The log has room for some more.
    let fault = loop {
        id += 1;
        match engine.push(follow(id).to_string().as_bytes()).await {
            Ok(receipt) => _ = receipt.expect("it is good"),
            Err(fault) => break fault,
        }
    };
    assert_eq!(fault.code, FaultCode::Storage);
    let refused = switch(&engine, &b.id).await.expect_err("it would lose something");
    assert_eq!(refused.code, FaultCode::Storage);
    assert!(refused.message.contains("would be lost"), "{}", refused.message);
    assert_eq!(
        engine.profile().await.map(|open| open.id),
        Some(a.id),
        "it stays open"
    );
    while reader.next().await.expect("a frame")["storage"]["state"] != "full" {}
    fs::remove_file(ballast).expect("the ballast");
    while reader.next().await.expect("a frame")["storage"]["state"] != "ok" {}
    assert_eq!(switch(&engine, &b.id).await.expect("there is room").id, b.id);
    engine.stop().await;
    assert!(
        folder.open("A").count("kind = 'follow'") >= id - 1,
        "nothing is lost"
    );
}

#[tokio::test]
async fn a_switch_to_a_damaged_profile_opens_its_backup() {
    let folder = Folder::new();
    let (engine, a, b) = two(&folder).await;
    switch(&engine, &b.id).await.expect("it opens");
    engine
        .push(follow(1).to_string().as_bytes())
        .await
        .expect("it is stored")
        .expect("it is good");
    engine.ask(Ask::BackUp).await.expect("a backup");
    switch(&engine, &a.id).await.expect("it opens");
    fs::write(folder.file_of("B"), b"no database at all").expect("the file");
    assert_eq!(switch(&engine, &b.id).await.expect("it opens").name, "B");
    let first = Reader::sit(&engine).await.next_snapshot().await;
    assert_eq!(first["stats"]["follows"], 1);
    let told = engine.told().await;
    assert_eq!(
        told.first().map(|notice| notice.code),
        Some(NoticeCode::BackupRestored)
    );
    // The other one has no part in it.
    switch(&engine, &a.id).await.expect("it opens");
    let first = Reader::sit(&engine).await.next_snapshot().await;
    assert_eq!(
        (engine.told().await, &first["stats"]["follows"]),
        (Vec::new(), &json!(0))
    );
    engine.stop().await;
}
