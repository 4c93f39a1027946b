//! Where events come from. Every source decodes into the model's events and hands them to its [`Sink`]; none of
//! them counts.

mod demo;
mod https;
mod line_time;
pub mod obs;
mod push;
mod recording;
mod replay;
mod sink;
pub mod twitch;
mod webhook;

pub use demo::{DEMO_SOURCE, demo};
pub use push::{PushError, decode as decode_push};
pub use recording::{Recording, RecordingError};
pub use replay::{Plan, Speed, SpeedError, play};
pub use sink::{Inbound, Sink};
pub use webhook::post_webhook;
