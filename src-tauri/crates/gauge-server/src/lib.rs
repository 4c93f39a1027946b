//! The one localhost port: its guard, its dialects and its pages.

mod access;
mod catalogue;
mod client;
mod dialect;
mod docs;
mod guard;
mod limits;
mod listen;
mod openapi;
mod pages;
mod problem;
mod push;
mod push_socket;
mod query;
mod records;
mod reply;
mod rest;
mod routes;
mod socket;
mod socketio;
mod sse;
mod websocket;
mod whoami;

pub use access::{Keyring, KeyringError};
pub use listen::{PORT, Port, serve};
