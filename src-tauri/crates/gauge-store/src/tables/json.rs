//! Columns that hold the model's own shapes as JSON.

use rusqlite::{Error, Result, Row, types::Type};
use serde::{Serialize, de::DeserializeOwned};

/// As it is written.
pub(super) fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::ToSqlConversionFailure(error.into()))
}

/// As it is read.
pub(super) fn value<T: DeserializeOwned>(row: &Row, column: usize) -> Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text)
        .map_err(|error| Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}
