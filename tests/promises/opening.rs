//! The app always starts, and says what it found.

use std::{fs, path::PathBuf};

use gauge_model::{Notice, NoticeCode, ProfileName};
use gauge_store::{Profiles, tables};
use gauge_tests::{app::Launch, folder::Folder, http::push, live::Live};
use rusqlite::Connection;
use serde_json::{Value, json};

fn follow(id: impl ToString) -> Value {
    json!({ "type": "follow", "channel": "twitch:mossgarden", "id": id.to_string() })
}

fn quarantined(folder: &Folder) -> Vec<PathBuf> {
    let spans = fs::read_dir(folder.path().join("quarantine"))
        .into_iter()
        .flatten();
    let spans = spans.map(|entry| entry.expect("an entry").path());
    spans
        .flat_map(|span| fs::read_dir(span).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

/// Starts it; what a reader is told first.
async fn notices(folder: &Folder, profile: Option<&str>) -> (Value, String) {
    let mut launch = Launch::headless(folder.path());
    if let Some(profile) = profile {
        launch = launch.profile(profile);
    }
    let app = launch.start().await;
    let live = Live::join(app.http(), &["stats", "source"]).await;
    assert_eq!(live.state["storage"]["state"], "ok");
    let (status, said) = app.terminate().await;
    assert!(status.success(), "{said}");
    (live.state, said)
}

#[tokio::test]
async fn a_damaged_profile_without_a_backup_starts_anew_and_is_told() {
    let folder = Folder::new();
    folder.make_profile("Main", &[]);
    let file = folder.profile_files().remove(0);
    let rubbish = b"this is no database at all, whatever it is called".repeat(100);
    fs::write(&file, &rubbish).expect("a file");
    for profile in [Some("Main"), None] {
        let (state, said) = notices(&folder, profile).await;
        assert_eq!(state["profile"], "Main");
        if profile.is_some() {
            assert_eq!(state["notices"][0]["code"], "started_fresh", "{state}");
            for words in ["damaged", "no backup", "quarantine"] {
                assert!(said.contains(words), "{said}");
            }
        } else {
            assert_eq!(state["notices"], json!([]), "it is told once");
        }
    }
    let aside = quarantined(&folder);
    assert_eq!(aside.len(), 1);
    assert_eq!(fs::read(&aside[0]).expect("the file"), rubbish, "moved as it was");
    assert_eq!(folder.profile_files(), [file]);
}

#[tokio::test]
async fn a_damaged_profile_gets_its_newest_backup() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    push(app.http(), follow(1)).await;
    app.terminate().await;
    let file = folder.profile_files().remove(0);
    let profiles = Profiles::new(folder.path().join("profiles"));
    let id = file.file_stem().and_then(|id| id.to_str()).expect("an id");
    profiles
        .backups()
        .make(id, &file, 1_768_645_845_123)
        .expect("a backup");
    let mut bytes = fs::read(&file).expect("the file");
    bytes[..4096].fill(7);
    fs::write(&file, bytes).expect("the file");
    let (state, said) = notices(&folder, None).await;
    assert_eq!(state["notices"][0]["code"], "backup_restored");
    assert_eq!(state["stats"]["follows"], 1);
    for words in ["2026-01-17 10:30:45 UTC", "is lost", "restored"] {
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test]
async fn a_newer_profile_is_left_alone_and_another_opened() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    app.terminate().await;
    let file = folder.profile_files().remove(0);
    Connection::open(&file)
        .and_then(|db| db.pragma_update(None, "user_version", 99))
        .expect("a newer file");
    let before = fs::read(&file).expect("the file");
    let (state, said) = notices(&folder, None).await;
    assert_eq!(state["profile"], "Main 2");
    assert_eq!(state["notices"][0]["code"], "newer_schema");
    assert!(said.contains("newer Streamgauge"), "{said}");
    assert_eq!(fs::read(&file).expect("the file"), before);
    // By name it is this one or none.
    let ended = Launch::headless(folder.path()).profile("Main").run().await;
    assert!(!ended.status.success());
    assert!(ended.stderr.contains("newer Streamgauge"), "{}", ended.stderr);
    assert_eq!(fs::read(&file).expect("the file"), before);
}

/// A generator that gives the same numbers each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below
    }

    fn damage(&mut self, whole: &[u8]) -> Vec<u8> {
        let mut bytes = whole.to_vec();
        match self.below(6) {
            0 => bytes.truncate(self.below(whole.len())),
            1 => bytes[..100].fill(0xff),
            2 => bytes[..4096].fill(0),
            _ => {
                let at = self.below(whole.len() / 4096) * 4096;
                for byte in &mut bytes[at..at + 4096] {
                    *byte ^= u8::try_from(self.below(256)).unwrap_or(1);
                }
            }
        }
        bytes
    }
}

/// A profile of some pages, closed, and its bytes.
async fn whole(folder: &Folder) -> (PathBuf, Vec<u8>) {
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let events: Vec<Value> = (0..300).map(follow).collect();
    push(app.http(), Value::from(events)).await;
    app.terminate().await;
    let file = folder.profile_files().remove(0);
    let bytes = fs::read(&file).expect("the file");
    (file, bytes)
}

