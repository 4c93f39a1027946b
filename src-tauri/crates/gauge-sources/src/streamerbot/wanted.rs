//! What Streamer.bot is asked to tell: what the user wants, as far as this Streamer.bot has it.

use std::collections::BTreeMap;

use gauge_model::ChannelId;
use serde_json::Value;

use super::{
    kick,
    tips::{RECORDERS, RECORDING, TIPS},
    twitch, youtube,
};

/// Which channel an event belongs to, by where it happened. Nothing is asked for where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channels {
    /// Of Twitch.
    pub twitch: Option<ChannelId>,
    /// Of YouTube.
    pub youtube: Option<ChannelId>,
    /// Of Kick.
    pub kick: Option<ChannelId>,
    /// Of tips and of the user's own events.
    pub own: Option<ChannelId>,
}

/// Event types by their source, as the wire has them.
pub(super) type Events = BTreeMap<String, Vec<String>>;

impl Channels {
    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &ChannelId> {
        [&self.twitch, &self.youtube, &self.kick, &self.own]
            .into_iter()
            .flatten()
    }

    /// Everything that is wanted for them.
    pub(super) fn wanted(&self) -> Events {
        let mut wanted = Events::new();
        let mut want = |source: &str, types: &[&str]| {
            let types = types.iter().map(|&name| name.to_owned());
            wanted.entry(source.to_owned()).or_default().extend(types);
        };
        let platforms: [(_, _, &[&str]); 3] = [
            (&self.twitch, "Twitch", &twitch::EVENTS),
            (&self.youtube, "YouTube", &youtube::EVENTS),
            (&self.kick, "Kick", &kick::EVENTS),
        ];
        for (channel, source, types) in platforms {
            if channel.is_some() {
                want(source, types);
            }
        }
        if self.own.is_some() {
            want("General", &["Custom"]);
            TIPS.iter().for_each(|(source, kind)| want(source, &[*kind]));
        }
        RECORDERS.iter().for_each(|source| want(source, &RECORDING));
        wanted
    }
}

/// What of the wanted it has, by its answer to `GetEvents`.
pub(super) fn offered(wanted: Events, answer: &Value) -> Events {
    let has = |source: &str, kind: &str| {
        let mut types = answer["events"][source].as_array().into_iter().flatten();
        types.any(|one| one == kind)
    };
    wanted
        .into_iter()
        .map(|(source, mut types)| {
            types.retain(|kind| has(&source, kind));
            (source, types)
        })
        .filter(|(_, types)| !types.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_wanted_and_there_is_asked_for() {
        let channels = Channels {
            kick: Some("generic:luna".parse().expect("a channel")),
            ..Channels::default()
        };
        let wanted = channels.wanted();
        assert!(
            !wanted.contains_key("Twitch") && !wanted.contains_key("General"),
            "{wanted:?}"
        );
        let there = json!({ "events": {
            "Kick": ["Follow", "ChatMessage", "ChannelUpdate"], "Twitch": ["Follow"], "Obs": ["RecordingStarted", "Event"],
            "StreamlabsDesktop": "nonsense",
        } });
        let want = json!({ "Kick": ["ChatMessage", "Follow"], "Obs": ["RecordingStarted"] });
        assert_eq!(json!(offered(wanted.clone(), &there)), want);
        assert!(offered(wanted, &Value::Null).is_empty());
    }
}
