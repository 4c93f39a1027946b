//! What triggers set off is done, not too often, and what became of it is told.

use std::{path::Path, process::Command};

use crate::obs::{connected, settings, wait_for};
use gauge_model::{Action, ActionRule, ActionRules, Ask, FaultCode};
use gauge_tests::{
    chromium::Chromium,
    desk::Desk,
    http::push,
    in_time,
    live::Live,
    obs::RealObs,
    obs_mock::{MockObs, SILENT},
};
use serde_json::{Value, json};

pub(crate) fn always(action: Action) -> Ask {
    let rules = vec![ActionRule {
        trigger: None,
        action,
    }];
    Ask::SetActionRules {
        rules: ActionRules { rules },
    }
}

pub(crate) fn trigger(id: &str) -> Value {
    json!({
        "type": "trigger", "channel": "tiktok:luna", "id": id, "trigger": "chat_velocity",
        "details": { "chat_rate": 90 },
    })
}

/// What became of the trigger of this id.
pub(crate) async fn acted(live: &mut Live, id: &str) -> Value {
    loop {
        let frame = in_time("word of the action", live.next())
            .await
            .expect("the feed goes on");
        let event = &frame["event"];
        if event["type"] == "action" && event["trigger_id"] == id {
            return event.clone();
        }
    }
}

pub(crate) async fn watched() -> (Desk, Live) {
    let desk = Desk::new().await;
    let live = Live::join(&desk.http, &["event"]).await;
    (desk, live)
}

#[tokio::test]
async fn a_trigger_saves_the_replay_and_its_file_can_be_played() {
    let Some(obs) = RealObs::start("the replay").await else {
        return;
    };
    let (desk, mut live) = connected(&obs).await;
    desk.ask(always(Action::SaveReplay)).await;
    obs.add_colour().await;
    obs.press_until(
        "StartReplayBuffer",
        ("GetReplayBufferStatus", "outputActive"),
        true,
    )
    .await;
    push(&desk.http, trigger("one")).await;
    let acted = acted(&mut live, "one").await;
    assert_eq!(acted["outcome"], "done", "{acted}");
    assert_eq!(acted["trigger"], "chat_velocity");
    let path = acted["path"].as_str().expect("a file");
    assert!(Path::new(path).is_file(), "{path}");
    assert!(seconds(path) > 0.0, "{path}");
    // What is pushed after it is acknowledged once both are stored.
    push(&desk.http, json!({ "type": "follow", "channel": "tiktok:luna" })).await;
    let stored =
        format!("kind = 'action' AND event ->> 'trigger_id' = 'one' AND event ->> 'path' = '{path}'");
    assert_eq!(desk.folder.open("A").count(&stored), 1, "with its trigger");
}

/// How long a film is that can be played from its beginning to its end.
fn seconds(path: &str) -> f64 {
    let said = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).output();
        let output = output.expect("ffmpeg is installed with OBS (Debian's package ffmpeg)");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success() && errors.is_empty(),
            "{program}: {errors}"
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    said("ffmpeg", &["-v", "error", "-i", path, "-f", "null", "-"]);
    let entry = [
        "-v",
        "error",
        "-show_entries",
        "format=duration",
        "-of",
        "csv=p=0",
        path,
    ];
    said("ffprobe", &entry)
        .trim()
        .parse()
        .expect("its length in seconds")
}

#[tokio::test]
async fn a_trigger_stops_a_recording_and_names_its_file() {
    let Some(obs) = RealObs::start("the stop").await else {
        return;
    };
    let (desk, mut live) = connected(&obs).await;
    desk.ask(always(Action::StopRecording)).await;
    obs.press_until("StartRecord", ("GetRecordStatus", "outputActive"), true)
        .await;
    push(&desk.http, trigger("one")).await;
    let acted = acted(&mut live, "one").await;
    assert_eq!(acted["outcome"], "done", "{acted}");
    let path = acted["path"].as_str().expect("a file");
    assert!(seconds(path) > 0.0, "{path}");
    let status = obs.press("GetRecordStatus").await;
    assert_eq!(status["responseData"]["outputActive"], false, "{status}");
}

#[tokio::test]
async fn a_replay_buffer_that_is_off_is_told_in_words() {
    let Some(obs) = RealObs::start("the missing replay").await else {
        return;
    };
    let (desk, mut live) = connected(&obs).await;
    desk.ask(always(Action::SaveReplay)).await;
    push(&desk.http, trigger("one")).await;
    let acted = acted(&mut live, "one").await;
    assert_eq!(acted["outcome"], "failed");
    assert!(
        acted["why"].to_string().contains("Start Replay Buffer"),
        "{acted}"
    );
}

#[tokio::test]
async fn a_recording_folder_that_cannot_be_used_is_told_in_words() {
    let unusable = Path::new("/proc/no/such/folder");
    let started = RealObs::recording_to("the unusable folder", Some(unusable)).await;
    let Some(obs) = started else { return };
    let (desk, mut live) = connected(&obs).await;
    desk.ask(always(Action::StartRecording)).await;
    push(&desk.http, trigger("one")).await;
    let acted = acted(&mut live, "one").await;
    assert_eq!(acted["outcome"], "failed", "{acted}");
    assert!(acted["why"].to_string().contains("recording folder"), "{acted}");
}

