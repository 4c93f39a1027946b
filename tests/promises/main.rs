//! What Streamgauge promises, one file a promise, checked through its outer doors.

mod crash;
mod goals;
mod guard;
mod kills;
mod legacy;
mod opening;
mod origins;
mod overlay;
mod port;
mod power_cut;
mod profile_files;
mod profiles;
mod push;
mod refusals;
mod replay;
mod scratch;
mod sessions;
mod storage;
mod tidy;
mod tokens;
mod twitch;
mod viewers;
mod window;
