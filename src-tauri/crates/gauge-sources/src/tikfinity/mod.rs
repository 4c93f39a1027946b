//! TikTok through TikFinity, a program that serves what it hears of a LIVE on a port of its own computer.

mod connect;
mod decode;

pub use connect::TikFinity;
pub use decode::{Heard, Part, decode};
