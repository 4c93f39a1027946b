//! What can be said on the command line.

use std::path::PathBuf;

use clap::Parser;
use gauge_engine::Speed;
use gauge_model::ChannelId;

/// Live stream statistics: counted exactly, kept per profile, shown in a window, in OBS and on one port.
#[derive(Clone, Debug, Parser)]
#[command(version, about)]
pub(crate) struct Flags {
    /// Run without a window: count, store and serve only
    #[arg(long)]
    pub(crate) headless: bool,

    /// Keep everything in this folder instead of the system's folder for application data
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,

    /// Serve overlays and clients on this port of 127.0.0.1 and [::1]; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = gauge_server::PORT)]
    pub(crate) port: u16,

    /// Open the profile of this name; it is made if it is missing
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Play a recording (.irc: Twitch chat, or one JSON event a line), into a profile of its own unless one is named
    #[arg(long, value_name = "FILE")]
    pub(crate) replay: Option<PathBuf>,

    /// Whose recording it is, for example twitch:xqc
    #[arg(long, value_name = "CHANNEL", requires = "replay")]
    pub(crate) channel: Option<ChannelId>,

    /// How fast it is played: 1 is as it happened, 10 ten times as fast, or max
    #[arg(long, value_name = "N|max", requires = "replay", default_value = "1")]
    pub(crate) speed: Speed,

    /// End when the recording is over
    #[arg(long, requires = "replay")]
    pub(crate) exit_when_done: bool,

    /// Print a report of the recording as one line of JSON when it is over
    #[arg(long, requires = "replay")]
    pub(crate) json: bool,

    /// Another Twitch chat server, for tests
    #[arg(long, value_name = "URL", hide = true, env = "STREAMGAUGE_TWITCH_SERVER")]
    pub(crate) twitch_server: Option<String>,
}
