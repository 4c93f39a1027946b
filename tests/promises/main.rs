//! What Streamgauge promises, one file a promise, checked through its outer doors.

mod backups;
mod crash;
mod goals;
mod guard;
mod hindered;
mod history;
mod kills;
mod legacy;
mod opening;
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
mod socketio;
mod socketio_limits;
mod storage;
mod tidy;
mod twitch;
mod viewers;
mod window;
