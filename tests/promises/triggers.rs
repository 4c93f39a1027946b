//! A rule that fires is told at once, with its evidence, and kept; other rules can be tried on what was.

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, EventKind, StreamEvent, TriggerRules};
use gauge_tests::{
    app::Launch,
    folder::Folder,
    http::{get, push},
    live::Live,
    recordings, tokens,
};
use serde_json::{Value, json};

/// 2026-01-01.
const START: i64 = 1_767_225_600_000;

/// Two minutes at 40 000 viewers, then 55 000: the example of the clipper's own documents.
fn spike() -> Vec<Value> {
    let sample = |at: i64, count: u64| json!({ "type": "viewers", "channel": "generic:xQc", "count": count, "at": START + at * 1000 });
    (0..120)
        .step_by(10)
        .map(|at| sample(at, 40_000))
        .chain([120, 130, 140].map(|at| sample(at, 55_000)))
        .collect()
}

/// A minute and a half of a quiet chat, then many people at once.
fn burst() -> Vec<Value> {
    let chat = |ms: i64, who: i64| json!({ "type": "chat", "channel": "generic:xQc", "text": "hello there", "user": { "id": who.to_string(), "name": "ann" }, "at": START + ms });
    (0..120)
        .map(|second| chat(second * 1000, second % 30))
        .chain((0..80).map(|i| chat(120_000 + i * 100, 100 + i)))
        .collect()
}

#[tokio::test]
async fn a_jump_of_the_viewers_is_told_with_its_numbers_and_kept() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let mut live = Live::join(app.http(), &["trigger"]).await;
    push(app.http(), json!(spike())).await;
    let told = loop {
        let frame = live.next().await.expect("the connection stands");
        // A session began with it, so it may come in a whole snapshot.
        let told = [&frame["event"], &frame["triggers"][0]];
        if let Some(told) = told.into_iter().find(|event| event["type"] == "trigger") {
            break told.clone();
        }
    };
    let details = json!({ "before": 40000, "after": 55000, "spike_percent": 37.5 });
    assert_eq!(
        (&told["trigger"], &told["details"]),
        (&json!("viewer_spike"), &details)
    );
    let shown = get(app.http(), "/api/stats").await["recent_triggers"].clone();
    assert_eq!(shown.as_array().map(Vec::len), Some(1), "{shown}");
    assert_eq!(
        (&shown[0]["streamer"], &shown[0]["type"], &shown[0]["details"]),
        (&json!("xQc"), &json!("viewer_spike"), &details)
    );
    app.terminate().await;
    assert_eq!(folder.open("Main").count("kind = 'trigger'"), 1);
    let again = Launch::headless(folder.path()).profile("Main").start().await;
    assert_eq!(get(again.http(), "/api/stats").await["recent_triggers"], shown);
    // The same pushed again is the same moment: nothing fires twice.
    push(again.http(), json!(spike())).await;
    assert_eq!(get(again.http(), "/api/stats").await["recent_triggers"], shown);
}

/// A real, busy chat of 200 s: what the usual rules find in it, and why that is right. At its beginning 27 people write
/// one emote within seconds of each other; at 148 s one person gives 1000 bits. Its messages grow from 5 to 13 a second
/// over minutes, but never twice as many within 10 s: there is no chat burst in it.
#[tokio::test]
async fn in_a_real_chat_the_rules_find_what_is_there() {
    let Some(recording) = recordings::captured() else {
        return;
    };
    let folder = Folder::new();
    let launch = Launch::headless(folder.path())
        .profile("Main")
        .replay(&recording.file, "max")
        .to_report();
    let ended = launch.arg("--channel").arg(recording.channel).run().await;
    assert!(ended.status.success(), "{}", ended.stderr);
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let live = Live::join(app.http(), &["stats", "trigger"]).await;
    let lines = recording.chat_lines();
    let sent = lines.iter().filter_map(|line| {
        let at = line.split_once("tmi-sent-ts=")?.1;
        at.split([';', ' ']).next()?.parse::<i64>().ok()
    });
    let first = sent.min().expect("it began");
    let found: Vec<(String, i64)> = live.state["triggers"]
        .as_array()
        .expect("triggers")
        .iter()
        .map(|one| {
            let after = one["at"].as_i64().expect("a time") - first;
            (one["trigger"].as_str().expect("a name").to_owned(), after / 1000)
        })
        .collect();
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["word_burst", "gift_burst"], "{found:?}");
    assert!(
        (10..20).contains(&found[0].1) && (145..152).contains(&found[1].1),
        "{found:?}"
    );
}

