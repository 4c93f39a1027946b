//! Opening a profile's file: pragmas, migrations, and what it keeps.

use std::{collections::BTreeMap, fs, panic::resume_unwind, path::Path, sync::LazyLock, thread};

use gauge_model::{
    ActionRules, ChannelId, Goals, KeptChannel, KeptSource, Millis, OwnerRules, Seen, Stats, StreamEvent,
    TriggerRules,
};
use rusqlite::{Connection, Transaction};
use rusqlite_migration::{M, Migrations};
use serde_json::{Number, Value};

use crate::{
    StoreError,
    tables::{
        channel_stats, channels, chatters, events, goals, imported,
        profile::{self, Profile},
        seen_ids, sessions, settings,
    },
    view::open_to_read,
};

/// `Sgau`: tells our files from other SQLite files.
pub(crate) const APPLICATION_ID: i32 = 0x5367_6175;

static MIGRATIONS: LazyLock<Migrations<'static>> = LazyLock::new(|| {
    Migrations::new(vec![
        M::up(include_str!("../migrations/001_first.sql")),
        M::up(include_str!("../migrations/003_viewers.sql")),
        M::up(include_str!("../migrations/004_imported.sql")),
        M::up(include_str!("../migrations/005_viewers_upto.sql")),
        M::up_with_hook(
            include_str!("../migrations/006_seen_ids.sql"),
            |tx: &Transaction| Ok(seen_ids::fill(tx)?),
        ),
        M::up_with_hook(
            include_str!("../migrations/007_imported_and_refused.sql"),
            |tx: &Transaction| Ok(imported::fold(tx)?),
        ),
    ])
});

/// What a profile's file keeps and the live part counts on from.
#[derive(Debug)]
pub struct Kept {
    /// Whose file it is.
    pub profile: Profile,
    /// The numbers.
    pub stats: Stats,
    /// The channels whose Twitch chat to connect to.
    pub channels: Vec<ChannelId>,
    /// The other sources to connect.
    pub sources: Vec<KeptSource>,
    /// The newest events, oldest first.
    pub recent: Vec<StreamEvent>,
    /// The newest triggers, oldest first.
    pub triggers: Vec<StreamEvent>,
    /// The native ids of the newest events.
    pub seen: Seen,
    /// The goals.
    pub goals: Goals,
    /// The newest value of each number that was pushed as a `custom` event.
    pub gauges: BTreeMap<Box<str>, Number>,
    /// Which sources are preferred.
    pub owner_rules: OwnerRules,
    /// What triggers set off.
    pub action_rules: ActionRules,
    /// What fires a trigger.
    pub trigger_rules: TriggerRules,
}

/// How many gifts, and how many subscriptions, are looked at again at opening for their streaks and gift bombs.
const NEWEST: usize = 10_000;
/// The largest file that is checked whole before it is opened. A larger one would keep everybody waiting: it is
/// looked through afterwards, beside its writer ([`Profiles::look_through`](crate::Profiles::look_through)).
const CHECKED_AT_ONCE: u64 = 8 << 20;

/// Opens (or makes) the file, brings it to the present schema and checks it.
///
/// # Errors
/// [`StoreError::Newer`], [`StoreError::Damaged`] or [`StoreError::Database`]; the file is then untouched.
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    pending(path)?;
    let mut db = Connection::open(path)?;
    set_pragmas(&db).map_err(|error| at_opening(path, error))?;
    MIGRATIONS.to_latest(&mut db).map_err(|error| match error {
        rusqlite_migration::Error::MigrationDefinition(_) => StoreError::Newer(path.to_owned()),
        rusqlite_migration::Error::RusqliteError { err, .. } => at_opening(path, err),
        other => damaged(path, &other),
    })?;
    mark(&db)?;
    if !is_large(path) {
        check(&db, path)?;
    }
    Ok(db)
}

/// Says whose file it is, once: a file that is only opened is not written.
fn mark(db: &Connection) -> rusqlite::Result<()> {
    let id: i32 = db.query_row("PRAGMA application_id", (), |row| row.get(0))?;
    if id != APPLICATION_ID {
        db.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    Ok(())
}

/// Whether checking the file takes too long to be waited for.
pub(crate) fn is_large(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.len() > CHECKED_AT_ONCE)
}

/// Looks the whole file through.
///
/// # Errors
/// [`StoreError::Damaged`], or [`StoreError::Database`] when the machine hinders it.
pub(crate) fn check(db: &Connection, path: &Path) -> Result<(), StoreError> {
    // quick_check answers with rows: it raises nothing on a damaged file.
    let found: String = db
        .query_row("PRAGMA quick_check(1)", (), |row| row.get(0))
        .map_err(|error| at_opening(path, error))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(damaged(path, &found))
    }
}

