//! `chatters`: who has written where.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Result, Transaction};

/// Everybody who has written, by channel.
///
/// # Errors
/// What SQLite says.
pub fn by_channel(db: &Connection) -> Result<HashMap<String, HashSet<Box<str>>>> {
    let mut query = db.prepare("SELECT channel, user_id FROM chatters")?;
    let mut rows = query.query(())?;
    let mut people: HashMap<String, HashSet<Box<str>>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let text = |i: usize| row.get_ref(i)?.as_str().map_err(rusqlite::Error::from);
        let channel = text(0)?;
        if !people.contains_key(channel) {
            people.insert(channel.to_owned(), HashSet::new());
        }
        if let Some(people) = people.get_mut(channel) {
            people.insert(text(1)?.into());
        }
    }
    Ok(people)
}

/// Forgets who has written in a channel: another session begins.
///
/// # Errors
/// What SQLite says.
pub fn forget(tx: &Transaction, channel: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM chatters WHERE channel = ?1")?
        .execute([channel])?;
    Ok(())
}

/// Notes that somebody has written.
///
/// # Errors
/// What SQLite says.
pub fn note(tx: &Transaction, channel: &str, user_id: &str) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO chatters (channel, user_id) VALUES (?1, ?2)")?
        .execute((channel, user_id))?;
    Ok(())
}
