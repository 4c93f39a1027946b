//! Profiles as files: renamed, copied, thrown away, taken out, brought in; and never outside their folder.

use std::{collections::BTreeSet, fs, path::PathBuf};

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, BackupInfo, Fault, FaultCode, ProfileInfo};
use gauge_store::{Profiles, tables};
use gauge_tests::{folder::Folder, reader::Reader};
use rusqlite::Connection;
use serde_json::json;

async fn engine(folder: &Folder) -> Engine {
    let data = DataDir::claim(&folder.path().join("data")).expect("the folder is free");
    Engine::start(data, Opening::Named("A".to_owned()), gauge_engine::now)
        .await
        .expect("an engine")
}

async fn profile(engine: &Engine, ask: Ask) -> Result<ProfileInfo, Fault> {
    engine.ask(ask).await.map(|answer| match answer {
        Answer::Profile(profile) => profile,
        other => panic!("no profile: {other:?}"),
    })
}

async fn names(engine: &Engine) -> Vec<String> {
    match engine.ask(Ask::Profiles).await {
        Ok(Answer::Profiles(list)) => list.into_iter().map(|one| one.name).collect(),
        other => panic!("no list: {other:?}"),
    }
}

async fn follow(engine: &Engine, id: &str) {
    let body = json!({ "type": "follow", "channel": "twitch:mossgarden", "id": id }).to_string();
    engine
        .push(body.as_bytes())
        .await
        .expect("it runs")
        .expect("a good push");
}

/// Opens a profile; how many follows it has.
async fn follows(engine: &Engine, id: &str) -> u64 {
    profile(engine, Ask::SwitchProfile { id: id.to_owned() })
        .await
        .expect("it opens");
    let first = Reader::sit(engine).await.next_snapshot().await;
    assert_eq!(first["profile_id"], id);
    first["stats"]["follows"].as_u64().expect("a number")
}

#[tokio::test]
async fn a_copy_goes_its_own_way() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let a = live.profile().await.expect("it is open");
    follow(&live, "1").await;
    let ask = |name: &str| Ask::DuplicateProfile {
        id: a.id.clone(),
        name: name.to_owned(),
    };
    let copy = profile(&live, ask(" Copy ")).await.expect("a copy");
    assert_eq!((copy.name.as_str(), copy.active), ("Copy", false));
    follow(&live, "2").await;
    let taken = profile(&live, ask("Copy")).await.expect_err("the name is taken");
    assert_eq!(taken.code, FaultCode::ProfileName);
    assert_eq!(follows(&live, &copy.id).await, 1);
    follow(&live, "3").await;
    follow(&live, "1").await;
    assert_eq!(
        follows(&live, &copy.id).await,
        2,
        "it knows what was counted before it was made"
    );
    assert_eq!(follows(&live, &a.id).await, 2);
    live.stop().await;
}

#[tokio::test]
async fn a_new_name_is_shown_at_once_and_stays() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let a = live.profile().await.expect("it is open");
    let mut reader = Reader::sit(&live).await;
    reader.next_snapshot().await;
    let b = profile(&live, Ask::CreateProfile { name: "B".to_owned() })
        .await
        .expect("a profile");
    reader.next_snapshot().await;
    let ask = |id: &str, name: &str| Ask::RenameProfile {
        id: id.to_owned(),
        name: name.to_owned(),
    };
    assert_eq!(
        profile(&live, ask(&b.id, "Bee")).await.expect("it is open").name,
        "Bee"
    );
    assert_eq!(reader.next_snapshot().await["profile"], "Bee");
    assert_eq!(
        profile(&live, ask(&a.id, "Ay")).await.expect("it is not").name,
        "Ay"
    );
    assert_eq!(names(&live).await, ["Ay", "Bee"]);
    for (name, code) in [("Ay", FaultCode::ProfileName), (" ", FaultCode::ProfileName)] {
        assert_eq!(profile(&live, ask(&b.id, name)).await.expect_err(name).code, code);
    }
    let missing = profile(&live, ask("../a", "C"))
        .await
        .expect_err("no such profile");
    assert_eq!(missing.code, FaultCode::NoSuchProfile);
    assert!(
        profile(&live, ask(&b.id, "Bee")).await.is_ok(),
        "its own name is no other's"
    );
    live.stop().await;
    drop(live);
    let again = engine(&folder).await;
    assert!(names(&again).await.contains(&"Bee".to_owned()));
    again.stop().await;
}

