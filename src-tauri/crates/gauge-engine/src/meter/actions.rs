//! The meter's part of actions: which trigger may set something off, and word of those that may not.

use std::sync::Arc;

use gauge_model::{ActionGate, ActionRules, EventKind, Millis, Outcome, StreamEvent};
use tokio::sync::mpsc;

use super::Meter;
use crate::actions::{Deed, word_of};

/// A trigger that is older, by its own time, comes from a recording, ms: it sets nothing off.
const NOW: Millis = 60_000;

/// What triggers set off.
#[derive(Debug)]
pub(crate) struct Actions {
    pub(crate) rules: ActionRules,
    gate: ActionGate,
    deeds: mpsc::Sender<Deed>,
}

impl Actions {
    /// None yet; `deeds` does them.
    pub(super) fn new(deeds: mpsc::Sender<Deed>) -> Self {
        Self {
            rules: ActionRules::default(),
            gate: ActionGate::default(),
            deeds,
        }
    }
}

impl Meter {
    /// Sets off what the user wants of a trigger, if it is one and of now.
    pub(super) fn set_off(&mut self, event: &Arc<StreamEvent>) {
        let EventKind::Trigger { trigger, details } = &event.kind else {
            return;
        };
        let is_made_up = event.simulated || self.standing.simulated;
        let is_of_now = (self.standing.now - event.at).abs() < NOW;
        // A combo acts for its parts.
        if is_made_up || !is_of_now || details.get("part_of").is_some() {
            return;
        }
        let actions: Vec<_> = self.actions.rules.set_off_by(trigger).cloned().collect();
        if actions.is_empty() {
            return;
        }
        let deed = Deed {
            profile: self.standing.profile_id.to_string(),
            trigger: Arc::clone(event),
            actions,
        };
        let passed = self.actions.gate.pass(self.standing.now).map_err(words);
        let busy = (
            Outcome::Failed,
            "Earlier actions are still under way. Look whether OBS hangs.".to_owned(),
        );
        let refused = match passed {
            Ok(()) => self
                .actions
                .deeds
                .try_send(deed)
                .map_err(|error| (error.into_inner(), busy)),
            Err(refused) => Err((deed, refused)),
        };
        let Err((deed, why)) = refused else { return };
        for action in &deed.actions {
            let word = word_of(action, event, Err(why.clone()), self.standing.now);
            self.count(word);
        }
    }

    /// An action has ended. The profile it was for may be closed by now: then the log keeps the word.
    pub(super) fn note_acted(&mut self, profile: &str, event: StreamEvent) {
        if *profile == *self.standing.profile_id {
            self.count(event);
        } else {
            tracing::info!(kind = ?event.kind, "an action ended after its profile was closed");
        }
    }
}

fn words(outcome: Outcome) -> (Outcome, String) {
    let why = match outcome {
        Outcome::Limit => "Triggers have acted 50 times today. It goes on tomorrow.",
        _ => "Another trigger acted less than 30 s before.",
    };
    (outcome, why.to_owned())
}
