//! A profile of ours, row by row: known columns of known tables with values of the type they must have.

use std::path::Path;

use gauge_model::TakenRows;
use rusqlite::{Connection, Transaction, types::Value};

use super::{
    Taken,
    foreign::{Foreign, unreadable},
};
use crate::{StoreError, copy::quoted, db, tables::profile};

/// One column of ours.
struct Column {
    name: String,
    kind: String,
}

/// Writes everything known of the file into a new one of the same schema.
pub(super) fn take_all(foreign: &Foreign, fresh: &Path) -> Result<Taken, StoreError> {
    let mut file = db::create_at(fresh, foreign.version()?)?;
    let tables = tables(&file)?;
    let mut rows = Vec::new();
    let tx = file.transaction()?;
    for table in &tables {
        if !foreign.has_table(table)? {
            return Err(unreadable(&format!("its table {table} is missing or is none")));
        }
        let taken = take_table(foreign, &tx, table)?;
        rows.push(TakenRows {
            table: table.clone(),
            rows: taken,
        });
    }
    tx.commit()?;
    let left = foreign.contents()?.into_iter();
    let left = left.filter(|(_, name)| !tables.contains(name));
    let name = profile::read(&file)
        .map_err(|_| unreadable(&"it does not say which profile it is"))?
        .name;
    Ok(Taken {
        from: "streamgauge",
        rows,
        left: left.map(|(kind, name)| format!("{kind} {name}")).collect(),
        name: Some(name),
    })
}

fn take_table(foreign: &Foreign, tx: &Transaction, table: &str) -> Result<u64, StoreError> {
    let columns = columns(tx, table)?;
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let list: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({})",
        quoted(table),
        list.join(", "),
        vec!["?"; names.len()].join(", ")
    );
    let mut insert = tx.prepare(&sql)?;
    foreign.table(table, &names, |values| {
        for (column, value) in columns.iter().zip(values) {
            if !column.takes(value) {
                let what = format!("{table}.{} holds a value of the wrong type", column.name);
                return Err(unreadable(&what));
            }
        }
        // The new table's own checks see the value too.
        match insert.execute(rusqlite::params_from_iter(values)) {
            Ok(_) => Ok(()),
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
                Err(unreadable(&format!("{table}: {error}")))
            }
            Err(error) => Err(error.into()),
        }
    })
}

impl Column {
    fn takes(&self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Integer(_) => matches!(self.kind.as_str(), "INTEGER" | "REAL"),
            Value::Real(_) => self.kind == "REAL",
            Value::Text(_) => self.kind == "TEXT",
            Value::Blob(_) => self.kind == "BLOB",
        }
    }
}

fn tables(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    let mut query = db.prepare(sql)?;
    let names = query.query_map((), |row| row.get(0))?;
    names.collect()
}

fn columns(db: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    let mut query = db.prepare("SELECT name, upper(type) FROM pragma_table_info(?1)")?;
    let found = query.query_map([table], |row| {
        Ok(Column {
            name: row.get(0)?,
            kind: row.get(1)?,
        })
    })?;
    found.collect()
}
