//! What the user has connected: how one source is set, as it is kept, shown and tried.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    kind::{SecretNeed, SourceKind},
    youtube_place::YouTubePlace,
};
use crate::{ChannelId, Platform, SourceStatus};

/// How one source is set, by its kind. A further kind is a variant here, a row in [`SourceKind::ALL`] and an arm where
/// connectors are made. Secrets are kept elsewhere: a profile's file may be given away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SourceSettings {
    /// Twitch chat, without a login.
    TwitchChat {
        /// `twitch:xqc`, or only the name.
        channel: String,
    },
    /// TikTok through the program TikFinity.
    Tikfinity {
        /// `tiktok:luna`, or only the name.
        channel: String,
        /// Where TikFinity runs: `127.0.0.1` for this computer.
        host: String,
        /// 21213, which TikFinity lets nobody change.
        port: u16,
    },
    /// TikTok directly, which may stop working any day; only in builds with `tiktok-webcast`.
    Tiktok {
        /// `tiktok:luna`, or only the name.
        channel: String,
    },
    /// YouTube, with an API key.
    Youtube {
        /// `youtube:luna`, the handle, the channel's id or its address.
        channel: String,
        /// One stream, by its address or id; empty: whatever the channel streams.
        video: String,
        /// Units that the key is given a day: 10000, unless Google gave more.
        units: u32,
        /// Hours of a stream that they are to last for, 1 to 24.
        hours: u32,
    },
    /// Twitch, YouTube, Kick and tips through the program Streamer.bot.
    Streamerbot {
        /// Where Streamer.bot runs: `127.0.0.1` for this computer.
        host: String,
        /// 8080 unless it was changed there.
        port: u16,
        /// The path of its WebSocket server, usually `/`.
        endpoint: String,
        /// The Twitch channel, by its name; empty: none of its events.
        twitch: String,
        /// The YouTube channel, by its handle; empty: none of its events.
        youtube: String,
        /// The Kick channel, by its name (`generic:luna`); empty: none of its events.
        kick: String,
        /// Where tips and own events are put (`generic:tips`); empty: none of them.
        own: String,
    },
}

/// A source as the profile keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSource {
    /// Unique in the profile; it stays when the settings change.
    pub id: String,
    /// How it is set.
    #[serde(flatten)]
    pub settings: SourceSettings,
}

/// A source as the user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SourceInfo {
    /// Unique in the profile; it stays when the settings change.
    pub id: String,
    /// How it is set.
    pub settings: SourceSettings,
    /// Whether a password or key is kept for it.
    pub has_secret: bool,
    /// Under which ids its states stand in the feed, one for each of its channels.
    pub statuses: Vec<String>,
    /// The newest file of its raw frames since the profile was opened.
    pub capture: Option<String>,
    /// Whether that file still grows.
    pub capturing: bool,
}

/// Every source of the open profile, and every kind there can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SourceList {
    /// What kinds there are.
    #[cfg_attr(test, ts(as = "Vec<SourceKind>"))]
    pub kinds: &'static [SourceKind],
    /// In the order they were added; Twitch chats first.
    pub sources: Vec<SourceInfo>,
}

/// What came of trying a source once. Nothing of it was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SourceTest {
    /// Whether a connection stood.
    pub connected: bool,
    /// What hinders it, in a sentence with what to do; `null` when nothing does.
    pub why: Option<String>,
    /// How many events of each kind came while it was looked at.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    pub events: BTreeMap<String, u64>,
}

