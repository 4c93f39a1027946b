//! A disk that hangs: who would have to wait is told to come again, the live numbers go on, and when the disk works
//! again everything is counted once (RELIABILITY R-18).

use std::{
    io::{Write, stderr},
    time::Duration,
};

use gauge_tests::{
    app::{App, Launch},
    disk::Disk,
    folder::Folder,
    http::{client, push},
    in_time,
};
use reqwest::{Response, header::RETRY_AFTER};
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinSet, time::interval};

/// More than wait for one writer.
const PUSHES: u32 = 60;
/// Between two pushes.
const PAUSE: Duration = Duration::from_millis(50);

fn follow(id: u32) -> Value {
    json!({ "type": "follow", "channel": "twitch:mossgarden", "id": id.to_string() })
}

async fn post(http: &str, token: &str, id: u32) -> Response {
    let request = client().post(format!("{http}/api/events"));
    let request = request.bearer_auth(token).json(&follow(id));
    in_time("an answer", request.send()).await.expect("an answer")
}

/// Pushes until it is taken, again when the disk works. 1 if it was refused at first.
async fn push_until_taken(http: String, token: String, id: u32, mut works: watch::Receiver<bool>) -> u32 {
    let mut refused = 0;
    loop {
        let answer = post(&http, &token, id).await;
        if answer.status() == 200 {
            let receipt: Value = answer.json().await.expect("JSON");
            assert_eq!(receipt["accepted"], 1, "what was refused had not been counted");
            return refused;
        }
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers()[RETRY_AFTER], "1");
        assert_eq!(answer.json::<Value>().await.expect("JSON")["error"], "busy");
        refused = 1;
        in_time("the disk to work", works.wait_for(|works| *works))
            .await
            .expect("the test goes on");
    }
}

/// Pushes follow after follow, on a disk that hangs meanwhile or not; how many were refused at first.
async fn pushes(app: &App, disk: &Disk, hangs: bool) -> u32 {
    let token = gauge_tests::endpoint::token(app.http());
    let (works, told) = watch::channel(!hangs);
    let frozen = hangs.then(|| disk.freeze());
    let mut pace = interval(PAUSE);
    let mut pushing = JoinSet::new();
    for id in 0..PUSHES {
        pace.tick().await;
        let pusher = push_until_taken(app.http().to_owned(), token.clone(), id, told.clone());
        pushing.spawn(pusher);
    }
    let viewers = json!({ "type": "viewers", "channel": "twitch:mossgarden", "count": 70 });
    push(app.http(), viewers).await;
    drop(frozen);
    works.send_replace(true);
    let mut refused = 0;
    while let Some(done) = in_time("the pushes to be taken", pushing.join_next()).await {
        refused += done.expect("each is taken at last");
    }
    refused
}

#[tokio::test]
async fn a_disk_that_hangs_is_told_with_429_and_costs_nothing() {
    if let Some(why) = Disk::why_not() {
        _ = writeln!(stderr(), "note: the hanging disk was skipped: {why}");
        return;
    }
    let mut all_refused = Vec::new();
    for hangs in [true, false] {
        let disk = Disk::new();
        let data = disk.path().join("data");
        let app = Launch::headless(&data).profile("A").start().await;
        let refused = pushes(&app, &disk, hangs).await;
        _ = writeln!(
            stderr(),
            "note: hanging {hangs}: {refused} of {PUSHES} pushes refused at first"
        );
        all_refused.push(refused);
        app.terminate().await;
        let kept = Folder::at(&data).open("A");
        assert_eq!(kept.count("kind = 'follow'"), u64::from(PUSHES));
    }
    assert!(
        all_refused[0] > all_refused[1],
        "who would wait is refused, and else hardly anybody: {all_refused:?}"
    );
}