/// Whose file it is and how many migrations lie before it, without changing a byte of it. `None`: it is new.
///
/// # Errors
/// As [`open`].
pub(crate) fn pending(path: &Path) -> Result<Option<usize>, StoreError> {
    match fs::metadata(path) {
        Err(_) => return Ok(None),
        Ok(metadata) if !metadata.is_file() => return Err(damaged(path, &"it is no file")),
        Ok(metadata) if metadata.len() == 0 => return Err(damaged(path, &"it is empty")),
        Ok(_) => {}
    }
    let db = open_to_read(path)?;
    let id: i32 = db
        .query_row("PRAGMA application_id", (), |row| row.get(0))
        .map_err(|error| at_opening(path, error))?;
    // It is set last when a file is made; a crash may have come first.
    if id != APPLICATION_ID && id != 0 {
        return Err(damaged(path, &"it belongs to another program"));
    }
    let pending = MIGRATIONS
        .pending_migrations(&db)
        .map_err(|error| damaged(path, &error))?;
    usize::try_from(pending)
        .map(Some)
        .map_err(|_| StoreError::Newer(path.to_owned()))
}

/// Makes a file of an earlier schema, or of the present one: an import goes through every migration too.
pub(crate) fn create_at(path: &Path, version: usize) -> Result<Connection, StoreError> {
    let mut db = Connection::open(path)?;
    let not_made = |error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::Database(err),
        other => damaged(path, &other),
    };
    MIGRATIONS.to_version(&mut db, version).map_err(not_made)?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(db)
}

fn damaged(path: &Path, what: &dyn std::fmt::Display) -> StoreError {
    StoreError::Damaged {
        path: path.to_owned(),
        what: what.to_string(),
    }
}

/// What the machine hinders is no damage: the file may be whole, and must stay where it is.
pub(crate) fn at_opening(path: &Path, error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode as Code;
    let of_the_machine = [
        Code::DiskFull,
        Code::ReadOnly,
        Code::CannotOpen,
        Code::SystemIoFailure,
        Code::DatabaseBusy,
        Code::DatabaseLocked,
        Code::PermissionDenied,
        Code::OutOfMemory,
        Code::OperationInterrupted,
    ];
    let short = error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ);
    match error.sqlite_error_code() {
        Some(code) if of_the_machine.contains(&code) && !short => StoreError::Database(error),
        _ => damaged(path, &error),
    }
}

/// FULL and not NORMAL: with NORMAL a power cut takes back acknowledged rows (RELIABILITY F10). fullfsync is
/// for macOS, where a plain fsync stops at the drive's cache. 8 MiB of cache at most: 32 are 2 to 4 % faster in a flood
/// of 20 000 people and no faster in one of 80 000 (BENCHMARKS), and each switch leaves as much to an idle arena.
fn set_pragmas(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -8192;",
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
        let hashes = seen_ids::read(db)?;
        // A million of them take as long to be put in order as everything else takes to be read.
        thread::scope(|scope| {
            let seen = scope.spawn(|| Seen::resume(hashes));
            let kept = Self::read_beside(db)?;
            let seen = seen.join().unwrap_or_else(|panic| resume_unwind(panic));
            Ok(Self { seen, ..kept })
        })
    }

    /// All but the ids.
    fn read_beside(db: &Connection) -> Result<Self, StoreError> {
        let mut people = chatters::by_channel(db)?;
        let mut kept = channel_stats::read(db)?;
        let mut sessions = sessions::newest_of_each(db)?;
        let peak = kept
            .remove(channel_stats::TOTALS)
            .map_or(0, |(totals, _)| totals.viewers_peak);
        let channels = kept.into_iter().filter_map(|(channel, (numbers, is_aside))| {
            let kept = KeptChannel {
                numbers,
                is_aside,
                broadcast: sessions.remove(&channel),
                chatters: people.remove(&channel).unwrap_or_default(),
            };
            Some((channel.parse::<ChannelId>().ok()?, kept))
        });
        let mut stats = Stats::resume(channels, peak, sessions::newest_id(db)?);
        stats.set_session_rules(settings::value(db, settings::SESSION_RULES)?);
        for kind in ["gift", "subscription"] {
            events::each_newest_of(db, kind, NEWEST, |event| stats.recall(&event))?;
        }
        let mut triggers = Vec::new();
        events::each_newest_of(db, "trigger", gauge_model::Standing::TRIGGERS, |trigger| {
            if !trigger.history {
                triggers.push(trigger);
            }
        })?;
        Ok(Self {
            stats,
            channels: channels::list(db)?,
            sources: sources(settings::value(db, settings::SOURCES)?),
            recent: events::newest(db, gauge_model::Standing::RECENT)?,
            triggers,
            seen: Seen::default(),
            goals: Goals::resume(goals::list(db)?),
            gauges: settings::value(db, settings::GAUGES)?,
            owner_rules: settings::value(db, settings::OWNER_RULES)?,
            action_rules: settings::value(db, settings::ACTION_RULES)?,
            trigger_rules: settings::value(db, settings::TRIGGER_RULES)?,
            profile: profile::read(db)?,
        })
    }
}

/// Those that are whole and of a known kind: the file may be of somebody else's making.
fn sources(kept: Vec<Value>) -> Vec<KeptSource> {
    let known = kept
        .into_iter()
        .filter_map(|one| serde_json::from_value(one).ok());
    known
        .filter_map(|KeptSource { id, settings }| {
            let settings = settings.checked().ok()?;
            Some(KeptSource { id, settings })
        })
        .collect()
}
