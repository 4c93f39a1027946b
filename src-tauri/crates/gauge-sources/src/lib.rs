//! Where events come from. Every source decodes into the model's events and hands them to its [`Sink`]; none of
//! them counts.

#[cfg(not(feature = "tiktok-webcast"))]
mod absent;
mod backoff;
mod capture;
mod connectors;
mod demo;
mod endpoints;
mod https;
mod line_time;
mod link;
mod loose;
mod money;
pub mod obs;
mod proof;
mod push;
mod recording;
mod replay;
mod sink;
pub mod streamerbot;
mod supervise;
mod suspend;
pub mod tikfinity;
#[cfg(feature = "tiktok-webcast")]
pub mod tiktok;
pub mod twitch;
mod webhook;
pub mod youtube;

pub use backoff::BackOff;
pub use capture::Capture;
pub use connectors::{Means, connector, kinds};
pub use demo::{DEMO_SOURCE, demo};
pub use endpoints::Endpoints;
pub use link::{Glance, Link};
pub use push::{PushError, decode as decode_push};
pub use recording::{Recording, RecordingError};
pub use replay::{Plan, Speed, SpeedError, play};
pub use sink::{Inbound, Sink};
pub use supervise::{Connector, Ended, supervise, try_once};
pub use webhook::post_webhook;
