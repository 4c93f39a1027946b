//! YouTube by its Data API: asked again and again, as often as its quota allows.

mod api;
mod connect;
mod decode;
mod quota;

pub use connect::YouTube;
