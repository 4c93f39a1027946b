//! A data folder: made as the program makes it, and read as anybody may read it.

use std::{collections::BTreeMap, fs, path::Path, path::PathBuf};

use gauge_model::{ChannelId, Numbers, ProfileName, Stats, StreamEvent};
use gauge_store::{
    DataDir, Profiles,
    tables::{
        self,
        stream_stats::{StreamStats, load_stream_stats},
    },
};
use rusqlite::{Connection, OpenFlags, Row};
use tempfile::TempDir;

/// By platform and id: coins, gifts, shares and follows.
pub type People = BTreeMap<(String, String), [u64; 4]>;

/// A data folder of one test.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// It goes with the test, where it is the test's own.
    _own: Option<TempDir>,
}

/// One profile's file, opened for reading.
#[derive(Debug)]
pub struct Kept {
    db: Connection,
    /// What the copy lies in, where it is one.
    _copy: Option<TempDir>,
}

impl Folder {
    /// An empty one.
    ///
    /// # Panics
    /// When there is no room for it.
    #[must_use]
    pub fn new() -> Self {
        let own = tempfile::tempdir().expect("a temporary folder");
        Self {
            path: own.path().to_owned(),
            _own: Some(own),
        }
    }

    /// One that lies somewhere already, and stays there.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            _own: None,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a profile that already has these channels.
    ///
    /// # Panics
    /// When that does not work.
    pub fn make_profile(&self, name: &str, channels: &[&str]) {
        let data = DataDir::claim(self.path()).expect("the folder is free");
        let profiles = Profiles::new(data.profiles());
        let name = ProfileName::new(name).expect("a good name");
        let made = profiles.create(&name, 0).expect("a new profile");
        let mut db = gauge_store::open(&profiles.path(&made.id)).expect("its file");
        let tx = db.transaction().expect("a transaction");
        for channel in channels {
            let channel: ChannelId = channel.parse().expect("a channel");
            tables::channels::add(&tx, &channel, 0).expect("a row");
        }
        tx.commit().expect("a commit");
    }

