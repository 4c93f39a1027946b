//! The one localhost port: its guard, its dialects and its pages.

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

pub use guard::{Guard, Refusal, Visitor};
pub use listen::{PORT, Port, serve};
