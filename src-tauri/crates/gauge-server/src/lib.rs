//! The one localhost port: its guard, its dialects and its pages.

mod access;
mod ask;
mod client;
mod desk;
mod dialect;
mod guard;
mod limits;
mod listen;
mod pages;
mod push;
mod push_socket;
mod query;
mod reply;
mod rest;
mod running;
mod socket;
mod socketio;
mod sse;
mod websocket;
mod whoami;

pub use access::{Keyring, KeyringError, private_folder, write_private};
pub use desk::Desk;
pub use listen::{PORT, Port, serve};
pub use running::ask_running;
