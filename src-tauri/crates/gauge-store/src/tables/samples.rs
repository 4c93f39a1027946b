//! `samples`: each channel's numbers every 10 s of stream time.

use gauge_model::{ChannelId, Millis, Sample};
use rusqlite::{Connection, Result, Row, Transaction};

/// Keeps one sample; the first of a moment stands.
///
/// # Errors
/// What SQLite says.
pub fn append(tx: &Transaction, sample: &Sample) -> Result<()> {
    let column = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    tx.prepare_cached(
        "INSERT OR IGNORE INTO samples
             (channel, at, viewers, chat_rate, likes, coins, gifts, follows, shares, subscriptions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        sample.channel.as_str(),
        sample.at,
        sample.viewers.map(column),
        sample.chat_rate,
        column(sample.likes),
        column(sample.coins),
        column(sample.gifts),
        column(sample.follows),
        column(sample.shares),
        column(sample.subscriptions),
    ))?;
    Ok(())
}

/// Every sample from `since` on, and not after `until`, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn between(db: &Connection, since: Millis, until: Millis) -> Result<Vec<Sample>> {
    let mut query = db.prepare(
        "SELECT channel, at, viewers, chat_rate, likes, coins, gifts, follows, shares, subscriptions
         FROM samples WHERE at BETWEEN ?1 AND ?2 ORDER BY at, channel",
    )?;
    let found = query.query_map([since, until], |row| {
        let channel: String = row.get(0)?;
        let Ok(channel) = channel.parse() else {
            return Ok(None);
        };
        decode(row, channel).map(Some)
    })?;
    Ok(found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn decode(row: &Row, channel: ChannelId) -> Result<Sample> {
    let count = |i: usize| row.get(i).map(|count: i64| count.unsigned_abs());
    Ok(Sample {
        channel,
        at: row.get(1)?,
        viewers: row.get::<_, Option<i64>>(2)?.map(i64::unsigned_abs),
        chat_rate: row.get(3)?,
        likes: count(4)?,
        coins: count(5)?,
        gifts: count(6)?,
        follows: count(7)?,
        shares: count(8)?,
        subscriptions: count(9)?,
    })
}