impl SourceSettings {
    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> &'static SourceKind {
        SourceKind::of(self)
    }

    /// The channels that it brings events for.
    #[must_use]
    pub fn channels(&self) -> Vec<ChannelId> {
        self.texts()
            .into_iter()
            .filter_map(|(platform, text)| channel(platform, text).ok())
            .collect()
    }

    /// Under which ids its states stand in the feed.
    #[must_use]
    pub fn statuses(&self) -> Vec<String> {
        let channels = self.channels();
        let ids = channels
            .iter()
            .map(|id| SourceStatus::id_of(self.kind().kind, id));
        ids.collect()
    }

    /// The same as they are kept: channels written one way, no white space around.
    ///
    /// # Errors
    /// One or two sentences for the user.
    pub fn checked(mut self) -> Result<Self, String> {
        match &mut self {
            Self::TwitchChat { channel } => name(channel, Platform::Twitch)?,
            Self::Tiktok { channel } => name(channel, Platform::TikTok)?,
            Self::Tikfinity { channel, host, port } => {
                name(channel, Platform::TikTok)?;
                place(host, *port)?;
            }
            Self::Youtube {
                channel,
                video,
                units,
                hours,
            } => youtube(channel, video, *units, *hours)?,
            Self::Streamerbot {
                host,
                port,
                endpoint,
                twitch,
                youtube,
                kick,
                own,
            } => {
                place(host, *port)?;
                path(endpoint)?;
                let platforms = [
                    Platform::Twitch,
                    Platform::YouTube,
                    Platform::Generic,
                    Platform::Generic,
                ];
                for (text, platform) in [twitch, youtube, kick, own].into_iter().zip(platforms) {
                    *text = text.trim().to_owned();
                    if !text.is_empty() {
                        name(text, platform)?;
                    }
                }
            }
        }
        self.check_channels()?;
        Ok(self)
    }

    /// Whether its secret, or the want of one, is what its kind needs.
    ///
    /// # Errors
    /// A sentence for the user.
    pub fn check_secret(&self, has_secret: bool) -> Result<(), String> {
        match (self.kind().secret, has_secret) {
            (SecretNeed::None, true) => Err("This kind of source takes no password or key.".to_owned()),
            (SecretNeed::Required, false) => Err("This kind of source needs its key. Paste it.".to_owned()),
            _ => Ok(()),
        }
    }

    fn texts(&self) -> Vec<(Platform, &str)> {
        match self {
            Self::TwitchChat { channel } => vec![(Platform::Twitch, channel)],
            Self::Tikfinity { channel, .. } | Self::Tiktok { channel } => vec![(Platform::TikTok, channel)],
            Self::Youtube { channel, .. } => vec![(Platform::YouTube, channel)],
            Self::Streamerbot {
                twitch,
                youtube,
                kick,
                own,
                ..
            } => {
                let mut texts: Vec<(Platform, &str)> = vec![
                    (Platform::Twitch, twitch),
                    (Platform::YouTube, youtube),
                    (Platform::Generic, kick),
                    (Platform::Generic, own),
                ];
                texts.retain(|(_, text)| !text.is_empty());
                texts
            }
        }
    }

    /// A source has a channel, and none of them twice: its states could not be told apart.
    fn check_channels(&self) -> Result<(), String> {
        let channels = self.channels();
        let twice = channels
            .iter()
            .enumerate()
            .find(|(at, one)| channels[..*at].contains(one));
        match twice {
            _ if channels.is_empty() => Err("Enter at least one channel.".to_owned()),
            Some((_, channel)) => Err(format!(
                "“{}” is there twice. Take another name for one.",
                channel.name()
            )),
            None => Ok(()),
        }
    }
}

/// A channel of this platform, by its name or its whole id.
fn channel(platform: Platform, text: &str) -> Result<ChannelId, String> {
    let parsed = match text.trim().split_once(':') {
        Some((prefix, _)) if Platform::named(prefix).is_some() => text.trim().parse::<ChannelId>(),
        _ => ChannelId::new(platform, text),
    };
    let channel = parsed.map_err(|error| error.to_string())?;
    if channel.platform() == platform {
        Ok(channel)
    } else {
        let platform = platform.prefix();
        Err(format!(
            "“{text}” is on another platform. This source brings {platform}: only."
        ))
    }
}

/// Writes a channel's id in place of what the user wrote. TikTok's names and YouTube's handles have no case, its
/// channels' ids have.
fn name(text: &mut String, platform: Platform) -> Result<(), String> {
    let is_id = || matches!(YouTubePlace::parse(text), Some(YouTubePlace::Channel(_)));
    if platform == Platform::TikTok || platform == Platform::YouTube && !is_id() {
        *text = text.to_lowercase();
    }
    *text = channel(platform, text)?.as_str().to_owned();
    Ok(())
}

/// What was pasted for a YouTube channel, and for one stream of it.
fn youtube(channel: &mut String, video: &mut String, units: u32, hours: u32) -> Result<(), String> {
    if channel.contains('/') {
        *channel = match YouTubePlace::parse(channel) {
            Some(YouTubePlace::Handle(handle)) => handle,
            Some(YouTubePlace::Channel(id)) => id,
            _ => {
                return Err("That is no channel's address. Write its handle, such as @luna.".to_owned());
            }
        };
    }
    name(channel, Platform::YouTube)?;
    *video = video.trim().to_owned();
    if !video.is_empty() {
        let Some(YouTubePlace::Video(id)) = YouTubePlace::parse(video) else {
            return Err("That is no video's address. Copy it from the stream's page.".to_owned());
        };
        *video = id;
    }
    if !(100..=10_000_000).contains(&units) {
        return Err("The units a day are a number from 100 to 10000000.".to_owned());
    }
    if !(1..=24).contains(&hours) {
        return Err("The hours are a number from 1 to 24.".to_owned());
    }
    Ok(())
}

/// The path of a WebSocket server.
fn path(endpoint: &mut String) -> Result<(), String> {
    *endpoint = format!("/{}", endpoint.trim().trim_start_matches('/'));
    let is_of_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
    if endpoint.len() > 200 || !endpoint.chars().all(is_of_path) {
        return Err("The endpoint is a path, such as /.".to_owned());
    }
    Ok(())
}

/// A host and a port where a program may be.
fn place(host: &mut String, port: u16) -> Result<(), String> {
    *host = host.trim().to_owned();
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if host.is_empty() || host.len() > 253 || !host.chars().all(is_of_host) {
        return Err("The host is a name or an address, such as 127.0.0.1, without a port.".to_owned());
    }
    if port == 0 {
        return Err("The port is a number from 1 to 65535.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
