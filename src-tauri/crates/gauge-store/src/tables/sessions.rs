//! `sessions`: one row a broadcast.

use std::collections::HashMap;

use gauge_model::{Broadcast, ChannelId, Numbers, SessionReport};
use rusqlite::{Connection, Result, Row, Transaction};

use super::json;

/// Replaces a session's row.
///
/// # Errors
/// What SQLite says.
pub fn save(tx: &Transaction, channel: &ChannelId, broadcast: &Broadcast, numbers: &Numbers) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO sessions (id, channel, started_at, ended_at, numbers, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        broadcast.id,
        channel.as_str(),
        broadcast.started_at,
        broadcast.ended_at,
        json::text(numbers)?,
        json::text(broadcast)?,
    ))?;
    Ok(())
}

/// Forgets a session.
///
/// # Errors
/// What SQLite says.
pub fn remove(tx: &Transaction, id: u64) -> Result<()> {
    tx.execute("DELETE FROM sessions WHERE id = ?1", [id])?;
    Ok(())
}

/// Each channel's newest session.
///
/// # Errors
/// What SQLite says.
pub fn newest_of_each(db: &Connection) -> Result<HashMap<String, Broadcast>> {
    let mut query = db.prepare(
        "SELECT channel, state FROM sessions
         WHERE id IN (SELECT max(id) FROM sessions GROUP BY channel)",
    )?;
    let found = query.query_map((), |row| Ok((row.get(0)?, json::value(row, 1)?)))?;
    found.collect()
}

/// The largest id, 0 if there is none.
///
/// # Errors
/// What SQLite says.
pub fn newest_id(db: &Connection) -> Result<u64> {
    db.query_row("SELECT coalesce(max(id), 0) FROM sessions", (), |row| row.get(0))
}

/// The newest sessions, newest first, of one channel or of all.
///
/// # Errors
/// What SQLite says.
pub fn newest(db: &Connection, channel: Option<&ChannelId>, limit: u32) -> Result<Vec<SessionReport>> {
    let columns = "SELECT channel, numbers, state FROM sessions";
    match channel {
        Some(channel) => {
            let sql = format!("{columns} WHERE channel = ?1 ORDER BY id DESC LIMIT ?2");
            let mut query = db.prepare(&sql)?;
            collect(query.query((channel.as_str(), limit))?)
        }
        None => {
            let mut query = db.prepare(&format!("{columns} ORDER BY id DESC LIMIT ?1"))?;
            collect(query.query([limit])?)
        }
    }
}

/// One session.
///
/// # Errors
/// What SQLite says.
pub fn one(db: &Connection, id: u64) -> Result<Option<SessionReport>> {
    let mut query = db.prepare("SELECT channel, numbers, state FROM sessions WHERE id = ?1")?;
    Ok(collect(query.query([id])?)?.pop())
}

fn collect(mut rows: rusqlite::Rows) -> Result<Vec<SessionReport>> {
    let mut reports = Vec::new();
    while let Some(row) = rows.next()? {
        reports.extend(report(row)?);
    }
    Ok(reports)
}

/// A row of a channel that cannot be read any more is passed over.
fn report(row: &Row) -> Result<Option<SessionReport>> {
    let channel: String = row.get(0)?;
    let Ok(channel) = channel.parse() else {
        return Ok(None);
    };
    let broadcast: Broadcast = json::value(row, 2)?;
    Ok(Some(SessionReport {
        session: broadcast.session(&channel),
        numbers: json::value(row, 1)?,
    }))
}
