//! The live part: the meter owns the numbers, the hub shows them, the engine answers what is asked.

mod actions;
mod clock;
mod dry_run;
mod engine;
mod goals;
mod hub;
mod lane;
mod latest;
mod marks;
mod meter;
mod opening;
mod outbox;
mod pace;
mod producer;
mod report;
mod request;
mod rounds;
mod rules;
mod running;
mod switch;
mod viewers;

pub use clock::now;
pub use engine::{Beside, Engine};
pub use gauge_sources::{
    Endpoints, PushError, Recording, RecordingError, Speed, twitch::set_server as set_twitch_server,
};
pub use gauge_store::{DataDir, StoreError, private};
pub use hub::{Changes, Dialect, Seat, Since};
pub use lane::{Lane, Taken};
pub use opening::Opening;
pub use pace::{Pace, TooFast};
pub use producer::{Counted, Producer, Push, Refused, Submitted, lost};
pub use report::Report;
pub use request::Receipt;
