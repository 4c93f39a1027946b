//! What OBS does for us. Its “yes” says only that it has understood: done is what it tells afterwards.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{sync::broadcast, time::timeout};

use super::{
    facts::Fact,
    link::{Obs, ObsError},
};

/// A replay is written in some seconds, on a busy computer in ten.
const REPLAY: Duration = Duration::from_secs(30);
/// A recording begins at once, or not at all.
const START: Duration = Duration::from_secs(15);
/// A recording's file is whole some seconds after its end.
const STOP: Duration = Duration::from_secs(60);

/// obs-websocket's codes.
const UNKNOWN_REQUEST: u16 = 204;
const ALREADY: u16 = 500;
const NOT_RUNNING: u16 = 501;
const NOT_AVAILABLE: u16 = 604;

impl Obs {
    /// Saves the replay buffer; the file.
    ///
    /// # Errors
    /// Why it was not saved.
    pub async fn save_replay(&self) -> Result<String, ObsError> {
        let facts = self.listen();
        self.ask("SaveReplayBuffer", Value::Null)
            .await
            .map_err(|error| match error {
                ObsError::Refused {
                    code: NOT_RUNNING, ..
                } => ObsError::Cannot("The replay buffer is off. Press “Start Replay Buffer” in OBS."),
                ObsError::Refused {
                    code: NOT_AVAILABLE, ..
                } => ObsError::Cannot(
                    "OBS has no replay buffer. Enable it in OBS under Settings, Output, Replay Buffer.",
                ),
                other => other,
            })?;
        let saved = first(facts, |fact| match fact {
            Fact::ReplaySaved(path) => Some(path),
            Fact::Recording { .. } => None,
        });
        let silent =
            "OBS did not confirm the replay in 30 s. Look whether its recording folder can be written to.";
        in_time(REPLAY, saved, silent).await
    }

    /// Starts recording, if none is under way; the file, where OBS tells it.
    ///
    /// # Errors
    /// Why nothing is recorded.
    pub async fn start_recording(&self) -> Result<Option<String>, ObsError> {
        let facts = self.listen();
        match self.ask("StartRecord", Value::Null).await {
            Err(ObsError::Refused { code: ALREADY, .. }) => return Ok(None),
            answer => answer?,
        };
        // With a folder that it cannot write to OBS says yes, and then nothing more.
        let silent =
            "OBS said yes and then recorded nothing. Look in OBS; its recording folder may be unusable.";
        in_time(START, recording(facts, true), silent).await
    }

    /// Stops recording, if one is under way; the file, which is whole.
    ///
    /// # Errors
    /// Why it goes on.
    pub async fn stop_recording(&self) -> Result<Option<String>, ObsError> {
        let facts = self.listen();
        match self.ask("StopRecord", Value::Null).await {
            Err(ObsError::Refused {
                code: NOT_RUNNING, ..
            }) => return Ok(None),
            answer => answer?,
        };
        let silent = "OBS did not finish the recording in a minute. Look in OBS.";
        in_time(STOP, recording(facts, false), silent).await
    }

    /// Marks a chapter in the recording.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn mark_chapter(&self, name: &str) -> Result<(), ObsError> {
        let marked = self
            .ask("CreateRecordChapter", json!({ "chapterName": name }))
            .await;
        marked.map(drop).map_err(|error| match error {
            ObsError::Refused {
                code: UNKNOWN_REQUEST,
                ..
            } => ObsError::Cannot("This OBS cannot mark chapters. Update it to 30.2 or newer."),
            ObsError::Refused {
                code: NOT_RUNNING, ..
            } => ObsError::Cannot("OBS records nothing to mark a chapter in. Start a recording first."),
            other => other,
        })
    }
}

async fn recording(facts: broadcast::Receiver<Fact>, wanted: bool) -> Result<Option<String>, ObsError> {
    first(facts, |fact| match fact {
        Fact::Recording { active, path } if active == wanted => Some(path),
        _ => None,
    })
    .await
}

/// The first fact that is wanted.
async fn first<T>(
    mut facts: broadcast::Receiver<Fact>,
    wanted: impl Fn(Fact) -> Option<T>,
) -> Result<T, ObsError> {
    loop {
        match facts.recv().await {
            Ok(fact) => {
                if let Some(found) = wanted(fact) {
                    return Ok(found);
                }
            }
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return Err(ObsError::Away),
        }
    }
}

async fn in_time<T>(
    limit: Duration,
    confirmed: impl Future<Output = Result<T, ObsError>>,
    silent: &'static str,
) -> Result<T, ObsError> {
    timeout(limit, confirmed)
        .await
        .unwrap_or(Err(ObsError::Cannot(silent)))
}
