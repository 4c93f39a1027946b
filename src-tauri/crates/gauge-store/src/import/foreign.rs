//! A database of unknown origin, held so that it can do no harm.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OptionalExtension, config::DbConfig, limits::Limit, types::Value};

use crate::{
    StoreError,
    copy::{Temporary, not_written, quoted},
    db,
    view::open_to_read,
};

/// The largest file that is looked at.
const LARGEST: u64 = 2 << 30;
/// The longest text or blob in it.
const LONGEST: i32 = 1 << 20;
/// How long all questions to it may take together.
const TIME: Duration = Duration::from_secs(30);
const HEADER: &[u8; 16] = b"SQLite format 3\0";

/// A private copy, opened for reading only.
pub(super) struct Foreign {
    db: Connection,
    until: Instant,
    copy: Temporary,
}

impl Foreign {
    /// Copies the file into `folder` and opens the copy: nothing beside the original is looked at, and nobody
    /// changes it meanwhile.
    pub(super) fn open(from: &Path, folder: &Path) -> Result<Self, StoreError> {
        let copy = Temporary::beside(&folder.join("incoming"));
        copy_plain_file(from, copy.path())?;
        let db = open_to_read(copy.path()).map_err(|error| unreadable(&error))?;
        let until = Instant::now() + TIME;
        let foreign = Self { db, until, copy };
        foreign.guard().map_err(|error| unreadable(&error))?;
        let found: String = foreign.ask("PRAGMA quick_check(1)")?;
        if found != "ok" {
            return Err(unreadable(&found));
        }
        Ok(foreign)
    }

    fn guard(&self) -> rusqlite::Result<()> {
        self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        self.db
            .set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        for (limit, most) in [
            (Limit::SQLITE_LIMIT_LENGTH, LONGEST),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
            (Limit::SQLITE_LIMIT_COLUMN, 200),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, 20),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
            (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
        ] {
            self.db.set_limit(limit, most)?;
        }
        let until = self.until;
        self.db
            .progress_handler(10_000, Some(move || Instant::now() > until))?;
        self.db
            .execute_batch("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA query_only = ON;")
    }

    /// Whether it is a profile of ours, by its mark; whether the app knows its schema.
    pub(super) fn is_ours(&self) -> Result<bool, StoreError> {
        if self.ask::<i32>("PRAGMA application_id")? != db::APPLICATION_ID {
            return Ok(false);
        }
        match db::pending(self.copy.path()) {
            Ok(_) => Ok(true),
            Err(StoreError::Newer(_)) => Err(StoreError::Refused(
                "The file was written by a newer Streamgauge. Update the app, then import it.".to_owned(),
            )),
            Err(error) => Err(unreadable(&error)),
        }
    }

    /// The number of its schema.
    pub(super) fn version(&self) -> Result<usize, StoreError> {
        let version: i64 = self.ask("PRAGMA user_version")?;
        let first = |version: &usize| *version > 0;
        usize::try_from(version).ok().filter(first).ok_or_else(|| {
            StoreError::Refused("The file is an unfinished profile: it has no tables.".to_owned())
        })
    }

    /// Whether this is a real table: a view or a virtual table of that name is none.
    pub(super) fn has_table(&self, table: &str) -> Result<bool, StoreError> {
        let sql = "SELECT type = 'table' AND upper(substr(sql, 1, 13)) = 'CREATE TABLE ' FROM sqlite_schema WHERE name = ?1";
        let found: Option<Option<bool>> = self
            .db
            .query_row(sql, [table], |row| row.get(0))
            .optional()
            .map_err(|error| unreadable(&error))?;
        Ok(found.flatten().unwrap_or(false))
    }

    /// What is in it: type and name of everything but indexes.
    pub(super) fn contents(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut found = Vec::new();
        let sql = "SELECT type, name FROM sqlite_schema WHERE type <> 'index' AND name NOT LIKE 'sqlite_%' LIMIT 1000";
        self.rows(sql, 2, |row| {
            if let [Value::Text(kind), Value::Text(name)] = row {
                found.push((kind.clone(), name.clone()));
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The columns of a real table.
    pub(super) fn columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        let sql = format!("SELECT name FROM pragma_table_info({})", literal(table));
        self.rows(&sql, 1, |row| {
            if let [Value::Text(name)] = row {
                found.push(name.clone());
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands over these columns of every row of a real table.
    pub(super) fn table(
        &self,
        table: &str,
        columns: &[String],
        row: impl FnMut(&[Value]) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let list: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let sql = format!("SELECT {} FROM main.{}", list.join(", "), quoted(table));
        self.rows(&sql, columns.len(), row)
    }

    fn rows(
        &self,
        sql: &str,
        width: usize,
        mut each: impl FnMut(&[Value]) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let mut query = self.db.prepare(sql).map_err(|error| unreadable(&error))?;
        let mut rows = query.query(()).map_err(|error| unreadable(&error))?;
        let (mut count, mut values) = (0, Vec::with_capacity(width));
        while let Some(row) = rows.next().map_err(|error| unreadable(&error))? {
            values.clear();
            for i in 0..width {
                values.push(row.get(i).map_err(|error| unreadable(&error))?);
            }
            each(&values)?;
            count += 1;
            if count % 1000 == 0 && Instant::now() > self.until {
                return Err(unreadable(&"reading it takes too long"));
            }
        }
        Ok(count)
    }

    fn ask<T: rusqlite::types::FromSql>(&self, sql: &str) -> Result<T, StoreError> {
        self.db
            .query_row(sql, (), |row| row.get(0))
            .map_err(|error| unreadable(&error))
    }
}

fn copy_plain_file(from: &Path, to: &Path) -> Result<(), StoreError> {
    let refuse = |why: &str| Err(StoreError::Refused(format!("{}: {why}", from.display())));
    if !from.is_absolute() {
        return refuse("the path must be a whole one, from the root of the disk on.");
    }
    // Before it is opened: opening a pipe would wait for ever.
    match fs::symlink_metadata(from) {
        Err(error) => return refuse(&format!("it cannot be read ({error}).")),
        Ok(metadata) if !metadata.is_file() => return refuse("this is no plain file."),
        Ok(metadata) if metadata.len() > LARGEST => return refuse("it is larger than 2 GiB."),
        Ok(metadata) if metadata.len() == 0 => return refuse("it is empty."),
        Ok(_) => {}
    }
    let mut source = match File::open(from) {
        Err(error) => return refuse(&format!("it cannot be read ({error}).")),
        Ok(file) => file,
    };
    let mut header = [0; 16];
    if source.read_exact(&mut header).is_err() || header != *HEADER {
        return refuse("this is no profile: it is no SQLite file.");
    }
    // It may have grown since it was measured.
    let mut rest = header.chain(source).take(LARGEST + 1);
    let mut target = File::create_new(to).map_err(|source| not_written(to, source))?;
    match io::copy(&mut rest, &mut target) {
        Ok(bytes) if bytes > LARGEST => refuse("it is larger than 2 GiB."),
        Ok(_) => Ok(()),
        Err(source) => Err(not_written(to, source)),
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Words for a file that SQLite, or we, cannot make sense of.
pub(super) fn unreadable(why: &dyn std::fmt::Display) -> StoreError {
    StoreError::Refused(format!("The file cannot be imported: {why}. It was not changed."))
}
