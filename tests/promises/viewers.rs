//! Viewers are known by the platform's id, kept over restarts, and never mixed between profiles.

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{
    Answer, Ask, BoardRow, ChannelId, Counter, FaultCode, Score, StoredEvent, ViewerReport, XpRules,
};
use gauge_tests::{app::Launch, folder::Folder, http};
use serde_json::{Value, json};

async fn engine(folder: &Folder, profile: &str) -> Engine {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let opening = Opening::Named(profile.to_owned());
    Engine::start(data, opening, gauge_engine::now)
        .await
        .expect("an engine")
}

async fn push(engine: &Engine, events: Value) {
    let body = events.to_string();
    engine
        .push(body.as_bytes())
        .await
        .expect("it runs")
        .expect("a good push");
}

fn gift(user: &str, name: &str, combo: &str, repeat: u64) -> Value {
    json!({ "type": "gift", "channel": "tiktok:luna", "user": { "id": user, "name": name },
            "gift": "Rose", "coins": 10, "count": 1, "combo": combo, "repeat": repeat })
}

fn chat(user: &str, name: &str) -> Value {
    json!({ "type": "chat", "channel": "tiktok:luna", "user": { "id": user, "name": name }, "text": "hi" })
}

async fn board(engine: &Engine, by: Score, session: Option<u64>) -> Vec<(String, u64)> {
    let ask = Ask::Leaderboard {
        by,
        session,
        limit: 10,
        offset: 0,
    };
    let Ok(Answer::Board(rows)) = engine.ask(ask).await else {
        panic!("no board");
    };
    let shown = |row: BoardRow| (row.name, row.value);
    rows.into_iter().map(shown).collect()
}

async fn viewer(engine: &Engine, id: &str) -> ViewerReport {
    let id = id.parse().expect("an id");
    match engine.ask(Ask::Viewer { id }).await {
        Ok(Answer::Viewer(viewer)) => *viewer,
        other => panic!("no viewer: {other:?}"),
    }
}

fn rows(pairs: &[(&str, u64)]) -> Vec<(String, u64)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), *value))
        .collect()
}

#[tokio::test]
async fn boards_are_kept_over_a_restart_in_the_middle_of_a_streak() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    push(
        &live,
        json!([gift("1", "alice", "c", 1), gift("1", "alice", "c", 3)]),
    )
    .await;
    push(&live, json!([gift("2", "bob", "d", 4), chat("2", "bob")])).await;
    let before = rows(&[("bob", 4), ("alice", 3)]);
    assert_eq!(board(&live, Score::Gifts, None).await, before);
    live.stop().await;
    drop(live);
    let live = engine(&folder, "A").await;
    assert_eq!(board(&live, Score::Gifts, None).await, before);
    push(
        &live,
        json!([gift("1", "alice", "c", 3), gift("1", "alice", "c", 5)]),
    )
    .await;
    assert_eq!(
        board(&live, Score::Gifts, None).await,
        rows(&[("alice", 5), ("bob", 4)]),
        "the streak went on from 3"
    );
    assert_eq!(
        board(&live, Score::Coins, None).await,
        rows(&[("alice", 50), ("bob", 40)])
    );
    assert_eq!(board(&live, Score::Messages, None).await, rows(&[("bob", 1)]));
    assert_eq!(
        board(&live, Score::Xp, None).await,
        rows(&[("alice", 50), ("bob", 41)])
    );
    live.stop().await;
}

#[tokio::test]
async fn a_rename_keeps_one_person() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    push(&live, json!([chat("1", "alice"), chat("7", "alice")])).await;
    push(&live, json!([chat("1", "Älice")])).await;
    assert_eq!(
        board(&live, Score::Messages, None).await,
        rows(&[("Älice", 2), ("alice", 1)])
    );
    let found = live
        .ask(Ask::FindViewers {
            name: "äLIC".to_owned(),
            limit: 10,
        })
        .await;
    let Ok(Answer::Viewers(found)) = found else {
        panic!("nobody found");
    };
    let ids: Vec<String> = found.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(ids, ["tiktok:1"]);
    let alice = viewer(&live, "tiktok:1").await;
    assert_eq!((alice.name.as_str(), alice.total.counts.messages), ("Älice", 2));
    let id = "tiktok:9".parse().expect("an id");
    let fault = live.ask(Ask::Viewer { id }).await.expect_err("nobody");
    assert_eq!(fault.code, FaultCode::NoSuchViewer);
    live.stop().await;
}

#[tokio::test]
async fn alice_in_two_profiles_is_two_people() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    let a = live.profile().await.expect("it is open");
    push(&live, json!([gift("1", "alice", "c", 5)])).await;
    let made = Ask::CreateProfile { name: "B".to_owned() };
    live.ask(made).await.expect("a profile");
    assert_eq!(board(&live, Score::Coins, None).await, []);
    push(&live, json!([gift("1", "alice", "e", 2)])).await;
    assert_eq!(board(&live, Score::Coins, None).await, rows(&[("alice", 20)]));
    live.ask(Ask::SwitchProfile { id: a.id }).await.expect("a switch");
    assert_eq!(board(&live, Score::Coins, None).await, rows(&[("alice", 50)]));
    live.stop().await;
}

