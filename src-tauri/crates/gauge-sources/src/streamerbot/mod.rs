//! Streamer.bot by its own WebSocket server: Twitch, YouTube, Kick, tips, and what its users make up themselves.

mod connect;
mod decode;
mod kick;
mod shape;
mod tips;
mod twitch;
mod wanted;
mod wire;
mod youtube;

pub use connect::StreamerBot;
pub use wanted::Channels;
