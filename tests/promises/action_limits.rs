//! Triggers act at most 50 times a day, and what became of each is told. Time is told.

use std::sync::atomic::{AtomicI64, Ordering};

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Action, ActionRule, ActionRules, Ask, Millis};
use gauge_tests::{folder::Folder, reader::Reader};
use serde_json::{Value, json};

const DAY: Millis = 86_400_000;
/// Eight in the morning, UTC.
static CLOCK: AtomicI64 = AtomicI64::new(1_800_000_000_000);

fn tell() -> Millis {
    CLOCK.load(Ordering::SeqCst)
}

/// What becomes of a trigger that happens after so long.
async fn outcome(engine: &Engine, reader: &mut Reader, later: Millis) -> Value {
    CLOCK.fetch_add(later, Ordering::SeqCst);
    let trigger = json!({ "type": "trigger", "channel": "tiktok:luna", "trigger": "hype", "details": {} });
    let pushed = engine.push(trigger.to_string().as_bytes()).await;
    pushed.expect("it is counted").expect("it is good");
    loop {
        let frame = reader.next().await.expect("the feed goes on");
        let event = &frame["event"];
        if event["type"] == "action" {
            return event["outcome"].clone();
        }
    }
}

#[tokio::test]
async fn fifty_act_in_a_day_and_the_next_day_it_goes_on() {
    // Nothing of a test ever reaches Twitch: port 9 (discard) refuses.
    gauge_engine::set_twitch_server("ws://127.0.0.1:9".to_owned());
    let folder = Folder::new();
    let data = DataDir::claim(folder.path()).expect("the folder");
    let opened = Engine::start(data, Opening::Named("A".to_owned()), tell).await;
    let engine = opened.expect("an engine");
    let rules = vec![ActionRule {
        trigger: None,
        action: Action::Banner {
            text: "Clip that!".to_owned(),
        },
    }];
    let rules = ActionRules { rules };
    engine.ask(Ask::SetActionRules { rules }).await.expect("done");
    let mut reader = Reader::sit(&engine).await;
    for number in 1..=50 {
        let acted = outcome(&engine, &mut reader, 31_000).await;
        assert_eq!(acted, "done", "{number}");
    }
    let acted = outcome(&engine, &mut reader, 31_000).await;
    assert_eq!(acted, "limit");
    let acted = outcome(&engine, &mut reader, DAY).await;
    assert_eq!(acted, "done", "the next day");
    engine.stop().await;
}
