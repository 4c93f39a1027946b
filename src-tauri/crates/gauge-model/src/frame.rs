//! What a reader of the feed receives: first how everything stands, then what changes.

use std::{
    borrow::Cow,
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    Change, ChannelId, EventKind, Fields, GoalState, Goals, Millis, Notice, Numbers, Patch, Session,
    SourceStatus, Stats, StorageState, StreamEvent, Topics,
};

/// How everything stands in the open profile: what snapshots are drawn from.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The profile's name.
    pub profile: String,
    /// The profile's id.
    pub profile_id: Arc<str>,
    /// Whether everything in it is made up.
    pub simulated: bool,
    /// Changes whenever `seq` starts anew: at every opening of a profile.
    pub epoch: String,
    /// The number of the newest delta.
    pub seq: u64,
    /// Our clock at the newest turn.
    pub now: Millis,
    /// The numbers.
    pub stats: Stats,
    /// The newest events, oldest first, at most [`Standing::RECENT`].
    pub recent: VecDeque<Arc<StreamEvent>>,
    /// The newest triggers, oldest first, at most [`Standing::TRIGGERS`].
    pub triggers: VecDeque<Arc<StreamEvent>>,
    /// Every source, by id.
    pub sources: BTreeMap<String, SourceStatus>,
    /// How the port is; `None` before it was tried.
    pub server: Option<ServerState>,
    /// How the profile's file is.
    pub storage: StorageState,
    /// What the user must know about the profile's data, oldest first.
    pub notices: Vec<Notice>,
    /// The newest value of each number that was pushed as a `custom` event, by its name.
    pub gauges: BTreeMap<Box<str>, Number>,
    /// The goals.
    pub goals: Goals,
    /// Until when the newest reset can be taken back, ms UTC by our clock.
    pub undo_until: Option<Millis>,
}

impl Standing {
    /// Events in a snapshot.
    pub const RECENT: usize = 100;
    /// Triggers in a snapshot (seed 001: the last 20).
    pub const TRIGGERS: usize = 20;

    /// Custom numbers kept.
    const GAUGES: usize = 256;

    /// Notes an event for `recent`, `triggers` and `gauges`. Gauges are no news, and history is nothing else. True when
    /// one of `gauges` changed.
    pub fn note(&mut self, event: &Arc<StreamEvent>) -> bool {
        if event.kind.is_gauge() {
            return false;
        }
        push_bounded(&mut self.recent, event, Self::RECENT);
        if event.history {
            return false;
        }
        if matches!(event.kind, EventKind::Trigger { .. }) {
            push_bounded(&mut self.triggers, event, Self::TRIGGERS);
        }
        self.note_gauge(&event.kind)
    }

    fn note_gauge(&mut self, kind: &EventKind) -> bool {
        let EventKind::Custom { name, data } = kind else {
            return false;
        };
        let Some(value) = data.number() else {
            return false;
        };
        let fits = self.gauges.len() < Self::GAUGES || self.gauges.contains_key(name);
        fits && self.gauges.insert(name.clone(), value.clone()) != Some(value)
    }

    /// Forgets a channel's recent triggers; they stay in the history.
    pub fn clear_triggers(&mut self, channel: &ChannelId) {
        self.triggers.retain(|trigger| trigger.channel != *channel);
    }

    /// Whether a broadcast is on: a source says so, or a connected channel has brought something. (OBS is connected
    /// also when nothing is on.)
    #[must_use]
    pub fn live(&self) -> bool {
        self.stats.totals().live.unwrap_or_else(|| {
            self.sources.values().any(|source| {
                source.state == crate::SourceState::Live && self.stats.channel(&source.channel).is_some()
            }) && self.stats.totals().first_at.is_some()
        })
    }

