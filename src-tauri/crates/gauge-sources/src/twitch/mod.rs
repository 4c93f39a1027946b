//! Twitch: its chat without a login, by its own protocol, IRC over WebSocket; and with a login, what it tells of
//! channels (Helix) and of the user's own (`EventSub`).

mod account;
mod api;
mod connect;
mod decode;
mod eventsub;
mod helix;
mod keeper;
mod keychain;
mod login;
mod on_air;
mod transport;
mod watch;

pub use account::{Account, Held};
pub use connect::{SOURCE, Wanted, watch};
pub use decode::{ChatLine, decode};
pub use keeper::{Setting, keep};
pub use keychain::Keychain;
pub use transport::set_server;
pub use watch::watch_login;
