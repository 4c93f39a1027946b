//! `channels`: what the profile's sources bring events for.

use gauge_model::{ChannelId, Millis};
use rusqlite::{Connection, Result, Transaction};

/// Every channel, in the order they were added.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Connection) -> Result<Vec<ChannelId>> {
    let mut query = db.prepare("SELECT channel FROM channels ORDER BY added_at, channel")?;
    let found = query.query_map((), |row| row.get::<_, String>(0))?;
    Ok(found
        .collect::<Result<Vec<_>>>()?
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect())
}

/// Adds a channel, unless it is there.
///
/// # Errors
/// What SQLite says.
pub fn add(tx: &Transaction, channel: &ChannelId, now: Millis) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO channels (channel, added_at) VALUES (?1, ?2)",
        (channel.as_str(), now),
    )?;
    Ok(())
}

/// Removes a channel; what was counted for it stays.
///
/// # Errors
/// What SQLite says.
pub fn remove(tx: &Transaction, channel: &ChannelId) -> Result<()> {
    tx.execute("DELETE FROM channels WHERE channel = ?1", [channel.as_str()])?;
    Ok(())
}
