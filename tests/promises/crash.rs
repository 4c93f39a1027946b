//! `kill -9` at any moment: what was acknowledged stays, what was counted is at most a second short, the file is whole.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use gauge_model::Numbers;
use gauge_tests::{
    app::{App, Launch},
    chance::Chance,
    folder::{Folder, Kept},
    http::{get, push},
    live::Live,
    producers::Producers,
    recordings,
    wire::{Wire, text},
};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::opening::TO_OLDER;

const PROFILE: &str = "A";

/// Rates and people watching are of their moment; the rest must follow from the events.
fn lasting(mut numbers: Numbers) -> Numbers {
    numbers.chat_rate = 0.0;
    numbers.viewers = None;
    numbers
}

fn is_whole(kept: &Kept, channel: &str) {
    assert_eq!(kept.quick_check(), "ok");
    let counted = lasting(kept.numbers(channel));
    assert_eq!(
        counted,
        lasting(kept.folded(channel)),
        "the numbers are the fold of the events"
    );
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_replay_leaves_a_whole_file() {
    let folder = Folder::new();
    let small = recordings::small();
    let launch = Launch::headless(folder.path())
        .profile(PROFILE)
        .replay(&small.file, "10");
    let app = launch.start().await;
    let mut live = Live::join(app.http(), &["stats"]).await;
    let told = |state: &Value| state["stats"]["chat_messages"].as_u64().unwrap_or(0);
    live.wait_until("10 messages", |state| told(state) >= 10).await;
    // They are on their way to the file. Further frames are the clock: none of them may be the last one.
    let shown = told(&live.state);
    live.wait_until("them in the file", |_| {
        folder.open(PROFILE).count("kind = 'chat'") >= shown
    })
    .await;
    assert!(told(&live.state) < 37, "it is in the middle");
    app.kill().await;

    let kept = folder.copy(PROFILE);
    is_whole(&kept, small.channel);
    assert!(kept.count("kind = 'chat'") >= shown, "what was in the file stays");
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    let live = Live::join(app.http(), &["stats"]).await;
    let numbers = serde_json::to_value(lasting(kept.numbers(small.channel))).expect("JSON");
    assert_eq!(
        live.state["channels"][small.channel], numbers,
        "it counts on from the file"
    );
    let stats = get(app.http(), "/api/stats").await;
    assert_eq!(stats["chat_velocities"], json!({ "mossgarden": 0.0 }));
    app.terminate().await;

    let again = Launch::headless(folder.path())
        .profile(PROFILE)
        .replay(&small.file, "max");
    let report = again.to_report().run().await.report();
    assert_eq!(report, small.truth, "the rest of it adds up to the whole");
    is_whole(&folder.open(PROFILE), small.channel);
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill_right_after() {
    let folder = Folder::new();
    for n in 1..=20_u64 {
        let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
        let gift = json!({ "type": "gift", "channel": "tiktok:luna", "coins": 2, "id": n.to_string() });
        push(app.http(), gift).await;
        app.kill().await;
        let kept = folder.copy(PROFILE);
        assert_eq!(kept.count("kind = 'gift'"), n);
        assert_eq!(kept.numbers("*").coins, 2 * n);
    }
    is_whole(&folder.open(PROFILE), "tiktok:luna");
}

#[tokio::test]
async fn a_streak_that_spans_a_kill_is_counted_once() {
    let folder = Folder::new();
    let streak = |repeat: u64| {
        json!({ "type": "gift", "channel": "tiktok:luna", "gift": "Rose", "coins": 1, "user": "fern",
                "combo": "c1", "repeat": repeat, "id": format!("g{repeat}") })
    };
    let gifted = |more: Value| {
        let mut event =
            json!({ "type": "subscription", "channel": "twitch:luna", "gifted": true, "bomb": "b1" });
        let fields = event.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        event
    };
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    push(
        app.http(),
        json!([
            streak(5),
            gifted(json!({ "count": 3 })),
            gifted(json!({ "recipient": "a" }))
        ]),
    )
    .await;
    app.kill().await;
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    push(
        app.http(),
        json!([
            streak(7),
            gifted(json!({ "recipient": "b" })),
            gifted(json!({ "recipient": "c" }))
        ]),
    )
    .await;
    let live = Live::join(app.http(), &["stats"]).await;
    let totals = &live.state["stats"];
    assert_eq!(
        (&totals["gifts"], &totals["gift_combos"]),
        (&json!(7), &json!(1)),
        "one streak of 7"
    );
    assert_eq!(totals["gifted_subscriptions"], 3, "one bomb of 3");
}

#[tokio::test]
async fn a_kill_leaves_the_folder_free() {
    let folder = Folder::new();
    for _ in 0..3 {
        let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
        assert_eq!(app.ready["profile"], PROFILE);
        app.kill().await;
    }
}

/// A file of an older version with this many follows, closed; its bytes.
async fn older(folder: &Folder, follows: usize) -> (PathBuf, Vec<u8>) {
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    let follow = |n: usize| json!({ "type": "follow", "channel": "generic:luna", "id": n.to_string() });
    for batch in 0..follows / 500 {
        let batch: Vec<Value> = (0..500).map(|n| follow(batch * 500 + n)).collect();
        push(app.http(), Value::from(batch)).await;
    }
    app.terminate().await;
    let file = folder.file_of(PROFILE);
    Connection::open(&file)
        .and_then(|db| db.execute_batch(TO_OLDER))
        .expect("an older file");
    let bytes = fs::read(&file).expect("the file");
    (file, bytes)
}

/// The files below a folder that are called backups.
fn backups(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            backups(&path, found);
        } else if path.extension().is_some_and(|end| end == "db") {
            found.push(path);
        }
    }
}

