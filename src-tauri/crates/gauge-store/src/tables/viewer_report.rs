//! Everything about one viewer.

use std::collections::{BTreeMap, HashMap};

use gauge_model::{Audience, MAX_COUNT, ViewerId, ViewerNumbers, ViewerReport, ViewerSession, XpRules};
use rusqlite::{Connection, OptionalExtension, Result, Row};

use super::leaderboard::{columns, counts, xp_before};

type Tips = BTreeMap<String, u64>;

/// How many took part in a session, and how many of them had been seen before it.
///
/// # Errors
/// What SQLite says.
pub fn audience(db: &Connection, session: u64) -> Result<Audience> {
    let sql = "SELECT COUNT(*), COALESCE(SUM(v.first_at < s.first_at), 0)
               FROM viewer_sessions s JOIN viewers v ON v.id = s.viewer WHERE s.session = ?1";
    let session = i64::try_from(session).unwrap_or(i64::MAX);
    db.query_row(sql, [session], |row| {
        let count = |i: usize| row.get(i).map(|count: i64| count.unsigned_abs());
        let (all, returning) = (count(0)?, count(1)?);
        Ok(Audience {
            new: all.saturating_sub(returning),
            returning,
        })
    })
}

/// One viewer, of all times and by session; `None` when nobody is known by this id.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Connection, id: &ViewerId, rules: &XpRules) -> Result<Option<ViewerReport>> {
    let sql = format!(
        "SELECT first_at, last_at, {}, id, name, xp_before FROM viewers v WHERE platform = ?1 AND user_id = ?2",
        columns("v")
    );
    let found = db.query_row(&sql, (id.platform.prefix(), &id.user_id), |row| {
        let (viewer, name) = (row.get::<_, i64>(9)?, row.get(10)?);
        Ok((viewer, name, numbers(row, Tips::new())?, xp_before(row, 11)?))
    });
    let Some((viewer, name, mut total, before)) = found.optional()? else {
        return Ok(None);
    };
    let mut tips = tips(db, viewer)?;
    for (unit, amount) in tips.values().flatten() {
        let sum = total.tips.entry(unit.clone()).or_default();
        *sum = sum.saturating_add(*amount).min(MAX_COUNT);
    }
    let xp = rules.xp(&total.counts) + before;
    let level = rules.level(xp);
    Ok(Some(ViewerReport {
        id: id.clone(),
        name,
        total,
        xp,
        level,
        next_level_at: rules.begins(level + 1),
        sessions: sessions(db, viewer, &mut tips)?,
    }))
}

fn sessions(db: &Connection, viewer: i64, tips: &mut HashMap<i64, Tips>) -> Result<Vec<ViewerSession>> {
    let sql = format!(
        "SELECT first_at, last_at, {}, session FROM viewer_sessions s WHERE viewer = ?1 ORDER BY session DESC",
        columns("s")
    );
    let mut query = db.prepare(&sql)?;
    let found = query.query_map([viewer], |row| {
        let session: i64 = row.get(9)?;
        Ok(ViewerSession {
            session: session.unsigned_abs(),
            numbers: numbers(row, tips.remove(&session).unwrap_or_default())?,
        })
    })?;
    found.collect()
}

/// By session.
fn tips(db: &Connection, viewer: i64) -> Result<HashMap<i64, Tips>> {
    let mut query = db.prepare("SELECT session, unit, amount FROM viewer_tips WHERE viewer = ?1")?;
    let mut rows = query.query([viewer])?;
    let mut tips: HashMap<i64, Tips> = HashMap::new();
    while let Some(row) = rows.next()? {
        let amount: i64 = row.get(2)?;
        tips.entry(row.get(0)?)
            .or_default()
            .insert(row.get(1)?, amount.unsigned_abs());
    }
    Ok(tips)
}

fn numbers(row: &Row, tips: Tips) -> Result<ViewerNumbers> {
    Ok(ViewerNumbers {
        first_at: row.get(0)?,
        last_at: row.get(1)?,
        counts: counts(row, 2)?,
        tips,
    })
}
