//! What Streamgauge promises, one file a promise, checked through its outer doors.

mod crash;
mod guard;
mod kills;
mod legacy;
mod overlay;
mod port;
mod power_cut;
mod profiles;
mod push;
mod refusals;
mod replay;
mod scratch;
mod sessions;
mod tidy;
mod twitch;
mod window;
