//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use gauge_engine::{Endpoints, Speed};
use gauge_model::{ChannelId, TokenScope};

/// Live stream statistics: counted exactly, kept per profile, shown in a window, in OBS and on one port.
#[derive(Clone, Debug, Parser)]
#[command(version, about)]
pub(crate) struct Flags {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Run without a window: count, store and serve only
    #[arg(long)]
    pub(crate) headless: bool,

    /// Keep everything in this folder instead of the system's folder for application data
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data_dir: Option<PathBuf>,

    /// Serve overlays and clients on this port of 127.0.0.1 and [::1], whatever the settings say; 0 takes any free one
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,

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

    /// Other addresses of platforms, for tests: a JSON object; all of them on this computer
    #[arg(long, value_name = "JSON", hide = true, env = "STREAMGAUGE_ENDPOINTS", value_parser = Endpoints::for_tests)]
    pub(crate) endpoints: Option<Endpoints>,

    /// Keep a login at Twitch only until Streamgauge ends, and never in the system's keychain
    #[arg(long, env = "STREAMGAUGE_NO_KEYCHAIN")]
    pub(crate) no_keychain: bool,
}

/// What is done in place of running.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Make, list, rotate and revoke the tokens of the port, whether Streamgauge runs or not
    #[command(subcommand)]
    Token(TokenCommand),
}

/// What is done with tokens; each answer is one line of JSON a token.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token
    New {
        /// What it allows: read, write or admin
        #[arg(long, value_parser = scope)]
        scope: TokenScope,
        /// What you call it
        #[arg(long)]
        label: String,
        /// A page of another site that may read with it, such as http://localhost:5173; may be repeated
        #[arg(long = "origin", value_name = "ORIGIN")]
        origins: Vec<String>,
        /// Events a second that may be pushed with it; without this any number
        #[arg(long, value_name = "N")]
        rate: Option<u32>,
    },
    /// List every token
    List,
    /// Set how many events a second may be pushed with a token, also for who is connected
    Rate {
        /// Its id, as the list shows it
        id: String,
        /// Without a number: as many as it likes
        rate: Option<u32>,
    },
    /// Replace a token: the old one opens nothing any more
    Rotate {
        /// Its id, as the list shows it
        id: String,
    },
    /// End a token for good
    Revoke {
        /// Its id, as the list shows it
        id: String,
    },
    /// Replace every token at once
    RotateAll,
}

fn scope(text: &str) -> Result<TokenScope, String> {
    match text {
        "read" => Ok(TokenScope::Read),
        "write" => Ok(TokenScope::Write),
        "admin" => Ok(TokenScope::Admin),
        _ => Err("it is read, write or admin".to_owned()),
    }
}
