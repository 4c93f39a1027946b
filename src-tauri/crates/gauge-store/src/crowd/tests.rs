//! A flood of people in a real file: nobody is written twice or forgotten, wherever it is cut off.

use std::sync::Arc;

use gauge_model::{EventKind, Score, Stats, StreamEvent, User, XpRules};

use super::*;
use crate::{
    CountedEvent,
    tables::leaderboard::{self, Page},
};

/// As many people as make a flood.
const PEOPLE: u64 = 5 * FEW as u64;

/// A gift of a streak: only the fold knows what it adds.
fn gift(user: u64, repeat: u64) -> StreamEvent {
    let gift = serde_json::json!({
        "type": "gift", "gift": "rose", "coins": 1, "count": 1, "combo": "c", "repeat": repeat,
        "channel": "tiktok:luna", "source": "test", "at": 1_000,
        "user": { "id": format!("u{user}"), "name": "Ann" }
    });
    serde_json::from_value(gift).unwrap()
}

/// One transaction: everybody's streak grows by one.
fn commit(db: &mut Connection, crowd: &mut Crowd, stats: &mut Stats, repeat: u64, now: Instant) -> Due {
    let mut people = ViewerTallies::default();
    let counted: Vec<_> = (0..PEOPLE)
        .map(|user| {
            let event = gift(user, repeat);
            let credit = stats.apply(&event, 1_000).credit;
            people.note(Some(1), &event, &credit);
            CountedEvent {
                event: Arc::new(event),
                received_at: 1_000,
                session: Some(1),
                credit,
            }
        })
        .collect();
    crowd.take_in(people);
    let due = crowd.due(now);
    let tx = db.transaction().unwrap();
    events::append(&tx, &counted).unwrap();
    crowd.write(&tx, &due).unwrap();
    tx.commit().unwrap();
    crowd.let_go(&due, now);
    due
}

fn write_everybody(db: &mut Connection, crowd: &Crowd) {
    let tx = db.transaction().unwrap();
    crowd.write(&tx, &Due::Everybody).unwrap();
    tx.commit().unwrap();
}

/// How many have how many coins.
fn coins(db: &Connection, session: Option<u64>) -> Vec<(u64, usize)> {
    let page = Page {
        limit: 10_000,
        offset: 0,
    };
    let board = leaderboard::top(db, Score::Coins, session, page, &XpRules::default()).unwrap();
    let mut counts = std::collections::BTreeMap::new();
    for row in board {
        *counts.entry(row.value).or_default() += 1;
    }
    counts.into_iter().collect()
}

#[test]
fn a_flood_that_is_cut_off_is_counted_again_from_its_events() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = crate::open(&folder.path().join("a.db")).unwrap();
    let (mut crowd, mut stats) = (Crowd::recall(&db).unwrap(), Stats::default());
    let start = Instant::now();
    let first = commit(&mut db, &mut crowd, &mut stats, 1, start);
    assert!(matches!(first, Due::Parts(0)), "{first:?}");
    assert_eq!(coins(&db, None), []);
    // A turn later it is time for some of them, but not for all at once.
    let second = commit(&mut db, &mut crowd, &mut stats, 2, start + TURN);
    let Due::Parts(parts) = second else {
        panic!("{second:?}")
    };
    assert!((1..PARTS).contains(&parts), "{parts}");
    let written = coins(&db, None);
    assert!(
        matches!(*written, [(2, some)] if (1..PEOPLE as usize).contains(&some)),
        "{written:?}"
    );
    commit(&mut db, &mut crowd, &mut stats, 3, start + TURN);

    // The crash: what is not in the file is forgotten.
    let crowd = Crowd::recall(&db).unwrap();
    write_everybody(&mut db, &crowd);
    let all = [(3, PEOPLE as usize)];
    assert_eq!(
        (coins(&db, None), coins(&db, Some(1))),
        (all.to_vec(), all.to_vec())
    );
    let crowd = Crowd::recall(&db).unwrap();
    assert!(crowd.is_empty(), "nobody is counted a second time");
}

#[test]
fn a_few_people_are_written_with_their_events() {
    let folder = tempfile::tempdir().unwrap();
    let db = crate::open(&folder.path().join("a.db")).unwrap();
    let mut crowd = Crowd::recall(&db).unwrap();
    let mut people = ViewerTallies::default();
    let follow = StreamEvent {
        kind: EventKind::Follow,
        user: Some(User {
            id: "1".into(),
            name: "Ann".into(),
        }),
        ..gift(1, 1)
    };
    people.note(
        Some(1),
        &follow,
        &gauge_model::ViewerCounts::told_by(&follow.kind),
    );
    crowd.take_in(people);
    assert!(matches!(crowd.due(Instant::now()), Due::Everybody));
}
