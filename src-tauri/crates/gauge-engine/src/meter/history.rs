//! What happened before a source was connected.

use std::sync::Arc;

use gauge_model::{Delta, StreamEvent, ViewerCounts};
use gauge_store::CountedEvent;

use super::Meter;

impl Meter {
    /// What happened before is shown and kept, and changes nothing. A value of then is not even that.
    pub(super) fn note_history(&mut self, event: Arc<StreamEvent>) {
        if event.kind.is_gauge() {
            return;
        }
        self.standing.stats.apply(&event, self.standing.now);
        self.count_unreset(&event, false);
        self.standing.note(&event);
        self.tell(Delta {
            channel: Some(&event.channel),
            event: Some(&event),
            ..Delta::default()
        });
        self.urgent |= event.kind.is_ledger();
        self.rows.events.push(CountedEvent {
            event,
            received_at: self.standing.now,
            session: None,
            credit: ViewerCounts::default(),
        });
    }
}
