//! `stream_stats`: seed 002's one row of totals, with the seed's three functions.

use gauge_model::{MAX_COUNT, Numbers};
use rusqlite::{Connection, OptionalExtension, Result, Row, Transaction};
use serde_json::{Value, json};

/// The seed's row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamStats {
    /// Watching now.
    pub viewers: u64,
    /// Likes.
    pub likes: u64,
    /// The seed's `totalCoins`.
    pub total_coins: u64,
    /// New follows (the seed counts follow events here).
    pub followers: u64,
    /// Shares.
    pub shares: u64,
    /// Units of gifts.
    pub gifts: u64,
}

impl From<&Numbers> for StreamStats {
    fn from(totals: &Numbers) -> Self {
        Self {
            viewers: totals.viewers.unwrap_or(0),
            likes: totals.likes,
            total_coins: totals.coins,
            followers: totals.follows,
            shares: totals.shares,
            gifts: totals.gifts,
        }
    }
}

impl StreamStats {
    /// The names on the seed's wire.
    #[must_use]
    pub fn to_wire(self) -> Value {
        json!({
            "viewers": self.viewers, "likes": self.likes, "totalCoins": self.total_coins,
            "followers": self.followers, "shares": self.shares, "gifts": self.gifts,
        })
    }
}

/// Replaces the row; `updated_at` is set by itself.
///
/// # Errors
/// What SQLite says.
pub fn save_stream_stats(tx: &Transaction, stats: StreamStats) -> Result<()> {
    let column = |count: u64| i64::try_from(count.min(MAX_COUNT)).unwrap_or(i64::MAX);
    tx.prepare_cached(
        "INSERT INTO stream_stats (id, viewers, likes, total_coins, followers, shares, gifts)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET viewers = ?1, likes = ?2, total_coins = ?3, followers = ?4,
             shares = ?5, gifts = ?6, updated_at = CURRENT_TIMESTAMP",
    )?
    .execute((
        column(stats.viewers),
        column(stats.likes),
        column(stats.total_coins),
        column(stats.followers),
        column(stats.shares),
        column(stats.gifts),
    ))?;
    Ok(())
}

/// The row, or `None` when it was never saved.
///
/// # Errors
/// What SQLite says.
pub fn load_stream_stats(db: &Connection) -> Result<Option<StreamStats>> {
    let count = |row: &Row, i: usize| row.get(i).map(|count: i64| count.unsigned_abs());
    db.query_row(
        "SELECT viewers, likes, total_coins, followers, shares, gifts FROM stream_stats WHERE id = 1",
        (),
        |row| {
            Ok(StreamStats {
                viewers: count(row, 0)?,
                likes: count(row, 1)?,
                total_coins: count(row, 2)?,
                followers: count(row, 3)?,
                shares: count(row, 4)?,
                gifts: count(row, 5)?,
            })
        },
    )
    .optional()
}

/// Sets every number of the row to zero.
///
/// # Errors
/// What SQLite says.
pub fn reset_stream_stats(tx: &Transaction) -> Result<()> {
    save_stream_stats(tx, StreamStats::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: StreamStats = StreamStats {
        viewers: 100,
        likes: 500,
        total_coins: 1000,
        followers: 50,
        shares: 25,
        gifts: 10,
    };

    #[test]
    fn the_row_is_none_then_the_newest_then_zeros_and_plain_sql_reads_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut db = crate::db::open(&path).expect("a file");
        assert_eq!(load_stream_stats(&db).expect("an answer"), None, "never saved");
        let second = StreamStats {
            likes: MAX_COUNT + 1,
            ..FIRST
        };
        for stats in [FIRST, second] {
            let tx = db.transaction().expect("a transaction");
            save_stream_stats(&tx, stats).expect("it is saved");
            tx.commit().expect("a commit");
        }
        let kept = StreamStats {
            likes: MAX_COUNT,
            ..FIRST
        };
        assert_eq!(load_stream_stats(&db).expect("an answer"), Some(kept));
        let other: (i64, i64) = Connection::open(&path)
            .and_then(|db| {
                let sql = "SELECT total_coins, (SELECT count(*) FROM stream_stats) FROM stream_stats";
                db.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))
            })
            .expect("another program reads it");
        assert_eq!(other, (1000, 1), "one row, replaced");
        let tx = db.transaction().expect("a transaction");
        reset_stream_stats(&tx).expect("it is reset");
        tx.commit().expect("a commit");
        let zeros = Some(StreamStats::default());
        assert_eq!(
            load_stream_stats(&db).expect("an answer"),
            zeros,
            "zeros, not none"
        );
    }
}
