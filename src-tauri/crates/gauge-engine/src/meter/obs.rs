//! The meter's part of OBS. It records for the whole show: its word goes to every channel that is part of it.

use std::collections::BTreeSet;

use gauge_model::{ChannelId, EventKind, SourceState, SourceStatus, StreamEvent};
use gauge_sources::{Inbound, obs};

use super::Meter;

/// What OBS said last.
#[derive(Debug, Default)]
pub(super) struct ObsWord {
    /// Whether it records; `None` before it said so.
    recording: Option<bool>,
    /// How the connection is; it outlives profiles.
    status: Option<SourceStatus>,
}

impl Meter {
    /// Hears OBS.
    pub(super) fn hear_obs(&mut self, inbound: Inbound) {
        match inbound {
            Inbound::Recording(active) => self.obs_records(active),
            Inbound::Status(status) => {
                self.obs.status = Some(status.clone());
                self.note_source(status);
            }
            Inbound::Gone(id) => {
                self.obs.status = None;
                self.forget_source(&id);
            }
            Inbound::Events(_) => {}
        }
    }

    fn obs_records(&mut self, active: bool) {
        // What others push of recordings of their own is not taken back by a repetition.
        if self.obs.recording.replace(active) != Some(active) {
            self.tell_recording(active);
        }
    }

    /// Another profile is open, and its readers have its snapshot: it knows nothing of OBS yet.
    pub(super) fn obs_goes_on(&mut self) {
        let Some(status) = self.obs.status.clone() else {
            return;
        };
        let is_live = status.state == SourceState::Live;
        self.note_source(status);
        if let Some(active) = self.obs.recording.filter(|_| is_live) {
            self.tell_recording(active);
        }
    }

    /// Channels that have come since the recording began are recorded too.
    pub(super) fn tell_newcomers_of_recording(&mut self) {
        if self.obs.recording == Some(true) {
            self.tell_recording_where(true, |recording| recording.is_none());
        }
    }

    fn tell_recording(&mut self, active: bool) {
        self.tell_recording_where(active, |recording| recording.unwrap_or(false) != active);
    }

    fn tell_recording_where(&mut self, active: bool, wanted: impl Fn(Option<bool>) -> bool) {
        // Nothing real is mixed into the demo.
        if self.standing.simulated {
            return;
        }
        for channel in self.show() {
            let numbers = self.standing.stats.channel(&channel);
            if wanted(numbers.and_then(|numbers| numbers.recording)) {
                self.count(StreamEvent {
                    kind: EventKind::Recording { active },
                    channel,
                    source: obs::SOURCE.into(),
                    id: None,
                    at: self.standing.now,
                    user: None,
                    simulated: false,
                    history: false,
                });
            }
        }
    }

    /// The channels that are part of the show: those that are shown, and those that are connected to. OBS itself
    /// where there is none.
    fn show(&self) -> BTreeSet<ChannelId> {
        let sources = self.standing.sources.values();
        let others = sources.filter(|source| source.kind != obs::SOURCE);
        let shown = self.standing.stats.channels().map(|(id, _)| id);
        let mut show: BTreeSet<_> = shown
            .chain(others.map(|source| &source.channel))
            .cloned()
            .collect();
        if show.is_empty() {
            show.extend(obs::channel());
        }
        show
    }
}