#[tokio::test]
async fn the_trash_gives_back_what_it_got() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let a = live.profile().await.expect("it is open");
    follow(&live, "1").await;
    let delete = |id: &str| Ask::DeleteProfile { id: id.to_owned() };
    let active = live.ask(delete(&a.id)).await.expect_err("it is open");
    assert_eq!(active.code, FaultCode::ProfileActive);
    assert!(active.message.contains("Switch to another"), "{}", active.message);
    let b = profile(&live, Ask::CreateProfile { name: "B".to_owned() })
        .await
        .expect("a profile");
    live.ask(delete(&a.id)).await.expect("it goes");
    assert_eq!(names(&live).await, ["B"]);
    assert_eq!(
        live.ask(delete(&a.id)).await.expect_err("it is gone").code,
        FaultCode::NoSuchProfile
    );
    let Ok(Answer::Trash(trash)) = live.ask(Ask::Trash).await else {
        panic!("no trash");
    };
    assert_eq!(
        trash.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        ["A"]
    );
    let restore = |id: &str| Ask::RestoreProfile { id: id.to_owned() };
    let missing = profile(&live, restore("../B"))
        .await
        .expect_err("not in the trash");
    assert_eq!(missing.code, FaultCode::NoSuchCopy);
    let twin = profile(&live, Ask::CreateProfile { name: "A".to_owned() })
        .await
        .expect("the name is free");
    assert_eq!(
        profile(&live, restore(&trash[0].id))
            .await
            .expect_err("a twin")
            .code,
        FaultCode::ProfileName
    );
    follows(&live, &b.id).await;
    live.ask(delete(&twin.id)).await.expect("it goes");
    let back = profile(&live, restore(&trash[0].id))
        .await
        .expect("it comes back");
    assert_eq!((back.id.as_str(), back.name.as_str()), (a.id.as_str(), "A"));
    assert_eq!(follows(&live, &a.id).await, 1);
    live.stop().await;
}

#[tokio::test]
async fn an_export_is_one_file_and_comes_back() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let a = live.profile().await.expect("it is open");
    follow(&live, "1").await;
    let path = folder.path().join("out.sgprofile");
    let export = |path: &PathBuf| Ask::ExportProfile {
        id: a.id.clone(),
        path: path.display().to_string(),
    };
    live.ask(export(&path)).await.expect("an export");
    live.ask(export(&path)).await.expect("it replaces an export");
    let mine = folder.path().join("mine.txt");
    fs::write(&mine, "mine").expect("a file");
    let inside = folder.path().join("data/profiles/x.db");
    for bad in [
        &mine,
        &PathBuf::from("x.db"),
        &PathBuf::from("file:x.db"),
        &inside,
    ] {
        let fault = live.ask(export(bad)).await.expect_err("it is refused");
        assert_eq!(fault.code, FaultCode::File, "{}", fault.message);
    }
    assert_eq!(fs::read_to_string(&mine).ok().as_deref(), Some("mine"));
    let import = |path: &PathBuf, name: Option<&str>| Ask::ImportProfile {
        path: path.display().to_string(),
        name: name.map(str::to_owned),
    };
    let Ok(Answer::Imported(report)) = live.ask(import(&path, Some("From afar"))).await else {
        panic!("no import");
    };
    assert_eq!(
        (report.from.as_str(), report.profile.name.as_str()),
        ("streamgauge", "From afar")
    );
    let refused = live.ask(import(&mine, None)).await.expect_err("no profile");
    assert_eq!(refused.code, FaultCode::File);
    assert_eq!(follows(&live, &report.profile.id).await, 1);
    live.stop().await;
}

/// An engine whose open profile was backed up with one follow, and has had another since.
async fn backed_up(folder: &Folder) -> (Engine, ProfileInfo, BackupInfo) {
    let live = engine(folder).await;
    let profile = live.profile().await.expect("it is open");
    follow(&live, "1").await;
    let Ok(Answer::Backup(backup)) = live.ask(Ask::BackUp).await else {
        panic!("no backup");
    };
    follow(&live, "2").await;
    (live, profile, backup)
}

