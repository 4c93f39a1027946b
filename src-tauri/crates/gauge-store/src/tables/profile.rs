//! `profile`: the one row that says whose file it is.

use gauge_model::Millis;
use rusqlite::{Connection, Result, Transaction};

/// The row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The profile's name.
    pub name: String,
    /// Whether everything in the file is made up.
    pub simulated: bool,
    /// Whether the file was made for one demo or replay and may be discarded by the next.
    pub scratch: bool,
}

/// Writes the row of a new file.
///
/// # Errors
/// What SQLite says.
pub fn insert(tx: &Transaction, profile: &Profile, now: Millis) -> Result<()> {
    tx.execute(
        "INSERT INTO profile (id, name, simulated, scratch, created_at) VALUES (1, ?1, ?2, ?3, ?4)",
        (&profile.name, profile.simulated, profile.scratch, now),
    )?;
    Ok(())
}

/// The row.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Connection) -> Result<Profile> {
    db.query_row("SELECT name, simulated, scratch FROM profile", (), |row| {
        Ok(Profile {
            name: row.get(0)?,
            simulated: row.get(1)?,
            scratch: row.get(2)?,
        })
    })
}

/// Gives it another name.
///
/// # Errors
/// What SQLite says.
pub fn rename(db: &Connection, name: &str) -> Result<()> {
    db.execute("UPDATE profile SET name = ?1", [name])?;
    Ok(())
}

/// Makes it one that no demo or replay discards.
///
/// # Errors
/// What SQLite says.
pub fn keep(db: &Connection) -> Result<()> {
    db.execute("UPDATE profile SET scratch = 0", ())?;
    Ok(())
}
