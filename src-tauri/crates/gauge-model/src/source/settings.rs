//! What the user has connected: how one source is set, as it is kept, shown and tried.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::{SecretNeed, SourceKind};
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
            Self::Tikfinity { channel, host, port } => {
                name(channel, Platform::TikTok)?;
                place(host, *port)?;
            }
        }
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
            Self::Tikfinity { channel, .. } => vec![(Platform::TikTok, channel)],
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

/// Writes a channel's id in place of what the user wrote. TikTok's names have no case.
fn name(text: &mut String, platform: Platform) -> Result<(), String> {
    if platform == Platform::TikTok {
        *text = text.to_lowercase();
    }
    *text = channel(platform, text)?.as_str().to_owned();
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
mod tests {
    use super::*;

    fn tikfinity(channel: &str, host: &str, port: u16) -> SourceSettings {
        SourceSettings::Tikfinity {
            channel: channel.to_owned(),
            host: host.to_owned(),
            port,
        }
    }

    #[test]
    fn settings_are_kept_one_way_or_refused_in_words() {
        for (channel, host, port, want) in [
            ("@Luna.Moreau", " 127.0.0.1 ", 21213, Some("tiktok:luna.moreau")),
            ("tiktok:luna", "::1", 1, Some("tiktok:luna")),
            ("twitch:luna", "127.0.0.1", 21213, None),
            ("lu na", "127.0.0.1", 21213, None),
            ("", "127.0.0.1", 21213, None),
            ("luna", "ws://evil", 21213, None),
            ("luna", "", 21213, None),
            ("luna", "127.0.0.1", 0, None),
        ] {
            let checked = tikfinity(channel, host, port).checked();
            let found = checked
                .as_ref()
                .ok()
                .map(|settings| settings.channels()[0].to_string());
            assert_eq!(found.as_deref(), want, "{channel} {host} {port}: {checked:?}");
        }
    }

    #[test]
    fn a_kept_source_is_one_flat_object() {
        let kept = KeptSource {
            id: "x".to_owned(),
            settings: tikfinity("tiktok:luna", "127.0.0.1", 21213),
        };
        let text = serde_json::to_string(&kept).expect("JSON");
        assert_eq!(
            text,
            r#"{"id":"x","kind":"tikfinity","channel":"tiktok:luna","host":"127.0.0.1","port":21213}"#
        );
        assert_eq!(serde_json::from_str::<KeptSource>(&text).expect("the same"), kept);
        assert_eq!(kept.settings.statuses(), ["tikfinity/tiktok:luna"]);
    }

    #[test]
    fn a_secret_is_taken_only_where_one_is_needed() {
        assert!(tikfinity("luna", "127.0.0.1", 1).check_secret(true).is_err());
        assert!(tikfinity("luna", "127.0.0.1", 1).check_secret(false).is_ok());
    }
}
