//! `goals`: what each goal is and how it stands, as the model writes it.

use gauge_model::Goal;
use rusqlite::{Connection, Result, Transaction};

/// Every goal, in the order they were made.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Connection) -> Result<Vec<Goal>> {
    let mut query = db.prepare("SELECT goal FROM goals ORDER BY id")?;
    let found = query.query_map((), |row| {
        let text: String = row.get(0)?;
        serde_json::from_str(&text).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
        })
    })?;
    found.collect()
}

/// Keeps a goal as it stands.
///
/// # Errors
/// What SQLite says.
pub fn save(tx: &Transaction, goal: &Goal) -> Result<()> {
    let text =
        serde_json::to_string(goal).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached("INSERT OR REPLACE INTO goals (id, goal) VALUES (?1, ?2)")?
        .execute((goal.id as i64, text))?;
    Ok(())
}

/// Forgets a goal.
///
/// # Errors
/// What SQLite says.
pub fn remove(tx: &Transaction, id: u64) -> Result<()> {
    tx.execute("DELETE FROM goals WHERE id = ?1", [id as i64])?;
    Ok(())
}
