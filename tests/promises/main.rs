//! What Streamgauge promises, one file a promise, checked through its outer doors.

mod crash;
mod goals;
mod guard;
mod legacy;
mod overlay;
mod port;
mod profiles;
mod push;
mod refusals;
mod replay;
mod scratch;
mod tidy;
mod twitch;
mod viewers;
mod window;
