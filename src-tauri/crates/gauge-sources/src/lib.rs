//! Where events come from. Every source decodes into the model's events and hands them to its [`Sink`]; none of
//! them counts.

mod backoff;
mod capture;
mod connectors;
mod demo;
mod endpoints;
mod https;
mod line_time;
mod link;
pub mod obs;
mod push;
mod recording;
mod replay;
mod sink;
mod supervise;
pub mod tikfinity;
pub mod twitch;
mod webhook;

pub use backoff::BackOff;
pub use capture::Capture;
pub use connectors::{Means, connector};
pub use demo::{DEMO_SOURCE, demo};
pub use endpoints::Endpoints;
pub use link::{Glance, Link};
pub use push::{PushError, decode as decode_push};
pub use recording::{Recording, RecordingError};
pub use replay::{Plan, Speed, SpeedError, play};
pub use sink::{Inbound, Sink};
pub use supervise::{Connector, Ended, supervise, try_once};
pub use webhook::post_webhook;
