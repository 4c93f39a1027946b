//! Why a number is what it is: the events behind it, newest first. Reads `events`.

use gauge_model::{ChannelId, Counter, StoredEvent, StreamEvent};
use rusqlite::{Connection, Result};

/// What is asked about.
#[derive(Clone, Debug)]
pub struct Why {
    /// The number.
    pub field: Counter,
    /// Of this channel, or of all.
    pub channel: Option<ChannelId>,
    /// In this session, or of all times.
    pub session: Option<u64>,
    /// Rows at most.
    pub limit: u32,
}

/// The newest events that could change the number. A duplicate of a streak's frame is among them: it was kept, and
/// added nothing.
///
/// # Errors
/// What SQLite says.
pub fn newest(db: &Connection, why: &Why) -> Result<Vec<StoredEvent>> {
    let session = why.session.and_then(|session| i64::try_from(session).ok());
    let channel = why.channel.as_ref().map(ChannelId::as_str);
    let mut query = db.prepare(&newest_sql(why))?;
    let mut rows = query.query((why.field.kind(), channel, session))?;
    let mut found = Vec::new();
    while found.len() < why.limit as usize
        && let Some(row) = rows.next()?
    {
        let text = row.get_ref(2)?.as_str()?;
        let event: StreamEvent = serde_json::from_str(text).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Text, error.into())
        })?;
        if !event.history && why.field.is_changed_by(&event.kind) {
            found.push(StoredEvent {
                seq: row.get::<_, i64>(0)?.unsigned_abs(),
                received_at: row.get(1)?,
                event,
            });
        }
    }
    Ok(found)
}

/// Read row by row until there are enough, so it needs no limit of its own.
pub(crate) fn newest_sql(why: &Why) -> String {
    // Said literally, or SQLite could not know that the index has all of them.
    let indexed = if why.field.kind() == "chat" {
        ""
    } else {
        " AND kind <> 'chat'"
    };
    let channel = if why.channel.is_some() {
        "channel = ?2"
    } else {
        "?2 IS NULL"
    };
    let session = if why.session.is_some() {
        "session = ?3"
    } else {
        "?3 IS NULL"
    };
    format!(
        "SELECT seq, received_at, event FROM events WHERE kind = ?1{indexed} AND {channel} AND {session}
         ORDER BY seq DESC"
    )
}
