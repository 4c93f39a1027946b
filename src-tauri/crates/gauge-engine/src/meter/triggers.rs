//! Where rules meet what is counted: what fires is an event like any other, counted, shown and kept in the same turn.

use gauge_model::{ChannelId, EventKind, Fired, StreamEvent};

use super::Meter;

/// What brings the triggers of the user's rules.
pub(crate) const RULES: &str = "rules";

impl Meter {
    /// Watches an event that was counted and gave `coins`.
    pub(super) fn watch(&mut self, event: &StreamEvent, coins: u64) {
        if matches!(event.kind, EventKind::Chat { .. }) {
            self.hear_from_tool(event);
        }
        let fired = self.detector.hear(event, coins);
        self.fire(fired, event.simulated);
    }

    /// Time has passed.
    pub(super) fn look_for_triggers(&mut self) {
        let fired = self.detector.tick(self.standing.now);
        let simulated = self.standing.simulated;
        self.fire(fired, simulated);
    }

    /// A source of this channel came, went, or is in a new state. What is not heard while it is away is no silence.
    pub(super) fn watch_channel(&mut self, channel: &ChannelId) {
        if self.owners.hear(channel) || self.pushed.contains(channel) {
            self.detector.back(channel, self.standing.now);
        } else {
            self.detector.lost(channel);
        }
    }

    /// Chat that none of the channel's sources brings comes from a tool: it is heard, whatever becomes of them.
    fn hear_from_tool(&mut self, event: &StreamEvent) {
        let channel = &event.channel;
        if !self.owners.hear(channel) && !self.owners.claimed(event) && self.pushed.insert(channel.clone()) {
            self.detector.back(channel, self.standing.now);
        }
    }

    fn fire(&mut self, fired: Vec<Fired>, simulated: bool) {
        for fired in fired {
            self.count(trigger(fired, simulated));
        }
    }
}

/// The event of a rule that fired. Its id follows from the moment, so that a recording which is played again fires
/// nothing twice.
pub(crate) fn trigger(fired: Fired, simulated: bool) -> StreamEvent {
    StreamEvent {
        id: Some(format!("{}@{}", fired.trigger, fired.at).into()),
        kind: EventKind::Trigger {
            trigger: fired.trigger.into(),
            details: fired.details,
        },
        channel: fired.channel,
        source: RULES.into(),
        at: fired.at,
        user: None,
        simulated,
        history: false,
    }
}
