//! The meter's part of OBS. It records for the whole show: its word goes to every channel that is part of it.

use std::collections::BTreeSet;

use gauge_model::{ChannelId, EventKind, SourceStatus, StreamEvent};
use gauge_sources::{Inbound, obs};

use super::Meter;

/// What OBS said last.
#[derive(Debug, Default)]
pub(super) struct ObsWord {
    /// Whether it records, by its own connection; `None` while there is none.
    recording: Option<bool>,
    /// Whether it records, as it tells its browser sources.
    by_pages: Option<bool>,
    /// What was told of it last.
    told: Option<bool>,
    /// How the connection is; it outlives profiles.
    status: Option<SourceStatus>,
}

impl ObsWord {
    /// One truth: OBS's own connection knows better than its pages.
    fn is_recording(&self) -> Option<bool> {
        self.recording.or(self.by_pages)
    }
}

impl Meter {
    /// Hears OBS.
    pub(super) fn hear_obs(&mut self, inbound: Inbound) {
        match inbound {
            Inbound::Recording(active) => {
                self.obs.recording = active;
                self.obs_records();
            }
            Inbound::RecordingByPages(active) => {
                self.obs.by_pages = active;
                self.obs_records();
            }
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

    /// When nobody knows any more, nobody may believe that it still records.
    fn obs_records(&mut self) {
        let now = self.obs.is_recording().or(self.obs.told.map(|_| false));
        // What others push of recordings of their own is not taken back by a repetition.
        if let Some(active) = now
            && self.obs.told.replace(active) != Some(active)
        {
            self.tell_recording(active);
        }
    }

    /// Another profile is open, and its readers have its snapshot: it knows nothing of OBS yet.
    pub(super) fn obs_goes_on(&mut self) {
        if let Some(status) = self.obs.status.clone() {
            self.note_source(status);
        }
        if let Some(active) = self.obs.is_recording() {
            self.tell_recording(active);
        }
    }

    /// Channels that have come since the recording began are recorded too.
    pub(super) fn tell_newcomers_of_recording(&mut self) {
        if self.obs.is_recording() == Some(true) {
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
