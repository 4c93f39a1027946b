//! What a client of `/ws/live` says: each message is answered, whatever it is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use streamgauge_fuzz::Door;

thread_local!(static DOOR: Door = Door::new());

/// Answers to a message; everything else is news.
const ANSWERS: [&str; 5] = [
    "error",
    "pong",
    "status",
    "subscription_confirmed",
    "unsubscribed",
];

fuzz_target!(|input: &[u8]| {
    let Some((mode, said)) = input.split_first() else {
        return;
    };
    DOOR.with(|door| match mode {
        // Bytes that need not be frames.
        b'!' => _ = door.talk(&[door.handshake("/ws/live").as_bytes(), said].concat()),
        _ => {
            // What is no text is no message, and ends the connection.
            let Ok(said) = str::from_utf8(said) else { return };
            door.run(converse(door, said));
        }
    });
});

async fn converse(door: &Door, said: &str) {
    let mut wire = door.wire("/ws/live").await.expect("it is let in");
    let messages: Vec<_> = said.split('\n').take(64).collect();
    for message in &messages {
        wire.say(message.as_bytes()).await;
    }
    // What an overlay reports about itself is heard and not answered.
    let is_report = |message: &&str| {
        serde_json::from_str::<Value>(message).is_ok_and(|message| message["type"] == "report")
    };
    let asked = messages.len() - messages.iter().copied().filter(is_report).count();
    let mut answers = 0;
    while answers < asked {
        let frame = wire.next().await.expect("nothing that is said ends it");
        if frame.opcode == 9 {
            continue;
        }
        assert_eq!(frame.opcode, 1, "{frame:?}");
        let told: Value = serde_json::from_slice(&frame.payload).expect("it says JSON");
        let kind = told["event_type"].as_str().or_else(|| told["type"].as_str());
        answers += usize::from(kind.is_some_and(|kind| ANSWERS.contains(&kind)));
    }
}
