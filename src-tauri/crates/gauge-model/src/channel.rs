//! A channel: a streamer's presence on one platform, written `twitch:xqc`.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize, Serializer};

/// Where a stream happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// `tiktok:`
    TikTok,
    /// `twitch:`
    Twitch,
    /// `youtube:`
    YouTube,
    /// `generic:`, a streamer's own tools.
    Generic,
}

impl Platform {
    const ALL: [Platform; 4] = [
        Platform::TikTok,
        Platform::Twitch,
        Platform::YouTube,
        Platform::Generic,
    ];

    /// The platform of this name.
    #[must_use]
    pub fn named(prefix: &str) -> Option<Platform> {
        Self::ALL.into_iter().find(|platform| platform.prefix() == prefix)
    }

    /// The word before the colon.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Platform::TikTok => "tiktok",
            Platform::Twitch => "twitch",
            Platform::YouTube => "youtube",
            Platform::Generic => "generic",
        }
    }
}

/// `platform:name`; cheap to clone. Twitch names are lower case (that is how Twitch itself writes a login);
/// elsewhere the case is kept. The name has 1 to 64 characters, no white space and no control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, type = "string"))]
#[serde(try_from = "String")]
pub struct ChannelId(Arc<str>);

/// Why a text is no channel; the words are for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelIdError(String);

impl ChannelId {
    /// The channel called `name` on `platform`; a leading `#` or `@`, as people paste it, is dropped.
    ///
    /// # Errors
    /// When the name is empty, too long, or holds characters that the platform does not allow.
    pub fn new(platform: Platform, name: &str) -> Result<Self, ChannelIdError> {
        let name = name.trim().trim_start_matches(['#', '@']);
        let refuse = |why: &str| Err(ChannelIdError(format!("“{name}” is no channel name: {why}")));
        if name.is_empty() || name.chars().count() > 64 {
            return refuse("it must have 1 to 64 characters");
        }
        if name.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return refuse("it must not hold white space");
        }
        if platform != Platform::Twitch {
            return Ok(Self(format!("{}:{name}", platform.prefix()).into()));
        }
        if name.len() > 25 || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return refuse("Twitch names have 1 to 25 letters, digits and underscores");
        }
        Ok(Self(format!("twitch:{}", name.to_ascii_lowercase()).into()))
    }

    /// The whole id, `twitch:xqc`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the colon: the seeds' *streamer*.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, name)| name)
    }

    /// The part before the colon.
    #[must_use]
    pub fn platform(&self) -> Platform {
        let prefix = self.0.split_once(':').map_or("", |(prefix, _)| prefix);
        Platform::ALL
            .into_iter()
            .find(|p| p.prefix() == prefix)
            .unwrap_or(Platform::Generic)
    }
}

impl FromStr for ChannelId {
    type Err = ChannelIdError;

    fn from_str(text: &str) -> Result<Self, ChannelIdError> {
        let hint = || {
            ChannelIdError(format!(
                "“{text}” is no channel: write platform:name, where platform is tiktok, twitch, youtube or \
                 generic, for example twitch:xqc"
            ))
        };
        let (prefix, name) = text.split_once(':').ok_or_else(hint)?;
        let platform = Platform::ALL
            .into_iter()
            .find(|p| p.prefix().eq_ignore_ascii_case(prefix))
            .ok_or_else(hint)?;
        Self::new(platform, name)
    }
}

impl TryFrom<String> for ChannelId {
    type Error = ChannelIdError;

    fn try_from(text: String) -> Result<Self, ChannelIdError> {
        text.parse()
    }
}

impl Serialize for ChannelId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for ChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ChannelIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ChannelIdError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_one_way() {
        for (text, want) in [
            ("twitch:xQc", Some("twitch:xqc")),
            ("TWITCH:#luna_plays", Some("twitch:luna_plays")),
            ("tiktok:@luna.moreau", Some("tiktok:luna.moreau")),
            ("generic:xQc", Some("generic:xQc")),
            ("youtube:Luna–Öztürk", Some("youtube:Luna–Öztürk")),
            ("xqc", None),
            ("kick:xqc", None),
            ("twitch:", None),
            ("twitch:a b", None),
            ("twitch:ünal", None),
            ("generic:a\u{0}b", None),
        ] {
            assert_eq!(
                text.parse::<ChannelId>().ok().as_ref().map(ChannelId::as_str),
                want,
                "{text}"
            );
        }
    }

    #[test]
    fn an_id_falls_into_platform_and_name() {
        let id: ChannelId = "tiktok:luna:moreau".parse().unwrap();
        assert_eq!((id.platform(), id.name()), (Platform::TikTok, "luna:moreau"));
    }
}