#[tokio::test]
async fn a_trigger_starts_a_recording() {
    let Some(obs) = RealObs::start("the recording").await else {
        return;
    };
    let (desk, mut live) = connected(&obs).await;
    desk.ask(always(Action::StartRecording)).await;
    push(&desk.http, trigger("one")).await;
    assert_eq!(acted(&mut live, "one").await["outcome"], "done");
    let status = obs.press("GetRecordStatus").await;
    assert_eq!(status["responseData"]["outputActive"], true, "{status}");
}

/// A desk with an OBS that answers like this to a wish for a chapter.
async fn with_chapters(answer: Result<Value, u16>) -> (Desk, Live, MockObs) {
    let answers = move |kind: &str, _: &Value| match kind {
        "CreateRecordChapter" => answer.clone(),
        _ => Ok(Value::Null),
    };
    let obs = MockObs::start(answers, &[]).await;
    let desk = Desk::new().await;
    let mut live = Live::join(&desk.http, &["event", "source"]).await;
    desk.ask(settings(obs.port, "")).await;
    wait_for(&mut live, "live").await;
    desk.ask(always(Action::MarkChapter)).await;
    (desk, live, obs)
}

#[tokio::test]
async fn a_trigger_marks_a_chapter_by_its_name() {
    let (desk, mut live, mut obs) = with_chapters(Ok(Value::Null)).await;
    push(&desk.http, trigger("one")).await;
    let asked = obs.next("CreateRecordChapter").await;
    assert_eq!(asked, json!({ "chapterName": "chat_velocity" }));
    assert_eq!(acted(&mut live, "one").await["outcome"], "done");
}

#[tokio::test]
async fn an_obs_that_marks_no_chapters_says_why() {
    for (code, words) in [(204, "Update it to 30.2"), (501, "Start a recording first")] {
        let (desk, mut live, _obs) = with_chapters(Err(code)).await;
        push(&desk.http, trigger("one")).await;
        let acted = acted(&mut live, "one").await;
        assert_eq!(acted["outcome"], "failed", "{acted}");
        assert!(acted["why"].to_string().contains(words), "{acted}");
    }
}

#[tokio::test]
async fn an_obs_that_hangs_is_not_waited_for() {
    let (desk, mut live, _obs) = with_chapters(Err(SILENT)).await;
    push(&desk.http, trigger("one")).await;
    let acted = acted(&mut live, "one").await;
    assert_eq!(acted["outcome"], "failed", "{acted}");
    assert!(acted["why"].to_string().contains("did not answer"), "{acted}");
}

#[tokio::test]
async fn a_trigger_shows_its_banner_over_the_stream() {
    let (desk, mut live) = watched().await;
    let text = "Clip that! 🦊".to_owned();
    desk.ask(always(Action::Banner { text: text.clone() })).await;
    let mut page = Chromium::start().await;
    page.trust(&desk.http).await;
    page.open(&format!("{}/o/alerts?show=banner", desk.http), 720, 176)
        .await;
    page.until("document.body.dataset.state === 'live'").await;
    push(&desk.http, trigger("one")).await;
    let acted = acted(&mut live, "one").await;
    assert_eq!(
        (&acted["outcome"], &acted["text"]),
        (&json!("done"), &json!(text))
    );
    page.until("document.querySelector('[data-alert=banner] .what')?.textContent === 'Clip that! 🦊'")
        .await;
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

#[tokio::test]
async fn a_banner_that_no_stream_has_room_for_is_refused() {
    let desk = Desk::new().await;
    let banner = |length: usize| {
        always(Action::Banner {
            text: "ä".repeat(length),
        })
    };
    let fault = desk.try_ask(banner(101)).await.expect_err("it is too long");
    assert_eq!(fault.code, FaultCode::Rules, "{fault}");
    desk.ask(banner(100)).await;
}

#[tokio::test]
async fn the_second_within_30_seconds_waits_and_says_so() {
    let (desk, mut live) = watched().await;
    desk.ask(always(Action::SaveReplay)).await;
    push(&desk.http, trigger("one")).await;
    let one = acted(&mut live, "one").await;
    assert_eq!(one["outcome"], "failed", "{one}");
    assert!(one["why"].to_string().contains("OBS is not connected"), "{one}");
    push(&desk.http, trigger("two")).await;
    let two = acted(&mut live, "two").await;
    assert_eq!(two["outcome"], "cooldown", "{two}");
}

#[tokio::test]
async fn nothing_is_done_unasked_nor_for_what_is_not_of_now() {
    let (desk, mut live) = watched().await;
    push(&desk.http, trigger("unasked")).await;
    let rule = ActionRule {
        trigger: Some("viewer_spike".to_owned()),
        action: Action::SaveReplay,
    };
    let rules = ActionRules { rules: vec![rule] };
    desk.ask(Ask::SetActionRules { rules }).await;
    push(&desk.http, trigger("of another kind")).await;
    let mut old = trigger("old");
    (old["trigger"], old["at"]) = (json!("viewer_spike"), json!(1_000));
    push(&desk.http, old).await;
    let mut now = trigger("now");
    now["trigger"] = json!("viewer_spike");
    push(&desk.http, now).await;
    // It would be in its cooldown if any of the others had set something off.
    let first = loop {
        let frame = in_time("an action", live.next()).await.expect("the feed goes on");
        if frame["event"]["type"] == "action" {
            break frame["event"].clone();
        }
    };
    assert_eq!(
        (&first["trigger_id"], &first["outcome"]),
        (&json!("now"), &json!("failed"))
    );
}
