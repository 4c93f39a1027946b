//! An event that the database refuses keeps no other from being stored, and is not lost either.

use gauge_tests::{app::Launch, folder::Folder, http::push, live::Live};
use rusqlite::Connection;
use serde_json::{Value, json};

fn follow(id: &str) -> Value {
    json!({ "type": "follow", "channel": "twitch:luna", "id": id, "user": { "id": id, "name": "Ann" } })
}

/// The database itself refuses what has this id.
const TRIGGER: &str = "CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.native_id = 'poison'
     BEGIN SELECT RAISE(ABORT, 'not this one'); END";

#[tokio::test]
async fn one_refused_event_goes_to_the_dead_letters_and_the_others_are_stored() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    push(app.http(), follow("1")).await;
    app.terminate().await;
    let file = folder.profile_files().remove(0);
    Connection::open(&file)
        .and_then(|db| db.execute_batch(TRIGGER))
        .expect("a trigger");
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    assert_eq!(live.state["notices"], json!([]));
    let batch = json!([follow("2"), follow("poison"), follow("3")]);
    assert_eq!(push(app.http(), batch).await["accepted"], 3);
    live.wait_until("the notice", |state| {
        state["notices"][0]["code"] == "events_refused"
    })
    .await;
    let message = live.state["notices"][0]["message"].as_str().expect("words");
    assert!(
        message.contains("1 counted events") && message.contains("not this one"),
        "{message}"
    );
    assert_eq!(live.state["storage"]["state"], "ok");
    assert_eq!(push(app.http(), follow("4")).await["accepted"], 1, "it goes on");
    app.kill().await;
    let kept = folder.copy("A");
    assert_eq!(kept.quick_check(), "ok");
    assert_eq!(kept.count("kind = 'follow'"), 4);
    let letter: (String, String) = Connection::open(&file)
        .and_then(|db| {
            db.query_row("SELECT reason, event ->> 'id' FROM dead_letters", (), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
        .expect("one letter");
    assert_eq!(letter, ("not this one".to_owned(), "poison".to_owned()));
    let app = Launch::headless(folder.path()).profile("A").start().await;
    assert_eq!(
        push(app.http(), follow("poison")).await["duplicates"],
        1,
        "its id is known"
    );
    app.terminate().await;
}
