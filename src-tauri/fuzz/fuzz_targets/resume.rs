//! Where a client says that it was: it is told everything since, or everything.

#![no_main]

use std::cell::Cell;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use streamgauge_fuzz::Door;

thread_local! {
    static DOOR: Door = Door::new();
    static VIEWERS: Cell<u64> = const { Cell::new(0) };
}

fuzz_target!(|input: &str| {
    let Some(mode) = input.chars().next() else { return };
    let place = &input[mode.len_utf8()..];
    DOOR.with(|door| door.run(come_back(door, mode, place)));
});

async fn one_more(door: &Door) -> u64 {
    VIEWERS.set(VIEWERS.get() + 1);
    let count = VIEWERS.get();
    door.push(&format!(
        r#"{{"type":"viewers","channel":"twitch:luna","count":{count}}}"#
    ))
    .await
    .seq
}

/// In what is said, `$E` stands for the epoch, `$P` for a number before three changes and `$S` for the newest.
async fn come_back(door: &Door, mode: char, place: &str) {
    let before = one_more(door).await;
    let mut newest = before;
    for _ in 0..3 {
        newest = one_more(door).await;
    }
    let epoch = epoch(door).await;
    let place = place
        .replace("$E", &epoch)
        .replace("$P", &before.to_string())
        .replace("$S", &newest.to_string());
    let (path, command) = match mode {
        '?' => (
            format!("/ws/live?since={place}"),
            r#"{"type":"subscribe","channels":["stats"]}"#.to_owned(),
        ),
        _ => (
            "/ws/live".to_owned(),
            format!(r#"{{"type":"subscribe","channels":["stats"],{place}}}"#),
        ),
    };
    // An address may hold what HTTP does not take.
    let Some(mut wire) = door.wire(&path).await else {
        return;
    };
    wire.say(command.as_bytes()).await;
    let reply = loop {
        let told = next(&mut wire).await;
        match told["event_type"].as_str().or(told["type"].as_str()) {
            Some("subscription_confirmed") => break told,
            // The fields may have changed what is said.
            Some("error" | "unsubscribed" | "pong" | "status") => return,
            _ => {}
        }
    };
    let is_resumed = reply["resumed"] == true || reply["data"]["resumed"] == true;
    follow(&mut wire, is_resumed, newest).await;
}

async fn epoch(door: &Door) -> String {
    let mut wire = door.wire("/ws/live").await.expect("it is let in");
    wire.say(br#"{"type":"subscribe","channels":["stats"]}"#).await;
    loop {
        let told = next(&mut wire).await;
        if told["type"] == "snapshot" {
            return told["epoch"].as_str().expect("a text").to_owned();
        }
    }
}

/// One more change shows whether anything is missing before it.
async fn follow(wire: &mut streamgauge_fuzz::Wire, is_resumed: bool, newest: u64) {
    let last = DOOR.with(|_| VIEWERS.get());
    let mut seq = None;
    if is_resumed {
        // Nothing need come when nothing was missed.
        wire.say(br#"{"type":"ping"}"#).await;
    }
    loop {
        let told = next(wire).await;
        match told["event_type"].as_str().or(told["type"].as_str()) {
            Some("snapshot") => {
                assert!(!is_resumed, "who resumes is not told everything");
                assert_eq!(
                    (&told["seq"], &told["stats"]["viewers"]),
                    (&newest.into(), &last.into())
                );
                return;
            }
            Some("delta") => {
                assert!(is_resumed, "first comes everything: {told}");
                let now = told["seq"].as_u64().expect("a number");
                assert!(seq.is_none_or(|before| before + 1 == now), "{now} after {seq:?}");
                seq = Some(now);
            }
            Some("pong") => return assert!(seq.is_none_or(|seq| seq == newest), "{seq:?} of {newest}"),
            _ => {}
        }
    }
}

async fn next(wire: &mut streamgauge_fuzz::Wire) -> Value {
    loop {
        let frame = wire.next().await.expect("it stays open");
        match frame.opcode {
            // It asks whether we are there.
            9 => {}
            1 => return serde_json::from_slice(&frame.payload).expect("it says JSON"),
            _ => panic!("{frame:?}"),
        }
    }
}
