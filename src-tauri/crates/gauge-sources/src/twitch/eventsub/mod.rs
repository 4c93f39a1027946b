//! Twitch's `EventSub` over WebSocket: what happens on the channel of whoever is logged in, told at once.

mod connect;
mod decode;
mod socket;
mod subscribe;

pub(super) use connect::EventSub;
