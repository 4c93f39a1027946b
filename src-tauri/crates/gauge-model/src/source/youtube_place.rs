//! What users paste: a video's address or id, a channel's address or @handle.

/// What is to be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YouTubePlace {
    /// One video, by its id.
    Video(String),
    /// Whatever a channel streams, by its handle, without the `@`.
    Handle(String),
    /// The same, by the channel's id (`UC…`).
    Channel(String),
}

const ID: usize = 11;
const CHANNEL_ID: usize = 24;

impl YouTubePlace {
    /// What this text names; `None` when it names nothing of YouTube.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .unwrap_or(text);
        let bare = bare
            .trim_start_matches("www.")
            .trim_start_matches("m.")
            .trim_start_matches("music.");
        if let Some(rest) = bare.strip_prefix("youtu.be/") {
            return video(rest);
        }
        if let Some(rest) = bare.strip_prefix("studio.youtube.com/video/") {
            return video(rest);
        }
        if let Some(rest) = bare.strip_prefix("youtube.com/") {
            return in_address(rest);
        }
        if bare != text || bare.contains('/') {
            return None;
        }
        named(text)
    }
}

/// The path of an address.
fn in_address(rest: &str) -> Option<YouTubePlace> {
    if let Some(query) = rest.strip_prefix("watch?") {
        return query.split('&').find_map(|pair| video(pair.strip_prefix("v=")?));
    }
    let (first, after) = rest.split_once('/').unwrap_or((rest, ""));
    match first {
        "live" | "shorts" | "embed" | "v" => video(after),
        "channel" => channel(word(after)),
        _ if first.starts_with('@') => handle(word(first)),
        _ => None,
    }
}

/// A word by itself. Video ids have a length that handles hardly have; an `@` says which.
fn named(text: &str) -> Option<YouTubePlace> {
    if text.starts_with('@') {
        return handle(text);
    }
    channel(text).or_else(|| video(text)).or_else(|| handle(text))
}

fn video(text: &str) -> Option<YouTubePlace> {
    let id = word(text);
    (id.len() == ID && is_plain(id)).then(|| YouTubePlace::Video(id.to_owned()))
}

fn channel(id: &str) -> Option<YouTubePlace> {
    (id.len() == CHANNEL_ID && id.starts_with("UC") && is_plain(id))
        .then(|| YouTubePlace::Channel(id.to_owned()))
}

/// Handles have 3 to 30 letters of any script, digits, and `.` `_` `-` `·`.
fn handle(text: &str) -> Option<YouTubePlace> {
    let handle = text.trim_start_matches('@');
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '·');
    let is_one = (3..=30).contains(&handle.chars().count()) && handle.chars().all(fits);
    is_one.then(|| YouTubePlace::Handle(handle.to_owned()))
}

fn word(text: &str) -> &str {
    text.split(['/', '?', '&', '#']).next().unwrap_or("")
}

fn is_plain(id: &str) -> bool {
    id.chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_understood() {
        let video = || Some(YouTubePlace::Video("abcDEF12-_5".into()));
        let handle = || Some(YouTubePlace::Handle("luna.plays".into()));
        let channel = || Some(YouTubePlace::Channel("UCabcdefghijklmnopqrstuv".into()));
        for (text, want) in [
            ("abcDEF12-_5", video()),
            (" https://www.youtube.com/watch?v=abcDEF12-_5&t=3s ", video()),
            ("https://m.youtube.com/watch?app=desktop&v=abcDEF12-_5", video()),
            ("youtu.be/abcDEF12-_5?si=x", video()),
            ("https://youtube.com/live/abcDEF12-_5?feature=share", video()),
            (
                "https://studio.youtube.com/video/abcDEF12-_5/livestreaming",
                video(),
            ),
            ("@luna.plays", handle()),
            ("luna.plays", handle()),
            ("https://www.youtube.com/@luna.plays/streams", handle()),
            ("UCabcdefghijklmnopqrstuv", channel()),
            (
                "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv/live",
                channel(),
            ),
            ("@月の遊び場", Some(YouTubePlace::Handle("月の遊び場".into()))),
            ("", None),
            ("@a", None),
            ("two words", None),
            ("https://example.org/watch?v=abcDEF12-_5", None),
            ("https://youtube.com.example.org/watch?v=abcDEF12-_5", None),
            ("https://www.youtube.com/watch?v=short", None),
            ("https://www.youtube.com/", None),
        ] {
            assert_eq!(YouTubePlace::parse(text), want, "{text}");
        }
    }
}
