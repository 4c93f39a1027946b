//! What another system knew of people, put into `viewers` beside those whom we counted.

use gauge_model::{MAX_COUNT, Millis, Platform, XpRules};
use rusqlite::{OptionalExtension, Result, Transaction};

use super::{
    leaderboard::{columns, counts},
    viewers::{column, sought},
};

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedViewer {
    /// The other system's key.
    pub username: String,
    /// What the person is called.
    pub name: Option<String>,
    /// Coins of all time.
    pub coins: Option<u64>,
    /// Experience.
    pub xp: Option<u64>,
}

/// Adds what one table of the other system knows of somebody; the larger number stands. Experience that does not
/// follow from the counts by the default rules is kept as such, in `xp_before`. `at` stands for when they were seen.
///
/// # Errors
/// What SQLite says.
pub fn add(tx: &Transaction, viewer: &ImportedViewer, at: Millis) -> Result<()> {
    let rules = XpRules::default();
    let sql = format!(
        "SELECT {}, xp_before FROM viewers v WHERE platform = ?1 AND user_id = ?2",
        columns("v")
    );
    let platform = Platform::TikTok.prefix();
    let known = tx
        .prepare_cached(&sql)?
        .query_row((platform, &viewer.username), |row| {
            Ok((counts(row, 0)?, row.get::<_, i64>(7)?.unsigned_abs()))
        })
        .optional()?;
    let (mut counts, before) = known.unwrap_or_default();
    let xp = viewer.xp.unwrap_or(0).max(rules.xp(&counts) + before);
    counts.coins = counts.coins.max(viewer.coins.unwrap_or(0)).min(MAX_COUNT);
    let before = xp.saturating_sub(rules.xp(&counts));
    let name = viewer.name.as_ref().unwrap_or(&viewer.username);
    tx.prepare_cached(
        "INSERT INTO viewers (platform, user_id, name, sought, coins, xp_before, first_at, last_at, messages, gifts,
                              likes, shares, follows, subscriptions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 0, 0, 0, 0, 0, 0)
         ON CONFLICT (platform, user_id) DO UPDATE SET
             name = iif(name = user_id, excluded.name, name),
             sought = iif(name = user_id, excluded.sought, sought),
             coins = excluded.coins, xp_before = excluded.xp_before",
    )?
    .execute((
        platform,
        &viewer.username,
        name,
        sought(name),
        column(counts.coins),
        column(before),
        at,
    ))?;
    Ok(())
}

/// Puts people in who stood in a table of their own until they were put beside those whom we counted.
///
/// # Errors
/// What SQLite says.
pub(crate) fn fold(tx: &Transaction) -> Result<()> {
    // A file without its row is one that is just being made: it has no people either.
    let made = tx.query_row("SELECT created_at FROM profile", (), |row| row.get(0));
    let made: Millis = made.optional()?.unwrap_or_default();
    let mut query = tx.prepare("SELECT username, name, coins, xp FROM imported_viewers")?;
    let mut rows = query.query(())?;
    while let Some(row) = rows.next()? {
        let count = |i: usize| row.get(i).map(|count: Option<i64>| count.map(i64::unsigned_abs));
        let viewer = ImportedViewer {
            username: row.get(0)?,
            name: row.get(1)?,
            coins: count(2)?,
            xp: count(3)?,
        };
        add(tx, &viewer, made)?;
    }
    drop(rows);
    drop(query);
    tx.execute_batch("DROP TABLE imported_viewers")
}

#[cfg(test)]
mod tests {
    use gauge_model::Score;

    use super::*;
    use crate::{
        db,
        tables::leaderboard::{Page, top},
    };

    const BEFORE: usize = 5;

    #[test]
    fn people_of_an_older_file_come_onto_the_boards() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("old.db");
        let old = db::create_at(&path, BEFORE).expect("an older file");
        old.execute_batch(
            "INSERT INTO profile VALUES (1, 'A', 0, 0, 7);
             INSERT INTO imported_viewers VALUES ('alice', 'Alice', 10, 500, 3), ('bob', NULL, NULL, 20, 1);
             INSERT INTO viewers VALUES (1, 'tiktok', 'alice', 'Ann', 'ann', 2, 40, 1, 0, 0, 0, 0, 8, 9);",
        )
        .expect("people");
        drop(old);
        let db = db::open(&path).expect("it is brought up to date");
        let page = Page { limit: 9, offset: 0 };
        let board = |by| {
            let rows = top(&db, by, None, page, &XpRules::default()).expect("a board");
            rows.into_iter()
                .map(|row| (row.name, row.value, row.level))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            board(Score::Xp),
            [("Ann".to_owned(), 500, 3), ("bob".to_owned(), 20, 1)]
        );
        assert_eq!(board(Score::Coins), [("Ann".to_owned(), 40, 3)]);
    }
}
