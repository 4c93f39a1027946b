//! The power goes: what was acknowledged is on the disk, and the file is whole. SQLite with `synchronous=NORMAL`
//! loses on the same disk, so the rig sees a loss.

use std::{
    io::{Write, stderr},
    path::Path,
};

use gauge_tests::{app::Launch, chance::Chance, disk::Disk, folder::Folder, producers::Producers};
use rusqlite::Connection;

const PROFILE: &str = "A";
const SEED: u64 = 11;
/// Cuts of one disk after another, each time started again on what the cut left.
const CUTS: u64 = 5;
const DISKS: u64 = 5;
const PRODUCERS: usize = 4;
/// Acknowledged pushes before a cut, at least one: the first of a disk's life proves the profile made just before.
const MOST_PUSHES: u64 = 60;

/// Whether the disks can be made; says so where they cannot.
fn can_cut(what: &str) -> bool {
    let why_not = Disk::why_not();
    if let Some(why) = &why_not {
        // Straight to stderr: the test harness hides what a passing test prints.
        _ = writeln!(stderr(), "note: {what} skipped: {why}");
    }
    why_not.is_none()
}

#[tokio::test]
async fn twenty_five_power_cuts_lose_nothing() {
    if !can_cut("the power cuts were") {
        return;
    }
    let mut chance = Chance::new(SEED);
    let (mut sent, mut acknowledged, mut kept, mut known) = (0, 0, 0, 0);
    for life in 0..DISKS {
        let mut disk = Disk::new();
        let mut producers = Producers::new(PRODUCERS, SEED + life);
        let mut found = 0;
        for _ in 0..CUTS {
            let app = Launch::headless(&disk.path().join("data")).profile(PROFILE);
            let pushes = if found == 0 {
                1
            } else {
                1 + chance.below(MOST_PUSHES)
            };
            let cut = producers.push_until(app.start().await, pushes, |app| async {
                app.freeze().await;
                let after = disk.cut();
                app.kill().await;
                after
            });
            disk = cut.await;
            let folder = Folder::at(&disk.path().join("data"));
            found = producers
                .told()
                .is_kept(&folder.copy(PROFILE), &folder.file_of(PROFILE));
        }
        let told = producers.told();
        sent += told.sent.len();
        acknowledged += told.acknowledged.len();
        known += told.duplicates;
        kept += found;
    }
    _ = writeln!(
        stderr(),
        "note: {} power cuts: {sent} events sent, {acknowledged} acknowledged, {kept} kept, {known} pushed again and known",
        CUTS * DISKS,
    );
    assert!(kept > 500, "there was something to lose: {kept} events");
}

const ROWS: u64 = 50;

/// Commits rows one by one, cuts the power and counts what is left of them.
fn left_after_a_cut(synchronous: &str) -> u64 {
    let disk = Disk::new();
    let file = |disk: &Disk| disk.path().join("control.db");
    let db = Connection::open(file(&disk)).expect("a database");
    let begin = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous};
         CREATE TABLE e (id INTEGER PRIMARY KEY, v BLOB) STRICT; PRAGMA wal_checkpoint(TRUNCATE);"
    );
    db.execute_batch(&begin).expect("a table, on the disk");
    for id in 1..=ROWS {
        db.execute("INSERT INTO e VALUES (?1, randomblob(100))", [id])
            .expect("a commit");
    }
    let after = disk.cut();
    drop(db);
    count(&file(&after))
}

fn count(file: &Path) -> u64 {
    let db = Connection::open(file).expect("the database");
    db.query_row("SELECT count(*) FROM e", (), |row| row.get(0))
        .expect("its rows")
}

#[test]
fn the_control_with_normal_loses_and_with_full_does_not() {
    if !can_cut("the control of the power cuts was") {
        return;
    }
    for cut in 1..=3 {
        let (normal, full) = (left_after_a_cut("NORMAL"), left_after_a_cut("FULL"));
        _ = writeln!(
            stderr(),
            "note: control {cut}: of {ROWS} commits NORMAL kept {normal}, FULL {full}"
        );
        assert!(normal < ROWS, "NORMAL must lose, else the rig sees no loss");
        assert_eq!(full, ROWS, "FULL loses nothing");
    }
}
