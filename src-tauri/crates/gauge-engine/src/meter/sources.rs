//! The sources as the meter knows them: how each is, and who of them may count what.

use gauge_model::{Delta, SourceStatus, StreamEvent};

use super::Meter;

impl Meter {
    /// A source is in a new state.
    pub(super) fn note_source(&mut self, mut status: SourceStatus) {
        // It does not know of this itself.
        status.not_owner = self
            .standing
            .sources
            .get(&status.id)
            .map_or(0, |known| known.not_owner);
        self.owners.note(&status);
        self.watch_channel(&status.channel);
        self.tell(Delta {
            source: Some(&status),
            ..Delta::default()
        });
        self.standing.sources.insert(status.id.clone(), status);
    }

    /// A source is no more.
    pub(super) fn forget_source(&mut self, id: &str) {
        if let Some(gone) = self.standing.sources.remove(id) {
            self.owners.forget(&gone);
            self.watch_channel(&gone.channel);
        }
        self.tell(Delta {
            source_gone: Some(id),
            ..Delta::default()
        });
        self.note_left(id);
    }

    /// Another source owns this event's kind.
    pub(super) fn keep_back(&mut self, event: &StreamEvent) {
        let id = SourceStatus::id_of(&event.source, &event.channel);
        if let Some(source) = self.standing.sources.get_mut(&id) {
            source.not_owner += 1;
            self.kept_back.insert(id);
        }
    }

    /// Shows how much was kept back, once a second at most: it may be a whole chat.
    pub(super) fn show_kept_back(&mut self) {
        for id in std::mem::take(&mut self.kept_back) {
            if let Some(status) = self.standing.sources.get(&id).cloned() {
                self.tell(Delta {
                    source: Some(&status),
                    ..Delta::default()
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
