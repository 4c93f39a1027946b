//! What is wanted of the meter, and what comes back.

use std::sync::Arc;

use bytes::Bytes;
use gauge_model::{ChannelId, Fault, Notice, ProfileInfo, ServerState, StreamEvent, Topics};
use gauge_sources::Inbound;
use gauge_store::{Kept, Writer};
use serde_json::Value;
use tokio::sync::{Notify, OwnedSemaphorePermit, mpsc, oneshot};

use crate::{
    Engine,
    goals::{GoalAnswer, GoalWish},
    hub::{Dialect, Seat, Since},
    lane::Lane,
    producer::{Counted, Push},
    rules::Rules,
};

/// What became of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Events counted now.
    pub accepted: usize,
    /// Events that had been counted before.
    pub duplicates: usize,
    /// The number of the newest delta.
    pub seq: u64,
    /// The profile that they were counted in, by id.
    pub profile: Arc<str>,
}

impl Engine {
    /// Waits until nothing is counted any more: because it was told to stop, or because counting broke down.
    pub async fn ended(&self) {
        self.requests.closed().await;
    }
}

/// What is wanted of the meter.
pub(crate) enum Request {
    /// Count these.
    Push {
        pushes: Vec<Push>,
        /// The producer's turn, over when they are counted.
        turn: OwnedSemaphorePermit,
        reply: oneshot::Sender<Counted>,
    },
    /// A place to read from.
    Seat {
        dialect: Dialect,
        topics: Topics,
        /// How far the reader came before.
        since: Option<Since>,
        /// The lane that the reader leaves for it.
        leaving: Option<Arc<Lane>>,
        reply: oneshot::Sender<Seat>,
    },
    /// How everything stands, once.
    Snapshot {
        dialect: Dialect,
        reply: oneshot::Sender<Bytes>,
    },
    /// Close the open profile and go on with this one.
    Open {
        profile: Box<OpenProfile>,
        reply: oneshot::Sender<()>,
    },
    /// Close the open profile, say so, and go on with the one that comes then: its file is changed in between.
    Reopen {
        closed: oneshot::Sender<()>,
        profile: oneshot::Receiver<OpenProfile>,
        reply: oneshot::Sender<()>,
    },
    /// The open profile has another name from now on.
    Rename(String),
    /// Show this to everybody.
    Tell(Notice),
    /// A channel is connected to: what it had is shown again.
    TakeBack(ChannelId),
    /// A channel is connected to no more: what it had is kept and not shown.
    SetAside(ChannelId),
    /// Connect to this channel's Twitch chat from now on.
    KeepChannel(ChannelId),
    /// Do not.
    ForgetChannel(ChannelId),
    /// End this channel's session.
    EndSession(ChannelId),
    /// End every session and set every number to zero.
    Reset,
    /// Take the newest reset back, if that is possible.
    UndoReset {
        reply: oneshot::Sender<Result<(), Fault>>,
    },
    /// Mark this moment, if there is a channel to mark it on.
    Mark {
        channel: Option<ChannelId>,
        reply: oneshot::Sender<Result<(), Fault>>,
    },
    /// The port is in a new state.
    Server(ServerState),
    /// Overlays are set otherwise: whoever shows one is to look.
    OverlaysSet,
    /// OBS says something.
    OfObs(Inbound),
    /// What a trigger of this profile, by id, set off has ended.
    Acted {
        profile: String,
        event: Box<StreamEvent>,
    },
    /// Something about the goals.
    Goals {
        wish: GoalWish,
        reply: oneshot::Sender<GoalAnswer>,
    },
    /// Keep a setting of the profile, and tell when it is on disk.
    Set {
        name: &'static str,
        value: Value,
        reply: oneshot::Sender<()>,
    },
    /// Count by these rules from now on, and tell when they are on disk.
    SetRules {
        rules: Rules,
        reply: oneshot::Sender<()>,
    },
    /// Tell when everything counted so far is on disk.
    Settle { reply: oneshot::Sender<()> },
    /// Close the profile and end.
    Stop,
}

/// A profile with its file open.
pub(crate) struct OpenProfile {
    pub(crate) info: ProfileInfo,
    pub(crate) kept: Kept,
    pub(crate) writer: Writer,
    /// Told by the meter whenever a session ends.
    pub(crate) session_ended: Arc<Notify>,
    /// What the user must know of how it was opened.
    pub(crate) told: Vec<Notice>,
    pub(crate) inbox: mpsc::Receiver<Inbound>,
}
