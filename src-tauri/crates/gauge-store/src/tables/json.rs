//! Columns that hold the model's own shapes as JSON.

use rusqlite::{Error, Result, Row, types::Type};
use serde::{Serialize, de::DeserializeOwned};

/// As it is written.
pub(super) fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::ToSqlConversionFailure(error.into()))
}

/// As it is written, in room that is used again.
pub(super) fn text_in<'room>(room: &'room mut Vec<u8>, value: &impl Serialize) -> Result<&'room str> {
    room.clear();
    serde_json::to_writer(&mut *room, value).map_err(|error| Error::ToSqlConversionFailure(error.into()))?;
    std::str::from_utf8(room).map_err(|error| Error::ToSqlConversionFailure(error.into()))
}

/// As it is read.
pub(super) fn value<T: DeserializeOwned>(row: &Row, column: usize) -> Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text)
        .map_err(|error| Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}
