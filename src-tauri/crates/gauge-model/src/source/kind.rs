//! The kinds of source: the one table of what each brings and needs.

use serde::Serialize;

use super::settings::SourceSettings;
use crate::{ChannelId, Platform};

/// What a kind of source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SourceKind {
    /// Its name: in settings, in events, in states.
    pub kind: &'static str,
    /// What it brings for the channels of each platform that it knows.
    #[cfg_attr(test, ts(as = "Vec<Brings>"))]
    pub brings: &'static [Brings],
    /// Whether it needs a password or key of the user's.
    pub secret: SecretNeed,
    /// Whether it needs a login in the browser.
    pub login: bool,
    /// The program that must run for it.
    pub program: Option<&'static str>,
    /// Whether it speaks a protocol that its platform has published for nobody.
    pub unofficial: bool,
}

/// What a source brings for one platform's channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Brings {
    /// The word before the colon of its channels.
    pub platform: &'static str,
    /// Kinds of event ([`crate::EventKind::name`]).
    #[cfg_attr(test, ts(as = "Vec<String>"))]
    pub kinds: &'static [&'static str],
}

/// Whether a source needs a password or key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum SecretNeed {
    /// It takes none.
    None,
    /// It takes one where the other program asks for it.
    Optional,
    /// It does not work without.
    Required,
}

impl SourceKind {
    /// What a kind is that needs nothing.
    const PLAIN: Self = Self {
        kind: "",
        brings: &[],
        secret: SecretNeed::None,
        login: false,
        program: None,
        unofficial: false,
    };

    /// Every kind, as it is offered.
    pub const ALL: &'static [Self] = &[
        Self::TWITCH_CHAT,
        Self::TIKFINITY,
        Self::YOUTUBE,
        Self::STREAMERBOT,
        Self::TIKTOK,
    ];

    /// Twitch chat without a login.
    pub const TWITCH_CHAT: Self = Self {
        kind: "twitch_chat",
        brings: &[Brings {
            platform: "twitch",
            kinds: &["chat", "tip", "subscription", "raid", "moderation"],
        }],
        ..Self::PLAIN
    };

    /// TikTok through TikFinity.
    pub const TIKFINITY: Self = Self {
        kind: "tikfinity",
        brings: &[Brings {
            platform: "tiktok",
            kinds: &[
                "viewers",
                "chat",
                "like",
                "gift",
                "follow",
                "share",
                "subscription",
                "join",
                "stream",
            ],
        }],
        program: Some("TikFinity"),
        ..Self::PLAIN
    };

    /// TikTok directly.
    pub const TIKTOK: Self = Self {
        kind: "tiktok",
        program: None,
        unofficial: true,
        ..Self::TIKFINITY
    };

    /// YouTube by its Data API.
    pub const YOUTUBE: Self = Self {
        kind: "youtube",
        brings: &[Brings {
            platform: "youtube",
            kinds: &[
                "viewers",
                "like",
                "chat",
                "tip",
                "gift",
                "subscription",
                "stream",
                "title",
                "moderation",
            ],
        }],
        secret: SecretNeed::Required,
        ..Self::PLAIN
    };

    /// Twitch, YouTube, Kick and tips through the program Streamer.bot.
    pub const STREAMERBOT: Self = Self {
        kind: "streamerbot",
        brings: &[
            Brings {
                platform: "twitch",
                kinds: &[
                    "viewers",
                    "chat",
                    "tip",
                    "follow",
                    "subscription",
                    "raid",
                    "stream",
                    "moderation",
                    "recording",
                ],
            },
            Brings {
                platform: "youtube",
                kinds: &[
                    "viewers",
                    "like",
                    "chat",
                    "tip",
                    "subscription",
                    "stream",
                    "moderation",
                    "recording",
                ],
            },
            Brings {
                platform: "generic",
                kinds: &[
                    "viewers",
                    "chat",
                    "tip",
                    "follow",
                    "subscription",
                    "stream",
                    "moderation",
                    "recording",
                    "custom",
                ],
            },
        ],
        secret: SecretNeed::Optional,
        program: Some("Streamer.bot"),
        ..Self::PLAIN
    };

    /// What happens on the Twitch channel of whoever is logged in. It comes with the login, and is not added.
    pub const TWITCH_EVENTSUB: Self = Self {
        kind: "twitch_eventsub",
        brings: &[Brings {
            platform: "twitch",
            kinds: &["follow", "subscription", "tip", "raid"],
        }],
        login: true,
        ..Self::PLAIN
    };

    /// What Twitch answers about channels to whoever is logged in. It comes with the login, and is not added.
    pub const TWITCH_HELIX: Self = Self {
        kind: "twitch_helix",
        brings: &[Brings {
            platform: "twitch",
            kinds: &["viewers", "follower_total", "stream", "title"],
        }],
        login: true,
        ..Self::PLAIN
    };

    /// The kind of these settings.
    pub(super) fn of(settings: &SourceSettings) -> &'static Self {
        match settings {
            SourceSettings::TwitchChat { .. } => &Self::TWITCH_CHAT,
            SourceSettings::Tikfinity { .. } => &Self::TIKFINITY,
            SourceSettings::Tiktok { .. } => &Self::TIKTOK,
            SourceSettings::Youtube { .. } => &Self::YOUTUBE,
            SourceSettings::Streamerbot { .. } => &Self::STREAMERBOT,
        }
    }

    /// What it brings for this channel.
    #[must_use]
    pub fn brings_for(&self, channel: &ChannelId) -> &'static [&'static str] {
        let platform = channel.platform();
        let brings = self
            .brings
            .iter()
            .find(|one| Platform::named(one.platform) == Some(platform));
        brings.map_or(&[], |brings| brings.kinds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_brings_something_for_a_platform_that_there_is() {
        for kind in SourceKind::ALL {
            assert!(!kind.brings.is_empty(), "{}", kind.kind);
            for brings in kind.brings {
                assert!(Platform::named(brings.platform).is_some(), "{}", brings.platform);
                assert!(!brings.kinds.is_empty(), "{}", kind.kind);
            }
        }
    }
}
