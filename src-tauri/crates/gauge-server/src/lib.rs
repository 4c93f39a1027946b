//! The one localhost port: its guard, its dialects and its pages.

mod client;
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
mod socket;
mod sse;
mod websocket;

pub use guard::{Guard, Refusal, Visitor};
pub use listen::{PORT, Port, serve};
