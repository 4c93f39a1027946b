//! The one localhost port: its guard, its dialects and its pages.

mod access;
mod client;
mod dialect;
mod guard;
mod listen;
mod pages;
mod reply;
mod rest;
mod socket;
mod socketio;
mod sse;
mod websocket;
mod whoami;

pub use access::{Keyring, KeyringError};
pub use listen::{PORT, Port, serve};
