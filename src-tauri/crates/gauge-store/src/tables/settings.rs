//! `settings`: the profile's own settings, as JSON by name.

use rusqlite::{Connection, OptionalExtension, Result, Transaction};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What counts are worth ([`gauge_model::XpRules`]).
pub const XP_RULES: &str = "xp_rules";
/// When a broadcast is still the same ([`gauge_model::SessionRules`]).
pub const SESSION_RULES: &str = "session_rules";
/// Which sources are preferred ([`gauge_model::OwnerRules`]).
pub const OWNER_RULES: &str = "owner_rules";
/// What triggers set off ([`gauge_model::ActionRules`]).
pub const ACTION_RULES: &str = "action_rules";
/// What fires a trigger ([`gauge_model::TriggerRules`]).
pub const TRIGGER_RULES: &str = "trigger_rules";
/// The sources that the user has connected, all but Twitch chats ([`gauge_model::KeptSource`]).
pub const SOURCES: &str = "sources";
/// The newest value of each number that was pushed as a `custom` event, by name.
pub const GAUGES: &str = "gauges";
/// Stream time before which samples have been thinned, ms UTC.
pub const SAMPLES_THINNED: &str = "samples_thinned";

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

/// A setting, or what it is unless set. What cannot be read (a newer program's) counts as not set.
///
/// # Errors
/// What SQLite says.
pub fn value<T: DeserializeOwned + Default>(db: &Connection, name: &str) -> Result<T> {
    let kept = read(db, name)?;
    Ok(kept
        .and_then(|value| serde_json::from_value(value).ok())
        .unwrap_or_default())
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
