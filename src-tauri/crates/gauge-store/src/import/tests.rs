//! Files of every bad kind, and the two good ones.

use std::{fs, path::PathBuf};

use gauge_model::{Millis, ProfileName, Score, XpRules};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::{
    Profiles, StoreError,
    tables::{
        channel_stats,
        leaderboard::{Page, top},
        stream_stats,
    },
};

const NOW: Millis = 1_768_645_845_123;

struct Place {
    folder: TempDir,
    profiles: Profiles,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("data/profiles");
        fs::create_dir_all(&dir).expect("a folder");
        Self {
            profiles: Profiles::new(dir),
            folder,
        }
    }

    /// An exported profile with one event, changed by some SQL.
    fn exported(&self, sql: &str) -> PathBuf {
        let name = ProfileName::new("Luna").expect("a name");
        let made = match self.profiles.named(&name).expect("a list") {
            Some(made) => made,
            None => self.profiles.create(&name, NOW).expect("a profile"),
        };
        let file = self.folder.path().join("luna.sgprofile");
        self.profiles.export(&made.id, &file).expect("an export");
        let db = Connection::open(&file).expect("the export");
        db.execute_batch(
            r#"INSERT INTO events (at, received_at, channel, source, kind, event) VALUES (1, 1, 'twitch:luna', 'push',
                 'follow', '{"type":"follow","channel":"twitch:luna","source":"push","at":1}');"#,
        )
        .expect("an event");
        db.execute_batch(sql).expect(sql);
        file
    }

    fn refused(&self, file: &std::path::Path) -> String {
        let before = self.profiles.list().expect("a list");
        let error = self
            .profiles
            .import(file, None, NOW)
            .expect_err(&file.display().to_string());
        assert!(matches!(error, StoreError::Refused(_)), "{error:?}");
        assert_eq!(self.profiles.list().expect("a list"), before);
        let left = fs::read_dir(self.folder.path().join("data/import")).expect("a folder");
        assert_eq!(left.count(), 0, "nothing is left of {}", file.display());
        let left = fs::read_dir(self.folder.path().join("data/profiles")).expect("a folder");
        let left = left.filter(|entry| {
            entry
                .as_ref()
                .is_ok_and(|e| e.path().extension().is_some_and(|x| x == "tmp"))
        });
        assert_eq!(left.count(), 0);
        error.to_string()
    }
}

#[test]
fn an_export_comes_back_as_another_profile() {
    let place = Place::new();
    let file = place.exported("");
    let report = place.profiles.import(&file, None, NOW).expect("an import");
    assert_eq!(
        (report.from.as_str(), report.profile.name.as_str()),
        ("streamgauge", "Luna (2)")
    );
    let events = report.taken.iter().find(|taken| taken.table == "events");
    assert_eq!(events.map(|taken| taken.rows), Some(1));
    let opened = place.profiles.open(&report.profile.id, NOW).expect("it opens");
    assert_eq!(opened.kept.recent.len(), 1);
    assert!(opened.told.is_empty());
    let name = ProfileName::new("Luna").expect("a name");
    let taken = place.profiles.import(&file, Some(&name), NOW);
    assert!(matches!(taken, Err(StoreError::NameTaken(_))));
}

#[test]
fn what_is_no_file_is_refused() {
    let place = Place::new();
    let at = |name: &str| place.folder.path().join(name);
    fs::write(at("empty"), "").expect("a file");
    fs::write(at("text"), "not a database at all").expect("a file");
    assert!(place.refused(&at("empty")).contains("empty"));
    assert!(place.refused(&at("text")).contains("no SQLite"));
    assert!(place.refused(&at("missing")).contains("cannot be read"));
    assert!(place.refused(place.folder.path()).contains("no plain file"));
    assert!(
        place
            .refused(std::path::Path::new("file:x.db"))
            .contains("whole one")
    );
    #[cfg(unix)]
    {
        let file = place.exported("");
        std::os::unix::fs::symlink(&file, at("link")).expect("a link");
        assert!(place.refused(&at("link")).contains("no plain file"));
        assert!(
            place
                .refused(std::path::Path::new("/dev/zero"))
                .contains("no plain file")
        );
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status();
        assert!(made.is_ok_and(|status| status.success()));
        assert!(place.refused(&at("pipe")).contains("no plain file"));
    }
}

#[test]
fn what_only_looks_like_a_profile_is_refused() {
    let place = Place::new();
    for (sql, word) in [
        ("PRAGMA user_version = 99", "newer"),
        ("PRAGMA user_version = 0", "unfinished"),
        ("PRAGMA application_id = 7; DROP TABLE stream_stats", "neither"),
        ("DROP TABLE events; CREATE VIEW events AS SELECT 1", "events"),
        ("DROP TABLE samples", "samples"),
        ("UPDATE events SET event = 'no JSON'", "event"),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'events';
             PRAGMA writable_schema = RESET; UPDATE events SET at = x'00'",
            "",
        ),
        ("UPDATE events SET event = CAST(zeroblob(2000000) AS TEXT)", ""),
        ("DELETE FROM profile", "profile"),
        (
            "DROP TABLE stream_stats; CREATE TABLE stream_stats (id, viewers, likes, total_coins, followers, shares,
             gifts, updated_at); INSERT INTO stream_stats VALUES (1, -1, 0, 0, 0, 0, 0, 'x')",
            "stream_stats",
        ),
        (
            "DROP TABLE events; CREATE VIEW events AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
             SELECT i AS seq FROM n",
            "events",
        ),
    ] {
        let file = place.exported(sql);
        let told = place.refused(&file);
        assert!(told.contains(word), "{sql}: {told}");
        fs::remove_file(file).expect("the file");
    }
}

