//! Leaderboards over `/ws/live`: a page asks, and is answered by everything that was counted before it asked.

use bytes::Bytes;
use gauge_engine::Engine;
use gauge_model::BoardWish;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::dialect::frame;

/// Questions of one client that may wait for their answers.
const MOST: usize = 16;

/// What one client has asked for. Nothing is kept for one that never does.
#[derive(Default)]
pub(crate) struct Boards(Option<Box<JoinSet<Bytes>>>);

impl Boards {
    /// Asks; the answer comes by [`Boards::next`]. Names need a token (`may`).
    ///
    /// # Errors
    /// Why it cannot be asked.
    pub(crate) fn ask(&mut self, engine: &Engine, command: Value, may: bool) -> Result<(), String> {
        let wish: BoardWish = serde_json::from_value(command)
            .map_err(|error| format!("This leaderboard cannot be had: {error}"))?;
        if wish
            .sessions
            .as_ref()
            .is_some_and(|sessions| sessions.len() > BoardWish::MOST)
        {
            return Err(format!("Ask for at most {} sessions together", BoardWish::MOST));
        }
        let answers = self.0.get_or_insert_default();
        if answers.len() >= MOST {
            return Err("Wait for the leaderboards that you asked for before".to_owned());
        }
        let engine = engine.clone();
        answers.spawn(async move {
            if !may {
                return answer(&wish, json!({ "rows": null, "error": "token_required" }));
            }
            match engine.board(wish.clone()).await {
                Ok(rows) => answer(&wish, json!({ "rows": *rows })),
                Err(fault) => answer(&wish, json!({ "rows": null, "error": fault.code })),
            }
        });
        Ok(())
    }

    /// The next answer, as a frame; never, while none is awaited. May be dropped and called again.
    pub(crate) async fn next(&mut self) -> Option<Bytes> {
        let answers = match &mut self.0 {
            Some(answers) if !answers.is_empty() => answers,
            _ => return std::future::pending().await,
        };
        // One that panicked has been logged by its thread.
        answers.join_next().await?.ok()
    }
}

/// The wish is said again: several may be under way.
fn answer(wish: &BoardWish, more: Value) -> Bytes {
    let mut body = json!({ "type": "board", "by": wish.by, "sessions": wish.sessions, "limit": wish.limit });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    let mut out = Vec::new();
    frame(&mut out, |out| serde_json::to_writer(out, &body).is_ok());
    out.into()
}