    /// All of it, in the native dialect, with the events that `topics` want.
    #[must_use]
    pub fn snapshot(&self, topics: Topics) -> Snapshot<'_> {
        let is_private = topics.meets(Topics::PRIVATE);
        Snapshot {
            kind: "snapshot",
            seq: self.seq,
            epoch: &self.epoch,
            at: self.stats.stream_now(self.now),
            profile: &self.profile,
            profile_id: &self.profile_id,
            simulated: self.simulated,
            live: self.live(),
            stats: self.stats.totals(),
            channels: self.stats.channels().collect(),
            recent: shown(&self.recent, topics),
            triggers: shown(&self.triggers, topics),
            sessions: self.stats.sessions().collect(),
            sources: self.sources.values().collect(),
            server: self.server.as_ref(),
            storage: self.storage.shown(is_private),
            notices: if is_private { &self.notices } else { &[] },
            goals: self.goals.states(),
            undo_until: self.undo_until,
        }
    }
}

fn shown(events: &VecDeque<Arc<StreamEvent>>, topics: Topics) -> Vec<Cow<'_, StreamEvent>> {
    events.iter().filter_map(|event| event.shown_to(topics)).collect()
}

fn push_bounded(list: &mut VecDeque<Arc<StreamEvent>>, event: &Arc<StreamEvent>, most: usize) {
    if list.len() == most {
        list.pop_front();
    }
    list.push_back(Arc::clone(event));
}

/// The first frame: everything.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Snapshot<'a> {
    /// Always `snapshot`.
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "\"snapshot\""))]
    pub kind: &'static str,
    /// The number of the newest delta in it.
    pub seq: u64,
    /// Which run of `seq` this is.
    pub epoch: &'a str,
    /// Stream time, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
    /// The profile's name.
    pub profile: &'a str,
    /// The profile's id.
    pub profile_id: &'a str,
    /// Whether everything in it is made up.
    pub simulated: bool,
    /// Whether a broadcast is on.
    pub live: bool,
    /// The totals over all channels.
    pub stats: &'a Numbers,
    /// Each channel's numbers.
    #[cfg_attr(test, ts(type = "Record<string, Numbers>"))]
    pub channels: BTreeMap<&'a ChannelId, &'a Numbers>,
    /// The newest events, oldest first.
    #[cfg_attr(test, ts(as = "Vec<StreamEvent>"))]
    pub recent: Vec<Cow<'a, StreamEvent>>,
    /// The newest triggers, oldest first.
    #[cfg_attr(test, ts(as = "Vec<StreamEvent>"))]
    pub triggers: Vec<Cow<'a, StreamEvent>>,
    /// The newest session of each channel.
    pub sessions: Vec<Session>,
    /// Every source.
    #[cfg_attr(test, ts(as = "Vec<SourceStatus>"))]
    pub sources: Vec<&'a SourceStatus>,
    /// How the port is.
    #[cfg_attr(test, ts(as = "Option<ServerState>"))]
    pub server: Option<&'a ServerState>,
    /// How the profile's file is.
    #[cfg_attr(test, ts(as = "StorageState"))]
    pub storage: Cow<'a, StorageState>,
    /// What the user must know about the profile's data, oldest first.
    #[cfg_attr(test, ts(as = "Vec<Notice>"))]
    pub notices: &'a [Notice],
    /// Every goal.
    pub goals: Vec<GoalState>,
    /// Until when the newest reset can be taken back, ms UTC by the app's clock; missing: there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "number", optional))]
    pub undo_until: Option<Millis>,
}

/// What changed in one turn: new values of changed fields only, so a client assigns and computes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delta<'a> {
    /// Its number.
    pub seq: u64,
    /// Stream time, ms UTC.
    pub at: Millis,
    /// The channel that `change.channel` is about.
    pub channel: Option<&'a ChannelId>,
    /// The changed fields.
    pub change: Change,
    /// What happened.
    pub event: Option<&'a StreamEvent>,
    /// A source in a new state.
    pub source: Option<&'a SourceStatus>,
    /// A source that is no more, by id.
    pub source_gone: Option<&'a str>,
    /// The port in a new state.
    pub server: Option<&'a ServerState>,
    /// The profile's file in a new state.
    pub storage: Option<&'a StorageState>,
    /// Every notice, when there is a new one.
    pub notices: Option<&'a [Notice]>,
    /// The goals that changed, whole.
    pub goals: &'a [GoalState],
    /// A goal that is no more, by id.
    pub goal_gone: Option<u64>,
    /// The name of the profile that was open until now; a snapshot follows.
    pub switched_from: Option<&'a str>,
}

