//! Opening a profile's file: pragmas, migrations, and what it keeps.

use std::{collections::HashSet, path::Path, sync::LazyLock};

use gauge_model::{ChannelId, Goals, Millis, Numbers, Seen, Stats, StreamEvent};
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::{
    StoreError,
    tables::{
        channel_stats, channels, chatters, events, goals,
        profile::{self, Profile},
    },
};

/// `Sgau`: tells our files from other SQLite files.
const APPLICATION_ID: i32 = 0x5367_6175;

static MIGRATIONS: LazyLock<Migrations<'static>> = LazyLock::new(|| {
    Migrations::new(vec![
        M::up(include_str!("../migrations/001_first.sql")),
        M::up(include_str!("../migrations/003_viewers.sql")),
    ])
});

/// What a profile's file keeps and the live part counts on from.
#[derive(Debug)]
pub struct Kept {
    /// Whose file it is.
    pub profile: Profile,
    /// The numbers.
    pub stats: Stats,
    /// The channels to connect to.
    pub channels: Vec<ChannelId>,
    /// The newest events, oldest first.
    pub recent: Vec<StreamEvent>,
    /// The newest triggers, oldest first.
    pub triggers: Vec<StreamEvent>,
    /// The native ids of the newest events.
    pub seen: Seen,
    /// The goals.
    pub goals: Goals,
}

/// How many events are looked at again at opening for their streaks.
const NEWEST: usize = 100_000;

/// Opens (or makes) the file, brings it to the present schema and checks it.
///
/// # Errors
/// [`StoreError::Newer`], [`StoreError::Damaged`] or [`StoreError::Database`]; the file is then untouched.
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    let mut db = Connection::open(path)?;
    set_pragmas(&db).map_err(|error| damaged(path, &error))?;
    MIGRATIONS.to_latest(&mut db).map_err(|error| match error {
        rusqlite_migration::Error::MigrationDefinition(_) => StoreError::Newer(path.to_owned()),
        rusqlite_migration::Error::RusqliteError { err, .. } => damaged(path, &err),
        other => StoreError::Damaged {
            path: path.to_owned(),
            what: other.to_string(),
        },
    })?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    // quick_check answers with rows: it raises nothing on a damaged file.
    let found: String = db
        .query_row("PRAGMA quick_check(1)", (), |row| row.get(0))
        .map_err(|error| damaged(path, &error))?;
    if found != "ok" {
        return Err(StoreError::Damaged {
            path: path.to_owned(),
            what: found,
        });
    }
    Ok(db)
}

fn damaged(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    }
}

/// FULL and not NORMAL: with NORMAL a power cut takes back acknowledged rows (RELIABILITY F10). fullfsync is
/// for macOS, where a plain fsync stops at the drive's cache. 32 MiB of cache at most, because a flood of events
/// touches most viewers in every transaction, and the default of 2 MiB then writes each page several times.
fn set_pragmas(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -32768;",
    )
}

/// Writes the first row of a new profile's file.
///
/// # Errors
/// [`StoreError::Database`].
pub(crate) fn start(db: &mut Connection, profile: &Profile, now: Millis) -> Result<(), StoreError> {
    let tx = db.transaction()?;
    profile::insert(&tx, profile, now)?;
    tx.commit()?;
    Ok(())
}

impl Kept {
    /// Reads what the file keeps.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub fn read(db: &Connection) -> Result<Self, StoreError> {
        let mut people = chatters::by_channel(db)?;
        let mut kept = channel_stats::read(db)?;
        let peak = kept
            .remove(channel_stats::TOTALS)
            .map_or(0, |totals: Numbers| totals.viewers_peak);
        let counted = kept.into_iter().filter_map(|(channel, numbers)| {
            let who: HashSet<Box<str>> = people.remove(&channel).unwrap_or_default();
            Some((channel.parse::<ChannelId>().ok()?, numbers, who))
        });
        let mut stats = Stats::resume(counted, peak);
        for event in events::newest_streaks(db, NEWEST)? {
            stats.recall(&event);
        }
        Ok(Self {
            stats,
            channels: channels::list(db)?,
            recent: events::newest(db, gauge_model::Standing::RECENT)?,
            triggers: events::newest_of(db, "trigger", gauge_model::Standing::TRIGGERS)?,
            seen: events::seen(db)?,
            goals: Goals::resume(goals::list(db)?),
            profile: profile::read(db)?,
        })
    }
}
