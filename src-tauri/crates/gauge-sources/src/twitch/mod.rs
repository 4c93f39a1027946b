//! Twitch chat without a login, by Twitch's own protocol: IRC over WebSocket.

mod connect;
mod decode;
mod transport;

pub use connect::{SOURCE, Wanted, watch};
pub use decode::{ChatLine, decode};
pub use transport::set_server;
