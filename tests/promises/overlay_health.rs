//! Overlays tell of themselves: the window knows how each fares and whether OBS records, with no set-up. Who may not,
//! tells nobody anything.

use std::path::Path;

use gauge_tests::{
    app::{App, Launch},
    chromium::Chromium,
    folder::Folder,
    http::{self, get},
    in_time,
    live::Live,
    obs::{PASSWORD, RealObs},
    tokens,
};
use serde_json::{Value, json};
use tokio::time::{Duration, interval};

/// A browser source's own object, as obs-browser 2.23 makes it; there is no obs-browser on this machine.
const OBS: &str = "
    window.obsstudio = {
      pluginVersion: '2.23.6',
      getStatus: (tell) => tell({ recording: false, streaming: true, recordingPaused: false, replaybuffer: false, virtualcam: false }),
    };
    const says = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));";

async fn health(data: &Path, app: &App, seen: impl Fn(&Value) -> bool) -> Value {
    let (_, admin) = tokens::make(data, "admin", &[]).await;
    let mut looks = interval(Duration::from_millis(100));
    let looking = async {
        loop {
            let (_, all) = tokens::ask(app.http(), &admin, json!({ "ask": "overlays" })).await;
            if seen(&all) {
                return all;
            }
            looks.tick().await;
        }
    };
    in_time("the overlays' health", looking).await
}

async fn until_recording(app: &App, wanted: bool) {
    let mut looks = interval(Duration::from_millis(100));
    let looking = async {
        while get(app.http(), "/api/stats").await["recording_status"]["luna"]
            .as_bool()
            .unwrap_or(false)
            != wanted
        {
            looks.tick().await;
        }
    };
    in_time("the recording's state", looking).await;
}

async fn start(folder: &Folder) -> App {
    let app = Launch::headless(folder.path()).start().await;
    http::push(
        app.http(),
        json!({ "type": "viewers", "channel": "twitch:luna", "count": 5 }),
    )
    .await;
    app
}

#[tokio::test]
async fn an_overlay_in_obs_tells_how_it_is_and_whether_obs_records() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let token = tokens::of_overlays(folder.path(), app.http()).await;
    let mut page = Chromium::start().await;
    page.prepare(OBS).await;
    let address = format!("{}/o/number?value=likes&token={token}", app.http());
    page.open(&address, 320, 112).await;
    let seen = health(folder.path(), &app, |all| all[0]["streaming"] == true).await;
    let one = &seen[0];
    assert_eq!(seen.as_array().map(Vec::len), Some(1));
    assert_eq!(one["address"], "/o/number?value=likes", "never with its token");
    let facts = ["connected", "visible", "obs", "recording", "missed"].map(|name| one[name].clone());
    assert_eq!(json!(facts), json!([true, true, "2.23.6", false, 0]));

    page.value("says('obsRecordingStarted')").await;
    until_recording(&app, true).await;
    page.value("says('obsRecordingPaused')").await;
    page.value("says('obsSourceActiveChanged', { active: false })")
        .await;
    page.value("says('obsSourceVisibleChanged', { visible: false })")
        .await;
    let seen = health(folder.path(), &app, |all| all[0]["visible"] == false).await;
    assert_eq!(
        (&seen[0]["active"], &seen[0]["recording"]),
        (&json!(false), &json!(true))
    );
    until_recording(&app, true).await;

    // "Refresh" in OBS: it is back before anybody could believe that the recording has ended.
    page.prepare("window.obsstudio.getStatus = (tell) => tell({ recording: true, streaming: true });")
        .await;
    page.open(&address, 320, 112).await;
    health(folder.path(), &app, |all| {
        all.as_array().is_some_and(|all| all.len() == 1)
            && all[0]["visible"] == true
            && all[0]["recording"] == true
    })
    .await;
    let events = get(app.http(), "/api/stats").await;
    assert_eq!(events["recording_status"]["luna"], true);

    // The source is removed: nobody may believe in a recording that nobody sees.
    page.open("about:blank", 320, 112).await;
    let gone = health(folder.path(), &app, |all| all[0]["connected"] == false).await;
    assert_eq!(gone[0]["address"], "/o/number?value=likes");
    until_recording(&app, false).await;
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn it_reports_anew_when_the_app_is_back() {
    let folder = Folder::new();
    let port = gauge_tests::screen::free_port();
    let app = Launch::on_port(folder.path(), port).start().await;
    let token = tokens::of_overlays(folder.path(), app.http()).await;
    let mut page = Chromium::start().await;
    page.prepare(OBS).await;
    page.open(&format!("{}/o/stats?token={token}", app.http()), 1280, 104)
        .await;
    health(folder.path(), &app, |all| all[0]["connected"] == true).await;
    app.kill().await;
    page.until("document.body.dataset.state === 'away'").await;
    let app = Launch::on_port(folder.path(), port).start().await;
    let seen = health(folder.path(), &app, |all| all[0]["connected"] == true).await;
    assert_eq!(
        (&seen[0]["obs"], &seen[0]["missed"]),
        (&json!("2.23.6"), &json!(1))
    );
}

const REPORT: &str = r#"{"type":"report","address":"/o/stats","visible":true,"recording":true}"#;

#[tokio::test]
async fn who_may_not_is_not_heard() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, reads) = tokens::make(folder.path(), "read", &[]).await;
    for token in [None, Some(reads.as_str())] {
        let mut live = Live::connect_with(app.http(), token).await;
        live.say(REPORT).await;
        // It is as if it had not been said: the next is answered, and nothing before it.
        live.tell(json!({ "type": "ping" })).await;
        live.reply("pong").await;
    }
    health(folder.path(), &app, |all| *all == json!([])).await;
    // The control: one that may.
    let (_, writes) = tokens::make(folder.path(), "write", &[]).await;
    let mut live = Live::connect_with(app.http(), Some(&writes)).await;
    live.say(REPORT).await;
    health(folder.path(), &app, |all| all[0]["recording"] == true).await;
    until_recording(&app, true).await;
}

#[tokio::test]
async fn what_obs_says_itself_beats_what_its_pages_say() {
    let Some(mut obs) = RealObs::start("OBS's word against its pages'").await else {
        return;
    };
    let folder = Folder::new();
    let app = start(&folder).await;
    let wish = json!({ "ask": "set_obs_settings", "enabled": true, "host": "127.0.0.1", "port": obs.port, "password": PASSWORD });
    tokens::asked(folder.path(), app.http(), wish).await;
    let mut live = Live::join(app.http(), &["source"]).await;
    live.wait_until("OBS", |now| {
        gauge_tests::live::source_state(now, "generic:obs") == "live"
    })
    .await;
    obs.press("StartRecord").await;
    until_recording(&app, true).await;
    let no = REPORT.replace("\"recording\":true", "\"recording\":false");
    live.say(no).await;
    health(folder.path(), &app, |all| all[0]["recording"] == false).await;
    assert_eq!(
        get(app.http(), "/api/stats").await["recording_status"]["luna"],
        true
    );
    // Without its own word, its pages' counts.
    obs.kill().await;
    until_recording(&app, false).await;
    live.say(REPORT).await;
    until_recording(&app, true).await;
}
