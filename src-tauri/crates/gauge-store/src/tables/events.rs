//! `events`: every event that is not a gauge, in the order it was counted.

use gauge_model::{Millis, StoredEvent, StreamEvent, ViewerCounts};
use rusqlite::{Connection, Params, Result, Transaction};

use super::json;
use crate::CountedEvent;

/// Appends events in the order in which they were counted.
///
/// # Errors
/// What SQLite says.
pub fn append(tx: &Transaction, events: &[CountedEvent]) -> Result<()> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO events (at, received_at, channel, source, kind, native_id, session, event, credit)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let mut room = Vec::new();
    for counted in events {
        let event = &*counted.event;
        let is_told = counted.credit == ViewerCounts::told_by(&event.kind);
        insert.execute((
            event.at,
            counted.received_at,
            event.channel.as_str(),
            &event.source,
            event.kind.name(),
            event.id.as_deref(),
            counted.session,
            json::text_in(&mut room, event)?,
            (!is_told).then(|| json::text(&counted.credit)).transpose()?,
        ))?;
    }
    Ok(())
}

/// Puts the events of one session, all received at `since` or later, into another.
///
/// # Errors
/// What SQLite says.
pub fn move_session(tx: &Transaction, from: u64, into: u64, since: Millis) -> Result<()> {
    // Only the end of the table is looked at, since no index knows sessions. The other session may have newer events
    // than `since`: it went on when this one was over.
    tx.execute(
        "UPDATE events SET session = ?2 WHERE session = ?1 AND seq > coalesce(
             (SELECT seq FROM events WHERE session = ?2 AND received_at < ?3 ORDER BY seq DESC LIMIT 1), 0)",
        (from, into, since),
    )?;
    Ok(())
}

/// Every event after `seq` with its session and what it gave to its person, oldest first. What cannot be read is left
/// out: it is in the file all the same.
///
/// # Errors
/// What SQLite says.
pub fn each_counted_after(
    db: &Connection,
    seq: i64,
    mut each: impl FnMut(i64, Option<u64>, &StreamEvent, &ViewerCounts),
) -> Result<()> {
    let mut query =
        db.prepare("SELECT seq, session, event, credit FROM events WHERE seq > ?1 ORDER BY seq")?;
    let mut rows = query.query([seq])?;
    while let Some(row) = rows.next()? {
        let Ok(event) = json::value::<StreamEvent>(row, 2) else {
            continue;
        };
        let told = ViewerCounts::told_by(&event.kind);
        let credit = json::value(row, 3).unwrap_or(told);
        each(row.get(0)?, row.get(1)?, &event, &credit);
    }
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

/// Each of the newest `most` events of one kind that is not chat, oldest first, without holding them all. What cannot be
/// read is left out.
///
/// # Errors
/// What SQLite says.
pub fn each_newest_of(
    db: &Connection,
    kind: &str,
    most: usize,
    mut each: impl FnMut(StreamEvent),
) -> Result<()> {
    // The second condition is the index's own: without it SQLite would go through the whole table.
    let first: Option<i64> = db.query_row(
        "SELECT min(seq) FROM
             (SELECT seq FROM events WHERE kind = ?1 AND kind <> 'chat' ORDER BY seq DESC LIMIT ?2)",
        (kind, most as i64),
        |row| row.get(0),
    )?;
    let mut query =
        db.prepare("SELECT event FROM events WHERE kind = ?1 AND kind <> 'chat' AND seq >= ?2 ORDER BY seq")?;
    let mut rows = query.query((kind, first))?;
    while let Some(row) = rows.next()? {
        if let Ok(event) = json::value::<StreamEvent>(row, 0) {
            each(event);
        }
    }
    Ok(())
}

/// Every event of one recording, oldest first; `source` is its source, `replay:` and its name.
///
/// # Errors
/// What SQLite says.
pub fn of_recording(db: &Connection, source: &str) -> Result<Vec<StreamEvent>> {
    oldest_first(
        db,
        "SELECT event FROM events WHERE source = ?1 AND source GLOB 'replay:*' ORDER BY seq DESC",
        [source],
    )
}

/// The newest triggers, newest first, of one session or of all.
///
/// # Errors
/// What SQLite says.
pub fn triggers(db: &Connection, session: Option<u64>, most: u32) -> Result<Vec<StoredEvent>> {
    let mut query = db.prepare(
        "SELECT seq, received_at, event FROM events WHERE kind = 'trigger' AND (?1 IS NULL OR session = ?1)
         ORDER BY seq DESC LIMIT ?2",
    )?;
    let found = query.query_map((session.map(|id| id as i64), most), |row| {
        Ok(StoredEvent {
            seq: row.get::<_, i64>(0)?.unsigned_abs(),
            received_at: row.get(1)?,
            event: json::value(row, 2)?,
        })
    })?;
    found.collect()
}

/// Hands over every event of a session, oldest first. Nothing but a wish for history asks for it, so there is no
/// index: all events are looked at.
///
/// # Errors
/// What SQLite says.
pub fn each_of(db: &Connection, session: u64, hear: &mut dyn FnMut(StreamEvent)) -> Result<()> {
    let mut query = db.prepare("SELECT event FROM events WHERE session = ?1 ORDER BY seq")?;
    let mut rows = query.query([session as i64])?;
    while let Some(row) = rows.next()? {
        hear(json::value(row, 0)?);
    }
    Ok(())
}

fn oldest_first(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<StreamEvent>> {
    let mut query = db.prepare(sql)?;
    let mut events = query
        .query_map(params, |row| json::value(row, 0))?
        .collect::<Result<Vec<_>>>()?;
    events.reverse();
    Ok(events)
}
