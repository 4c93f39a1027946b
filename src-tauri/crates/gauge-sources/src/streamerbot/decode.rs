//! One event of Streamer.bot into ours. Pure; what is unknown, only tried out, or of another channel gives nothing.

use gauge_model::{ChannelId, EventKind, Millis, StreamEvent};
use serde_json::Value;

use super::{
    kick,
    shape::{Told, is, message_id, user, word},
    tips, twitch,
    wanted::Channels,
    youtube,
};
use crate::{line_time, loose::text};

/// Decodes a frame that tells an event; `now` stands in where it has no time.
pub(super) fn decode(frame: &Value, channels: &Channels, source: &str, now: Millis) -> Vec<StreamEvent> {
    let (origin, kind) = (&frame["event"]["source"], &frame["event"]["type"]);
    let (Some(origin), Some(kind), data) = (text(origin), text(kind), &frame["data"]) else {
        return Vec::new();
    };
    // Somebody pressed “Test” in Streamer.bot.
    if is(data, &["isTest"]) {
        return Vec::new();
    }
    let at = line_time::parse(&data["createdAt"])
        .or_else(|| line_time::parse(&frame["timeStamp"]))
        .unwrap_or(now);
    let id = id_of(frame, (origin, kind));
    let mut events = Vec::new();
    for (channel, told) in told(origin, kind, data, channels) {
        let id = id.as_ref().filter(|_| !told.kind.is_gauge());
        events.push(StreamEvent {
            kind: told.kind,
            channel: channel.clone(),
            source: source.into(),
            id: id.map(|id| format!("{id}{}", told.part).into()),
            at,
            user: told.user,
            simulated: false,
            history: data["isReplay"] == true,
        });
    }
    events
}

/// What is told, and of which channel.
fn told<'a>(origin: &str, kind: &str, data: &Value, channels: &'a Channels) -> Vec<(&'a ChannelId, Told)> {
    let of = |channel: &'a Option<ChannelId>, told: Vec<Told>| {
        let channel = channel.as_ref();
        channel
            .map(|channel| told.into_iter().map(|told| (channel, told)).collect())
            .unwrap_or_default()
    };
    match origin {
        "Twitch" if is_elsewhere(data, channels.twitch.as_ref()) => Vec::new(),
        "Twitch" => of(&channels.twitch, twitch::told(kind, data)),
        "YouTube" => of(&channels.youtube, youtube::told(kind, data)),
        "Kick" => of(&channels.kick, kick::told(kind, data)),
        "General" if kind == "Custom" => of(&channels.own, tips::custom(data).into_iter().collect()),
        _ if tips::RECORDERS.contains(&origin) => recording(kind, channels),
        _ if tips::TIPS.contains(&(origin, kind)) => of(&channels.own, tips::tip(data).into_iter().collect()),
        _ => Vec::new(),
    }
}

/// Whether the event itself names another channel: Streamer.bot can hear several chats.
fn is_elsewhere(data: &Value, channel: Option<&ChannelId>) -> bool {
    let named = word(&data["broadcaster"], &["login"])
        .or_else(|| {
            word(
                data,
                &["to_broadcaster_user_login", "broadcaster_user_login", "channel"],
            )
        })
        .or_else(|| word(&data["message"], &["channel"]));
    let name = named.map(|name| name.trim_start_matches('#').to_lowercase());
    name.zip(channel)
        .is_some_and(|(name, channel)| name != channel.name())
}

/// The streamer's one program records, whatever channel is looked at.
fn recording<'a>(kind: &str, channels: &'a Channels) -> Vec<(&'a ChannelId, Told)> {
    if !tips::RECORDING.contains(&kind) {
        return Vec::new();
    }
    let active = kind == "RecordingStarted";
    let told = |channel| {
        Told::of_all(EventKind::Recording { active })
            .into_iter()
            .map(move |told| (channel, told))
    };
    channels.all().flat_map(told).collect()
}

/// The event's own id, or what tells it from every other: who, what and when to the ten-millionth of a second.
fn id_of(frame: &Value, (origin, kind): (&str, &str)) -> Option<String> {
    let data = &frame["data"];
    let is_message = matches!(
        kind,
        "ChatMessage" | "Cheer" | "Message" | "SuperChat" | "SuperSticker"
    );
    if let Some(id) = message_id(data).filter(|_| is_message) {
        return Some(id);
    }
    let when = text(&frame["timeStamp"])?;
    let who = user(data).map(|user| user.id).unwrap_or_default();
    Some(format!("{origin}.{kind}:{when}:{who}"))
}

#[cfg(test)]
mod tests;
