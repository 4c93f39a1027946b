//! The test rig: what a user, an overlay, a producer and Twitch itself do to Streamgauge, from outside.

pub mod app;
pub mod chance;
pub mod chromium;
pub mod desk;
pub mod desktop_bus;
pub mod disk;
pub mod echo;
pub mod endpoint;
pub mod eventsub;
pub mod false_clock;
pub mod folder;
pub mod http;
pub mod irc_server;
pub mod keychain;
pub mod live;
pub mod local_file;
pub mod obs;
pub mod obs_mock;
pub mod open_server;
pub mod polling;
pub mod producers;
pub mod push_socket;
pub mod raw;
pub mod reader;
pub mod recordings;
pub mod screen;
pub mod shape;
pub mod small_disk;
pub mod socketio;
pub mod sse;
pub mod stock;
pub mod streamerbot_server;
pub mod tikfinity;
pub mod tokens;
pub mod twitch_api;
pub mod twitch_stand;
pub mod watcher;
pub mod wire;
pub mod x11;
pub mod youtube_server;

use std::{future::Future, time::Duration};

/// How long anything may take before it counts as hanging. Nothing waits this long when all is well.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for something that must happen, and fails by its name when it does not.
///
/// # Panics
/// After [`PATIENCE`].
pub async fn in_time<T>(what: &str, event: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, event).await {
        Ok(value) => value,
        Err(_) => panic!("waited {} s in vain for {what}", PATIENCE.as_secs()),
    }
}
