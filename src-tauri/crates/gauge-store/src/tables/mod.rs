//! One file a table. Reads take `&Connection`, writes take `&Transaction`: the type is the permission.

pub mod channel_stats;
pub mod channels;
pub mod chatters;
pub mod dead_letters;
pub mod events;
pub mod goals;
pub mod imported;
mod json;
pub mod leaderboard;
pub mod profile;
pub mod samples;
pub mod seen_ids;
pub mod sessions;
pub mod settings;
pub mod stream_stats;
pub mod viewer_report;
pub mod viewers;
pub mod viewers_upto;
pub mod why;
