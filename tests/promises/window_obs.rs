//! What is set by hand in the window's settings and holds for the counting: OBS's connection, how long a broken stream
//! is the same session, and which source is preferred.

use std::time::Instant;

use gauge_tests::{
    http,
    obs::{self, RealObs},
    obs_mock::MockObs,
    screen::Driver,
    stock::{Make, Stock},
    tokens,
};
use serde_json::{Value, json};

use crate::window::Desk;

const PASSWORD: &str = "open sesame";
/// The only switch of its section.
const SWITCH: &str = ".settings [role=switch]";

/// Says its version, and nothing else that is asked.
fn version(kind: &str, _: &Value) -> Result<Value, u16> {
    if kind == "GetVersion" {
        Ok(json!({ "obsVersion": "32.0.1" }))
    } else {
        Err(204)
    }
}

impl Desk {
    /// Chooses in a list.
    pub(crate) async fn pick(&self, list: &str, value: &str) {
        self.until_seen(&format!("select[name={list}]")).await;
        self.window
            .value(&format!("(() => {{ const list = document.querySelector('select[name={list}]'); list.value = '{value}'; list.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"))
            .await;
    }

    async fn section(&self, name: &str) {
        self.choose("[data-view=settings]").await;
        self.choose(&format!("[data-section={name}]")).await;
    }

    /// Waits until the connection to OBS is so, in these words.
    async fn until_obs(&self, state: &str, words: &str) {
        self.window
            .until(&format!(
                "document.querySelector('[data-obs={state}]').innerText.includes('{words}')"
            ))
            .await;
    }

    /// Asks the app itself, past the window.
    async fn told(&self, ask: &str) -> Value {
        tokens::asked(self.folder.path(), &self.http, json!({ "ask": ask })).await
    }
}

/// From when the real OBS says that it records: in the window, in an overlay, over HTTP and to a clipper's Socket.IO.
#[tokio::test]
async fn what_obs_records_is_seen_in_the_window_in_overlays_and_by_tools() {
    let Some(real) = RealObs::start("OBS's recording, seen").await else {
        return;
    };
    let desk = Desk::new(&[]).await;
    desk.push(json!({ "type": "viewers", "channel": "tiktok:luna", "count": 5 }))
        .await;
    let place = json!({ "ask": "set_obs_settings", "enabled": true, "host": "127.0.0.1", "port": real.port, "password": obs::PASSWORD });
    tokens::asked(desk.folder.path(), &desk.http, place).await;
    let token = tokens::of_overlays(desk.folder.path(), &desk.http).await;
    let overlay = Driver::chromium(400, 100).await;
    let address = format!("{}/o/recording?token={token}", desk.http);
    overlay.page.goto(&address).await.expect("the overlay opens");
    overlay.until("document.body.dataset.state === 'live'").await;
    let mut clipper = Stock::connect(Make::Node4, &desk.http, "websocket").await;
    desk.section("obs").await;
    desk.until_obs("live", "Connected to OBS").await;
    assert_eq!(
        desk.window.value("document.querySelector('header .rec')").await,
        Value::Null
    );
    let begun = Instant::now();
    real.press("StartRecord").await;
    let stats = async {
        while http::get(&desk.http, "/api/stats").await["recording_status"]["luna"] != true {}
        begun.elapsed()
    };
    let window = async {
        desk.until_seen("header .rec").await;
        begun.elapsed()
    };
    let page = async {
        overlay
            .until("document.querySelector('[data-recording=on]')")
            .await;
        begun.elapsed()
    };
    let told = async {
        clipper
            .until("stats_update", |stats| stats["recording_status"]["luna"] == true)
            .await;
        begun.elapsed()
    };
    let (stats, window, page, told) = tokio::join!(stats, window, page, told);
    eprintln!(
        "note: from the press in OBS: /api/stats {stats:?}, window {window:?}, overlay {page:?}, stats_update {told:?}"
    );
}

#[tokio::test]
async fn obs_is_connected_by_its_form_and_a_wrong_password_is_told_in_words() {
    let obs = MockObs::guarded(PASSWORD, version).await;
    let desk = Desk::new(&[]).await;
    // Where the words say that OBS is needed, they lead to its form.
    desk.choose("[data-view=triggers]").await;
    desk.choose("[data-add-action]").await;
    desk.choose("[data-action=save_replay] a").await;
    desk.until_obs("off", "does not look for OBS").await;

    desk.fill("obs_port", &obs.port.to_string()).await;
    desk.fill("obs_password", "a wrong one").await;
    desk.choose(SWITCH).await;
    desk.until_obs("refused", "OBS refuses the password").await;
    desk.until_seen(&format!("{SWITCH}[aria-checked=true]")).await;
    desk.window
        .until("document.querySelector('input[name=obs_password]').value === ''")
        .await;

    desk.fill("obs_password", PASSWORD).await;
    desk.click("Save and connect").await;
    desk.until_obs("live", "Connected to OBS 32.0.1.").await;

    desk.choose(SWITCH).await;
    desk.until_obs("off", "does not look for OBS").await;
    let told = desk.told("obs_settings").await;
    let kept = json!({ "enabled": false, "host": "127.0.0.1", "port": obs.port, "has_password": true });
    let fields = kept.as_object().into_iter().flatten();
    for (field, value) in fields {
        assert_eq!(told[field], *value, "{field}: {told}");
    }

    desk.choose("[data-capture=off]").await;
    desk.until_seen("[data-capture=on]").await;
    desk.choose("[data-capture=on]").await;
    desk.until_seen("[data-capture=off]").await;
}

