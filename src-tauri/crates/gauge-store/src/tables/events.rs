//! `events`: every event that is not a gauge, in the order it was counted.

use gauge_model::{Millis, StreamEvent};
use rusqlite::{Connection, Params, Result, Transaction};

use super::json;

/// Appends one event, of this session of its channel.
///
/// # Errors
/// What SQLite says.
pub fn append(
    tx: &Transaction,
    event: &StreamEvent,
    received_at: Millis,
    session: Option<u64>,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO events (at, received_at, channel, source, kind, native_id, session, event)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        event.at,
        received_at,
        event.channel.as_str(),
        &event.source,
        event.kind.name(),
        event.id.as_deref(),
        session,
        json::text(event)?,
    ))?;
    Ok(())
}

/// The newest `most` events, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn newest(db: &Connection, most: usize) -> Result<Vec<StreamEvent>> {
    oldest_first(
        db,
        "SELECT event FROM events ORDER BY seq DESC LIMIT ?1",
        [most as i64],
    )
}

/// The newest `most` events of one kind that is not chat, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn newest_of(db: &Connection, kind: &str, most: usize) -> Result<Vec<StreamEvent>> {
    oldest_first(
        db,
        // The second condition is the index's own: without it SQLite would go through the whole table.
        "SELECT event FROM events WHERE kind = ?1 AND kind <> 'chat' ORDER BY seq DESC LIMIT ?2",
        (kind, most as i64),
    )
}

/// Every event that one source brought, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn of_source(db: &Connection, source: &str) -> Result<Vec<StreamEvent>> {
    oldest_first(
        db,
        "SELECT event FROM events WHERE source = ?1 ORDER BY seq DESC",
        [source],
    )
}

fn oldest_first(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<StreamEvent>> {
    let mut query = db.prepare(sql)?;
    let mut events = query
        .query_map(params, |row| json::value(row, 0))?
        .collect::<Result<Vec<_>>>()?;
    events.reverse();
    Ok(events)
}
