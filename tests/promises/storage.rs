//! What was acknowledged is stored, whatever happens to the disk; and the live numbers go on.

use std::{collections::BTreeSet, fs};

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::{push, try_push},
    in_time,
    live::Live,
    small_disk::SmallDisk,
};
use serde_json::{Value, json};

fn follow(id: impl ToString) -> Value {
    json!({ "type": "follow", "channel": "twitch:mossgarden", "id": id.to_string() })
}

/// About 2 KiB on disk each.
fn large(id: u32) -> Value {
    let text = "moss ".repeat(400);
    json!({ "type": "tip", "channel": "twitch:mossgarden", "id": id.to_string(), "amount": 1, "currency": "EUR",
            "text": text })
}

fn viewers(count: u64) -> Value {
    json!({ "type": "viewers", "channel": "twitch:mossgarden", "count": count })
}

/// Pushes until storing is refused; the ids that were acknowledged.
async fn fill(app: &App, first: u32) -> BTreeSet<String> {
    let mut acknowledged = BTreeSet::new();
    for id in first..first + 5000 {
        match try_push(app.http(), large(id)).await {
            (200, _) => _ = acknowledged.insert(id.to_string()),
            (507, answer) => {
                assert_eq!(answer["error"], "storage");
                return acknowledged;
            }
            (status, answer) => panic!("{status}: {answer}"),
        }
    }
    panic!("the disk was never full");
}

fn ids(folder: &Folder) -> Vec<String> {
    let events = folder.copy("A").events();
    let ids = events
        .iter()
        .filter_map(|(event, _)| event.id.as_deref().map(str::to_owned));
    ids.collect()
}

