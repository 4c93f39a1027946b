//! What users enter, as it is kept or refused.

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
fn what_is_pasted_for_youtube_is_kept_one_way() {
    for (channel, video, want) in [
        ("@Luna", "", Some(("youtube:luna", ""))),
        (
            "https://www.youtube.com/@Luna/live",
            " ",
            Some(("youtube:luna", "")),
        ),
        (
            "UCabcdefghijklmnopqrstuV",
            "",
            Some(("youtube:UCabcdefghijklmnopqrstuV", "")),
        ),
        (
            "luna",
            "https://youtu.be/abcDEF12345?si=x",
            Some(("youtube:luna", "abcDEF12345")),
        ),
        ("luna", "https://example.org/", None),
        ("https://youtu.be/abcDEF12345", "", None),
        ("", "abcDEF12345", None),
    ] {
        let settings = SourceSettings::Youtube {
            channel: channel.to_owned(),
            video: video.to_owned(),
            units: 10_000,
            hours: 6,
        };
        let checked = settings.checked().ok();
        let found = checked.as_ref().map(|settings| match settings {
            SourceSettings::Youtube { channel, video, .. } => (channel.as_str(), video.as_str()),
            _ => ("", ""),
        });
        assert_eq!(found, want, "{channel} {video}");
    }
}

#[test]
fn a_source_of_many_channels_has_at_least_one_and_none_twice() {
    let settings = |twitch: &str, kick: &str, own: &str| SourceSettings::Streamerbot {
        host: "127.0.0.1".to_owned(),
        port: 8080,
        endpoint: String::new(),
        twitch: twitch.to_owned(),
        youtube: String::new(),
        kick: kick.to_owned(),
        own: own.to_owned(),
    };
    let checked = settings("Luna", "", " tips ").checked().expect("it is good");
    assert_eq!(
        checked.statuses(),
        ["streamerbot/twitch:luna", "streamerbot/generic:tips"]
    );
    assert!(settings("", "", "").checked().is_err());
    assert!(settings("", "luna", "luna").checked().is_err());
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
