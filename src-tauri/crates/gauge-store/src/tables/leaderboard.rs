//! Who has most of something, and who is called what: reading of `viewers` and `viewer_sessions`.

use gauge_model::{BoardRow, Platform, Score, ViewerCounts, ViewerId, ViewerRow, XpRules};
use rusqlite::{Connection, Params, Result, Row, Rows};

use super::viewers::sought;

/// Part of a leaderboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows at most.
    pub limit: u32,
    /// Rows to leave out at the top.
    pub offset: u32,
}

/// Who has most of `by` in `session`, or of all times.
///
/// # Errors
/// What SQLite says.
pub fn top(
    db: &Connection,
    by: Score,
    session: Option<u64>,
    page: Page,
    rules: &XpRules,
) -> Result<Vec<BoardRow>> {
    let sql = top_sql(by, session.is_some(), rules);
    let session = session.and_then(|session| i64::try_from(session).ok());
    let mut query = db.prepare(&sql)?;
    let rows = query.query((page.limit, page.offset, session))?;
    read_board(rows, by, page.offset, (session.is_none(), rules))
}

/// Who has most of `by` in several sessions together.
///
/// # Errors
/// What SQLite says.
pub fn top_together(
    db: &Connection,
    by: Score,
    sessions: &[u64],
    limit: u32,
    rules: &XpRules,
) -> Result<Vec<BoardRow>> {
    let mut query = db.prepare(&together_sql(by, sessions, rules))?;
    read_board(query.query([limit])?, by, 0, (false, rules))
}

/// The rows of a query whose columns are those of [`top_sql`].
fn read_board(
    mut rows: Rows,
    by: Score,
    offset: u32,
    (of_all_times, rules): (bool, &XpRules),
) -> Result<Vec<BoardRow>> {
    let mut board = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(id) = viewer_id(row, 0)? else { continue };
        let xp = rules.xp(&counts(row, 10)?) + xp_before(row, 17)?;
        let done = counts(row, 3)?;
        let value = match by {
            Score::Xp if of_all_times => xp,
            _ => by.of(&done, rules),
        };
        board.push(BoardRow {
            rank: u64::from(offset) + board.len() as u64 + 1,
            id,
            name: row.get(2)?,
            value,
            level: rules.level(xp),
            counts: done,
        });
    }
    Ok(board)
}

/// The query of a leaderboard: the index gives a column's order, so nothing is sorted. Points have no index, since
/// their rules can change: there the session's (or all) viewers are gone through, keeping the best of them.
pub(crate) fn top_sql(by: Score, in_session: bool, rules: &XpRules) -> String {
    let (from, of, id) = if in_session {
        (
            "viewer_sessions s CROSS JOIN viewers v ON v.id = s.viewer",
            "s",
            "s.viewer",
        )
    } else {
        ("viewers v", "v", "v.id")
    };
    let session = if in_session {
        "s.session = ?3"
    } else {
        "?3 IS NULL"
    };
    let value = match by.column() {
        Some(column) => format!("{of}.{column}"),
        None if in_session => xp_sql(of, rules),
        None => format!("({} + v.xp_before)", xp_sql(of, rules)),
    };
    format!(
        "SELECT v.platform, v.user_id, v.name, {}, {}, v.xp_before FROM {from}
         WHERE {session} AND {value} > 0 ORDER BY {value} DESC, {id} LIMIT ?1 OFFSET ?2",
        columns(of),
        columns("v"),
    )
}

/// The query of several sessions together: those of a person are added up, so no index gives the order.
fn together_sql(by: Score, sessions: &[u64], rules: &XpRules) -> String {
    // Numbers, so nothing in them can be SQL.
    let sessions: Vec<_> = sessions.iter().map(u64::to_string).collect();
    let sums: Vec<_> = ViewerCounts::default()
        .each()
        .map(|(name, _)| format!("SUM({name}) AS {name}"))
        .into();
    let value = match by.column() {
        Some(column) => format!("t.{column}"),
        None => xp_sql("t", rules),
    };
    format!(
        "SELECT v.platform, v.user_id, v.name, {}, {}, v.xp_before
         FROM (SELECT viewer, {} FROM viewer_sessions WHERE session IN ({}) GROUP BY viewer) t
         CROSS JOIN viewers v ON v.id = t.viewer
         WHERE {value} > 0 ORDER BY {value} DESC, t.viewer LIMIT ?1",
        columns("t"),
        columns("v"),
        sums.join(", "),
        sessions.join(", "),
    )
}

/// Whole points, as [`XpRules::xp`] works them out.
fn xp_sql(of: &str, rules: &XpRules) -> String {
    let parts = rules.each().map(|(name, worth)| format!("{of}.{name} * {worth}"));
    format!("(({}) / 1000)", parts.join(" + "))
}

/// The viewers whose name holds `text`, by name.
///
/// # Errors
/// What SQLite says.
pub fn find(db: &Connection, text: &str, limit: u32, rules: &XpRules) -> Result<Vec<ViewerRow>> {
    let mut query = db.prepare(&find_sql())?;
    let mut rows = query.query((sought(text), limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(id) = viewer_id(row, 0)? else { continue };
        let xp = rules.xp(&counts(row, 4)?) + xp_before(row, 11)?;
        found.push(ViewerRow {
            id,
            name: row.get(2)?,
            last_at: row.get(3)?,
            xp,
            level: rules.level(xp),
        });
    }
    Ok(found)
}

pub(crate) fn find_sql() -> String {
    format!(
        "SELECT v.platform, v.user_id, v.name, v.last_at, {}, v.xp_before FROM viewers v INDEXED BY viewers_by_name
         WHERE instr(v.sought, ?1) > 0 ORDER BY v.sought LIMIT ?2",
        columns("v"),
    )
}

/// How SQLite goes about a query, one step a line.
///
/// # Errors
/// What SQLite says.
pub fn plan(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<String>> {
    let mut query = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    query.query_map(params, |row| row.get(3))?.collect()
}

/// The counts' columns of `table`, in their order.
pub(super) fn columns(table: &str) -> String {
    let names = ViewerCounts::default()
        .each()
        .map(|(name, _)| format!("{table}.{name}"));
    names.join(", ")
}

/// The counts from the columns that begin at `first`.
pub(super) fn counts(row: &Row, first: usize) -> Result<ViewerCounts> {
    let count = |at: usize| row.get(first + at).map(|count: i64| count.unsigned_abs());
    Ok(ViewerCounts {
        messages: count(0)?,
        coins: count(1)?,
        gifts: count(2)?,
        likes: count(3)?,
        shares: count(4)?,
        follows: count(5)?,
        subscriptions: count(6)?,
    })
}

/// The points that were brought along from another system.
pub(super) fn xp_before(row: &Row, at: usize) -> Result<u64> {
    row.get(at).map(i64::unsigned_abs)
}

/// Who, from two columns; `None` for a platform that only a newer program knows.
fn viewer_id(row: &Row, first: usize) -> Result<Option<ViewerId>> {
    let prefix: String = row.get(first)?;
    let user_id: String = row.get(first + 1)?;
    Ok(Platform::named(&prefix).map(|platform| ViewerId {
        platform,
        user_id: user_id.into(),
    }))
}

#[cfg(test)]
mod tests;
