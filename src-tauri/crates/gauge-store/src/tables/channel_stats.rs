//! `channel_stats`: every number of each channel, as the model writes it.

use std::collections::HashMap;

use gauge_model::Numbers;
use rusqlite::{Connection, Result, Transaction};

use super::json;

/// The row of the profile's totals. They follow from the channels, all but the peak of viewers.
pub const TOTALS: &str = "*";

/// The numbers by channel, and whether each has been set aside.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Connection) -> Result<HashMap<String, (Numbers, bool)>> {
    let mut query = db.prepare("SELECT channel, numbers, is_aside FROM channel_stats")?;
    let found = query.query_map((), |row| Ok((row.get(0)?, (json::value(row, 1)?, row.get(2)?))))?;
    found.collect()
}

/// Replaces one channel's numbers.
///
/// # Errors
/// What SQLite says.
pub fn save(tx: &Transaction, channel: &str, numbers: &Numbers, is_aside: bool) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO channel_stats (channel, numbers, is_aside) VALUES (?1, ?2, ?3)",
    )?
    .execute((channel, json::text(numbers)?, is_aside))?;
    Ok(())
}
