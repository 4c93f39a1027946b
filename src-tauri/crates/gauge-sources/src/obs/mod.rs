//! OBS Studio by its own protocol, obs-websocket 5: what it records, and what it does for us.

mod calls;
mod connect;
mod facts;
mod link;
mod scenes;
#[cfg(test)]
mod transcript;
mod wire;

pub use connect::{SOURCE, channel, watch};
pub use link::{Obs, ObsError, Orders, Told};
