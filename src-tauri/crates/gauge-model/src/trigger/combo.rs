//! Two kinds of trigger in one moment.

use serde_json::{Value, json};

use super::rules::TriggerRules;
use crate::Millis;

/// How far apart the parts may be, ms.
const MOMENT: Millis = 10_000;

/// What fired lately on one channel.
#[derive(Clone, Debug, Default)]
pub(super) struct ComboWatch {
    parts: Vec<(&'static str, Millis)>,
    rests_until: Option<Millis>,
}

/// What is shown beside the parts.
pub(super) struct Evidence {
    pub(super) viewers: Option<u64>,
    pub(super) chat_rate: u64,
}

impl ComboWatch {
    /// The combo's evidence, if what has been found just now makes one.
    pub(super) fn look(
        &mut self,
        at: Millis,
        found: &[(&'static str, Value)],
        rules: &TriggerRules,
        evidence: &Evidence,
    ) -> Option<Value> {
        if found.is_empty() {
            return None;
        }
        self.parts.retain(|(_, time)| at - time <= MOMENT);
        for (kind, _) in found {
            self.parts.retain(|(part, _)| part != kind);
            self.parts.push((kind, at));
        }
        let is_resting = self.rests_until.is_some_and(|until| at < until);
        if self.parts.len() < 2 || is_resting || !rules.combo {
            return None;
        }
        self.rests_until = Some(at + Millis::from(rules.cooldowns.combo) * 1000);
        let kinds: Vec<_> = self.parts.drain(..).map(|(kind, _)| kind).collect();
        Some(json!({ "triggers": kinds, "viewers": evidence.viewers, "chat_rate": evidence.chat_rate }))
    }
}
