//! Which connector speaks for which kind of source.

use std::sync::{Arc, LazyLock};

use gauge_model::{Secret, SourceKind, SourceSettings, YouTubePlace};

use crate::{
    Connector, Endpoints,
    streamerbot::{Channels, StreamerBot},
    tikfinity::TikFinity,
    youtube::YouTube,
};

/// What a connector needs besides its source's settings.
#[derive(Clone, Debug, Default)]
pub struct Means {
    /// Where the platforms are reached.
    pub endpoints: Arc<Endpoints>,
    /// The source's password or key.
    pub secret: Option<Secret>,
}

/// The kinds that this build has.
#[must_use]
pub fn kinds() -> &'static [SourceKind] {
    static OFFERED: LazyLock<Vec<SourceKind>> = LazyLock::new(|| {
        let is_here = |kind: &&SourceKind| !kind.unofficial || cfg!(feature = "tiktok-webcast");
        SourceKind::ALL.iter().filter(is_here).copied().collect()
    });
    &OFFERED
}

/// The connector for these settings; `None` for Twitch chat, whose channels share one client ([`crate::twitch`]).
#[must_use]
pub fn connector(settings: &SourceSettings, means: &Means) -> Option<Box<dyn Connector>> {
    match settings {
        SourceSettings::TwitchChat { .. } => None,
        SourceSettings::Tikfinity { host, port, .. } => Some(Box::new(TikFinity::new(host, *port))),
        SourceSettings::Tiktok { channel } => Some(tiktok(channel, means)),
        SourceSettings::Youtube {
            channel,
            video,
            units,
            hours,
        } => {
            let place = place_of(channel, video);
            let secret = means.secret.clone();
            Some(Box::new(YouTube::new(
                &means.endpoints.youtube,
                secret,
                place,
                (*units, *hours),
            )))
        }
        SourceSettings::Streamerbot {
            host,
            port,
            endpoint,
            twitch,
            youtube,
            kick,
            own,
        } => {
            // They have been checked: what is no channel is empty.
            let [twitch, youtube, kick, own] = [twitch, youtube, kick, own].map(|text| text.parse().ok());
            let channels = Channels {
                twitch,
                youtube,
                kick,
                own,
            };
            let door = (host.as_str(), *port, endpoint.as_str());
            Some(Box::new(StreamerBot::new(door, means.secret.clone(), channels)))
        }
    }
}

/// One stream, or whatever a channel streams.
fn place_of(channel: &str, video: &str) -> YouTubePlace {
    let name = channel.rsplit_once(':').map_or(channel, |(_, name)| name);
    match YouTubePlace::parse(name) {
        _ if !video.is_empty() => YouTubePlace::Video(video.to_owned()),
        Some(YouTubePlace::Channel(id)) => YouTubePlace::Channel(id),
        _ => YouTubePlace::Handle(name.to_owned()),
    }
}

#[cfg(feature = "tiktok-webcast")]
fn tiktok(channel: &str, means: &Means) -> Box<dyn Connector> {
    let name = channel.rsplit_once(':').map_or(channel, |(_, name)| name);
    Box::new(crate::tiktok::TikTok::new(name, &means.endpoints))
}

/// A profile may come from a build that has it.
#[cfg(not(feature = "tiktok-webcast"))]
fn tiktok(_: &str, _: &Means) -> Box<dyn Connector> {
    Box::new(crate::absent::Absent(
        "This Streamgauge is built without TikTok’s own protocol. Use TikFinity.",
    ))
}
