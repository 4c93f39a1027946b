//! Triggers: rules that notice a moment worth keeping, in chat, viewers and gifts, and say why (CONNECTORS 9.2).
//!
//! Pure: events and the passing of time go in, what fired comes out. A live stream, a replay and a dry run over a
//! past session go through the same code.

mod chat;
mod combo;
mod gifts;
mod rules;
#[cfg(test)]
mod tests;
mod viewers;
mod words;

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use crate::{ChannelId, EventKind, Millis, StreamEvent, channel_stats::giver};

use chat::ChatWatch;
use combo::ComboWatch;
use gifts::GiftWatch;
use viewers::ViewerWatch;
use words::WordWatch;

pub use rules::{Cooldowns, Sensitivity, TriggerRules};

/// A rule fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Fired {
    /// Where.
    pub channel: ChannelId,
    /// Stream time.
    pub at: Millis,
    /// `chat_velocity`, `viewer_spike`, `word_burst`, `gift_burst` or `combo`.
    pub trigger: &'static str,
    /// The evidence. `part_of` stands in it when a combo of the same moment acts in its place.
    pub details: Value,
}

impl Fired {
    /// Whether a combo of the same moment acts for it.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.details.get("part_of").is_some()
    }
}

/// Watches every channel of a profile.
#[derive(Clone, Debug)]
pub struct Detector {
    rules: TriggerRules,
    channels: BTreeMap<ChannelId, Watch>,
}