/// A source of the channel that is away says nothing about the tool that pushes its chat.
#[tokio::test]
async fn a_burst_is_noticed_beside_a_source_that_is_away() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let away = json!({ "kind": "tikfinity", "channel": "luna", "host": "127.0.0.1", "port": 9 });
    tokens::asked(
        folder.path(),
        app.http(),
        json!({ "ask": "add_source", "settings": away }),
    )
    .await;
    let mut live = Live::join(app.http(), &["source", "trigger"]).await;
    live.wait_until("it is away", |state| {
        state["sources"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["state"] == "waiting"))
    })
    .await;
    let mut events = burst();
    for event in &mut events {
        event["channel"] = json!("tiktok:luna");
    }
    push(app.http(), json!(events)).await;
    let shown = get(app.http(), "/api/stats").await["recent_triggers"].clone();
    let names: Vec<_> = shown
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["type"])
        .collect();
    assert_eq!(names, ["chat_velocity"], "{shown}");
}

#[tokio::test]
async fn a_producer_clears_its_streamer_and_its_history_stays() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    push(app.http(), json!(spike())).await;
    push(app.http(), json!({ "type": "clear", "channel": "generic:xQc" })).await;
    let stats = get(app.http(), "/api/stats").await;
    assert_eq!(stats["viewer_counts"], json!({}), "{stats}");
    assert_eq!(
        stats["recent_triggers"].as_array().map(Vec::len),
        Some(1),
        "{stats}"
    );
    push(
        app.http(),
        json!({ "type": "clear", "channel": "generic:xQc", "triggers": true }),
    )
    .await;
    let stats = get(app.http(), "/api/stats").await;
    assert_eq!(stats["recent_triggers"], json!([]), "{stats}");
    assert_eq!(folder.open("Main").count("kind = 'trigger'"), 1);
}

async fn engine(folder: &Folder) -> Engine {
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let opening = Opening::Named("A".to_owned());
    Engine::start(data, opening, gauge_engine::now)
        .await
        .expect("an engine")
}

async fn give(engine: &Engine, events: Vec<Value>) {
    let body = json!(events).to_string();
    engine
        .push(body.as_bytes())
        .await
        .expect("it runs")
        .expect("a good push");
}

fn names(events: &[StreamEvent]) -> Vec<&str> {
    let name = |event: &StreamEvent| match &event.kind {
        EventKind::Trigger { .. } => "trigger",
        _ => "something else",
    };
    assert!(events.iter().all(|event| name(event) == "trigger"), "{events:?}");
    let trigger = |event: &'_ StreamEvent| match &event.kind {
        EventKind::Trigger { trigger, .. } if **trigger == *"chat_velocity" => "chat_velocity",
        EventKind::Trigger { trigger, .. } if **trigger == *"viewer_spike" => "viewer_spike",
        _ => "another",
    };
    events.iter().map(trigger).collect()
}

async fn tried(engine: &Engine, rules: TriggerRules, session: u64) -> Vec<StreamEvent> {
    match engine.ask(Ask::TryTriggerRules { rules, session }).await {
        Ok(Answer::Triggers(fired)) => fired,
        other => panic!("no trial: {other:?}"),
    }
}

#[tokio::test]
async fn other_rules_can_be_tried_on_a_session_that_was() {
    let folder = Folder::new();
    let engine = engine(&folder).await;
    let silent = TriggerRules {
        chat_velocity: false,
        viewer_spike: false,
        ..TriggerRules::default()
    };
    let set = Ask::SetTriggerRules {
        rules: silent.clone(),
    };
    assert!(matches!(engine.ask(set).await, Ok(Answer::TriggerRules(rules)) if rules == silent));
    give(&engine, spike()).await;
    give(&engine, burst()).await;
    let asked = Ask::Triggers {
        session: None,
        limit: 10,
    };
    assert!(matches!(engine.ask(asked.clone()).await, Ok(Answer::Events(fired)) if fired.is_empty()));
    let session = match engine
        .ask(Ask::Sessions {
            channel: None,
            limit: 1,
        })
        .await
    {
        Ok(Answer::Sessions(sessions)) => sessions[0].session.id,
        other => panic!("no sessions: {other:?}"),
    };
    assert_eq!(names(&tried(&engine, silent, session).await), [""; 0]);
    let fired = tried(&engine, TriggerRules::default(), session).await;
    assert!(names(&fired).contains(&"chat_velocity"), "{fired:?}");
    assert!(
        matches!(engine.ask(asked).await, Ok(Answer::Events(fired)) if fired.is_empty()),
        "a trial is no fact"
    );
    let nonsense = TriggerRules {
        gift_coins: 0,
        ..TriggerRules::default()
    };
    let refused = engine.ask(Ask::SetTriggerRules { rules: nonsense }).await;
    assert!(refused.is_err_and(|fault| fault.message.contains("1 coin")));
    engine.stop().await;
}