/// RELIABILITY R-07 and R-25: between a backup and the end of the change there is no moment that loses anything.
#[tokio::test]
async fn kills_while_an_older_file_is_brought_up_lose_nothing() {
    const FOLLOWS: usize = 5000;
    let folder = Folder::new();
    let (file, bytes) = older(&folder, FOLLOWS).await;
    let mut chance = Chance::new(11);
    let mut killed = 0;
    for _ in 0..12 {
        for beside in ["db-wal", "db-shm"] {
            // There may be none.
            _ = fs::remove_file(file.with_extension(beside));
        }
        fs::write(&file, &bytes).expect("the older file");
        let patience = Duration::from_millis(chance.below(250));
        // A start that is given up is killed, wherever it is.
        killed += u8::from(
            timeout(patience, Launch::headless(folder.path()).start())
                .await
                .is_err(),
        );
        let app = Launch::headless(folder.path()).start().await;
        assert_eq!(
            get(app.http(), "/api/live-stats").await["stats"]["followers"],
            FOLLOWS
        );
        app.terminate().await;
        is_whole(&folder.copy(PROFILE), "generic:luna");
        let mut made = Vec::new();
        backups(&folder.path().join("backups"), &mut made);
        for backup in made {
            let db =
                Connection::open_with_flags(&backup, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a backup");
            let found = db.query_row("PRAGMA quick_check(1)", (), |row| row.get::<_, String>(0));
            assert_eq!(found.as_deref(), Ok("ok"), "{}", backup.display());
        }
    }
    assert!(killed > 3, "{killed} starts were killed in the middle");
}

/// RELIABILITY R-23: in the middle of a flood, with fifty readers that take nothing, it stops as it should.
#[tokio::test]
async fn a_stop_in_the_middle_of_everything_leaves_nothing_to_recover() {
    let folder = Folder::new();
    let mut producers = Producers::new(4, 9);
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    // Looked for now: a look at a file leaves a log beside it.
    let file = folder.file_of(PROFILE);
    let mut readers = Vec::new();
    for _ in 0..50 {
        let mut wire = Wire::open(app.http(), "/ws/live").await;
        wire.send(&text(
            r#"{"type":"subscribe","channels":["stats","chat","gift","follow"]}"#,
        ))
        .await;
        wire.until("\"snapshot\"").await;
        readers.push(wire);
    }
    let (status, said) = producers.push_until(app, 100, App::terminate).await;
    assert!(status.success(), "{said}");
    assert!(!said.contains("could not be closed"), "{said}");
    let log = file.with_extension("db-wal");
    assert!(!log.exists(), "nothing is left to recover");
    producers.told().is_kept(&folder.copy(PROFILE), &file);
}
