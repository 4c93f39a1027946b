//! `channel_stats`: every number of each channel, as the model writes it.

use std::collections::HashMap;

use gauge_model::Numbers;
use rusqlite::{Connection, Result, Transaction};

/// The row of the profile's totals. They follow from the channels, all but the peak of viewers.
pub const TOTALS: &str = "*";

/// The numbers by channel.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Connection) -> Result<HashMap<String, Numbers>> {
    let mut query = db.prepare("SELECT channel, numbers FROM channel_stats")?;
    let found = query.query_map((), |row| {
        let text: String = row.get(1)?;
        let numbers = serde_json::from_str(&text).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, error.into())
        })?;
        Ok((row.get(0)?, numbers))
    })?;
    found.collect()
}

/// Replaces one channel's numbers.
///
/// # Errors
/// What SQLite says.
pub fn save(tx: &Transaction, channel: &str, numbers: &Numbers) -> Result<()> {
    let text = serde_json::to_string(numbers)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached("INSERT OR REPLACE INTO channel_stats (channel, numbers) VALUES (?1, ?2)")?
        .execute((channel, text))?;
    Ok(())
}
