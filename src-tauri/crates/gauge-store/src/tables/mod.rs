//! One file a table. Reads take `&Connection`, writes take `&Transaction`: the type is the permission.

pub mod channel_stats;
pub mod channels;
pub mod chatters;
pub mod events;
pub mod imported_viewers;
mod json;
pub mod profile;
pub mod samples;
pub mod sessions;
pub mod stream_stats;