impl<'a> Delta<'a> {
    /// The changed fields of the channel, or of the totals, with their values.
    #[must_use]
    pub fn patches(&self, stats: &'a Stats) -> (Option<Patch<'a>>, Option<Patch<'a>>) {
        let patch = |numbers: Option<&'a Numbers>, fields: Fields| {
            numbers
                .filter(|_| !fields.is_empty())
                .map(|numbers| Patch { numbers, fields })
        };
        let channel = self.channel.and_then(|id| stats.channel(id));
        (
            patch(channel, self.change.channel),
            patch(Some(stats.totals()), self.change.totals),
        )
    }
}

/// The wire shape of a delta.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, rename = "Delta", optional_fields))]
struct DeltaFrame<'a> {
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "\"delta\""))]
    kind: &'static str,
    seq: u64,
    #[cfg_attr(test, ts(type = "number"))]
    at: Millis,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a ChannelId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<Numbers>"))]
    stats: Option<Patch<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<Numbers>"))]
    totals: Option<Patch<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<StreamEvent>"))]
    event: Option<Cow<'a, StreamEvent>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a SourceStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_gone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<&'a ServerState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<StorageState>"))]
    storage: Option<Cow<'a, StorageState>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notices: Option<&'a [Notice]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<Vec<GoalState>>"))]
    goals: Option<&'a [GoalState]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal_gone: Option<u64>,
}

impl Delta<'_> {
    /// Writes it as native JSON, with the parts that `topics` want. Returns false, and writes nothing, when
    /// they want none of it.
    pub fn write_native(&self, stats: &Stats, topics: Topics, out: &mut Vec<u8>) -> bool {
        let (channel_patch, totals) = self.patches(stats);
        let is_private = topics.meets(Topics::PRIVATE);
        let wants_stats = topics.meets(Topics::STATS);
        let frame = DeltaFrame {
            kind: "delta",
            seq: self.seq,
            at: self.at,
            channel: self.channel,
            stats: channel_patch.filter(|_| wants_stats),
            totals: totals.filter(|_| wants_stats),
            event: self.event.and_then(|event| event.shown_to(topics)),
            source: self.source.filter(|_| topics.meets(Topics::SOURCE)),
            source_gone: self.source_gone.filter(|_| topics.meets(Topics::SOURCE)),
            server: self.server.filter(|_| topics.meets(Topics::SOURCE)),
            storage: self
                .storage
                .filter(|_| topics.meets(Topics::SOURCE))
                .map(|storage| storage.shown(is_private)),
            notices: self
                .notices
                .filter(|_| topics.meets(Topics::SOURCE) && is_private),
            goals: Some(self.goals).filter(|goals| !goals.is_empty() && topics.meets(Topics::GOAL)),
            goal_gone: self.goal_gone.filter(|_| topics.meets(Topics::GOAL)),
        };
        let quiet = frame.storage.is_none() && frame.notices.is_none();
        let empty = quiet && frame.stats.is_none() && frame.totals.is_none() && frame.event.is_none();
        let no_goal = frame.goals.is_none() && frame.goal_gone.is_none();
        if empty && no_goal && frame.source.is_none() && frame.source_gone.is_none() && frame.server.is_none()
        {
            return false;
        }
        // Writing to a Vec cannot fail, and every shape above is serialisable.
        serde_json::to_writer(out, &frame).is_ok()
    }
}

/// How the port is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ServerState {
    /// It answers.
    Serving {
        /// `http://127.0.0.1:7828`
        http: String,
    },
    /// Somebody else holds it; it is tried again.
    Waiting {
        /// `127.0.0.1:7828`
        address: String,
        /// One sentence for the user.
        why: String,
        /// When it is tried again.
        #[cfg_attr(test, ts(type = "number"))]
        until: Millis,
    },
}
