//! The manners of a desktop app: one at a time, where it was, gone when it is closed, with everything kept.

use std::path::Path;

use gauge_tests::{
    app::{App, Launch, binary},
    endpoint,
    folder::Folder,
    http, in_time,
    live::Live,
    screen::{Driver, Screen},
    x11::{Hand, Place},
};
use serde_json::{Value, json};
use tokio::{process::Command, task::JoinSet};

fn window(folder: &Folder, screen: &Screen) -> Launch {
    Launch::windowed(folder.path()).arg("--port").arg("0").on(screen)
}

async fn like(http: &str) {
    let like = json!({ "type": "like", "channel": "generic:luna", "count": 12 });
    http::push(http, &like).await;
}

async fn likes(app: &App) -> Value {
    http::get(app.http(), "/api/live-stats").await["stats"]["likes"].clone()
}

#[tokio::test]
async fn a_second_start_shows_the_first_window_and_ends() {
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let first = window(&folder, &screen).start().await;
    let hand = Hand::at(&screen);
    let shown = hand.window().await;
    hand.hide(shown);
    hand.until("the windows", Hand::windows, vec![]).await;
    let second = window(&folder, &screen).run().await;
    assert!(second.status.success(), "{}", second.stderr);
    assert_eq!(second.stdout, "", "it is not ready, the first is");
    assert!(second.stderr.contains("running already"), "{}", second.stderr);
    hand.until("the windows", Hand::windows, vec![shown]).await;
    like(first.http()).await;
    assert_eq!(likes(&first).await, 12, "the first goes on");
}

#[tokio::test]
async fn who_wants_another_profile_is_told_that_one_runs() {
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let _first = window(&folder, &screen).start().await;
    let second = window(&folder, &screen).profile("Other").run().await;
    assert!(!second.status.success());
    assert!(second.stderr.contains("already running"), "{}", second.stderr);
}

#[tokio::test]
async fn of_fifty_starts_one_wins() {
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let mut starts = JoinSet::new();
    for _ in 0..50 {
        starts.spawn(window(&folder, &screen).run());
    }
    // All but the one that goes on, whichever that is.
    for _ in 1..50 {
        let ended = in_time("a start to end", starts.join_next()).await;
        let ended = ended.expect("more of them").expect("it ran");
        assert!(ended.status.success(), "{}", ended.stderr);
        assert_eq!(ended.stdout, "", "none of them was ever ready");
    }
    let file = folder.path().join("run/endpoint.json");
    let serves = async {
        loop {
            let said = std::fs::read(&file).ok();
            let said = said.and_then(|said| serde_json::from_slice::<serde_json::Value>(&said).ok());
            if let Some(url) = said.and_then(|said| Some(said["url"].as_str()?.to_owned())) {
                return url;
            }
            tokio::task::yield_now().await;
        }
    };
    let http = in_time("the winner to serve", serves).await;
    assert_eq!(http::get(&http, "/health").await["status"], "ok");
    assert!(starts.try_join_next().is_none(), "it goes on");
}

#[tokio::test]
async fn after_a_kill_the_next_start_wins_at_once() {
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let first = window(&folder, &screen).start().await;
    let follow = json!({ "type": "follow", "channel": "generic:luna" });
    http::push(first.http(), &follow).await;
    first.kill().await;
    let next = window(&folder, &screen).start().await;
    let stats = http::get(next.http(), "/api/live-stats").await;
    assert_eq!(stats["stats"]["followers"], 1);
}

#[tokio::test]
async fn a_closed_window_leaves_everything_on_disk() {
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let app = window(&folder, &screen).start().await;
    let hand = Hand::at(&screen);
    let shown = hand.window().await;
    like(app.http()).await;
    let viewers = json!({ "type": "viewers", "channel": "generic:luna", "count": 77 });
    http::push(app.http(), &viewers).await;
    hand.close(shown);
    let (status, said) = app.ended().await;
    assert!(status.success(), "{said}");
    assert!(!said.contains("could not be closed"), "{said}");
    assert_nothing_to_recover(folder.path());
    let again = window(&folder, &screen).start().await;
    assert_eq!(likes(&again).await, 12);
    let stats = http::get(again.http(), "/api/live-stats").await;
    assert_eq!(
        stats["stats"]["viewers"], 77,
        "a gauge that waited for its second"
    );
}