/// More than any queue holds.
async fn the_live_part_goes_on(app: &App, live: &mut Live) {
    let started = std::time::Instant::now();
    for count in 1..=300 {
        push(app.http(), viewers(count)).await;
        // Who reads nothing for ten seconds is hung up on, and this may take longer.
        live.next().await.expect("the connection stands");
        let chat = json!({ "type": "chat", "channel": "twitch:mossgarden", "text": "hi", "user": "luna" });
        push(app.http(), Value::from(vec![chat; 20])).await;
    }
    live.wait_until("the newest numbers", |state| {
        state["stats"]["viewers"] == 300 && state["stats"]["chat_messages"] == 6000
    })
    .await;
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_full_disk_loses_nothing_acknowledged_and_passes() {
    let folder = Folder::new();
    let Some(disk) = SmallDisk::mount(&folder.path().join("profiles"), "2m") else {
        eprintln!("SKIPPED: a small disk needs root and mount; disk full is NOT checked on this machine");
        return;
    };
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    let mut acknowledged = fill(&app, 0).await;
    assert!(acknowledged.len() > 40, "{}", acknowledged.len());
    live.wait_until("a full disk", |state| state["storage"]["state"] == "full")
        .await;
    assert!(
        live.state["storage"]["why"]
            .as_str()
            .is_some_and(|why| why.contains("room"))
    );
    the_live_part_goes_on(&app, &mut live).await;
    assert_eq!(try_push(app.http(), follow("refused")).await.0, 507);
    // Room again, no restart.
    disk.again("size=32m");
    let room = std::time::Instant::now();
    live.wait_until("storing again", |state| state["storage"]["state"] == "ok")
        .await;
    assert!(room.elapsed().as_secs() < 5, "{:?}", room.elapsed());
    for id in 9000..9010 {
        push(app.http(), follow(id)).await;
        acknowledged.insert(id.to_string());
    }
    let told = live.state["notices"].as_array().expect("a list");
    let codes: Vec<&Value> = told.iter().map(|notice| &notice["code"]).collect();
    assert_eq!(codes, ["low_space"], "nothing had to be dropped");
    app.kill().await;
    let kept = ids(&folder);
    let once: BTreeSet<String> = kept.iter().cloned().collect();
    assert_eq!(once.len(), kept.len(), "each once");
    assert!(
        acknowledged.is_subset(&once),
        "lost: {:?}",
        acknowledged.difference(&once)
    );
    assert!(!once.contains("refused"));
    assert_eq!(folder.copy("A").quick_check(), "ok");
    let again = Launch::headless(folder.path()).profile("A").start().await;
    let live = Live::join(again.http(), &["stats"]).await;
    assert_eq!(live.state["stats"]["follows"], 10);
    again.terminate().await;
}

#[tokio::test]
async fn a_full_disk_does_not_keep_the_app_from_ending() {
    let folder = Folder::new();
    let Some(_disk) = SmallDisk::mount(&folder.path().join("profiles"), "2m") else {
        eprintln!("SKIPPED: a small disk needs root and mount; disk full is NOT checked on this machine");
        return;
    };
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let acknowledged = fill(&app, 0).await;
    let (status, said) = app.terminate().await;
    assert!(status.success(), "{said}");
    assert!(said.contains("no room on the disk"), "{said}");
    let kept: BTreeSet<String> = ids(&folder).into_iter().collect();
    assert!(acknowledged.is_subset(&kept));
}

/// Waits for the notice that the file went.
async fn noticed(live: &mut Live) {
    let started = std::time::Instant::now();
    live.wait_until("the notice", |state| state["notices"][0]["code"] == "file_gone")
        .await;
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_deleted_file_is_noticed_and_written_again() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    push(app.http(), follow(1)).await;
    let file = folder.profile_files().remove(0);
    // Nothing is pushed meanwhile: it is noticed by itself.
    fs::remove_dir_all(folder.path().join("profiles")).expect("it can be removed");
    noticed(&mut live).await;
    live.wait_until("storing again", |state| state["storage"]["state"] == "ok")
        .await;
    assert_eq!(folder.profile_files(), std::slice::from_ref(&file));
    // And in the middle of pushes.
    for id in 2..40 {
        if id % 10 == 0 {
            fs::remove_file(&file).expect("it is there");
        }
        push(app.http(), follow(id)).await;
    }
    app.kill().await;
    let kept: BTreeSet<String> = ids(&folder).into_iter().collect();
    let pushed: BTreeSet<String> = (1..40).map(|id| id.to_string()).collect();
    assert_eq!(
        kept, pushed,
        "what was acknowledged is in the file that has the name"
    );
    let again = Launch::headless(folder.path()).start().await;
    assert_eq!(again.ready["profile"], "A");
}

#[tokio::test]
async fn a_replaced_file_is_set_aside() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    push(app.http(), follow(1)).await;
    let file = folder.profile_files().remove(0);
    let other = folder.path().join("other");
    fs::write(&other, "another file").expect("a file");
    fs::rename(&other, &file).expect("it takes the name");
    push(app.http(), follow(2)).await;
    noticed(&mut live).await;
    let told = live.state["notices"][0]["message"]
        .as_str()
        .expect("words")
        .to_owned();
    assert!(told.contains("replaced") && told.contains("quarantine"), "{told}");
    app.kill().await;
    assert_eq!(ids(&folder), ["1", "2"]);
    let spans = fs::read_dir(folder.path().join("quarantine")).expect("a folder");
    let span = spans
        .map(|entry| entry.expect("an entry").path())
        .next()
        .expect("one");
    let aside = span.join(file.file_name().expect("a name"));
    assert_eq!(fs::read_to_string(aside).ok().as_deref(), Some("another file"));
}

#[tokio::test]
async fn a_deleted_file_on_a_full_disk_is_trouble_until_there_is_room() {
    let folder = Folder::new();
    let Some(disk) = SmallDisk::mount(&folder.path().join("profiles"), "8m") else {
        eprintln!("SKIPPED: a small disk needs root and mount; this is NOT checked on this machine");
        return;
    };
    let app = Launch::headless(folder.path()).profile("A").start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    push(app.http(), follow(1)).await;
    // The room must be gone before the file: it is noticed in two seconds, and written again at once.
    let file = folder.profile_files().remove(0);
    let full = folder.path().join("profiles/ballast");
    // Fails for want of room, which is what is wanted.
    _ = fs::write(&full, vec![1; 9 << 20]);
    fs::remove_file(&file).expect("it is there");
    live.wait_until("trouble", |state| state["storage"]["state"] != "ok")
        .await;
    let refused = in_time("a refusal", async { try_push(app.http(), follow(2)).await });
    assert_eq!(
        refused.await.0,
        507,
        "nothing is acknowledged into a file without a name"
    );
    fs::remove_file(&full).expect("the ballast");
    live.wait_until("storing again", |state| state["storage"]["state"] == "ok")
        .await;
    push(app.http(), follow(2)).await;
    app.kill().await;
    assert_eq!(ids(&folder), ["1", "2"]);
    drop(disk);
}
