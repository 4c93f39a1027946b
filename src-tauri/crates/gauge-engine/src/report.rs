//! What a replay brought, counted again from what was stored: the same fold, so it also proves the storage.

use std::collections::BTreeMap;

use gauge_model::{ChatRate, EventKind, Millis, Platform, Stats, StreamEvent};
use serde::Serialize;

/// The report of one replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Chat messages.
    pub chat_messages: u64,
    /// Different people who wrote them.
    pub chatters: u64,
    /// Subscriptions that people paid for themselves, renewals included.
    pub subscriptions: u64,
    /// The renewals among them.
    pub resubscriptions: u64,
    /// Subscriptions that somebody else paid for.
    pub gifted_subscriptions: u64,
    /// Tips by unit; `twitch_bit` is always there for a Twitch chat.
    pub tips: BTreeMap<String, u64>,
    /// Time-outs by moderators.
    pub timeouts: u64,
    /// Bans by moderators.
    pub bans: u64,
    /// Whole chats cleared by moderators.
    pub chat_clears: u64,
    /// Platform time of the first message, ms UTC.
    pub first_ms: Option<Millis>,
    /// Platform time of the last message, ms UTC.
    pub last_ms: Option<Millis>,
    /// Messages of the 60 s before every 30th second since the first message.
    pub messages_last_60s: Vec<Window>,
}

/// How many messages came in `(at_s − 60, at_s]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Seconds since the first message.
    pub at_s: i64,
    /// Messages.
    pub count: u64,
}

impl Report {
    const STEP_S: i64 = 30;

    /// Counts events of one source, in the order they were counted first.
    #[must_use]
    pub fn of(events: &[StreamEvent]) -> Self {
        let mut stats = Stats::without_sessions_ending();
        for event in events {
            stats.apply(event, event.at);
        }
        let is_chat = |event: &&StreamEvent| !event.history && matches!(event.kind, EventKind::Chat { .. });
        let mut times: Vec<Millis> = events.iter().filter(is_chat).map(|event| event.at).collect();
        times.sort_unstable();
        let totals = stats.totals();
        let mut tips = totals.tips.clone();
        if events
            .iter()
            .any(|event| event.channel.platform() == Platform::Twitch)
        {
            tips.entry("twitch_bit".to_owned()).or_default();
        }
        Self {
            chat_messages: totals.chat_messages,
            chatters: totals.chatters,
            subscriptions: totals.subscriptions - totals.gifted_subscriptions,
            resubscriptions: totals.resubscriptions,
            gifted_subscriptions: totals.gifted_subscriptions,
            tips,
            timeouts: totals.timeouts,
            bans: totals.bans,
            chat_clears: totals.chat_clears,
            first_ms: times.first().copied(),
            last_ms: times.last().copied(),
            messages_last_60s: windows(&times),
        }
    }
}

/// `times` ascend.
fn windows(times: &[Millis]) -> Vec<Window> {
    let (Some(first), Some(last)) = (times.first(), times.last()) else {
        return Vec::new();
    };
    let up_to = |at: Millis| times.partition_point(|&time| time <= at) as u64;
    let steps = (last - first) / (Report::STEP_S * 1000);
    let window = |step: i64| {
        let at_s = step * Report::STEP_S;
        let at = first + at_s * 1000;
        Window {
            at_s,
            count: up_to(at) - up_to(at - ChatRate::WINDOW),
        }
    };
    (1..=steps).map(window).collect()
}
