//! What is part of the show: channels that come and go, sessions that begin and end.

use gauge_model::{Change, ChannelId, EventKind, SourceState, Stats, StreamEvent};

use super::Meter;
use crate::request::Request;

impl Meter {
    /// Somebody changes it by hand.
    pub(super) async fn change_show(&mut self, request: Request) {
        match request {
            Request::TakeBack(channel) => {
                self.keep_profile();
                self.show_changed(|stats| stats.take_back(&channel));
            }
            Request::EndSession(channel) => {
                self.show_changed(|stats| stats.end_session(&channel));
                self.session_ended.notify_one();
            }
            Request::Reset => {
                self.reset();
                self.session_ended.notify_one();
            }
            Request::SetAside(channel) => {
                // The row keeps what was shown last.
                self.store(None).await;
                self.show_changed(|stats| stats.set_aside(&channel));
            }
            _ => {}
        }
    }

    /// A producer is done with its channel: readers get the whole, since there is no delta that takes away.
    pub(super) fn clear_if_told(&mut self, event: &StreamEvent) {
        let EventKind::Clear { triggers } = event.kind else {
            return;
        };
        if triggers {
            self.standing.clear_triggers(&event.channel);
        }
        self.show_changed(|_| Change::default());
    }

    /// A session began: readers get the whole, since channels of earlier shows are no longer part of it.
    pub(super) fn session_began(&mut self, channel: &ChannelId, session: Option<u64>) {
        self.rows
            .begun
            .extend(session.map(|session| (channel.clone(), session)));
        self.dirty.extend(self.standing.stats.all_channels().cloned());
        self.start_anew();
    }

    /// Somebody changed by hand what is shown.
    fn show_changed(&mut self, change: impl Fn(&mut Stats) -> Change) {
        self.both_stats().for_each(|stats| _ = change(stats));
        self.show_was_changed();
    }

    pub(super) fn show_was_changed(&mut self) {
        self.dirty.extend(self.standing.stats.all_channels().cloned());
        self.start_anew();
    }

    /// Too much has changed at once to tell it by deltas.
    pub(super) fn start_anew(&mut self) {
        self.standing.seq += 1;
        self.latest.change();
        self.hub.start_anew(&self.standing);
    }

    /// A quiet channel whose source has a connection is still on.
    pub(super) fn note_live_sources(&mut self) {
        let now = self.standing.now;
        let sources = self.standing.sources.values();
        let live: Vec<_> = sources
            .filter(|source| source.state == SourceState::Live)
            .map(|source| source.channel.clone())
            .collect();
        for stats in self.both_stats() {
            live.iter()
                .for_each(|channel| stats.source_is_alive(channel, now));
        }
    }

    /// From now on the profile holds something of somebody's own.
    pub(crate) fn keep_profile(&mut self) {
        if let Some(outbox) = self.outbox.as_mut().filter(|_| self.is_scratch) {
            outbox.keep();
            self.is_scratch = false;
        }
    }
}
