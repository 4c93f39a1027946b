//! `seen_ids`: which native ids have been counted, as the model's hashes. Each commit adds a row; now and then the
//! newest rows are put together into one, so that there are few to read at opening.

use gauge_model::Seen;
use rusqlite::{Connection, OptionalExtension, Result, Transaction};

/// Hashes in a row at most: an import takes no larger blobs than 1 MiB.
const MOST: usize = 65_536;
/// Rows that are put together.
const RUN: i64 = 1024;
const BYTES: usize = 8;

/// Adds the hashes of newly counted ids.
///
/// # Errors
/// What SQLite says.
pub fn append(tx: &Transaction, hashes: &[u64]) -> Result<()> {
    for chunk in hashes.chunks(MOST) {
        let bytes: Vec<u8> = chunk.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        tx.prepare_cached("INSERT INTO seen_ids (hashes) VALUES (?1)")?
            .execute([bytes])?;
        let newest = tx.last_insert_rowid();
        if newest % RUN == 0 {
            put_together(tx, newest)?;
        }
    }
    Ok(())
}

/// Makes one row of the newest run, if they fit into one.
fn put_together(tx: &Transaction, newest: i64) -> Result<()> {
    let first = newest - RUN;
    let sql = "SELECT sum(length(hashes)) FROM seen_ids WHERE id > ?1";
    let bytes: i64 = tx.query_row(sql, [first], |row| row.get(0))?;
    if usize::try_from(bytes).unwrap_or(usize::MAX) > MOST * BYTES {
        return Ok(());
    }
    let mut all = Vec::new();
    let mut query = tx.prepare_cached("SELECT hashes FROM seen_ids WHERE id > ?1 ORDER BY id")?;
    let mut rows = query.query([first])?;
    while let Some(row) = rows.next()? {
        all.extend_from_slice(row.get_ref(0)?.as_blob()?);
    }
    tx.execute("DELETE FROM seen_ids WHERE id > ?1", [first])?;
    tx.execute("INSERT INTO seen_ids (id, hashes) VALUES (?1, ?2)", (newest, all))?;
    Ok(())
}

/// The hashes of the newest ids, as many as are remembered, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Connection) -> Result<Vec<u64>> {
    let mut newest_first = Vec::new();
    let mut query = db.prepare("SELECT hashes FROM seen_ids ORDER BY id DESC")?;
    let mut rows = query.query(())?;
    while let Some(row) = rows.next()?
        && newest_first.len() < Seen::KEPT
    {
        let (hashes, _) = row.get_ref(0)?.as_blob()?.as_chunks::<BYTES>();
        newest_first.extend(hashes.iter().rev().map(|hash| u64::from_le_bytes(*hash)));
    }
    newest_first.truncate(Seen::KEPT);
    newest_first.reverse();
    Ok(newest_first)
}

/// Forgets rows that are older than what is remembered.
///
/// # Errors
/// What SQLite says.
pub fn prune(db: &Connection) -> Result<()> {
    let sql = "SELECT id FROM (SELECT id, sum(length(hashes)) OVER (ORDER BY id DESC) AS bytes FROM seen_ids)
               WHERE bytes >= ?1 ORDER BY id DESC LIMIT 1";
    let oldest: Option<i64> = db
        .query_row(sql, [(Seen::KEPT * BYTES) as i64], |row| row.get(0))
        .optional()?;
    if let Some(oldest) = oldest {
        db.execute("DELETE FROM seen_ids WHERE id < ?1", [oldest])?;
    }
    Ok(())
}

/// Fills the table from the events of a file that was made before there was one.
///
/// # Errors
/// What SQLite says.
pub(crate) fn fill(tx: &Transaction) -> Result<()> {
    let mut query = tx.prepare(
        "SELECT source, channel, native_id FROM events
         WHERE native_id IS NOT NULL AND seq > (SELECT max(seq) FROM events) - ?1 ORDER BY seq",
    )?;
    let mut rows = query.query([Seen::KEPT as i64])?;
    let mut hashes = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |i: usize| row.get_ref(i)?.as_str().map_err(rusqlite::Error::from);
        hashes.push(Seen::hash(text(0)?, text(1)?, text(2)?));
    }
    append(tx, &hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_rows_become_few_and_nothing_is_forgotten() {
        let mut db = Connection::open_in_memory().expect("a database");
        db.execute_batch(include_str!("../../migrations/006_seen_ids.sql"))
            .expect("the table");
        let tx = db.transaction().expect("a transaction");
        let hash = |id: u64| Seen::hash("push", "twitch:luna", &id.to_string());
        for id in 0..5000 {
            append(&tx, &[hash(id)]).expect("a row");
        }
        tx.commit().expect("a commit");
        let rows: i64 = db
            .query_row("SELECT count(*) FROM seen_ids", (), |row| row.get(0))
            .expect("a count");
        assert_eq!(rows, 4 + 5000 - 4 * RUN);
        prune(&db).expect("nothing to do");
        let mut seen = Seen::resume(read(&db).expect("ids"));
        for id in 0..5000 {
            let new = seen.note("push", "twitch:luna", &id.to_string());
            assert_eq!(new, None, "{id}");
        }
        assert!(seen.note("push", "twitch:luna", "5000").is_some());
    }
}
