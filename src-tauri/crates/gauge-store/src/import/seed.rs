//! A profile database of seed 002: its row of totals, and what it knows of people. That system's columns changed
//! from version to version, so several names are tried for each.

use std::path::Path;

use gauge_model::{ChannelId, MAX_COUNT, Millis, Numbers, Platform, TakenRows};
use rusqlite::{Transaction, types::Value};

use super::{
    Taken,
    foreign::{Foreign, unreadable},
};
use crate::{
    StoreError, db,
    tables::{
        channel_stats, channels,
        imported::{self, ImportedViewer},
        profile::{self, Profile},
        stream_stats::{self, StreamStats},
    },
};

const USERNAME: &[&str] = &[
    "username",
    "user_id",
    "userId",
    "unique_id",
    "uniqueId",
    "viewer",
    "user",
];
const NAME: &[&str] = &["nickname", "display_name", "displayName", "name"];
const COINS: &[&str] = &[
    "total_coins",
    "totalCoins",
    "coins",
    "total_coins_spent",
    "coins_spent",
    "total_diamonds",
];
const XP: &[&str] = &["xp", "total_xp", "total_xp_earned", "experience"];

/// Writes the totals and the people of the file into a new one of ours.
pub(super) fn take_all(foreign: &Foreign, fresh: &Path, now: Millis) -> Result<Taken, StoreError> {
    if !foreign.has_table("stream_stats")? {
        return Err(unreadable(
            &"it is neither a Streamgauge profile nor a profile database with a table stream_stats",
        ));
    }
    let mut file = db::open(fresh)?;
    let tx = file.transaction()?;
    let anew = Profile {
        name: "Imported".to_owned(),
        simulated: false,
        scratch: false,
    };
    profile::insert(&tx, &anew, now)?;
    let mut rows = Vec::new();
    let mut left = Vec::new();
    let channel = streamer(foreign)?;
    rows.extend(take_totals(foreign, &tx, &channel, now)?);
    for (kind, name) in foreign.contents()? {
        if kind == "table" && name == "stream_stats" {
            continue;
        }
        match take_people(foreign, &tx, &kind, &name, now)? {
            Some(taken) => rows.push(taken),
            None => left.push(format!("{kind} {name}")),
        }
    }
    tx.commit()?;
    Ok(Taken {
        from: "seed-002",
        rows,
        left,
        name: (channel.name() != UNKNOWN).then(|| channel.name().to_owned()),
    })
}

const UNKNOWN: &str = "imported";

/// Whose statistics these were, if the settings say so.
fn streamer(foreign: &Foreign) -> Result<ChannelId, StoreError> {
    const KEYS: [&str; 5] = [
        "tiktok_username",
        "tiktokUsername",
        "last_connected_username",
        "streamer",
        "username",
    ];
    let mut found = None;
    let columns = ["key".to_owned(), "value".to_owned()];
    let known = foreign.has_table("settings")? && {
        let there = foreign.columns("settings")?;
        columns.iter().all(|column| there.contains(column))
    };
    if known {
        foreign.table("settings", &columns, |row| {
            if let [Value::Text(key), Value::Text(value)] = row
                && KEYS.contains(&key.as_str())
            {
                let name = value.trim_matches(['"', '@', ' ']);
                found = found.take().or(ChannelId::new(Platform::TikTok, name).ok());
            }
            Ok(())
        })?;
    }
    found
        .map_or_else(|| ChannelId::new(Platform::TikTok, UNKNOWN), Ok)
        .map_err(|error| unreadable(&error))
}

