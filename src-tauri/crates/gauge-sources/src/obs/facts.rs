//! What OBS's events and answers tell, pure.

use gauge_model::ObsState;
use serde_json::Value;

/// Something came to pass in OBS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// The recording began, was stopped, or is found to be as it is.
    Recording {
        /// Whether it is under way.
        active: bool,
        /// Its file, where it is told.
        path: Option<String>,
    },
    /// The replay buffer has been written to this file, which is whole.
    ReplaySaved(String),
}

/// Notes what an event, or the answer to one of our regular questions, tells.
pub(super) fn learn(state: &mut ObsState, kind: &str, data: &Value) -> Option<Fact> {
    let active = data["outputActive"].as_bool();
    match kind {
        "RecordStateChanged" => return recording_changed(state, data),
        "StreamStateChanged" => match output_state(data) {
            "STARTED" | "RECONNECTED" => state.streaming = Some(true),
            "STOPPED" => state.streaming = Some(false),
            _ => {}
        },
        "ReplayBufferStateChanged" => match output_state(data) {
            "STARTED" => state.replay_buffer = Some(true),
            "STOPPED" => state.replay_buffer = Some(false),
            _ => {}
        },
        "ReplayBufferSaved" => {
            let path = data["savedReplayPath"].as_str()?.to_owned();
            state.last_replay = Some(path.clone());
            return Some(Fact::ReplaySaved(path));
        }
        "GetVersion" => {
            state.version = data["obsVersion"].as_str().map(str::to_owned);
            let mut known = data["availableRequests"].as_array().into_iter().flatten();
            state.has_chapters = known.any(|request| request == "CreateRecordChapter");
        }
        "GetRecordStatus" => {
            state.recording = active;
            state.paused = data["outputPaused"] == true;
            return active.map(|active| Fact::Recording { active, path: None });
        }
        "GetStreamStatus" => state.streaming = active,
        "GetReplayBufferStatus" => state.replay_buffer = active,
        "GetStats" => {
            state.fps = data["activeFps"].as_f64();
            state.cpu = data["cpuUsage"].as_f64();
            state.disk_free = data["availableDiskSpace"].as_f64();
            state.skipped_frames = data["outputSkippedFrames"].as_u64();
        }
        _ => {}
    }
    None
}

/// By its state: while it is paused OBS calls it inactive, though it goes on.
fn recording_changed(state: &mut ObsState, data: &Value) -> Option<Fact> {
    let path = data["outputPath"].as_str().map(str::to_owned);
    let active = match output_state(data) {
        "STARTED" => true,
        "STOPPED" => false,
        now @ ("PAUSED" | "RESUMED") => {
            state.paused = now == "PAUSED";
            return None;
        }
        _ => return None,
    };
    state.recording = Some(active);
    state.paused = false;
    Some(Fact::Recording { active, path })
}

fn output_state(data: &Value) -> &str {
    let state = data["outputState"].as_str().unwrap_or("");
    state.strip_prefix("OBS_WEBSOCKET_OUTPUT_").unwrap_or(state)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changed(state: &mut ObsState, to: &str, active: bool) -> Option<Fact> {
        let to = format!("OBS_WEBSOCKET_OUTPUT_{to}");
        let data = json!({ "outputActive": active, "outputPath": null, "outputState": to });
        learn(state, "RecordStateChanged", &data)
    }

    #[test]
    fn a_pause_is_no_stop() {
        let mut state = ObsState::default();
        assert_eq!(changed(&mut state, "STARTING", false), None);
        assert_eq!(state.recording, None);
        changed(&mut state, "STARTED", true);
        assert_eq!(changed(&mut state, "PAUSED", false), None);
        assert_eq!((state.recording, state.paused), (Some(true), true));
        changed(&mut state, "RESUMED", true);
        assert_eq!((state.recording, state.paused), (Some(true), false));
        changed(&mut state, "STOPPED", false);
        assert_eq!(state.recording, Some(false));
    }

    #[test]
    fn frames_of_any_shape_do_no_harm() {
        let mut state = ObsState::default();
        for data in [json!(null), json!([]), json!("x"), json!({ "outputState": 3 })] {
            for kind in [
                "RecordStateChanged",
                "ReplayBufferSaved",
                "GetVersion",
                "GetStats",
                "?",
            ] {
                assert_eq!(learn(&mut state, kind, &data), None);
            }
        }
    }
}
