//! `viewers`, `viewer_sessions` and `viewer_tips`: what each person gave, of all times and by session. This file
//! writes; [`super::leaderboard`] and [`super::viewer_report`] read.

use std::{fmt::Write, sync::LazyLock};

use gauge_model::{MAX_COUNT, Platform, ViewerCounts, ViewerTallies, ViewerTally};
use rusqlite::{Result, ToSql, Transaction, types::ToSqlOutput};

/// The session of what came outside of any, in `viewer_tips`.
pub(super) const NO_SESSION: i64 = 0;

/// Adds what came since the last commit.
///
/// # Errors
/// What SQLite says.
pub fn add(tx: &Transaction, tallies: &ViewerTallies) -> Result<()> {
    for (session, platform, user_id, tally) in tallies.each() {
        let viewer = add_to_viewer(tx, platform, user_id, tally)?;
        let session = session.and_then(|session| i64::try_from(session).ok());
        if let Some(session) = session {
            add_to_session(tx, session, viewer, tally)?;
        }
        for (unit, amount) in &tally.numbers.tips {
            tx.prepare_cached(
                "INSERT INTO viewer_tips (viewer, session, unit, amount) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET amount = min(amount + excluded.amount, 9007199254740991)",
            )?
            .execute((viewer, session.unwrap_or(NO_SESSION), unit, column(*amount)))?;
        }
    }
    Ok(())
}

fn add_to_viewer(tx: &Transaction, platform: Platform, user_id: &str, tally: &ViewerTally) -> Result<i64> {
    let (first_at, last_at) = (tally.numbers.first_at, tally.numbers.last_at);
    let counts = columns(&tally.numbers.counts);
    let sought = sought(&tally.name);
    let prefix = platform.prefix();
    let mut values: Vec<&dyn ToSql> = vec![&first_at, &last_at];
    values.extend(counts.iter().map(|count| count as &dyn ToSql));
    values.extend([&prefix as &dyn ToSql, &user_id, &tally.name, &sought]);
    let mut upsert = tx.prepare_cached(&VIEWERS[grown(&tally.numbers.counts)])?;
    let mut rows = upsert.query(values.as_slice())?;
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let viewer = row.get(0)?;
    // Apart from the sums: naming the name there would write its index anew each time.
    let has_new_name = !tally.name.is_empty() && row.get_ref(1)?.as_str()? != &*tally.name;
    let is_newest = row.get::<_, i64>(2)? == last_at;
    // An INSERT with RETURNING is done only when it has been read to its end.
    while rows.next()?.is_some() {}
    if has_new_name && is_newest {
        tx.prepare_cached("UPDATE viewers SET name = ?2, sought = ?3 WHERE id = ?1")?
            .execute((viewer, &tally.name, sought))?;
    }
    Ok(viewer)
}

fn add_to_session(tx: &Transaction, session: i64, viewer: i64, tally: &ViewerTally) -> Result<()> {
    let counts = columns(&tally.numbers.counts);
    let mut values: Vec<&dyn ToSql> = vec![&tally.numbers.first_at, &tally.numbers.last_at];
    values.extend(counts.iter().map(|count| count as &dyn ToSql));
    values.extend([&session as &dyn ToSql, &viewer]);
    tx.prepare_cached(&SESSIONS[grown(&tally.numbers.counts)])?
        .execute(values.as_slice())?;
    Ok(())
}

/// What people gave in one session they gave in another.
///
/// # Errors
/// What SQLite says.
pub fn move_session(tx: &Transaction, from: u64, into: u64) -> Result<()> {
    let names = ViewerCounts::default().each().map(|(name, _)| name);
    let sums = names.map(|name| format!("{name} = min({name} + excluded.{name}, {MAX_COUNT})"));
    let (names, sums) = (names.join(", "), sums.join(", "));
    tx.execute(
        &format!(
            "INSERT INTO viewer_sessions (session, viewer, first_at, last_at, {names})
             SELECT ?2, viewer, first_at, last_at, {names} FROM viewer_sessions WHERE session = ?1
             ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at),
                 last_at = max(last_at, excluded.last_at), {sums}"
        ),
        (from, into),
    )?;
    tx.execute(
        &format!(
            "INSERT INTO viewer_tips (viewer, session, unit, amount)
             SELECT viewer, ?2, unit, amount FROM viewer_tips WHERE session = ?1
             ON CONFLICT DO UPDATE SET amount = min(amount + excluded.amount, {MAX_COUNT})"
        ),
        (from, into),
    )?;
    for table in ["viewer_sessions", "viewer_tips"] {
        tx.execute(&format!("DELETE FROM {table} WHERE session = ?1"), [from])?;
    }
    Ok(())
}

/// The upserts, by which counts grew: the bits of [`grown`].
static VIEWERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let of =
        |grown| upsert("viewers", "platform, user_id, name, sought", grown) + " RETURNING id, name, last_at";
    (0..1 << COUNTS).map(of).collect()
});
static SESSIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let of = |grown| upsert("viewer_sessions", "session, viewer", grown);
    (0..1 << COUNTS).map(of).collect()
});
const COUNTS: usize = 7;

/// Which counts grew, a bit each.
fn grown(counts: &ViewerCounts) -> usize {
    let bits = counts.each().into_iter().enumerate();
    bits.map(|(bit, (_, count))| usize::from(count > 0) << bit).sum()
}

/// Adds to the row or makes it. Only what grew is named in the update: SQLite writes the index of every column that
/// is named, changed or not.
fn upsert(table: &str, key: &str, grown: usize) -> String {
    let names = ViewerCounts::default().each().map(|(name, _)| name);
    let slots = 2 + COUNTS + key.split(", ").count();
    let slots: Vec<_> = (1..=slots).map(|slot| format!("?{slot}")).collect();
    let mut sql = format!(
        "INSERT INTO {table} (first_at, last_at, {}, {key}) VALUES ({})
         ON CONFLICT DO UPDATE SET first_at = min(first_at, ?1), last_at = max(last_at, ?2)",
        names.join(", "),
        slots.join(", "),
    );
    for (bit, name) in names
        .iter()
        .enumerate()
        .filter(|(bit, _)| grown & (1 << bit) != 0)
    {
        // A text can always be written to.
        _ = write!(sql, ", {name} = min({name} + ?{}, {MAX_COUNT})", bit + 3);
    }
    sql
}

fn columns(counts: &ViewerCounts) -> [ToSqlOutput<'static>; COUNTS] {
    counts.each().map(|(_, count)| column(count).into())
}

pub(super) fn column(count: u64) -> i64 {
    i64::try_from(count.min(MAX_COUNT)).unwrap_or(i64::MAX)
}

/// As names are compared when they are searched for.
pub(super) fn sought(name: &str) -> String {
    name.to_lowercase()
}
