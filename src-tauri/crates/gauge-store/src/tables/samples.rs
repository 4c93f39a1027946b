//! `samples`: each channel's numbers every 10 s of stream time, and of old times every minute.

use gauge_model::{ChannelId, Millis, Sample};
use rusqlite::{Connection, OptionalExtension, Result, Row, Transaction};
use serde_json::json;

use super::settings;

/// Old samples are one per this, ms.
const COARSE: Millis = 60_000;
/// Stream time that is thinned at once, ms: few enough rows that nobody waits for it.
const AT_ONCE: Millis = 6 * 3_600_000;

/// Keeps one sample; the first of a moment stands.
///
/// # Errors
/// What SQLite says.
pub fn append(tx: &Transaction, sample: &Sample) -> Result<()> {
    insert(tx, "IGNORE", sample)?;
    // A recording of an old stream brings what was thought to be done.
    tx.prepare_cached("UPDATE settings SET value = ?1 WHERE name = ?2 AND CAST(value AS INTEGER) > ?1")?
        .execute((sample.at, settings::SAMPLES_THINNED))?;
    Ok(())
}

/// Puts a sample in the place of that moment's.
///
/// # Errors
/// What SQLite says.
pub fn replace(tx: &Transaction, sample: &Sample) -> Result<()> {
    insert(tx, "REPLACE", sample)
}

fn insert(tx: &Transaction, or: &str, sample: &Sample) -> Result<()> {
    let column = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    tx.prepare_cached(&format!(
        "INSERT OR {or} INTO samples
             (channel, at, viewers, chat_rate, likes, coins, gifts, follows, shares, subscriptions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    ))?
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

/// Thins some of the samples before `before` that have not been thinned: the last of each minute stays, with the
/// minute's highest viewers and chat rate. False when none is left.
///
/// # Errors
/// What SQLite says.
pub fn thin(tx: &Transaction, before: Millis) -> Result<bool> {
    let before = before - before.rem_euclid(COARSE);
    let done: Millis = settings::value(tx, settings::SAMPLES_THINNED)?;
    let sql = "SELECT min(at) FROM samples WHERE at >= ?1 AND at < ?2";
    let oldest: Option<Millis> = tx.query_row(sql, (done, before), |row| row.get(0))?;
    let Some(oldest) = oldest else {
        return Ok(false);
    };
    let from = oldest - oldest.rem_euclid(COARSE);
    let to = before.min(from + AT_ONCE);
    tx.execute(
        "UPDATE samples SET viewers = peak.viewers, chat_rate = peak.chat_rate
         FROM (SELECT channel, max(at) AS at, max(viewers) AS viewers, max(chat_rate) AS chat_rate FROM samples
               WHERE at >= ?1 AND at < ?2 GROUP BY channel, at / ?3 HAVING count(*) > 1) AS peak
         WHERE samples.channel = peak.channel AND samples.at = peak.at",
        (from, to, COARSE),
    )?;
    tx.execute(
        "DELETE FROM samples WHERE at >= ?1 AND at < ?2 AND EXISTS (
             SELECT 1 FROM samples AS later WHERE later.channel = samples.channel AND later.at > samples.at
             AND later.at < (samples.at / ?3 + 1) * ?3)",
        (from, to, COARSE),
    )?;
    settings::save(tx, settings::SAMPLES_THINNED, &json!(to))?;
    Ok(to < before)
}

/// Samples in one answer: a day of ten channels, and more.
const MOST: u32 = 100_000;

/// Every sample from `since` on, and not after `until`, oldest first; at most [`MOST`] of them.
///
/// # Errors
/// What SQLite says.
pub fn between(db: &Connection, since: Millis, until: Millis) -> Result<Vec<Sample>> {
    let mut query = db.prepare(
        "SELECT channel, at, viewers, chat_rate, likes, coins, gifts, follows, shares, subscriptions
         FROM samples WHERE at BETWEEN ?1 AND ?2 ORDER BY at, channel LIMIT ?3",
    )?;
    let found = query.query_map((since, until, MOST), |row| {
        let channel: String = row.get(0)?;
        let Ok(channel) = channel.parse() else {
            return Ok(None);
        };
        decode(row, channel).map(Some)
    })?;
    Ok(found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The samples of a session's channel in its time, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn of_session(db: &Connection, session: u64) -> Result<Vec<Sample>> {
    let sql = "SELECT channel, started_at, ended_at FROM sessions WHERE id = ?1";
    let found = db
        .query_row(sql, [session as i64], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get(1)?,
                row.get::<_, Option<Millis>>(2)?,
            ))
        })
        .optional()?;
    let Some((channel, since, until)) = found else {
        return Ok(Vec::new());
    };
    let samples = between(db, since, until.unwrap_or(Millis::MAX))?;
    Ok(samples
        .into_iter()
        .filter(|sample| sample.channel.as_str() == channel)
        .collect())
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