    /// The files of all profiles.
    #[must_use]
    pub fn profile_files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.path().join("profiles")) else {
            return Vec::new();
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        paths
            .filter(|path| path.extension().is_some_and(|end| end == "db"))
            .collect()
    }

    /// The file of the profile of this name, beside the program that may hold it.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn open(&self, profile: &str) -> Kept {
        Kept::open(&self.file_of(profile), None)
    }

    /// A copy of the profile's file with its log, so that looking at it mends nothing.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn copy(&self, profile: &str) -> Kept {
        let file = self.file_of(profile);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let to = folder.path().join("copy.db");
        for suffix in ["", "-wal"] {
            let part = PathBuf::from(format!("{}{suffix}", file.display()));
            if part.exists() {
                fs::copy(&part, format!("{}{suffix}", to.display())).expect("a copy");
            }
        }
        Kept::open(&to, Some(folder))
    }

    /// Where the profile's file is.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn file_of(&self, profile: &str) -> PathBuf {
        let profiles = Profiles::new(self.path().join("profiles"));
        let name = ProfileName::new(profile).expect("a good name");
        let found = profiles.named(&name).expect("the folder can be read");
        profiles.path(
            &found
                .unwrap_or_else(|| panic!("there is no profile {profile}"))
                .id,
        )
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Kept {
    fn open(file: &Path, copy: Option<TempDir>) -> Self {
        let flags = if copy.is_some() {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        } else {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        };
        let db = Connection::open_with_flags(file, flags).expect("the profile's file");
        db.busy_timeout(crate::PATIENCE).expect("a time-out");
        Self { db, _copy: copy }
    }

    /// How many rows a condition on `events` has.
    ///
    /// # Panics
    /// When SQLite refuses.
    #[must_use]
    pub fn count(&self, condition: &str) -> u64 {
        let sql = format!("SELECT count(*) FROM events WHERE {condition}");
        let count: i64 = self.db.query_row(&sql, (), |row| row.get(0)).expect("a count");
        count.unsigned_abs()
    }

    /// Every event in the order it was counted, with the time it came.
    ///
    /// # Panics
    /// When one cannot be read.
    #[must_use]
    pub fn events(&self) -> Vec<(StreamEvent, i64)> {
        let sql = "SELECT event, received_at FROM events ORDER BY seq";
        let mut query = self.db.prepare(sql).expect("a query");
        let rows = query.query_map((), |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
        let decode = |(text, at): (String, i64)| (serde_json::from_str(&text).expect("an event"), at);
        rows.expect("rows")
            .map(|row| decode(row.expect("a row")))
            .collect()
    }

    /// The numbers of one channel (`*`: all of them) as they are kept; zeros when there are none.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn numbers(&self, channel: &str) -> Numbers {
        tables::channel_stats::read(&self.db)
            .expect("numbers")
            .remove(channel)
            .map(|(numbers, _)| numbers)
            .unwrap_or_default()
    }

    /// The events that somebody pushed: without those of the user's own rules.
    #[must_use]
    pub fn pushed(&self) -> Vec<StreamEvent> {
        let events = self.events().into_iter().map(|(event, _)| event);
        events.filter(|event| &*event.source != "rules").collect()
    }

    /// The numbers of one channel, counted again from the events that are kept.
    #[must_use]
    pub fn folded(&self, channel: &str) -> Numbers {
        let id: ChannelId = channel.parse().expect("a channel");
        self.fold().channel(&id).cloned().unwrap_or_default()
    }

    fn fold(&self) -> Stats {
        let mut stats = Stats::default();
        for (event, received_at) in self.events() {
            stats.apply(&event, received_at);
        }
        stats
    }

    /// Seed 002's row of totals.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn stats_row(&self) -> Option<StreamStats> {
        load_stream_stats(&self.db).expect("a row, or none")
    }

    /// Seed 002's row, counted again from the events that are kept.
    #[must_use]
    pub fn folded_row(&self) -> StreamStats {
        self.fold().totals().into()
    }

    /// What is kept of each person of all times: platform, id, and the numbers that the producers change.
    #[must_use]
    pub fn viewers(&self) -> People {
        self.people("SELECT platform, user_id, coins, gifts, shares, follows FROM viewers")
    }

    /// The same, added up from what is kept by session.
    #[must_use]
    pub fn viewers_by_session(&self) -> People {
        self.people(
            "SELECT platform, user_id, sum(s.coins), sum(s.gifts), sum(s.shares), sum(s.follows)
             FROM viewer_sessions AS s JOIN viewers ON viewers.id = s.viewer GROUP BY s.viewer",
        )
    }

    fn people(&self, sql: &str) -> People {
        let mut query = self.db.prepare(sql).expect("a query");
        let count = |row: &Row, column| row.get::<_, i64>(column).map(i64::unsigned_abs);
        let rows = query.query_map((), |row| {
            let counts = [count(row, 2)?, count(row, 3)?, count(row, 4)?, count(row, 5)?];
            Ok(((row.get(0)?, row.get(1)?), counts))
        });
        rows.expect("rows").map(|row| row.expect("a row")).collect()
    }

    /// The same, counted again from the events that are kept.
    #[must_use]
    pub fn folded_viewers(&self) -> People {
        let (mut stats, mut people) = (Stats::default(), People::new());
        for (event, received_at) in self.events() {
            let credit = stats.apply(&event, received_at).credit;
            let Some(user) = &event.user else { continue };
            let key = (event.channel.platform().prefix().to_owned(), user.id.to_string());
            let sums = people.entry(key).or_default();
            let more = [credit.coins, credit.gifts, credit.shares, credit.follows];
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        people
    }

    /// What SQLite says of the file's health.
    ///
    /// # Panics
    /// When it cannot be asked.
    #[must_use]
    pub fn quick_check(&self) -> String {
        self.db
            .query_row("PRAGMA quick_check", (), |row| row.get(0))
            .expect("an answer")
    }
}