#[tokio::test]
async fn an_obs_that_is_not_there_is_waited_for_with_its_reason() {
    let desk = Desk::new(&[]).await;
    desk.section("obs").await;
    // No program has port 0: the form says so before the app is asked.
    desk.fill("obs_port", "0").await;
    desk.choose(SWITCH).await;
    desk.until_seen("input[name=obs_port][aria-invalid=true]").await;
    // Nobody listens at port 9.
    desk.fill("obs_port", "9").await;
    desk.choose(SWITCH).await;
    desk.until_obs("waiting", "OBS cannot be reached at 127.0.0.1:9.")
        .await;
}

#[tokio::test]
async fn the_grace_period_and_the_preferred_sources_are_kept_for_their_profile() {
    let desk = Desk::new(&[]).await;
    desk.section("counting").await;
    desk.until_seen("[data-grace=\"600\"]").await;
    desk.pick("grace", "1800").await;
    desk.until_seen("[data-grace=\"1800\"]").await;

    desk.pick("prefer_source", "streamerbot").await;
    desk.pick("prefer_what", "chat").await;
    desk.click("Prefer it").await;
    desk.until_seen("[data-preferred=streamerbot][data-for=chat]")
        .await;
    desk.pick("prefer_source", "twitch_chat").await;
    desk.pick("prefer_what", "").await;
    desk.click("Prefer it").await;
    desk.until_seen("[data-preferred=twitch_chat][data-for=all]")
        .await;
    desk.click("Move up: Twitch chat, Everything it brings").await;
    desk.window
        .until("document.querySelector('[data-preferred]').dataset.preferred === 'twitch_chat'")
        .await;

    assert_eq!(desk.told("session_rules").await, json!({ "grace_s": 1800 }));
    let prefer = json!([
        { "source": "twitch_chat", "kind": null },
        { "source": "streamerbot", "kind": "chat" },
    ]);
    assert_eq!(desk.told("owner_rules").await, json!({ "prefer": prefer }));

    desk.open_profiles().await;
    desk.enter("profile", "B").await;
    desk.until_profile("B").await;
    desk.until_seen("[data-grace=\"600\"]").await;
    desk.window
        .until("!document.querySelector('[data-preferred]')")
        .await;
}

/// An OBS with two scenes that takes browser sources, or does not.
fn with_scenes(kinds: &'static [&'static str]) -> impl Fn(&str, &Value) -> Result<Value, u16> {
    move |kind, data| match kind {
        "GetSceneList" => Ok(json!({ "currentProgramSceneName": "Scene",
            "scenes": [{ "sceneName": "Pause", "sceneIndex": 0 }, { "sceneName": "Scene", "sceneIndex": 1 }] })),
        "GetInputKindList" => Ok(json!({ "inputKinds": kinds })),
        "CreateInput" => Ok(json!({ "sceneItemId": 1 })),
        _ => version(kind, data),
    }
}

/// From OBS's own section, where it is offered once OBS is there, to the question about the scene.
async fn to_the_scenes(obs: &MockObs) -> Desk {
    let desk = Desk::new(&[]).await;
    let place = json!({ "ask": "set_obs_settings", "enabled": true, "host": "127.0.0.1", "port": obs.port, "password": "" });
    tokens::asked(desk.folder.path(), &desk.http, place).await;
    desk.section("obs").await;
    desk.until_obs("live", "Connected to OBS").await;
    desk.choose(".settings a[href=\"#overlays\"]").await;
    desk.click("Add to OBS…").await;
    desk
}

#[tokio::test]
async fn an_overlay_is_put_into_a_scene_of_obs_from_the_window() {
    let mut obs = MockObs::start(with_scenes(&["browser_source"]), &[]).await;
    let desk = to_the_scenes(&obs).await;
    desk.pick("scene", "Pause").await;
    desk.click("Add it").await;
    let made = obs.next("CreateInput").await;
    assert_eq!(
        (&made["sceneName"], &made["inputKind"]),
        (&json!("Pause"), &json!("browser_source"))
    );
    let url = made["inputSettings"]["url"].as_str().expect("an address");
    assert!(url.starts_with(&format!("{}/o/stats", desk.http)), "{url}");
    desk.window
        .until("[...document.querySelectorAll('.toast')].some((one) => one.innerText.includes('is in the scene “Pause”'))")
        .await;
}

#[tokio::test]
async fn an_obs_without_browser_sources_gets_an_address_to_copy() {
    let obs = MockObs::start(with_scenes(&["color_source_v3"]), &[]).await;
    let desk = to_the_scenes(&obs).await;
    desk.window
        .until("document.querySelector('dialog').innerText.includes('has no browser sources')")
        .await;
    let offers = "[...document.querySelectorAll('dialog button')].some((one) => one.innerText.trim() === 'Add it' && !one.disabled)";
    assert_eq!(desk.window.value(offers).await, false);
}