#[cfg(test)]
mod tests {
    use gauge_model::Numbers;

    use super::*;

    const DAY: Millis = 86_400_000;

    fn sample(at: Millis, viewers: u64, likes: u64) -> Sample {
        let numbers = Numbers {
            viewers: Some(viewers),
            likes,
            ..Numbers::default()
        };
        Sample::of("twitch:luna".parse().unwrap(), at, &numbers)
    }

    fn thin_all(db: &mut Connection, before: Millis) -> usize {
        let mut rounds = 0;
        loop {
            let tx = db.transaction().unwrap();
            let more = thin(&tx, before).unwrap();
            tx.commit().unwrap();
            rounds += 1;
            if !more {
                return rounds;
            }
        }
    }

    fn put(db: &mut Connection, samples: impl IntoIterator<Item = Sample>) {
        let tx = db.transaction().unwrap();
        samples
            .into_iter()
            .for_each(|sample| append(&tx, &sample).unwrap());
        tx.commit().unwrap();
    }

    #[test]
    fn of_each_old_minute_the_last_sample_stays_with_the_peak() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = crate::open(&folder.path().join("a.db")).unwrap();
        // Two minutes of a year ago, and the same of today; viewers are highest in the middle of each minute.
        for day in [0, 365] {
            put(
                &mut db,
                (0..12).map(|i| {
                    sample(
                        day * DAY + i * 10_000,
                        [1, 2, 90, 3, 2, 1][i as usize % 6],
                        i as u64,
                    )
                }),
            );
        }
        thin_all(&mut db, 335 * DAY);
        let kept: Vec<_> = between(&db, 0, Millis::MAX)
            .unwrap()
            .iter()
            .map(|one| (one.at, one.viewers, one.likes))
            .collect();
        assert_eq!(kept[..2], [(50_000, Some(90), 5), (110_000, Some(90), 11)]);
        assert_eq!(kept.len(), 2 + 12, "what is new stays as it is");
        assert_eq!(thin_all(&mut db, 335 * DAY), 1, "there is nothing more to do");
    }

    #[test]
    fn what_a_recording_brings_later_is_thinned_too() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = crate::open(&folder.path().join("a.db")).unwrap();
        for day in [2, 1] {
            put(&mut db, (0..6).map(|i| sample(day * DAY + i * 10_000, 1, 0)));
            thin_all(&mut db, 335 * DAY);
        }
        assert_eq!(between(&db, 0, Millis::MAX).unwrap().len(), 2);
    }

    #[test]
    fn an_answer_has_an_end_and_can_be_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let db = crate::open(&folder.path().join("a.db")).unwrap();
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= ?1)
                   INSERT INTO samples (channel, at, viewers, chat_rate, likes, coins, gifts, follows, shares, subscriptions)
                   SELECT 'twitch:luna', i, 1, 0.0, 0, 0, 0, 0, 0, 0 FROM n";
        db.execute(sql, [MOST]).unwrap();
        let first = between(&db, 0, Millis::MAX).unwrap();
        assert_eq!(first.len(), MOST as usize);
        let last = first.last().unwrap().at;
        assert_eq!(between(&db, last + 1, Millis::MAX).unwrap().len(), 1);
    }
}
