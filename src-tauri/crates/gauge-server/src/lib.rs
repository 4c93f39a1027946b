//! The one localhost port: its guard, its dialects and its pages.

mod access;
mod ask;
mod boards;
mod catalogue;
mod client;
mod desk;
mod dialect;
mod docs;
mod folders;
mod guard;
mod limits;
mod listen;
mod loader;
mod openapi;
mod own;
mod pages;
mod problem;
mod push;
mod push_socket;
mod query;
mod records;
mod reply;
mod reports;
mod rest;
mod routes;
mod running;
mod socket;
mod socketio;
mod sse;
mod websocket;
mod whoami;

pub use access::{Keyring, KeyringError, private_folder, write_private};
pub use desk::Desk;
pub use listen::{Port, serve};
pub use running::ask_running;
