//! What Streamgauge promises, one file a promise, checked through its outer doors.

mod crash;
mod goals;
mod guard;
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
mod push_socket;
mod refusals;
mod replay;
mod resume;
mod scratch;
mod sessions;
mod socketio;
mod socketio_limits;
mod storage;
mod tidy;
mod twitch;
mod viewers;
mod window;