#[tokio::test]
async fn a_backup_is_restored_while_it_is_open() {
    let folder = Folder::new();
    let (live, a, backup) = backed_up(&folder).await;
    let mut reader = Reader::sit(&live).await;
    assert_eq!(reader.next_snapshot().await["stats"]["follows"], 2);
    let restore = |backup: &str| Ask::RestoreBackup {
        profile: a.id.clone(),
        backup: backup.to_owned(),
    };
    let missing = profile(&live, restore("../x")).await.expect_err("no such backup");
    assert_eq!(missing.code, FaultCode::NoSuchCopy);
    profile(&live, restore(&backup.id)).await.expect("it is restored");
    assert_eq!(reader.next_snapshot().await["stats"]["follows"], 1);
    follow(&live, "2").await;
    let Ok(Answer::Backups(list)) = live
        .ask(Ask::Backups {
            profile: a.id.clone(),
        })
        .await
    else {
        panic!("no list");
    };
    assert_eq!(list.len(), 2, "what was there before was backed up first");
    // And back to what was there before.
    follow(&live, "3").await;
    profile(&live, restore(&list[0].id))
        .await
        .expect("it is restored");
    assert_eq!(reader.next_snapshot().await["stats"]["follows"], 2);
    live.stop().await;
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_the_numbers_stay() {
    let folder = Folder::new();
    let (live, a, backup) = backed_up(&folder).await;
    let copies = fs::read_dir(folder.path().join("data/backups").join(&a.id)).expect("its backups");
    for copy in copies.flatten() {
        let mut bytes = fs::read(copy.path()).expect("a backup");
        bytes[..4096].fill(7);
        fs::write(copy.path(), bytes).expect("a damaged one");
    }
    let restore = Ask::RestoreBackup {
        profile: a.id.clone(),
        backup: backup.id,
    };
    let refused = profile(&live, restore).await.expect_err("it is damaged");
    assert!(refused.message.contains("damaged"), "{}", refused.message);
    let mut reader = Reader::sit(&live).await;
    assert_eq!(reader.next_snapshot().await["stats"]["follows"], 2);
    follow(&live, "3").await;
    live.stop().await;
}

/// What file systems, terminals and readers stumble over.
const NAMES: [&str; 16] = [
    "../x",
    "CON",
    "nul.txt",
    "COM1",
    "a.",
    "a ",
    "x:ads",
    "\\\\?\\C:\\",
    "👩‍👩‍👧‍👦",
    "نور",
    "é",
    "e\u{301}",
    ".active_profile",
    "active",
    "\u{202e}gnp",
    "ＣＯＮ",
];

#[tokio::test]
async fn no_name_leads_outside() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let long = "x".repeat(10_000);
    let mut shown = BTreeSet::new();
    for name in NAMES {
        let made = profile(
            &live,
            Ask::CreateProfile {
                name: name.to_owned(),
            },
        )
        .await
        .expect(name);
        assert_eq!(made.name, name.trim());
        assert!(
            made.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
            "{}",
            made.id
        );
        shown.insert(made.name);
    }
    for bad in ["", "a\u{0}b", long.as_str()] {
        let fault = profile(&live, Ask::CreateProfile { name: bad.to_owned() }).await;
        assert_eq!(fault.expect_err("no name").code, FaultCode::ProfileName);
    }
    let Ok(Answer::Profiles(list)) = live.ask(Ask::Profiles).await else {
        panic!("no list");
    };
    let listed: BTreeSet<String> = list
        .into_iter()
        .map(|one| one.name)
        .filter(|name| name != "A")
        .collect();
    assert_eq!(listed, shown);
    live.stop().await;
    let outside = fs::read_dir(folder.path()).expect("the folder");
    assert_eq!(outside.count(), 1, "only the data folder");
}

#[tokio::test]
async fn a_backup_in_the_middle_of_pushes_is_of_one_instant() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let a = live.profile().await.expect("it is open");
    let profiles = Profiles::new(folder.path().join("data/profiles"));
    let pushing = async {
        for id in 0..400 {
            follow(&live, &id.to_string()).await;
        }
    };
    let backing = async {
        for _ in 0..5 {
            let answer = live.ask(Ask::BackUp).await;
            assert!(matches!(answer, Ok(Answer::Backup(_))), "{answer:?}");
        }
    };
    tokio::join!(pushing, backing);
    let backups = profiles.backups();
    let list = backups.list(&a.id).expect("a list");
    assert_eq!(list.len(), 5);
    let mut before = u64::MAX;
    for backup in list {
        let file = backups.path(&a.id, &backup.id).expect("its file");
        let beside = file.with_file_name(format!("{}.db-wal", backup.id));
        assert!(!beside.exists(), "one file by itself");
        let db = Connection::open(&file).expect("a database");
        let events = tables::events::newest(&db, 1000).expect("events").len() as u64;
        let counted = tables::channel_stats::read(&db).expect("numbers");
        let follows = counted.get("*").map_or(0, |totals| totals.0.follows);
        assert_eq!(follows, events, "the numbers are the fold of the events");
        assert!(events <= before, "newest first");
        before = events;
    }
    live.stop().await;
}
