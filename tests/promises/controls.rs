//! Negative controls: each rig sees the fault that it is for. A promise whose rig sees nothing is not kept, only
//! unbroken.

use std::{
    collections::BTreeSet,
    fs,
    io::{Write, stderr},
    panic::{AssertUnwindSafe, catch_unwind},
};

use gauge_tests::{
    app::{App, Launch},
    chance::Chance,
    folder::Folder,
    http::get,
    producers::Producers,
    small_disk::SmallDisk,
};
use rusqlite::Connection;

const PROFILE: &str = "A";

#[tokio::test]
async fn an_acknowledged_event_that_is_gone_is_seen() {
    let folder = Folder::new();
    let mut producers = Producers::new(2, 3);
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    producers.push_until(app, 20, App::kill).await;
    let (told, file) = (producers.told(), folder.file_of(PROFILE));
    told.is_kept(&folder.copy(PROFILE), &file);
    let acknowledged = told.acknowledged.iter().next().expect("something was").clone();
    let db = Connection::open(&file).expect("the file");
    let sql = "DELETE FROM events WHERE event ->> 'id' = ?1";
    assert_eq!(db.execute(sql, [&acknowledged]).expect("it is there"), 1);
    drop(db);
    let seen = catch_unwind(AssertUnwindSafe(|| told.is_kept(&folder.copy(PROFILE), &file)));
    let words = seen.expect_err("the loss must be seen");
    let words = words.downcast::<String>().expect("words");
    assert!(words.contains(&acknowledged), "{words}");
}

/// Who says “stored” before it is loses on the same disk.
#[test]
fn a_full_disk_loses_what_is_acknowledged_too_soon() {
    let folder = Folder::new();
    let Some(_disk) = SmallDisk::mount(&folder.path().join("disk"), "2m") else {
        _ = writeln!(stderr(), "SKIPPED: a small disk needs root and mount");
        return;
    };
    let file = folder.path().join("disk/control.db");
    let db = Connection::open(&file).expect("a database");
    db.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE e (id INTEGER PRIMARY KEY, v BLOB) STRICT;")
        .expect("a table");
    let mut acknowledged = BTreeSet::new();
    for id in 0..2000 {
        acknowledged.insert(id);
        // Whether it was stored is what this one does not ask.
        _ = db.execute("INSERT INTO e VALUES (?1, randomblob(2000))", [id]);
    }
    let kept: usize = db
        .query_row("SELECT count(*) FROM e", (), |row| row.get(0))
        .expect("its rows");
    assert!(
        (40..acknowledged.len()).contains(&kept),
        "{kept} of {} kept",
        acknowledged.len()
    );
}

/// What our damage does to a file that nobody repairs.
#[tokio::test]
async fn a_damaged_file_is_damaged() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    app.terminate().await;
    let file = folder.file_of(PROFILE);
    let whole = fs::read(&file).expect("the file");
    let is_ok = |bytes: &[u8]| {
        let copy = folder.path().join("copy.db");
        fs::write(&copy, bytes).expect("a file");
        let db = Connection::open(&copy).expect("a handle");
        let check = db.query_row("PRAGMA quick_check(1)", (), |row| row.get::<_, String>(0));
        check.is_ok_and(|found| found == "ok")
    };
    assert!(is_ok(&whole), "a whole file is whole");
    let mut chance = Chance::new(5);
    for _ in 0..20 {
        let mut bytes = whole.clone();
        bytes.truncate(usize::try_from(chance.below(whole.len() as u64 - 4096)).expect("small") + 1);
        assert!(!is_ok(&bytes), "half a file is none");
    }
}

#[tokio::test]
async fn a_free_port_is_had_at_once() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    assert!(app.ready.get("port_conflict").is_none(), "{}", app.ready);
    assert_eq!(get(app.http(), "/health").await["status"], "ok");
}

#[tokio::test]
async fn starts_in_folders_of_their_own_all_win() {
    let folders = [Folder::new(), Folder::new(), Folder::new()];
    let mut apps = Vec::new();
    for folder in &folders {
        apps.push(Launch::headless(folder.path()).start().await);
    }
    for app in &apps {
        assert_eq!(get(app.http(), "/health").await["status"], "ok");
    }
}
