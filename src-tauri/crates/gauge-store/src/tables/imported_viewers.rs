//! `imported_viewers`: what another system knew of people when its profile was imported.

use gauge_model::MAX_COUNT;
use rusqlite::{Connection, Result, Transaction};

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedViewer {
    /// The other system's key.
    pub username: String,
    /// What the person is called.
    pub name: Option<String>,
    /// Coins of all time.
    pub coins: Option<u64>,
    /// Experience.
    pub xp: Option<u64>,
    /// The level that it gave.
    pub level: Option<u64>,
}

/// Adds what one table of the other system knows of somebody; the larger number stands.
///
/// # Errors
/// What SQLite says.
pub fn add(tx: &Transaction, viewer: &ImportedViewer) -> Result<()> {
    let column = |count: Option<u64>| count.and_then(|count| i64::try_from(count.min(MAX_COUNT)).ok());
    tx.prepare_cached(
        "INSERT INTO imported_viewers (username, name, coins, xp, level) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (username) DO UPDATE SET
             name = coalesce(name, excluded.name),
             coins = max(coalesce(coins, excluded.coins), coalesce(excluded.coins, coins)),
             xp = max(coalesce(xp, excluded.xp), coalesce(excluded.xp, xp)),
             level = max(coalesce(level, excluded.level), coalesce(excluded.level, level))",
    )?
    .execute((
        &viewer.username,
        viewer.name.as_deref(),
        column(viewer.coins),
        column(viewer.xp),
        column(viewer.level),
    ))?;
    Ok(())
}

/// Everybody, by name.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Connection) -> Result<Vec<ImportedViewer>> {
    let mut query =
        db.prepare("SELECT username, name, coins, xp, level FROM imported_viewers ORDER BY username")?;
    let found = query.query_map((), |row| {
        let count = |i: usize| row.get(i).map(|count: Option<i64>| count.map(i64::unsigned_abs));
        Ok(ImportedViewer {
            username: row.get(0)?,
            name: row.get(1)?,
            coins: count(2)?,
            xp: count(3)?,
            level: count(4)?,
        })
    })?;
    found.collect()
}
