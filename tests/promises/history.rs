//! A session can be looked at afterwards: its samples, and who took part in it.

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, Audience, SessionReport};
use gauge_tests::folder::Folder;
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
/// The first moment of the story: 2026-01-01.
const START: i64 = 1_767_225_600_000;

async fn engine(folder: &Folder) -> Engine {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let opening = Opening::Named("A".to_owned());
    Engine::start(data, opening, gauge_engine::now)
        .await
        .expect("an engine")
}

async fn push(engine: &Engine, events: &Value) {
    let body = events.to_string();
    engine
        .push(body.as_bytes())
        .await
        .expect("it runs")
        .expect("a good push");
}

fn chat(user: &str, at: i64) -> Value {
    json!({ "type": "chat", "channel": "tiktok:luna", "user": { "id": user, "name": user }, "text": "hi", "at": at })
}

async fn sessions(engine: &Engine) -> Vec<SessionReport> {
    let ask = Ask::Sessions {
        channel: None,
        limit: 10,
    };
    match engine.ask(ask).await {
        Ok(Answer::Sessions(sessions)) => sessions,
        other => panic!("no sessions: {other:?}"),
    }
}

async fn audience(engine: &Engine, session: u64) -> (u64, u64) {
    match engine.ask(Ask::Audience { session }).await {
        Ok(Answer::Audience(Audience { new, returning })) => (new, returning),
        other => panic!("no audience: {other:?}"),
    }
}

#[tokio::test]
async fn a_session_tells_who_came_for_the_first_time() {
    let folder = Folder::new();
    let engine = engine(&folder).await;
    push(&engine, &json!([chat("ann", START), chat("bob", START + 1)])).await;
    let channel = "tiktok:luna".parse().expect("a channel");
    engine.ask(Ask::EndSession { channel }).await.expect("it ends");
    let later = START + 90 * MINUTE;
    push(
        &engine,
        &json!([
            chat("bob", later),
            chat("cleo", later + 1),
            chat("cleo", later + 2)
        ]),
    )
    .await;
    let known = sessions(&engine).await;
    let [second, first] = known.as_slice() else {
        panic!("two sessions: {known:?}");
    };
    assert_eq!(audience(&engine, first.session.id).await, (2, 0), "the first");
    assert_eq!(audience(&engine, second.session.id).await, (1, 1), "the second");
    assert_eq!(audience(&engine, 999).await, (0, 0), "no such session");
    engine.stop().await;
}

#[tokio::test]
async fn samples_are_told_of_a_span() {
    let folder = Folder::new();
    let engine = engine(&folder).await;
    let events: Vec<Value> = (0..10).map(|n| chat("ann", START + n * MINUTE)).collect();
    push(&engine, &json!(events)).await;
    let times = |since, until| {
        let asked = engine.ask(Ask::Samples { since, until });
        async move {
            match asked.await {
                Ok(Answer::Samples(samples)) => samples.iter().map(|sample| sample.at).collect::<Vec<_>>(),
                other => panic!("no samples: {other:?}"),
            }
        }
    };
    let all = times(0, None).await;
    assert!(all.len() > 5, "{all:?}");
    let (since, until) = (START + 3 * MINUTE, START + 6 * MINUTE);
    let inside: Vec<i64> = all
        .iter()
        .copied()
        .filter(|at| (since..=until).contains(at))
        .collect();
    assert!(!inside.is_empty() && inside.len() < all.len(), "{inside:?}");
    assert_eq!(times(since, Some(until)).await, inside);
    engine.stop().await;
}
