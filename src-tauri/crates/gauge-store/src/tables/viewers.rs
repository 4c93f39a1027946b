//! `viewers`, `viewer_sessions` and `viewer_tips`: what each person gave, of all times and by session. This file
//! writes; [`super::leaderboard`] and [`super::viewer_report`] read.

use std::fmt::Write;

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
    // Apart from the sums: naming the name there would write its index anew each time.
    if !tally.name.is_empty() {
        tx.prepare_cached(
            "UPDATE viewers SET name = ?3, sought = ?4
             WHERE platform = ?1 AND user_id = ?2 AND name <> ?3 AND last_at <= ?5",
        )?
        .execute((
            platform.prefix(),
            user_id,
            &tally.name,
            sought(&tally.name),
            tally.numbers.last_at,
        ))?;
    }
    let sql = upsert(
        "viewers",
        "platform, user_id, name, sought",
        &tally.numbers.counts,
    );
    let counts = columns(&tally.numbers.counts);
    let sought = sought(&tally.name);
    let mut values: Vec<&dyn ToSql> = vec![&tally.numbers.first_at, &tally.numbers.last_at];
    values.extend(counts.iter().map(|count| count as &dyn ToSql));
    let prefix = platform.prefix();
    values.extend([&prefix as &dyn ToSql, &user_id, &tally.name, &sought]);
    tx.prepare_cached(&(sql + " RETURNING id"))?
        .query_row(values.as_slice(), |row| row.get(0))
}

fn add_to_session(tx: &Transaction, session: i64, viewer: i64, tally: &ViewerTally) -> Result<()> {
    let counts = columns(&tally.numbers.counts);
    let mut values: Vec<&dyn ToSql> = vec![&tally.numbers.first_at, &tally.numbers.last_at];
    values.extend(counts.iter().map(|count| count as &dyn ToSql));
    values.extend([&session as &dyn ToSql, &viewer]);
    let sql = upsert("viewer_sessions", "session, viewer", &tally.numbers.counts);
    tx.prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(())
}

/// Adds to the row or makes it. Only what grew is named in the update: SQLite writes the index of every column that
/// is named, changed or not.
fn upsert(table: &str, key: &str, counts: &ViewerCounts) -> String {
    let names = counts.each().map(|(name, _)| name).join(", ");
    let slots = 2 + counts.each().len() + key.split(", ").count();
    let slots = (1..=slots)
        .map(|slot| format!("?{slot}"))
        .collect::<Vec<_>>()
        .join(", ");
    let mut sql = format!(
        "INSERT INTO {table} (first_at, last_at, {names}, {key}) VALUES ({slots})
         ON CONFLICT DO UPDATE SET first_at = min(first_at, ?1), last_at = max(last_at, ?2)"
    );
    for (at, (name, _)) in counts
        .each()
        .iter()
        .enumerate()
        .filter(|(_, (_, count))| *count > 0)
    {
        // A text can always be written to.
        _ = write!(sql, ", {name} = min({name} + ?{}, {MAX_COUNT})", at + 3);
    }
    sql
}

fn columns(counts: &ViewerCounts) -> [ToSqlOutput<'static>; 7] {
    counts.each().map(|(_, count)| column(count).into())
}

fn column(count: u64) -> i64 {
    i64::try_from(count.min(MAX_COUNT)).unwrap_or(i64::MAX)
}

/// As names are compared when they are searched for.
pub(super) fn sought(name: &str) -> String {
    name.to_lowercase()
}