#[test]
fn what_is_not_known_stays_behind() {
    let place = Place::new();
    let file = place.exported(
        "CREATE TABLE other (x); CREATE VIEW seen AS SELECT 1;
         CREATE TRIGGER bang AFTER INSERT ON events BEGIN DELETE FROM profile; END;",
    );
    let report = place.profiles.import(&file, None, NOW).expect("an import");
    assert_eq!(report.left, ["table other", "view seen", "trigger bang"]);
    let db = Connection::open(place.profiles.path(&report.profile.id)).expect("the file");
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger') OR name = 'other'";
    assert_eq!(db.query_row(sql, (), |row| row.get::<_, i64>(0)), Ok(0));
}

#[test]
fn random_damage_is_refused_or_harmless() {
    let place = Place::new();
    let whole = fs::read(place.exported("")).expect("the export");
    let mut state = 42_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    for round in 0..40 {
        let mut bytes = whole.clone();
        for _ in 0..8 {
            let at = random(bytes.len());
            bytes[at] = u8::try_from(random(256)).unwrap_or(0);
        }
        if round % 4 == 0 {
            bytes.truncate(random(whole.len()));
        }
        let file = place.folder.path().join("damaged");
        fs::write(&file, bytes).expect("a file");
        if let Ok(report) = place.profiles.import(&file, None, NOW) {
            let opened = place.profiles.open(&report.profile.id, NOW).expect("it opens");
            assert!(opened.told.is_empty(), "{:?}", opened.told);
        }
    }
}

/// A profile database of that system, as its document describes it.
const SEED: &str = "CREATE TABLE stream_stats (id INTEGER PRIMARY KEY CHECK (id = 1), viewers INTEGER DEFAULT 0,
             likes INTEGER DEFAULT 0, total_coins INTEGER DEFAULT 0, followers INTEGER DEFAULT 0,
             shares INTEGER DEFAULT 0, gifts INTEGER DEFAULT 0, updated_at DATETIME DEFAULT CURRENT_TIMESTAMP);
         INSERT INTO stream_stats VALUES (1, 100, 500, 10000, 50, 25, 100, '2025-12-16');
         CREATE TABLE settings (key TEXT, value TEXT);
         INSERT INTO settings VALUES ('theme', 'dark'), ('tiktok_username', '@luna');
         CREATE TABLE viewer_profiles (username TEXT, xp INTEGER, level INTEGER);
         INSERT INTO viewer_profiles VALUES ('alice', 500, 3), ('bob', 300, 2), (NULL, 1, 1);
         CREATE TABLE leaderboard_stats (user_id TEXT, nickname TEXT, total_coins INTEGER);
         INSERT INTO leaderboard_stats VALUES ('alice', 'Alice', 1000), ('dave', 'Dave', -5);";

#[test]
fn a_profile_of_seed_002_is_taken_over() {
    let place = Place::new();
    let file = place.folder.path().join("streamer1.db");
    let db = Connection::open(&file).expect("a file");
    db.execute_batch(SEED).expect("its tables");
    drop(db);
    let before = fs::read(&file).expect("the file");
    let report = place.profiles.import(&file, None, NOW).expect("an import");
    assert_eq!(fs::read(&file).expect("the file"), before, "read only");
    assert_eq!(
        (report.from.as_str(), report.profile.name.as_str()),
        ("seed-002", "luna")
    );
    assert_eq!(report.left, ["table settings"]);
    let told = report.taken.iter().map(|one| (one.table.as_str(), one.rows));
    let rows: Vec<(&str, u64)> = told.collect();
    assert_eq!(
        rows,
        [
            ("stream_stats", 1),
            ("viewer_profiles", 2),
            ("leaderboard_stats", 2)
        ]
    );
    let opened = place.profiles.open(&report.profile.id, NOW).expect("it opens");
    let totals = opened.kept.stats.totals();
    assert_eq!((totals.likes, totals.coins, totals.follows), (500, 10_000, 50));
    let kept = channel_stats::read(&opened.db).expect("numbers");
    assert_eq!(kept["tiktok:luna"].0.gifts, 100);
    let row = stream_stats::load_stream_stats(&opened.db)
        .expect("a row")
        .expect("it was saved");
    assert_eq!((row.viewers, row.total_coins), (100, 10_000));
    let board = |by| {
        let page = Page { limit: 9, offset: 0 };
        let rows = top(&opened.db, by, None, page, &XpRules::default()).expect("a board");
        rows.into_iter()
            .map(|row| (row.name, row.value))
            .collect::<Vec<_>>()
    };
    assert_eq!(board(Score::Coins), [("Alice".to_owned(), 1000)]);
    let xp = [("Alice".to_owned(), 1000), ("bob".to_owned(), 300)];
    assert_eq!(
        board(Score::Xp),
        xp,
        "the larger of the two stands, not their sum"
    );
}

#[test]
fn a_log_that_stays_behind_is_told() {
    let place = Place::new();
    let file = place.exported("");
    fs::write(crate::files::with_suffix(&file, "-wal"), "its log").expect("a file");
    let report = place.profiles.import(&file, None, NOW).expect("an import");
    assert!(report.left[0].contains("close that program"), "{:?}", report.left);
}
