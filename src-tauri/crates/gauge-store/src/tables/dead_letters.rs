//! `dead_letters`: events that the database refused, with its reason.

use gauge_model::{Millis, StreamEvent};
use rusqlite::{Result, Transaction};

use super::json;

/// Rows kept, the newest: a fault that refuses everything may not fill the disk.
const KEPT: i64 = 1000;

/// Keeps what was refused.
///
/// # Errors
/// What SQLite says.
pub fn add(tx: &Transaction, event: &StreamEvent, reason: &str, at: Millis) -> Result<()> {
    // What cannot be put into words is kept as it can be.
    let event = json::text(event).unwrap_or_else(|_| format!("{event:?}"));
    tx.prepare_cached("INSERT INTO dead_letters (at, reason, event) VALUES (?1, ?2, ?3)")?
        .execute((at, reason, event))?;
    tx.prepare_cached("DELETE FROM dead_letters WHERE id <= ?1")?
        .execute([tx.last_insert_rowid() - KEPT])?;
    Ok(())
}
