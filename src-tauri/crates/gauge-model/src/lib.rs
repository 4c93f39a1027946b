//! The words of Streamgauge and its arithmetic: events come in, numbers come out. Nothing here does I/O,
//! reads a clock or can fail on bad input; bad input dies in a decoder before it gets here.

mod access;
mod action;
mod answer;
mod ask;
mod board;
mod carried;
mod channel;
mod channel_stats;
mod counter;
mod event;
mod experience;
mod fault;
mod frame;
mod gift;
mod goal;
mod numbers;
mod obs;
mod overlay;
mod owner;
mod profile;
mod public;
mod rate;
mod sample;
mod saved_overlay;
mod seen;
mod session;
mod source;
mod stats;
mod storage;
mod subscription;
mod topics;
mod trigger;
mod twitch;
mod viewer;

pub use access::{AccessSettings, AccessState, ListenerState, Secret, TokenInfo, TokenScope};
pub use action::{Acted, Action, ActionGate, ActionRule, ActionRules, Outcome};
pub use answer::{About, Answer};
pub use ask::Ask;
pub use board::{Audience, BoardRow, Score, StoredEvent, ViewerReport, ViewerRow, ViewerSession};
pub use carried::Carried;
pub use channel::{ChannelId, ChannelIdError, Platform};
pub use channel_stats::{ChannelStats, KeptChannel};
pub use counter::Counter;
pub use event::{EventKind, Gift, LegacyEvent, Moderation, StreamEvent, Subscription, User};
pub use experience::XpRules;
pub use fault::{Fault, FaultCode};
pub use frame::{Delta, ServerState, Snapshot, Standing};
pub use gift::GiftCombos;
pub use goal::{Goal, GoalLasts, GoalRule, GoalState, Goals, OnReached};
pub use numbers::{Fields, Numbers, Patch};
pub use obs::{ObsPlace, ObsScenes, ObsSettings, ObsState, OverlayInScene};
pub use overlay::{BoardWish, OverlayHealth, OverlayReport, OwnOverlay};
pub use owner::{OwnerRules, Owners, Preference};
pub use profile::{ProfileInfo, ProfileName, ProfileNameError};
pub use rate::ChatRate;
pub use sample::Sample;
pub use saved_overlay::{OverlayOptions, OverlayWish, SavedOverlay};
pub use seen::Seen;
pub use session::{Broadcast, Gap, Session, SessionReport, SessionRules};
pub use source::{
    Brings, KeptSource, Quota, SecretNeed, SourceInfo, SourceKind, SourceList, SourceSettings, SourceState,
    SourceStatus, SourceTest, YouTubePlace,
};
pub use stats::{Change, Stats};
pub use storage::{BackupInfo, ImportReport, Notice, NoticeCode, StorageState, TakenRows, TrashedProfile};
pub use subscription::GiftBombs;
pub use topics::Topics;
pub use trigger::{Cooldowns, Detector, Fired, Sensitivity, TriggerRules};
pub use twitch::{LoginKept, TwitchAccount, TwitchLogin};
pub use viewer::{ViewerCounts, ViewerId, ViewerIdError, ViewerNumbers, ViewerTallies, ViewerTally};

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

/// The largest integer that a JavaScript client reads exactly: 2^53 − 1 (ECMA-262, `Number.MAX_SAFE_INTEGER`).
pub const MAX_COUNT: u64 = (1 << 53) - 1;
