//! What triggers set off, done one after the other. What became of each goes back to the meter as an event.

use std::sync::Arc;

use gauge_model::{Acted, Action, EventKind, Millis, Outcome, StreamEvent};
use gauge_sources::{
    obs::{Obs, ObsError},
    post_webhook,
};
use tokio::sync::mpsc;

use crate::request::Request;

/// What brings the word of what became of actions.
const SOURCE: &str = "actions";

/// What a trigger sets off.
#[derive(Debug)]
pub(crate) struct Deed {
    /// The profile that it happened in, by id.
    pub(crate) profile: String,
    pub(crate) trigger: Arc<StreamEvent>,
    pub(crate) actions: Vec<Action>,
}

/// How an action ended: the file that came of it, or why it was not done.
pub(crate) type Ended = Result<Option<String>, (Outcome, String)>;

/// Does what is to be done, until nothing can come any more.
pub(crate) async fn run(
    mut deeds: mpsc::Receiver<Deed>,
    obs: Obs,
    requests: mpsc::Sender<Request>,
    clock: fn() -> Millis,
) {
    while let Some(deed) = deeds.recv().await {
        for action in &deed.actions {
            let ended = act(action, &deed.trigger, &obs).await;
            let acted = Request::Acted {
                profile: deed.profile.clone(),
                event: Box::new(word_of(action, &deed.trigger, ended, clock())),
            };
            if requests.send(acted).await.is_err() {
                return;
            }
        }
    }
}

async fn act(action: &Action, trigger: &StreamEvent, obs: &Obs) -> Ended {
    let done = match action {
        Action::SaveReplay => obs.save_replay().await.map(Some),
        Action::StartRecording => obs.start_recording().await,
        Action::StopRecording => obs.stop_recording().await,
        Action::MarkChapter => obs.mark_chapter(name_of(trigger)).await.map(|()| None),
        // Every page that shows alerts hears the word of it, and that is all that it takes.
        Action::Banner { .. } => Ok(None),
        Action::Webhook { url } => {
            let posted = post_webhook(url, &serde_json::json!(trigger)).await;
            return posted.map(|()| None).map_err(|why| (Outcome::Failed, why));
        }
    };
    done.map_err(|error: ObsError| (Outcome::Failed, error.to_string()))
}

fn name_of(trigger: &StreamEvent) -> &str {
    match &trigger.kind {
        EventKind::Trigger { trigger, .. } => trigger,
        _ => "",
    }
}

fn words_of(action: &Action) -> Option<Box<str>> {
    match action {
        Action::Banner { text } if !text.trim().is_empty() => Some(text.trim().into()),
        _ => None,
    }
}

/// The event that tells what became of it.
pub(crate) fn word_of(action: &Action, trigger: &StreamEvent, ended: Ended, now: Millis) -> StreamEvent {
    let (outcome, why, path) = match ended {
        Ok(path) => (Outcome::Done, None, path),
        Err((outcome, why)) => (outcome, Some(why.into()), None),
    };
    StreamEvent {
        kind: EventKind::Action(Acted {
            action: action.name().into(),
            trigger: name_of(trigger).into(),
            trigger_id: trigger.id.clone(),
            trigger_at: trigger.at,
            outcome,
            why,
            path: path.map(Into::into),
            text: words_of(action),
        }),
        channel: trigger.channel.clone(),
        source: SOURCE.into(),
        id: None,
        at: now,
        user: None,
        simulated: false,
        history: false,
    }
}
