//! Who may count what: where two sources bring the same kind of event for one channel, one of them owns it. Their
//! ids differ, so nothing could tell later that both told of the same thing (CONNECTORS 8.3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ChannelId, Platform, SourceState, SourceStatus, StreamEvent};

/// For a platform and some kinds of event (none named: every other kind), its sources, the best first. A source is
/// here by its kind; one that is not here comes after all that are.
const RANKS: [(Platform, &[&str], &[&str]); 5] = [
    (
        Platform::Twitch,
        &["chat", "moderation"],
        &["twitch_chat", "twitch_eventsub", "streamerbot"],
    ),
    (
        Platform::Twitch,
        &[],
        &["twitch_eventsub", "twitch_helix", "streamerbot", "twitch_chat"],
    ),
    (Platform::TikTok, &[], &["tikfinity", "tiktok"]),
    (Platform::YouTube, &[], &["youtube", "streamerbot"]),
    (Platform::Generic, &[], &[]),
];

/// Whom the user prefers, before all else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct OwnerRules {
    /// The first that fits and is connected owns.
    pub prefer: Vec<Preference>,
}

/// One source that is preferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Preference {
    /// The source's kind: `streamerbot`.
    pub source: String,
    /// For this kind of event only (`chat`); `null`: for all that it brings.
    #[serde(default)]
    pub kind: Option<String>,
}

impl OwnerRules {
    /// Preferences at most.
    const MOST: usize = 100;

    /// Whether it is no more than anybody needs.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.prefer.len() <= Self::MOST
    }
}

/// The sources that share channels with others, and who owns what. A source competes by saying which kinds it
/// brings ([`SourceStatus::brings`]); what others bring (pushes, replays) is always counted.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    claims: BTreeMap<ChannelId, Vec<Claim>>,
    rules: OwnerRules,
}

#[derive(Clone, Debug)]
struct Claim {
    source: String,
    brings: Vec<String>,
    live: bool,
}

impl Owners {
    /// Nobody's yet, by these rules.
    #[must_use]
    pub fn new(rules: OwnerRules) -> Self {
        Self {
            rules,
            ..Self::default()
        }
    }

    /// Other rules from now on.
    pub fn set_rules(&mut self, rules: OwnerRules) {
        self.rules = rules;
    }

    /// A source is in a new state. One that is not connected owns nothing: the next takes over.
    pub fn note(&mut self, status: &SourceStatus) {
        self.forget(status);
        if !status.brings.is_empty() {
            self.claims
                .entry(status.channel.clone())
                .or_default()
                .push(Claim {
                    source: status.kind.clone(),
                    brings: status.brings.clone(),
                    live: status.state == SourceState::Live,
                });
        }
    }

    /// A source is no more.
    pub fn forget(&mut self, status: &SourceStatus) {
        if let Some(claims) = self.claims.get_mut(&status.channel) {
            claims.retain(|claim| claim.source != status.kind);
        }
    }

    /// Whether this event is counted: nobody competes with its source, or its source owns its kind.
    #[must_use]
    pub fn may_count(&self, event: &StreamEvent) -> bool {
        let Some(claims) = self.claims.get(&event.channel).filter(|claims| claims.len() > 1) else {
            return true;
        };
        let kind = event.kind.name();
        let owner = self.owner_among(claims, event.channel.platform(), kind);
        !self.claimed(event) || owner.is_none_or(|owner| *owner == *event.source)
    }

    /// Whether it comes from a source that says that it brings such events, connected or not; others come from tools.
    #[must_use]
    pub fn claimed(&self, event: &StreamEvent) -> bool {
        let claims = self.claims.get(&event.channel).map_or(&[][..], Vec::as_slice);
        let kind = event.kind.name();
        claims
            .iter()
            .any(|claim| *claim.source == *event.source && claim.brings(kind))
    }

    /// Who owns a kind of event on a channel; `None` while nobody who brings it is connected.
    #[must_use]
    pub fn owner(&self, channel: &ChannelId, kind: &str) -> Option<&str> {
        self.owner_among(self.claims.get(channel)?, channel.platform(), kind)
    }

    /// Whether what happens on a channel is heard: who brings its chat is connected. Where nobody brings chat, anybody
    /// will do; where there is nobody at all, tools push.
    #[must_use]
    pub fn hear(&self, channel: &ChannelId) -> bool {
        let claims = self.claims.get(channel).map_or(&[][..], Vec::as_slice);
        let of_chat = claims.iter().any(|claim| claim.brings("chat"));
        let mut ears = claims.iter().filter(|claim| !of_chat || claim.brings("chat"));
        claims.is_empty() || ears.any(|claim| claim.live)
    }

    fn owner_among<'a>(&self, claims: &'a [Claim], platform: Platform, kind: &str) -> Option<&'a str> {
        claims
            .iter()
            .filter(|claim| claim.live && claim.brings(kind))
            .min_by_key(|claim| {
                (
                    self.preference(&claim.source, kind),
                    rank(platform, kind, &claim.source),
                    &claim.source,
                )
            })
            .map(|claim| claim.source.as_str())
    }

    /// The place among the preferences; behind all of them when it is not there.
    fn preference(&self, source: &str, kind: &str) -> usize {
        let fits =
            |one: &Preference| one.source == source && one.kind.as_ref().is_none_or(|only| only == kind);
        self.rules.prefer.iter().position(fits).unwrap_or(usize::MAX)
    }
}

impl Claim {
    fn brings(&self, kind: &str) -> bool {
        self.brings.iter().any(|brought| brought == kind)
    }
}

fn rank(platform: Platform, kind: &str, source: &str) -> usize {
    RANKS
        .iter()
        .find(|(of, kinds, _)| *of == platform && (kinds.is_empty() || kinds.contains(&kind)))
        .and_then(|(_, _, sources)| sources.iter().position(|ranked| *ranked == source))
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