/// A file that was closed well has no log beside it.
fn assert_nothing_to_recover(data: &Path) {
    let files = std::fs::read_dir(data.join("profiles")).expect("profiles");
    let logs: Vec<_> = files
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with("-wal"))
        .collect();
    assert!(logs.is_empty(), "{logs:?}");
}

#[tokio::test]
async fn a_window_comes_back_where_it_was() {
    const THERE: Place = (60, 40, 1000, 640);
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let (first, ready) = settings(&screen, &folder).await;
    let hand = Hand::at(&screen);
    let shown = hand.window().await;
    assert_ne!(hand.place(shown), THERE, "a negative control");
    hand.put(shown, THERE);
    // The app has seen it when its page has.
    first.until("innerWidth === 1000 && innerHeight === 640").await;
    quit(&ready).await;
    let _again = window(&folder, &screen).start().await;
    let shown = hand.window().await;
    hand.until("its place", |hand| hand.place(shown), THERE).await;
}

/// A window whose settings are open.
async fn settings(screen: &Screen, folder: &Folder) -> (Driver, Value) {
    let data = folder.path().to_string_lossy().into_owned();
    let program = binary().to_string_lossy().into_owned();
    let args = ["--data-dir", &data, "--port", "0"];
    let mut window = Driver::window(screen, &program, &args).await;
    let ready = window.printed().await;
    endpoint::note(folder.path());
    window.until("document.body.dataset.ready === 'true'").await;
    window.value("location.hash = '#settings/desktop'").await;
    window.until("document.querySelector('[data-keys=mark]')").await;
    (window, ready)
}

/// Asks the program behind a driver to end. Its end is the driver's to hear, so the system is asked.
pub(crate) async fn quit(ready: &Value) {
    let pid = ready["pid"].as_u64().expect("it has a pid");
    let asked = Command::new("sh")
        .args(["-c", &format!("kill -TERM {pid}")])
        .status();
    assert!(asked.await.expect("a shell").success(), "the signal was sent");
    let gone = async {
        while std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z ")) {
            tokio::task::yield_now().await;
        }
    };
    in_time("the program to end", gone).await;
}

fn switch(text: &str, is_on: bool) -> String {
    format!(
        "[...document.querySelectorAll('.set')].some((one) => one.innerText.includes('{text}') && one.querySelector('[role=switch]').ariaChecked === '{is_on}')"
    )
}

#[tokio::test]
async fn what_is_chosen_about_the_desktop_is_kept() {
    const GOAL: &str = "when a goal is reached";
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let (first, ready) = settings(&screen, &folder).await;
    first.until(&switch("when a source is lost", true)).await;
    first.until(&switch(GOAL, false)).await;
    let flip = format!(
        "[...document.querySelectorAll('.set')].find((one) => one.innerText.includes('{GOAL}')).querySelector('[role=switch]').click()"
    );
    first.value(&flip).await;
    first.until(&switch(GOAL, true)).await;
    quit(&ready).await;
    let (again, _) = settings(&screen, &folder).await;
    again.until(&switch(GOAL, true)).await;
    again.until(&switch("when a source is lost", true)).await;
}

#[tokio::test]
async fn a_hot_key_marks_the_moment_from_anywhere() {
    const CONTROL: u32 = 0xffe3;
    const ALT: u32 = 0xffe9;
    const M: u32 = 0x6d;
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let (window, ready) = settings(&screen, &folder).await;
    let http = ready["http"].as_str().expect("it has a port");
    like(http).await;
    window
        .value("document.querySelector('[data-keys=mark]').click()")
        .await;
    window
        .value("document.querySelector('[data-keys=mark]').dispatchEvent(new KeyboardEvent('keydown', { key: 'm', code: 'KeyM', ctrlKey: true, altKey: true, bubbles: true }))")
        .await;
    window
        .until("document.querySelector('[data-keys=mark]').dataset.value === 'Ctrl+Alt+M'")
        .await;
    let mut reader = Live::join(http, &["trigger"]).await;
    Hand::at(&screen).press(&[CONTROL, ALT, M]);
    reader
        .wait_until("the moment is marked", |state| {
            let newest = state["recent"].as_array().and_then(|all| all.last());
            newest.is_some_and(|one| one["trigger"] == "mark" && one["source"] == "user")
        })
        .await;
}
