//! The words of Streamgauge and its arithmetic: events come in, numbers come out. Nothing here does I/O,
//! reads a clock or can fail on bad input; bad input dies in a decoder before it gets here.

mod ask;
mod board;
mod channel;
mod counter;
mod event;
mod experience;
mod fault;
mod frame;
mod gift;
mod goal;
mod numbers;
mod profile;
mod rate;
mod sample;
mod seen;
mod source;
mod stats;
mod subscription;
mod viewer;

pub use ask::{About, Answer, Ask};
pub use board::{BoardRow, Score, StoredEvent, ViewerReport, ViewerRow, ViewerSession};
pub use channel::{ChannelId, ChannelIdError, Platform};
pub use counter::Counter;
pub use event::{EventKind, Gift, LegacyEvent, Moderation, StreamEvent, Subscription, User};
pub use experience::XpRules;
pub use fault::{Fault, FaultCode};
pub use frame::{Delta, ServerState, Snapshot, Standing, Topics};
pub use gift::GiftCombos;
pub use goal::{Goal, GoalLasts, GoalRule, GoalState, Goals, OnReached};
pub use numbers::{Fields, Numbers, Patch};
pub use profile::{ProfileInfo, ProfileName, ProfileNameError};
pub use rate::ChatRate;
pub use sample::Sample;
pub use seen::Seen;
pub use source::{SourceState, SourceStatus};
pub use stats::{Change, ChannelStats, Stats};
pub use subscription::GiftBombs;
pub use viewer::{ViewerCounts, ViewerId, ViewerIdError, ViewerNumbers, ViewerTallies, ViewerTally};

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

/// The largest integer that a JavaScript client reads exactly: 2^53 − 1 (ECMA-262, `Number.MAX_SAFE_INTEGER`).
pub const MAX_COUNT: u64 = (1 << 53) - 1;
