//! Goals watch their number, go up when it gets there, and are kept.

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, ChannelId, Counter, FaultCode, GoalLasts, GoalRule, GoalState, OnReached};
use gauge_tests::{folder::Folder, reader::Reader};
use serde_json::{Value, json};

async fn engine(folder: &Folder) -> Engine {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    Engine::start(data, Opening::Named("A".to_owned()), gauge_engine::now)
        .await
        .expect("an engine")
}

async fn give(engine: &Engine, coins: u64) {
    let gift =
        json!({ "type": "gift", "channel": "tiktok:luna", "gift": "Rose", "coins": coins, "count": 1 });
    engine
        .push(gift.to_string().as_bytes())
        .await
        .expect("it runs")
        .expect("a good push");
}

fn coins(target: u64, on_reached: OnReached) -> GoalRule {
    GoalRule {
        name: "Coins".to_owned(),
        counter: Counter::Coins,
        channel: None,
        start: 0,
        target,
        lasts: GoalLasts::Session,
        on_reached,
    }
}

async fn goals(engine: &Engine) -> Vec<(u64, u64, u64)> {
    let Ok(Answer::Goals(goals)) = engine.ask(Ask::Goals).await else {
        panic!("no goals");
    };
    let shown = |goal: GoalState| (goal.id, goal.value, goal.target);
    goals.into_iter().map(shown).collect()
}

async fn add(engine: &Engine, rule: GoalRule) -> GoalState {
    match engine.ask(Ask::AddGoal { rule }).await {
        Ok(Answer::Goal(goal)) => *goal,
        other => panic!("no goal: {other:?}"),
    }
}

async fn next_with(reader: &mut Reader, key: &str) -> Value {
    loop {
        let frame = reader.next().await.expect("the feed goes on");
        if frame.get(key).is_some() {
            return frame;
        }
    }
}

#[tokio::test]
async fn a_goal_is_ahead_again_in_one_step_and_stays_so() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let goal = add(&live, coins(1000, OnReached::Step(1000))).await;
    give(&live, 10_002).await;
    assert_eq!(goals(&live).await, [(goal.id, 10_002, 11_000)]);
    live.stop().await;
    drop(live);
    let live = engine(&folder).await;
    assert_eq!(goals(&live).await, [(goal.id, 10_002, 11_000)]);
    give(&live, 998).await;
    assert_eq!(goals(&live).await, [(goal.id, 11_000, 12_000)]);
    live.stop().await;
}

#[tokio::test]
async fn a_goal_leaves_in_the_delta_of_its_event() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let mut reader = Reader::sit(&live).await;
    assert_eq!(reader.next_snapshot().await["goals"], json!([]));
    let goal = add(&live, coins(100, OnReached::Double)).await;
    let made = next_with(&mut reader, "goals").await;
    assert_eq!(made["goals"], json!([goal]));
    give(&live, 150).await;
    let delta = next_with(&mut reader, "goals").await;
    assert_eq!(
        (&delta["event"]["type"], &delta["totals"]["coins"]),
        (&json!("gift"), &json!(150))
    );
    let shown = &delta["goals"][0];
    assert_eq!(
        (&shown["value"], &shown["target"], &shown["progress"]),
        (&json!(150), &json!(200), &json!(0.75))
    );
    let mut late = Reader::sit(&live).await;
    assert_eq!(late.next_snapshot().await["goals"], delta["goals"]);
    live.ask(Ask::RemoveGoal { id: goal.id }).await.expect("it goes");
    assert_eq!(next_with(&mut reader, "goal_gone").await["goal_gone"], goal.id);
    live.stop().await;
}

#[tokio::test]
async fn a_session_counts_whole_and_a_lasting_goal_from_its_making() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    give(&live, 70).await;
    let session = add(&live, coins(100, OnReached::Stay)).await;
    let lasting = GoalRule {
        lasts: GoalLasts::Always,
        start: 500,
        ..coins(1000, OnReached::Stay)
    };
    let lasting = add(&live, lasting).await;
    give(&live, 50).await;
    assert_eq!(
        goals(&live).await,
        [(session.id, 120, 100), (lasting.id, 550, 1000)]
    );
    let rule = coins(50, OnReached::Step(100));
    let changed = live.ask(Ask::ChangeGoal { id: session.id, rule }).await;
    let Ok(Answer::Goal(changed)) = changed else {
        panic!("{changed:?}");
    };
    assert_eq!((changed.value, changed.target), (120, 150));
    live.ask(Ask::RemoveGoal { id: lasting.id })
        .await
        .expect("it goes");
    live.stop().await;
    drop(live);
    let live = engine(&folder).await;
    assert_eq!(
        goals(&live).await,
        [(session.id, 120, 150)],
        "what was removed stays so"
    );
    live.stop().await;
}

async fn give_on(engine: &Engine, channel: &str, coins: u64) {
    let gift = json!({ "type": "gift", "channel": channel, "coins": coins });
    let pushed = engine.push(gift.to_string().as_bytes()).await;
    pushed.expect("it runs").expect("a good push");
}

#[tokio::test]
async fn a_channel_that_was_set_aside_brings_a_lasting_goal_nothing_old() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    give_on(&live, "twitch:luna", 70).await;
    let channel: ChannelId = "twitch:luna".parse().expect("a channel");
    live.ask(Ask::RemoveChannel { channel }).await.expect("it goes");
    let lasting = GoalRule {
        lasts: GoalLasts::Always,
        ..coins(1000, OnReached::Stay)
    };
    let lasting = add(&live, lasting).await;
    let session = add(&live, coins(1000, OnReached::Stay)).await;
    assert_eq!(goals(&live).await, [(lasting.id, 0, 1000), (session.id, 0, 1000)]);
    give_on(&live, "twitch:luna", 5).await;
    assert_eq!(
        goals(&live).await,
        [(lasting.id, 5, 1000), (session.id, 75, 1000)]
    );
    live.stop().await;
}

#[tokio::test]
async fn nonsense_is_refused() {
    let folder = Folder::new();
    let live = engine(&folder).await;
    let nameless = GoalRule {
        name: "  ".to_owned(),
        ..coins(1, OnReached::Stay)
    };
    for ask in [
        Ask::AddGoal {
            rule: coins(0, OnReached::Stay),
        },
        Ask::AddGoal {
            rule: coins(1, OnReached::Step(0)),
        },
        Ask::AddGoal { rule: nameless },
        Ask::ChangeGoal {
            id: 9,
            rule: coins(1, OnReached::Stay),
        },
        Ask::RemoveGoal { id: 9 },
    ] {
        let fault = live.ask(ask).await.expect_err("a refusal");
        assert_eq!(fault.code, FaultCode::Goal);
    }
    assert_eq!(goals(&live).await, []);
    live.stop().await;
}