fn take_totals(
    foreign: &Foreign,
    tx: &Transaction,
    channel: &ChannelId,
    now: Millis,
) -> Result<Option<TakenRows>, StoreError> {
    let wanted: [&[&str]; 6] = [
        &["viewers"],
        &["likes"],
        COINS,
        &["followers", "follows"],
        &["shares"],
        &["gifts"],
    ];
    let mut totals = None;
    let read = read_columns(foreign, "stream_stats", &wanted, |values| {
        let count = |i: usize| values.get(i).copied().flatten().and_then(count_of).unwrap_or(0);
        totals = Some(StreamStats {
            viewers: count(0),
            likes: count(1),
            total_coins: count(2),
            followers: count(3),
            shares: count(4),
            gifts: count(5),
        });
        Ok(())
    })?;
    let Some(totals) = totals else { return Ok(None) };
    let numbers = Numbers {
        likes: totals.likes,
        coins: totals.total_coins,
        follows: totals.followers,
        shares: totals.shares,
        gifts: totals.gifts,
        ..Numbers::default()
    };
    channels::add(tx, channel, now)?;
    channel_stats::save(tx, channel.as_str(), &numbers, false)?;
    channel_stats::save(tx, channel_stats::TOTALS, &numbers, false)?;
    stream_stats::save_stream_stats(tx, totals)?;
    Ok(Some(TakenRows {
        table: "stream_stats".to_owned(),
        rows: read,
    }))
}

/// A table of people has one column with who it is, and coins or experience.
fn take_people(
    foreign: &Foreign,
    tx: &Transaction,
    kind: &str,
    table: &str,
    now: Millis,
) -> Result<Option<TakenRows>, StoreError> {
    let about_people = ["viewer", "leaderboard", "user_stat", "xp"]
        .iter()
        .any(|word| table.to_lowercase().contains(word));
    if kind != "table" || !about_people || !foreign.has_table(table)? {
        return Ok(None);
    }
    let there = foreign.columns(table)?;
    let has = |names: &[&str]| names.iter().any(|name| there.iter().any(|column| column == name));
    if !has(USERNAME) || !(has(COINS) || has(XP)) {
        return Ok(None);
    }
    let mut rows = 0;
    read_columns(foreign, table, &[USERNAME, NAME, COINS, XP], |values| {
        let value = |i: usize| values.get(i).copied().flatten();
        let text = |i: usize| match value(i) {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Integer(number)) => Some(number.to_string()),
            _ => None,
        };
        let Some(username) = text(0).filter(|name| !name.is_empty()) else {
            return Ok(());
        };
        rows += 1;
        let viewer = ImportedViewer {
            username,
            name: text(1),
            coins: value(2).and_then(count_of),
            xp: value(3).and_then(count_of),
        };
        Ok(imported::add(tx, &viewer, now)?)
    })?;
    Ok(Some(TakenRows {
        table: table.to_owned(),
        rows,
    }))
}

/// Hands over the first column that is there under any of its names, for each thing wanted.
fn read_columns(
    foreign: &Foreign,
    table: &str,
    wanted: &[&[&str]],
    mut row: impl FnMut(&[Option<&Value>]) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let there = foreign.columns(table)?;
    let first = |names: &&[&str]| {
        let found = names
            .iter()
            .find(|name| there.iter().any(|column| column == *name))?;
        Some((*found).to_owned())
    };
    let found: Vec<Option<String>> = wanted.iter().map(first).collect();
    let columns: Vec<String> = found.iter().flatten().cloned().collect();
    if columns.is_empty() {
        return Ok(0);
    }
    foreign.table(table, &columns, |values| {
        let mut values = values.iter();
        let placed: Vec<Option<&Value>> = found
            .iter()
            .map(|column| column.as_ref().and_then(|_| values.next()))
            .collect();
        row(&placed)
    })
}

/// A count as that system wrote it: numbers in text, fractions and what is below zero have been seen.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "it is clamped first"
)]
fn count_of(value: &Value) -> Option<u64> {
    match value {
        Value::Integer(count) => Some(u64::try_from(*count).unwrap_or(0).min(MAX_COUNT)),
        Value::Real(count) => Some(count.clamp(0.0, MAX_COUNT as f64) as u64),
        Value::Text(text) => text.trim().parse::<u64>().ok().map(|count| count.min(MAX_COUNT)),
        _ => None,
    }
}
