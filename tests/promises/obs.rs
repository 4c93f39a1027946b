//! What a real OBS does is seen, and what becomes of the connection is told.

use gauge_model::{Answer, Ask, FaultCode, OverlayInScene, Secret};
use gauge_tests::{
    desk::Desk,
    http::{get, push},
    in_time,
    live::{Live, source_state},
    obs::{PASSWORD, RealObs},
    obs_mock::{MockObs, SILENT},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What OBS's own status is under.
const OBS: &str = "generic:obs";

pub(crate) fn settings(port: u16, password: &str) -> Ask {
    Ask::SetObsSettings {
        enabled: true,
        host: "127.0.0.1".to_owned(),
        port,
        password: Some(Secret(password.to_owned())),
    }
}

pub(crate) async fn wait_for(live: &mut Live, state: &str) {
    live.wait_until(state, |now| source_state(now, OBS) == state)
        .await;
}

fn why(live: &Live) -> String {
    let sources = live.state["sources"].as_array().into_iter().flatten();
    let mut of_obs = sources.filter(|source| source["channel"] == OBS);
    of_obs
        .next()
        .map_or(String::new(), |source| source["why"].to_string())
}

/// A desk with a channel, connected to OBS.
pub(crate) async fn connected(obs: &RealObs) -> (Desk, Live) {
    let desk = Desk::new().await;
    push(
        &desk.http,
        json!({ "type": "viewers", "channel": "tiktok:luna", "count": 5 }),
    )
    .await;
    desk.ask(settings(obs.port, PASSWORD)).await;
    let mut live = Live::join(&desk.http, &["stats", "source", "event"]).await;
    wait_for(&mut live, "live").await;
    (desk, live)
}

async fn recording(live: &mut Live, wanted: bool) {
    let what = format!("recording: {wanted}");
    live.wait_until(&what, |state| {
        state["stats"]["recording"] == wanted && state["channels"]["tiktok:luna"]["recording"] == wanted
    })
    .await;
}

#[tokio::test]
async fn a_recording_in_obs_is_seen_everywhere() {
    let Some(obs) = RealObs::start("OBS's recording").await else {
        return;
    };
    let (desk, mut live) = connected(&obs).await;
    let before = get(&desk.http, "/api/stats").await;
    assert_eq!(before["recording_status"], json!({}), "nothing was recorded yet");
    obs.press("StartRecord").await;
    recording(&mut live, true).await;
    let stats = get(&desk.http, "/api/stats").await;
    assert_eq!(stats["recording_status"], json!({ "luna": true }));
    obs.press_until("StopRecord", ("GetRecordStatus", "outputActive"), false)
        .await;
    recording(&mut live, false).await;
}

#[tokio::test]
async fn a_recording_that_is_under_way_is_found_and_another_profile_knows_of_it() {
    let Some(obs) = RealObs::start("OBS's recording, found").await else {
        return;
    };
    obs.press("StartRecord").await;
    let (desk, mut live) = connected(&obs).await;
    recording(&mut live, true).await;
    push(
        &desk.http,
        json!({ "type": "viewers", "channel": "tiktok:new", "count": 5 }),
    )
    .await;
    live.wait_until("a channel that came later", |state| {
        state["channels"]["tiktok:new"]["recording"] == true
    })
    .await;
    desk.ask(Ask::CreateProfile { name: "B".to_owned() }).await;
    live.wait_until("the other profile's", |state| {
        state["profile"] == "B" && state["stats"]["recording"] == true
    })
    .await;
    assert_eq!(
        source_state(&live.state, OBS),
        "live",
        "the connection outlives the profile"
    );
}

#[tokio::test]
async fn a_wrong_password_is_refused_until_it_is_right_and_is_never_told() {
    let Some(obs) = RealObs::start("OBS's password").await else {
        return;
    };
    let desk = Desk::new().await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    let shown = desk.ask(settings(obs.port, "a wrong one")).await;
    let want = json!({ "enabled": true, "host": "127.0.0.1", "port": obs.port, "has_password": true, "capture": null, "capturing": false });
    assert_eq!(shown, want);
    wait_for(&mut live, "refused").await;
    assert!(why(&live).contains("password"), "{}", why(&live));
    desk.ask(settings(obs.port, PASSWORD)).await;
    wait_for(&mut live, "live").await;
    let state = desk.ask(Ask::ObsState).await;
    assert_eq!(state["connected"], true, "{state}");
}

#[tokio::test]
async fn a_killed_obs_is_waited_for_and_records_nothing() {
    let Some(mut obs) = RealObs::start("OBS's end").await else {
        return;
    };
    let (_desk, mut live) = connected(&obs).await;
    obs.press("StartRecord").await;
    recording(&mut live, true).await;
    obs.kill().await;
    wait_for(&mut live, "waiting").await;
    recording(&mut live, false).await;
    obs.restart().await;
    wait_for(&mut live, "live").await;
}

#[tokio::test]
async fn settings_are_kept_for_their_user_alone() {
    let desk = Desk::new().await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    // Nobody listens at port 9.
    desk.ask(settings(9, PASSWORD)).await;
    wait_for(&mut live, "waiting").await;
    let file = desk.folder.path().join("access/obs.json");
    let kept: Value = serde_json::from_slice(&std::fs::read(&file).expect("the file")).expect("JSON");
    assert_eq!(kept["password"], PASSWORD);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let off = Ask::SetObsSettings {
        enabled: false,
        host: "127.0.0.1".to_owned(),
        port: 9,
        password: None,
    };
    let shown = desk.ask(off).await;
    assert_eq!(shown["has_password"], true, "it stays");
    live.wait_until("its end", |state| source_state(state, OBS).is_empty())
        .await;
    let bad = Ask::SetObsSettings {
        enabled: true,
        host: "evil/x@y".to_owned(),
        port: 9,
        password: None,
    };
    assert_eq!(
        desk.try_ask(bad).await.map_err(|fault| fault.code),
        Err(FaultCode::Obs)
    );
}

#[tokio::test]
async fn an_obs_without_browser_sources_says_to_copy_the_address() {
    let Some(obs) = RealObs::start("OBS's scenes").await else {
        return;
    };
    let (desk, _live) = connected(&obs).await;
    let scenes = desk.ask(Ask::ObsScenes).await;
    let want = json!({ "current": "Scene", "scenes": ["Scene"], "browser_sources": false });
    assert_eq!(scenes, want);
    let fault = desk.try_ask(overlay(&desk.http)).await.expect_err("it cannot");
    assert!(fault.message.contains("Copy the address"), "{fault}");
}

fn overlay(http: &str) -> Ask {
    Ask::AddOverlayToScene(OverlayInScene {
        scene: "Scene".to_owned(),
        url: format!("{http}/overlays/chat?token=x"),
        width: 800,
        height: 600,
    })
}

/// An OBS with a page of ours and another in its scenes.
fn with_pages(ours: &str) -> impl Fn(&str, &Value) -> Result<Value, u16> + Send + Sync + use<> {
    let ours = ours.to_owned();
    move |kind, data| {
        Ok(match kind {
            "GetInputKindList" => json!({ "inputKinds": ["image_source", "browser_source"] }),
            "GetInputList" => json!({ "inputs": [{ "inputName": "foreign" }, { "inputName": "ours" }] }),
            "GetInputSettings" if data["inputName"] == "ours" => json!({ "inputSettings": { "url": ours } }),
            "GetInputSettings" => json!({ "inputSettings": { "url": "https://example.org/" } }),
            "CreateInput" => return Err(601),
            "GetSceneItemId" => return Err(600),
            _ => Value::Null,
        })
    }
}

#[tokio::test]
async fn our_pages_and_no_others_are_loaded_anew_when_the_app_starts() {
    let desk = Desk::new().await;
    let ours = format!("{}/overlays/chat?token=x", desk.http);
    let mut obs = MockObs::start(with_pages(&ours), &[]).await;
    desk.ask(settings(obs.port, "")).await;
    let pressed = obs.next("PressInputPropertiesButton").await;
    assert_eq!(
        pressed,
        json!({ "inputName": "ours", "propertyName": "refreshnocache" })
    );
}

#[tokio::test]
async fn an_overlay_is_put_into_the_scene_also_when_its_input_is_there() {
    let desk = Desk::new().await;
    let mut obs = MockObs::start(with_pages(""), &[]).await;
    desk.ask(settings(obs.port, "")).await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    wait_for(&mut live, "live").await;
    assert!(matches!(
        desk.try_ask(overlay(&desk.http)).await,
        Ok(Answer::Done)
    ));
    let made = obs.next("CreateInput").await;
    assert_eq!(
        (&made["inputKind"], &made["inputName"]),
        (&json!("browser_source"), &json!("Streamgauge chat"))
    );
    assert_eq!(obs.next("SetInputSettings").await["inputSettings"]["width"], 800);
    assert_eq!(
        obs.next("CreateSceneItem").await["sourceName"],
        "Streamgauge chat"
    );
}

#[tokio::test]
async fn frames_that_are_none_end_nothing() {
    let nonsense = &[
        "",
        "{",
        "[]",
        "{\"op\":5}",
        "{\"op\":5,\"d\":7}",
        "{\"op\":7,\"d\":[1]}",
        "{\"op\":5,\"d\":{\"eventType\":\"RecordStateChanged\",\"eventData\":7}}",
        "{\"op\":7,\"d\":{}}",
        "{\"op\":99,\"d\":null}",
        r#"{"op":5,"d":{"eventType":"RecordStateChanged","eventData":{"outputActive":true,"outputState":"OBS_WEBSOCKET_OUTPUT_STARTED"}}}"#,
    ];
    fn says_nothing(kind: &str, _: &Value) -> Result<Value, u16> {
        if kind == "GetVersion" {
            Ok(json!({ "obsVersion": "32.0" }))
        } else {
            Err(204)
        }
    }
    let obs = MockObs::start(says_nothing, nonsense).await;
    let desk = Desk::new().await;
    push(
        &desk.http,
        json!({ "type": "viewers", "channel": "tiktok:luna", "count": 5 }),
    )
    .await;
    let mut live = Live::join(&desk.http, &["stats", "source"]).await;
    desk.ask(settings(obs.port, "")).await;
    recording(&mut live, true).await;
    assert_eq!(source_state(&live.state, OBS), "live");
}

/// It has let us in, and then hangs.
#[tokio::test]
async fn an_obs_that_says_nothing_any_more_is_waited_for() {
    let obs = MockObs::start(|_, _| Err(SILENT), &[]).await;
    let desk = Desk::new().await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    desk.ask(settings(obs.port, "")).await;
    wait_for(&mut live, "live").await;
    wait_for(&mut live, "waiting").await;
    assert!(why(&live).len() > 10, "{}", why(&live));
}

/// Something has OBS's port, and never says hello.
#[tokio::test]
async fn who_never_says_hello_is_no_obs() {
    let mute = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = mute.local_addr().expect("an address").port();
    let desk = Desk::new().await;
    let mut live = Live::join(&desk.http, &["source"]).await;
    desk.ask(settings(port, "")).await;
    let (socket, _) = in_time("its call", mute.accept()).await.expect("it calls");
    wait_for(&mut live, "waiting").await;
    assert!(why(&live).len() > 10, "{}", why(&live));
    drop(socket);
}

/// A page that is told of another profile's sources before it has the profile's snapshot takes its line for broken.
#[tokio::test]
async fn another_profile_begins_with_its_snapshot() {
    let obs = MockObs::start(|_, _| Ok(json!({})), &[]).await;
    let desk = Desk::new().await;
    desk.ask(settings(obs.port, "")).await;
    let mut live = Live::join(&desk.http, &["stats", "source", "event"]).await;
    wait_for(&mut live, "live").await;
    let chat = json!({ "type": "chat", "channel": "tiktok:luna", "text": "hi", "user": "ann" });
    push(&desk.http, json!(vec![chat; 50])).await;
    live.wait_until("all of them", |state| state["stats"]["chat_messages"] == 50)
        .await;
    let mut newest = live.state["seq"].as_u64().expect("a number");
    desk.ask(Ask::CreateProfile { name: "B".to_owned() }).await;
    loop {
        let frame = live.next().await.expect("it goes on");
        if frame["profile"] == "B" {
            break;
        }
        if let Some(number) = frame["seq"].as_u64() {
            assert!(number > newest, "{number} after {newest}: {frame}");
            newest = number;
        }
    }
    wait_for(&mut live, "live").await;
}
