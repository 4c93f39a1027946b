//! An event that the database refuses must not keep the others of its batch from being stored.

use gauge_model::{Millis, Notice, NoticeCode};
use rusqlite::{Error, ErrorCode, Result, Transaction};

use crate::{CountedEvent, tables::dead_letters};

/// What was refused of one batch.
#[derive(Debug)]
pub(crate) struct Refused {
    at: Millis,
    count: usize,
    reason: String,
}

impl Refused {
    pub(crate) fn new(at: Millis) -> Self {
        Self {
            at,
            count: 0,
            reason: String::new(),
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Has one event written. If it is refused, nothing of it stays but its row in `dead_letters`.
    pub(crate) fn sift(
        &mut self,
        tx: &Transaction,
        counted: &CountedEvent,
        write: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        tx.prepare_cached("SAVEPOINT one_event")?.execute(())?;
        match write() {
            Err(error) if is_refusal(&error) => {
                tx.prepare_cached("ROLLBACK TO one_event")?.execute(())?;
                self.count += 1;
                self.reason = error.to_string();
                dead_letters::add(tx, &counted.event, &self.reason, self.at)?;
            }
            other => other?,
        }
        tx.prepare_cached("RELEASE one_event")?.execute(())?;
        Ok(())
    }

    /// What the user must know, `all` having been refused since the profile was opened.
    pub(crate) fn notice(&self, all: usize) -> Notice {
        let message = format!(
            "{all} counted events are missing in the profile's history: the database refused them ({}). They are \
             kept in its table dead_letters. Please report this.",
            self.reason
        );
        Notice::new(NoticeCode::EventsRefused, message)
    }
}

/// Whether the fault is of what was to be written, and not of the disk or the file.
pub(crate) fn is_refusal(error: &Error) -> bool {
    match error {
        Error::SqliteFailure(error, _) => matches!(
            error.code,
            ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch
        ),
        // The number does not fit into a column, or the event cannot be put into words.
        Error::ToSqlConversionFailure(_) => true,
        _ => false,
    }
}
