//! Where the platforms are reached.

use serde::Deserialize;

/// The address of every platform's door, without a slash at the end. Tests have others.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Endpoints {
    /// Twitch's logins.
    pub twitch_id: String,
    /// Twitch's Helix.
    pub twitch_api: String,
    /// Twitch's `EventSub`, over WebSocket.
    pub twitch_eventsub: String,
    /// `YouTube`'s Data API.
    pub youtube: String,
    /// TikTok's pages.
    pub tiktok: String,
    /// TikTok's Webcast, over WebSocket.
    pub tiktok_webcast: String,
}

impl Default for Endpoints {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            twitch_id: text("https://id.twitch.tv"),
            twitch_api: text("https://api.twitch.tv/helix"),
            twitch_eventsub: text("wss://eventsub.wss.twitch.tv/ws"),
            youtube: text("https://www.googleapis.com/youtube/v3"),
            tiktok: text("https://www.tiktok.com"),
            tiktok_webcast: text("wss://webcast-ws.tiktok.com"),
        }
    }
}

impl Endpoints {
    /// Others, from a JSON object; those it does not name stay. They are all on this computer: nobody may lead a login
    /// somewhere else.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn for_tests(json: &str) -> Result<Self, String> {
        let given: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let real = Self::default();
        for (given, real) in given.all().into_iter().zip(real.all()) {
            if given != real && !is_here(given) {
                return Err(format!(
                    "{given} is not on this computer: it must begin with 127.0.0.1:"
                ));
            }
        }
        Ok(given)
    }

    fn all(&self) -> [&str; 6] {
        [
            &self.twitch_id,
            &self.twitch_api,
            &self.twitch_eventsub,
            &self.youtube,
            &self.tiktok,
            &self.tiktok_webcast,
        ]
    }
}

/// Whether an address is `scheme://127.0.0.1:port`, and then nothing or a path.
fn is_here(url: &str) -> bool {
    let place = url.split_once("://").map_or("", |(_, rest)| rest);
    let port = place.strip_prefix("127.0.0.1:").unwrap_or_default();
    let port = port.split_once('/').map_or(port, |(port, _)| port);
    port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_stands_in_for_a_platform() {
        let given = Endpoints::for_tests(r#"{"youtube":"http://127.0.0.1:9/v3"}"#).expect("it is here");
        assert_eq!(given.youtube, "http://127.0.0.1:9/v3");
        assert_eq!(given.twitch_id, Endpoints::default().twitch_id);
        for bad in [
            r#"{"youtube":"http://evil.example/v3"}"#,
            r#"{"youtube":"http://127.0.0.1:9@evil.example/"}"#,
            r#"{"youtube":"http://127.0.0.1.evil.example/"}"#,
            r#"{"yuotube":"http://127.0.0.1:9/"}"#,
            "x",
        ] {
            assert!(Endpoints::for_tests(bad).is_err(), "{bad}");
        }
    }
}
