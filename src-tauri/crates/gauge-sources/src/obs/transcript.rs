//! A real OBS's own frames, from its start of a recording to its refusals, as we understand them.

use std::{fs, path::Path};

use gauge_model::ObsState;
use serde_json::Value;

use super::{
    facts::{Fact, learn},
    wire::{Heard, Refusal, decode},
};

/// What OBS said in each scenario, in its order; nothing where the recording is not on this machine.
fn frames(scenario: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../../shared/data/obs-websocket-5.1-transcript.jsonl");
    let Ok(text) = fs::read_to_string(file) else {
        eprintln!("note: the transcript of a real OBS is not here; it is not played");
        return Vec::new();
    };
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter(|line| line["dir"] == "obs>" && line["scenario"] == scenario)
        .map(|line| line["msg"].to_string())
        .collect()
}

#[test]
fn a_whole_visit_is_understood() {
    let frames = frames("happy");
    if frames.is_empty() {
        return;
    }
    let mut state = ObsState::default();
    let (mut facts, mut paused) = (Vec::new(), Vec::new());
    for frame in &frames {
        let (kind, data) = match decode(frame) {
            Heard::Event { kind, data } => (kind, data),
            Heard::Answer { kind, result, .. } => (kind, result.expect("all goes well in this one")),
            Heard::Other => continue,
            Heard::Closed(_) => panic!("nothing closed it"),
        };
        facts.extend(learn(&mut state, &kind, &data));
        if paused.last() != Some(&state.paused) {
            paused.push(state.paused);
        }
    }
    let file = Some("/home/streamer/Videos/2026-11-20 20-57-32.mkv".to_owned());
    let recording = |active, path: &Option<String>| Fact::Recording {
        active,
        path: path.clone(),
    };
    let replay = "/home/streamer/Videos/Replay 2026-11-20 20-57-50.mkv";
    assert_eq!(
        facts,
        [
            recording(false, &None),
            recording(true, &file),
            recording(true, &None),
            recording(false, &file),
            Fact::ReplaySaved(replay.to_owned()),
        ]
    );
    assert_eq!(paused, [false, true, false], "a pause is no stop");
    assert_eq!(state.version.as_deref(), Some("29.0.2"));
    assert_eq!(state.last_replay.as_deref(), Some(replay));
    assert_eq!(
        (state.recording, state.streaming, state.replay_buffer),
        (Some(false), Some(false), Some(false))
    );
    assert!(state.fps.is_some() && state.disk_free.is_some_and(|free| free > 0.0));
    assert!(!state.has_chapters, "OBS 29 has none");
}

/// As they were read off the transcript.
fn refusals() -> Vec<(&'static str, Vec<u16>)> {
    vec![
        (
            "errors",
            vec![
                501, 501, 501, 501, 204, 300, 401, 403, 600, 605, 600, 600, 400, 600, 600,
            ],
        ),
        ("norb", vec![604, 604, 604]),
    ]
}

#[test]
fn every_refusal_of_it_has_its_code_and_its_words() {
    for (scenario, wanted) in refusals() {
        let said: Vec<u16> = frames(scenario)
            .iter()
            .filter_map(|frame| match decode(frame) {
                Heard::Answer {
                    result: Err(Refusal { code, .. }),
                    ..
                } => Some(code),
                _ => None,
            })
            .collect();
        assert!(said.is_empty() || said == wanted, "{scenario}: {said:?}");
    }
}
