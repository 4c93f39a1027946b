//! TikTok through TikFinity, a program that serves what it hears of a LIVE on a port of its own computer.

mod connect;
mod decode;

#[cfg(feature = "tiktok-webcast")]
pub(crate) use connect::Broadcast;
pub use connect::TikFinity;
pub use decode::{Heard, Part, decode};
