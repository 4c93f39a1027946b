//! Files of unknown origin: a good one, with bytes of it changed. The input says which: two bytes for the place,
//! then one for how many, then these.

#![no_main]

use std::{fs, path::PathBuf};

use gauge_model::ProfileName;
use gauge_store::Profiles;
use libfuzzer_sys::fuzz_target;
use rusqlite::Connection;
use streamgauge_fuzz::NOW;
use tempfile::TempDir;

/// A folder with one profile, and two files that can be imported.
struct Place {
    folder: TempDir,
    profiles: Profiles,
    /// What was exported, and one of seed 002.
    good: [Vec<u8>; 2],
}

thread_local!(static PLACE: Place = Place::new());

fuzz_target!(|input: &[u8]| {
    let Some((which, mut changes)) = input.split_first() else {
        return;
    };
    PLACE.with(|place| {
        let mut file = place.good[usize::from(*which & 1)].clone();
        while let [high, low, count, rest @ ..] = changes {
            let count = usize::from(*count).min(rest.len());
            let at = usize::from(u16::from_be_bytes([*high, *low])) % file.len();
            for (byte, new) in file[at..].iter_mut().zip(&rest[..count]) {
                *byte = *new;
            }
            changes = &rest[count..];
        }
        place.import(&file);
    });
});

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .expect("a folder");
        let dir = folder.path().join("data/profiles");
        fs::create_dir_all(&dir).expect("a folder");
        let profiles = Profiles::new(dir);
        let name = ProfileName::new("Luna").expect("a name");
        let made = profiles.create(&name, NOW).expect("a profile");
        let ours = folder.path().join("luna.sgprofile");
        profiles.export(&made.id, &ours).expect("an export");
        let db = Connection::open(&ours).expect("the export");
        // Small pages, so that few bytes make the file.
        db.execute_batch(
            r#"INSERT INTO events (at, received_at, channel, source, kind, event) VALUES (1, 1, 'twitch:luna', 'push',
                 'follow', '{"type":"follow","channel":"twitch:luna","source":"push","at":1}');
               PRAGMA page_size = 512; VACUUM;"#,
        )
        .expect("an event");
        drop(db);
        let seed = folder.path().join("seed.db");
        let db = Connection::open(&seed).expect("a file");
        db.execute_batch(SEED_002).expect("its tables");
        drop(db);
        let good = [ours, seed].map(|path: PathBuf| fs::read(path).expect("a file"));
        Self {
            folder,
            profiles,
            good,
        }
    }

    fn import(&self, file: &[u8]) {
        let path = self.folder.path().join("foreign.db");
        fs::write(&path, file).expect("room");
        let taken = self.profiles.import(&path, None, NOW);
        if let Ok(report) = taken {
            drop(
                self.profiles
                    .open(&report.profile.id, NOW)
                    .expect("what was imported opens"),
            );
            fs::remove_file(self.profiles.path(&report.profile.id)).expect("its file");
        }
        let left = fs::read_dir(self.folder.path().join("data/import")).expect("a folder");
        assert_eq!(left.count(), 0, "nothing is left behind");
    }
}

const SEED_002: &str = "PRAGMA page_size = 512;
CREATE TABLE stream_stats (id INTEGER PRIMARY KEY CHECK (id = 1), viewers INTEGER DEFAULT 0, likes INTEGER DEFAULT 0,
    total_coins INTEGER DEFAULT 0, followers INTEGER DEFAULT 0, shares INTEGER DEFAULT 0, gifts INTEGER DEFAULT 0,
    updated_at TEXT);
INSERT INTO stream_stats VALUES (1, 100, 500, 10000, 50, 25, 100, '2025-12-16');
CREATE TABLE settings (key TEXT, value TEXT);
INSERT INTO settings VALUES ('tiktok_username', '@luna');
CREATE TABLE viewer_profiles (username TEXT, xp INTEGER, level INTEGER);
INSERT INTO viewer_profiles VALUES ('fern', 120, 2);
";