#[tokio::test]
async fn points_follow_the_rules_of_now() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    push(&live, json!([gift("1", "alice", "c", 40)])).await;
    let alice = viewer(&live, "tiktok:1").await;
    assert_eq!((alice.xp, alice.level, alice.next_level_at), (400, 3, 900));
    let rules = XpRules {
        coin: 2000,
        level_step: 200,
        ..XpRules::default()
    };
    let set = live.ask(Ask::SetXpRules { rules }).await;
    assert_eq!(set, Ok(Answer::XpRules(rules)));
    let bad = XpRules {
        level_step: 0,
        ..rules
    };
    let fault = live.ask(Ask::SetXpRules { rules: bad }).await.expect_err("no");
    assert_eq!(fault.code, FaultCode::Rules);
    live.stop().await;
    drop(live);
    let live = engine(&folder, "A").await;
    assert_eq!(board(&live, Score::Xp, None).await, rows(&[("alice", 800)]));
    assert_eq!(viewer(&live, "tiktok:1").await.level, 3);
    live.stop().await;
}

async fn why(engine: &Engine, field: Counter, session: Option<u64>) -> Vec<StoredEvent> {
    let ask = Ask::Why {
        field,
        channel: Some("tiktok:luna".parse().expect("a channel")),
        session,
        limit: 2,
    };
    match engine.ask(ask).await {
        Ok(Answer::Events(events)) => events,
        other => panic!("no events: {other:?}"),
    }
}

#[tokio::test]
async fn a_number_says_why_it_is_what_it_is() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    let tip = |amount: u64, unit: &str| json!({ "type": "tip", "channel": "tiktok:luna", "amount": amount, "currency": unit });
    push(
        &live,
        json!([
            gift("1", "alice", "c", 1),
            tip(5, "EUR"),
            chat("1", "alice"),
            tip(7, "USD")
        ]),
    )
    .await;
    push(
        &live,
        json!([
            gift("1", "alice", "c", 2),
            gift("1", "alice", "c", 3),
            tip(9, "EUR"),
            tip(1, "USD")
        ]),
    )
    .await;
    push(&live, json!([{ "type": "share", "channel": "tiktok:other" }])).await;
    for (field, want) in [
        (Counter::Coins, vec!["gift", "gift"]),
        (Counter::Tips("EUR".into()), vec!["tip", "tip"]),
        (Counter::ChatMessages, vec!["chat"]),
        (Counter::Shares, vec![]),
    ] {
        let events = why(&live, field.clone(), None).await;
        let kinds: Vec<_> = events.iter().map(|one| one.event.kind.name()).collect();
        assert_eq!(kinds, want, "{field:?}");
        assert!(events.is_sorted_by(|a, b| a.seq > b.seq), "newest first");
        assert!(events.iter().all(|one| field.is_changed_by(&one.event.kind)));
    }
    live.stop().await;
}

#[tokio::test]
async fn a_session_says_why_its_number_is_what_it_is() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    let channel: ChannelId = "tiktok:luna".parse().expect("a channel");
    for names in [["alice", "bob"], ["cem", "dora"]] {
        push(&live, names.map(|name| chat(name, name)).into()).await;
        let ended = live
            .ask(Ask::EndSession {
                channel: channel.clone(),
            })
            .await;
        ended.expect("it ends");
    }
    for (session, want) in [(1, ["bob", "alice"]), (2, ["dora", "cem"])] {
        let events = why(&live, Counter::ChatMessages, Some(session)).await;
        let names: Vec<_> = events
            .iter()
            .filter_map(|one| Some(&*one.event.user.as_ref()?.name))
            .collect();
        assert_eq!(names, want, "session {session}");
    }
    assert!(why(&live, Counter::ChatMessages, Some(3)).await.is_empty());
    live.stop().await;
}

/// More people than are written with their events.
const FLOOD: usize = 1000;

fn everybody_follows() -> Value {
    let follow = |user| json!({ "type": "follow", "channel": "tiktok:luna", "user": { "id": format!("u{user}"), "name": "Ann" } });
    (0..FLOOD).map(follow).collect()
}

async fn follows_of_everybody(engine: &Engine) -> Vec<u64> {
    let ask = Ask::Leaderboard {
        by: Score::Follows,
        session: None,
        limit: 1000,
        offset: 0,
    };
    match engine.ask(ask).await {
        Ok(Answer::Board(rows)) => rows.iter().map(|row| row.value).collect(),
        other => panic!("no board: {other:?}"),
    }
}

#[tokio::test]
async fn a_board_has_everybody_of_a_flood_at_once() {
    let folder = Folder::new();
    let live = engine(&folder, "A").await;
    for times in 1..=3 {
        push(&live, everybody_follows()).await;
        assert_eq!(follows_of_everybody(&live).await, vec![times; FLOOD]);
    }
    live.stop().await;
}

#[tokio::test]
async fn a_flood_of_people_is_counted_once_over_a_kill() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    for _ in 0..3 {
        http::push(app.http(), everybody_follows()).await;
    }
    app.kill().await;
    let live = engine(&folder, "A").await;
    assert_eq!(follows_of_everybody(&live).await, [3; FLOOD]);
    live.stop().await;
}
