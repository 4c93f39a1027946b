//! What is part of the show: channels that come and go, sessions that begin and end.

use std::{
    collections::{HashMap, VecDeque},
    mem,
    time::{Duration, Instant},
};

use gauge_model::{Change, ChannelId, EventKind, SourceState, Stats, StreamEvent};

use super::{Meter, ROWS};
use crate::request::Request;

/// Snapshots for everybody in a second at most, where producers bring them about: each is written for every lane.
const A_SECOND: usize = 5;

/// What is to be shown at the end of a turn, or of a later one.
#[derive(Default)]
pub(super) struct Show {
    /// Readers are to get the whole.
    is_anew: bool,
    /// However often they did.
    at_once: bool,
    /// When they did, in the last second.
    shown: VecDeque<Instant>,
    /// Sources that will be gone, by id, each with its channel: what they have heard before may still come.
    leaving: HashMap<String, ChannelId>,
    /// Channels whose sources are gone now.
    left: Vec<ChannelId>,
}

impl Show {
    /// Whether readers get the whole now.
    fn is_due(&mut self) -> bool {
        let is_past = |at: &Instant| at.elapsed() >= Duration::from_secs(1);
        while self.shown.front().is_some_and(is_past) {
            self.shown.pop_front();
        }
        self.is_anew && (self.at_once || self.shown.len() < A_SECOND)
    }
}

impl Meter {
    /// The end of a turn: what must be on disk soon is handed over, and readers are told.
    pub(super) async fn end_turn(&mut self) {
        for channel in mem::take(&mut self.show.left) {
            self.put_aside(&channel).await;
        }
        if self.urgent || self.rows.events.len() >= ROWS {
            self.store(None).await;
        }
        if self.show.is_due() {
            self.show_anew();
        }
        self.hub.flush(&self.standing);
    }

    /// Hands everybody the whole, now.
    pub(super) fn show_anew(&mut self) {
        (self.show.is_anew, self.show.at_once) = (false, false);
        self.show.shown.push_back(Instant::now());
        self.standing.seq += 1;
        self.latest.change();
        self.hub.start_anew(&self.standing);
    }

    /// Nothing of this profile is shown any more.
    pub(super) async fn close_show(&mut self) {
        for channel in mem::take(&mut self.show.left) {
            self.put_aside(&channel).await;
        }
        self.show.leaving.clear();
    }

    /// Somebody changes it by hand.
    pub(super) async fn change_show(&mut self, request: Request) {
        match request {
            Request::TakeBack(channel) => {
                self.show.leaving.retain(|_, leaving| *leaving != channel);
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
                let sources = self.standing.sources.values();
                let its = sources.filter(|source| source.channel == channel);
                self.show
                    .leaving
                    .extend(its.map(|source| (source.id.clone(), channel.clone())));
                self.put_aside(&channel).await;
            }
            _ => {}
        }
    }

    async fn put_aside(&mut self, channel: &ChannelId) {
        // The row keeps what was shown last.
        self.store(None).await;
        self.show_changed(|stats| stats.set_aside(channel));
    }

    /// A source is gone, and nothing comes from it any more: its channel must not stay because of what came last.
    pub(super) fn note_left(&mut self, id: &str) {
        let Some(channel) = self.show.leaving.remove(id) else {
            return;
        };
        let is_shown = self
            .standing
            .stats
            .kept(&channel)
            .is_some_and(|kept| !kept.is_aside);
        let mut sources = self.standing.sources.values();
        if is_shown && !sources.any(|source| source.channel == channel) {
            self.show.left.push(channel);
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
        self.start_anew_soon();
    }

    /// A session began: readers get the whole, since channels of earlier shows are no longer part of it.
    pub(super) fn session_began(&mut self, channel: &ChannelId, session: Option<u64>) {
        self.rows
            .begun
            .extend(session.map(|session| (channel.clone(), session)));
        self.dirty.extend(self.standing.stats.all_channels().cloned());
        self.start_anew_soon();
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

    /// Too much has changed at once to tell it by deltas: at the end of this turn everybody gets the whole.
    pub(super) fn start_anew(&mut self) {
        self.show.at_once = true;
        self.start_anew_soon();
    }

    /// The same, but not so often that a producer could keep the program busy with it.
    fn start_anew_soon(&mut self) {
        self.show.is_anew = true;
        self.latest.change();
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