#[tokio::test]
async fn sixty_random_corruptions_and_it_opens_each_time() {
    let folder = Folder::new();
    let (file, bytes) = whole(&folder).await;
    let profiles = Profiles::new(folder.path().join("profiles"));
    let id = file
        .file_stem()
        .and_then(|id| id.to_str())
        .expect("an id")
        .to_owned();
    let mut dice = Dice(42);
    let (mut told, mut unseen) = (0, 0);
    for round in 0..60_i64 {
        if round == 20 {
            fs::write(&file, &bytes).expect("the file");
            profiles.backups().make(&id, &file, 1).expect("a backup");
        }
        fs::write(&file, dice.damage(&bytes)).expect("the file");
        let opened = profiles.open(&id, 1_000_000 + round).expect("it opens");
        assert_eq!(opened.kept.profile.name, "Main");
        let found: String = opened
            .db
            .query_row("PRAGMA integrity_check", (), |row| row.get(0))
            .expect("an answer");
        match opened.told.as_slice() {
            // A flipped byte inside a value is no damage that SQLite can see.
            [] => unseen += 1,
            [Notice { code, .. }] => {
                told += 1;
                let code_now = if round < 20 {
                    NoticeCode::StartedFresh
                } else {
                    NoticeCode::BackupRestored
                };
                assert_eq!((*code, found.as_str()), (code_now, "ok"));
                let events = tables::events::newest(&opened.db, 1000).expect("events").len();
                assert_eq!(events, if round < 20 { 0 } else { 300 });
            }
            more => panic!("{more:?}"),
        }
    }
    assert!(told > 40, "{told} told, {unseen} unseen");
}

/// About 2 KiB on disk each.
fn large(id: u32) -> Value {
    let text = "moss ".repeat(400);
    json!({ "type": "chat", "channel": "twitch:mossgarden", "id": id.to_string(), "user": "luna", "text": text })
}

#[tokio::test]
async fn damage_in_the_middle_of_a_large_file_is_found_after_it_is_open() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    for batch in 0..60 {
        let events: Vec<Value> = (0..100).map(|i| large(batch * 100 + i)).collect();
        push(app.http(), Value::from(events)).await;
    }
    app.terminate().await;
    let file = folder.profile_files().remove(0);
    let profiles = Profiles::new(folder.path().join("profiles"));
    let id = file.file_stem().and_then(|id| id.to_str()).expect("an id");
    profiles
        .backups()
        .make(id, &file, 1_768_645_845_123)
        .expect("a backup");
    let mut bytes = fs::read(&file).expect("the file");
    let middle = bytes.len() / 8192 * 4096;
    bytes[middle..middle + 4096].fill(0);
    fs::write(&file, bytes).expect("the file");
    let opened = profiles.open(id, 1).expect("it opens");
    assert!(opened.told.is_empty(), "opening does not wait for the whole file");
    drop(opened);
    let app = Launch::headless(folder.path()).start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    live.wait_until("the notice", |state| {
        state["notices"][0]["code"] == "backup_restored"
    })
    .await;
    assert_eq!(live.state["stats"]["chat_messages"], 6000);
    push(app.http(), follow("one more")).await;
    app.terminate().await;
    assert_eq!(quarantined(&folder).len(), 1);
    let kept = folder.copy("Main");
    assert_eq!((kept.quick_check().as_str(), kept.count("1")), ("ok", 6001));
}

#[tokio::test]
async fn the_program_starts_on_damaged_files() {
    let folder = Folder::new();
    let (file, bytes) = whole(&folder).await;
    let mut dice = Dice(7);
    for _ in 0..4 {
        fs::write(&file, dice.damage(&bytes)).expect("the file");
        let (state, _) = notices(&folder, Some("Main")).await;
        assert_eq!(state["profile"], "Main");
    }
    // No file at all any more.
    fs::remove_file(&file).expect("the file");
    fs::create_dir(&file).expect("a folder in its place");
    let (state, _) = notices(&folder, Some("Main")).await;
    assert_eq!(state["notices"][0]["code"], "started_fresh");
    fs::write(&file, "").expect("an empty file");
    let (state, _) = notices(&folder, Some("Main")).await;
    assert_eq!(state["notices"][0]["code"], "started_fresh");
    assert_eq!(
        state["profile_id"],
        file.file_stem().and_then(|id| id.to_str()).expect("an id")
    );
}

/// Makes a file of now one of the second version.
pub(crate) const TO_OLDER: &str = "DROP TABLE viewers_upto; ALTER TABLE events DROP COLUMN credit;
    DROP INDEX events_of_recording; CREATE INDEX events_of_source ON events (source);
    ALTER TABLE viewers DROP COLUMN xp_before; DROP TABLE dead_letters; DROP TABLE seen_ids; PRAGMA user_version = 2;";

#[test]
fn an_older_schema_is_backed_up_before_it_is_changed() {
    let folder = Folder::new();
    let profiles = Profiles::new(folder.path().join("profiles"));
    fs::create_dir_all(folder.path().join("profiles")).expect("a folder");
    let made = profiles
        .create(&ProfileName::new("Old").expect("a name"), 0)
        .expect("a profile");
    let file = profiles.path(&made.id);
    Connection::open(&file)
        .and_then(|db| db.execute_batch(TO_OLDER))
        .expect("an older file");
    assert!(profiles.open(&made.id, 5).expect("it opens").told.is_empty());
    assert_eq!(profiles.backups().list(&made.id).expect("a list").len(), 1);
    profiles.open(&made.id, 6).expect("it opens");
    assert_eq!(
        profiles.backups().list(&made.id).expect("a list").len(),
        1,
        "not each time"
    );
}
