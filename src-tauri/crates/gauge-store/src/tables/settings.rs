//! `settings`: the profile's own settings, as JSON by name.

use rusqlite::{Connection, OptionalExtension, Result, Transaction};
use serde_json::Value;

/// What counts are worth ([`gauge_model::XpRules`]).
pub const XP_RULES: &str = "xp_rules";

/// A setting, or `None` when it was never set.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Connection, name: &str) -> Result<Option<Value>> {
    let sql = "SELECT value FROM settings WHERE name = ?1";
    let text: Option<String> = db.query_row(sql, [name], |row| row.get(0)).optional()?;
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
        })
}

/// Sets it.
///
/// # Errors
/// What SQLite says.
pub fn save(tx: &Transaction, name: &str, value: &Value) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)",
        (name, value.to_string()),
    )?;
    Ok(())
}
