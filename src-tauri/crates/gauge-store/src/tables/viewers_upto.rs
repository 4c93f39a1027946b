//! `viewers_upto`: up to which event each part of the people is written.

use rusqlite::{Connection, Result, Transaction};

/// The row that stands for every part.
pub const EVERYBODY: i64 = -1;

/// Each row: the part and the event.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Connection) -> Result<Vec<(i64, i64)>> {
    let mut query = db.prepare("SELECT part, seq FROM viewers_upto")?;
    query
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Notes that this part is written up to the newest event.
///
/// # Errors
/// What SQLite says.
pub fn note(tx: &Transaction, part: i64) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO viewers_upto SELECT ?1, seq FROM events ORDER BY seq DESC LIMIT 1",
    )?
    .execute([part])?;
    Ok(())
}