/// A rule that was passed this moment, with its evidence.
type Found = Option<(&'static str, Value)>;

/// One channel.
#[derive(Clone, Debug)]
struct Watch {
    chat: ChatWatch,
    viewers: ViewerWatch,
    words: WordWatch,
    gifts: GiftWatch,
    combo: ComboWatch,
    /// The second that begins now; everything before it has been looked at.
    second: i64,
    /// Nothing fires before: the source has just come back.
    quiet_until: Millis,
    is_connected: bool,
}

/// What one watch remembers at most. A producer whose clock stands still would else be remembered for ever.
const REMEMBERED: usize = 1 << 16;

/// Remembers one thing more, and forgets the oldest where there are too many.
fn remember<T>(list: &mut VecDeque<T>, one: T) {
    if list.len() >= REMEMBERED {
        list.pop_front();
    }
    list.push_back(one);
}

/// Nothing fires for so long after a source came back, ms.
const QUIET_AFTER_GAP: Millis = 20_000;
/// A hole in time longer than anything that is remembered, s: what was before it says nothing about now.
const HOLE: i64 = 400;
/// A channel whose newest event is older than this plays from another time: only its events move its clock, ms.
const ANOTHER_TIME: Millis = 300_000;

impl Detector {
    /// Watches by these rules.
    #[must_use]
    pub fn new(rules: TriggerRules) -> Self {
        let mut detector = Self {
            rules: TriggerRules::default(),
            channels: BTreeMap::new(),
        };
        detector.set_rules(rules);
        detector
    }

    /// Other rules from now on; what has been watched stays.
    pub fn set_rules(&mut self, mut rules: TriggerRules) {
        for word in &mut rules.words {
            *word = word.trim().to_lowercase().into();
        }
        self.rules = rules;
    }

    /// Watches one event that gave `coins` (a streak's frame gives what the streak grew by). Events of a channel
    /// come in the order of their time, give or take some seconds.
    pub fn hear(&mut self, event: &StreamEvent, coins: u64) -> Vec<Fired> {
        let rules = &self.rules;
        let watch = self
            .channels
            .entry(event.channel.clone())
            .or_insert_with(|| Watch::new(event.at));
        let mut fired = Vec::new();
        watch.advance(rules, &event.channel, event.at, &mut fired);
        match &event.kind {
            EventKind::Chat { text } => {
                watch.chat.note(event.at, giver(event));
                watch.words.note(event.at, giver(event), text, &rules.words);
            }
            EventKind::Viewers { count } => {
                let found = watch.viewers.note(event.at, *count, rules);
                watch.fire(rules, &event.channel, event.at, vec![found], &mut fired);
            }
            EventKind::Raid { .. } => watch.viewers.raided(event.at),
            EventKind::Gift(_) => watch.gifts.note(event.at, coins),
            EventKind::Tip { amount, currency, .. } if &**currency == "twitch_bit" => {
                watch.gifts.note(event.at, *amount);
            }
            _ => {}
        }
        fired
    }

    /// Time passed: what became true by it fires. To be called about once a second.
    pub fn tick(&mut self, now: Millis) -> Vec<Fired> {
        let mut fired = Vec::new();
        for (channel, watch) in &mut self.channels {
            if (now - watch.second * 1000).abs() < ANOTHER_TIME {
                watch.advance(&self.rules, channel, now, &mut fired);
            }
        }
        fired
    }

    /// The channel's source went away: what is not seen from now on is no silence.
    pub fn lost(&mut self, channel: &ChannelId) {
        if let Some(watch) = self.channels.get_mut(channel) {
            watch.is_connected = false;
        }
    }

    /// The channel's source is back at `now`.
    pub fn back(&mut self, channel: &ChannelId, now: Millis) {
        if let Some(watch) = self.channels.get_mut(channel)
            && !watch.is_connected
        {
            let away = now - watch.second * 1000;
            watch.is_connected = true;
            watch.skip_to(now);
            if away > 10_000 {
                watch.quiet_until = now + QUIET_AFTER_GAP;
            }
        }
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new(TriggerRules::default())
    }
}

impl Watch {
    fn new(now: Millis) -> Self {
        let second = now.div_euclid(1000);
        Self {
            chat: ChatWatch::new(second),
            viewers: ViewerWatch::default(),
            words: WordWatch::default(),
            gifts: GiftWatch::default(),
            combo: ComboWatch::default(),
            second,
            quiet_until: Millis::MIN,
            is_connected: true,
        }
    }

    /// Looks at every second up to `now`.
    fn advance(&mut self, rules: &TriggerRules, channel: &ChannelId, now: Millis, fired: &mut Vec<Fired>) {
        let target = now.div_euclid(1000);
        if !self.is_connected {
            return;
        }
        if target - self.second > HOLE {
            *self = Self::new(now);
        }
        while self.second < target {
            self.second += 1;
            let at = self.second * 1000;
            let found = vec![
                self.chat.look(self.second, rules),
                self.words.look(at, rules),
                self.gifts.look(at, rules),
            ];
            self.fire(rules, channel, at, found, fired);
        }
    }

    /// The seconds up to `now` were not seen.
    fn skip_to(&mut self, now: Millis) {
        let target = now.div_euclid(1000);
        if target - self.second > HOLE {
            let quiet_until = self.quiet_until;
            *self = Self::new(now);
            self.quiet_until = quiet_until;
        }
        self.chat.skip(self.second, target);
        self.second = self.second.max(target);
    }

    fn fire(
        &mut self,
        rules: &TriggerRules,
        channel: &ChannelId,
        at: Millis,
        found: Vec<Found>,
        fired: &mut Vec<Fired>,
    ) {
        if at < self.quiet_until {
            return;
        }
        let found: Vec<_> = found.into_iter().flatten().collect();
        let combo = self.combo.look(at, &found, rules, &self.evidence());
        for (trigger, mut details) in found {
            if combo.is_some() {
                details["part_of"] = "combo".into();
            }
            fired.push(Fired {
                channel: channel.clone(),
                at,
                trigger,
                details,
            });
        }
        fired.extend(combo.map(|details| Fired {
            channel: channel.clone(),
            at,
            trigger: "combo",
            details,
        }));
    }

    /// How much the greediest part of it remembers.
    #[cfg(test)]
    fn held(&self) -> usize {
        let watches = [
            self.chat.held(),
            self.words.held(),
            self.gifts.held(),
            self.viewers.held(),
        ];
        watches.into_iter().max().unwrap_or(0)
    }

    fn evidence(&self) -> combo::Evidence {
        combo::Evidence {
            viewers: self.viewers.latest(),
            chat_rate: self.chat.per_minute(self.second),
        }
    }
}
