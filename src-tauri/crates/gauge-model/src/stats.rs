//! The fold: an event goes in, the changed numbers come out. The one place that adds up a statistic.

use std::collections::{BTreeMap, HashSet};

use crate::{
    ChannelId, ChatRate, EventKind, Fields, Gift, GiftBombs, GiftCombos, MAX_COUNT, Millis, Moderation,
    Numbers, Sample, StreamEvent, Subscription, ViewerCounts, viewer::BeforeCounting,
};

/// What an event, or the passing of time, changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Fields of the event's channel.
    pub channel: Fields,
    /// Fields of the profile's totals.
    pub totals: Fields,
    /// What the event gives to the person who did it.
    pub credit: ViewerCounts,
}

/// All numbers of a profile.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    channels: BTreeMap<ChannelId, ChannelStats>,
    totals: Numbers,
    /// Samples that fell due, until somebody takes them.
    samples: Vec<Sample>,
}

/// One channel's numbers and what is needed to go on counting them.
#[derive(Clone, Debug, Default)]
pub struct ChannelStats {
    numbers: Numbers,
    rate: ChatRate,
    rate_is_pushed: bool,
    combos: GiftCombos,
    bombs: GiftBombs,
    chatters: HashSet<Box<str>>,
    clock: StreamClock,
    /// The clock of its chat alone: what is pushed beside a replay of another year must not empty the window.
    chat_clock: StreamClock,
    sampled: Option<Millis>,
}

/// Stream time: the newest platform time seen, running on with our own clock since then. It makes a recording
/// from another year count like a stream of today.
#[derive(Clone, Copy, Debug, Default)]
struct StreamClock {
    newest: Option<Millis>,
    seen: Millis,
}

impl StreamClock {
    fn advance(&mut self, at: Millis, now: Millis) {
        if self.newest.is_none_or(|newest| at > newest) {
            self.newest = Some(at);
            self.seen = now;
        }
    }

    fn now(self, now: Millis) -> Option<Millis> {
        self.newest
            .map(|newest| newest.saturating_add((now - self.seen).max(0)))
    }
}

impl Stats {
    /// The numbers as they were kept, to be counted on from: per channel its numbers and who has written, and
    /// the peak of all channels together.
    pub fn resume(
        channels: impl IntoIterator<Item = (ChannelId, Numbers, HashSet<Box<str>>)>,
        totals_peak: u64,
    ) -> Self {
        let mut stats = Self::default();
        for (id, mut numbers, chatters) in channels {
            // The window of a counted rate is empty now. A pushed one stands, like every gauge, until its next value.
            if numbers.chat_messages > 0 {
                numbers.chat_rate = 0.0;
            }
            stats.channels.insert(
                id,
                ChannelStats {
                    numbers,
                    chatters,
                    ..ChannelStats::default()
                },
            );
        }
        stats.totals.viewers_peak = totals_peak;
        stats.retotal();
        stats
    }

    /// Learns of an event that has been counted already, so that its streak or gift bomb goes on from there.
    pub fn recall(&mut self, event: &StreamEvent) {
        let Some(channel) = self.channels.get_mut(&event.channel) else {
            return;
        };
        match &event.kind {
            EventKind::Gift(gift) => _ = channel.combos.grow(&event.source, giver(event), gift),
            EventKind::Subscription(sub) => _ = channel.bombs.grow(sub),
            _ => {}
        }
    }

    /// Counts one event that arrived at `now`. It cannot fail: sums stop at [`MAX_COUNT`].
    pub fn apply(&mut self, event: &StreamEvent, now: Millis) -> Change {
        let id = &event.channel;
        if !self.channels.contains_key(id) {
            self.channels.insert(id.clone(), ChannelStats::default());
        }
        let Some(channel) = self.channels.get_mut(id) else {
            return Change::default();
        };
        let before = channel.numbers.clone();
        channel.advance(event, now, &mut self.samples);
        let uncounted = BeforeCounting::of(&channel.numbers);
        channel.count(event);
        let credit = uncounted.credit(event, &channel.numbers);
        let changed = channel.numbers.changed_since(&before);
        Change {
            channel: changed,
            totals: self.retotal(),
            credit,
        }
    }

    /// Lets time pass: chat rates fall, samples fall due. Returns what changed, per channel.
    pub fn tick(&mut self, now: Millis) -> Vec<(ChannelId, Change)> {
        let mut changes = Vec::new();
        for (id, channel) in &mut self.channels {
            let before = channel.numbers.chat_rate;
            channel.pass(id, now, &mut self.samples);
            if before.to_bits() != channel.numbers.chat_rate.to_bits() {
                let old = Numbers {
                    chat_rate: before,
                    ..channel.numbers.clone()
                };
                let changed = channel.numbers.changed_since(&old);
                changes.push((
                    id.clone(),
                    Change {
                        channel: changed,
                        ..Change::default()
                    },
                ));
            }
        }
        if let Some((_, last)) = changes.last_mut() {
            last.totals = self.retotal();
        }
        changes
    }

    /// The numbers of all channels together.
    #[must_use]
    pub fn totals(&self) -> &Numbers {
        &self.totals
    }

    /// Each channel's numbers.
    pub fn channels(&self) -> impl Iterator<Item = (&ChannelId, &Numbers)> {
        self.channels.iter().map(|(id, channel)| (id, &channel.numbers))
    }

    /// One channel's numbers.
    #[must_use]
    pub fn channel(&self, id: &ChannelId) -> Option<&Numbers> {
        self.channels.get(id).map(|channel| &channel.numbers)
    }

    /// The newest stream time of any channel.
    #[must_use]
    pub fn stream_now(&self, now: Millis) -> Millis {
        self.channels
            .values()
            .filter_map(|channel| channel.clock.now(now))
            .max()
            .unwrap_or(now)
    }

    /// The samples that fell due since the last call.
    pub fn take_samples(&mut self) -> Vec<Sample> {
        std::mem::take(&mut self.samples)
    }

    fn retotal(&mut self) -> Fields {
        let mut totals = Numbers::total(self.channels.values().map(|channel| &channel.numbers));
        totals.viewers_peak = self.totals.viewers_peak.max(totals.viewers.unwrap_or(0));
        let changed = totals.changed_since(&self.totals);
        self.totals = totals;
        changed
    }
}

impl ChannelStats {
    /// After this long without an event, ms, a channel is not sampled any more: nothing is left to draw.
    const QUIET: Millis = 600_000;

    /// Moves the stream's clock to an event's time. Samples that fell due before it show the numbers before it.
    fn advance(&mut self, event: &StreamEvent, now: Millis, samples: &mut Vec<Sample>) {
        self.clock.advance(event.at, now);
        if matches!(event.kind, EventKind::Chat { .. }) {
            self.chat_clock.advance(event.at, now);
        }
        self.pass(&event.channel, now, samples);
        let at = event.at;
        self.numbers.first_at = Some(self.numbers.first_at.map_or(at, |first| first.min(at)));
        self.numbers.last_at = Some(self.numbers.last_at.map_or(at, |last| last.max(at)));
    }

    fn pass(&mut self, id: &ChannelId, now: Millis, samples: &mut Vec<Sample>) {
        if let Some(chat_now) = self.chat_clock.now(now).filter(|_| !self.rate_is_pushed) {
            self.numbers.chat_rate = to_rate(self.rate.per_minute(chat_now));
        }
        let is_quiet = now - self.clock.seen >= Self::QUIET;
        let Some(stream_now) = self.clock.now(now).filter(|_| !is_quiet) else {
            return;
        };
        let due = stream_now - stream_now.rem_euclid(Sample::EVERY);
        if self.sampled.is_some_and(|sampled| sampled < due) {
            samples.push(Sample::of(id.clone(), due, &self.numbers));
        }
        self.sampled = self.sampled.max(Some(due));
    }

    fn count(&mut self, event: &StreamEvent) {
        let n = &mut self.numbers;
        match &event.kind {
            EventKind::Viewers { count } => {
                n.viewers = Some(*count);
                n.viewers_peak = n.viewers_peak.max(*count);
            }
            EventKind::ChatRate { value } => {
                n.chat_rate = *value;
                self.rate_is_pushed = true;
            }
            EventKind::Chat { .. } => self.count_chat(event),
            EventKind::Like { count, total } => match total {
                Some(total) => n.likes = n.likes.max(*total),
                None => add(&mut n.likes, *count),
            },
            EventKind::Gift(gift) => self.count_gift(event, gift),
            EventKind::Tip { amount, currency, .. } => {
                add(n.tips.entry(currency.to_string()).or_default(), *amount);
            }
            EventKind::Follow => add(&mut n.follows, 1),
            EventKind::FollowerTotal { count } => n.follower_total = Some(*count),
            EventKind::Share => add(&mut n.shares, 1),
            EventKind::Subscription(sub) => self.count_subscription(sub),
            EventKind::Raid { .. } => add(&mut n.raids, 1),
            EventKind::Join => add(&mut n.joins, 1),
            EventKind::Stream { live } => n.live = Some(*live),
            EventKind::Moderation { action, .. } => match action {
                Moderation::Timeout => add(&mut n.timeouts, 1),
                Moderation::Ban => add(&mut n.bans, 1),
                Moderation::Delete => add(&mut n.messages_deleted, 1),
                Moderation::Clear => add(&mut n.chat_clears, 1),
            },
            EventKind::Recording { active } => n.recording = Some(*active),
            EventKind::Trigger { .. }
            | EventKind::Custom { .. }
            | EventKind::SensorEvent(_)
            | EventKind::TimerEvent(_)
            | EventKind::RunUpdate(_)
            | EventKind::Status(_) => {}
        }
    }

    fn count_chat(&mut self, event: &StreamEvent) {
        add(&mut self.numbers.chat_messages, 1);
        // Without an id nobody can be told from anybody else.
        if let Some(user) = event.user.as_ref().filter(|user| !user.id.is_empty())
            && !self.chatters.contains(&user.id)
        {
            self.chatters.insert(user.id.clone());
            add(&mut self.numbers.chatters, 1);
        }
        let newest = self.chat_clock.newest.unwrap_or(event.at);
        self.rate.note(event.at, newest);
        if !self.rate_is_pushed {
            self.numbers.chat_rate = to_rate(self.rate.per_minute(newest));
        }
    }

    fn count_gift(&mut self, event: &StreamEvent, gift: &Gift) {
        let (units, begins) = self.combos.grow(&event.source, giver(event), gift);
        add(&mut self.numbers.gifts, units);
        add(&mut self.numbers.coins, gift.coins.saturating_mul(units));
        add(&mut self.numbers.gift_combos, u64::from(begins));
    }

    fn count_subscription(&mut self, sub: &Subscription) {
        let grown = self.bombs.grow(sub);
        add(&mut self.numbers.subscriptions, grown);
        if sub.gifted {
            add(&mut self.numbers.gifted_subscriptions, grown);
        }
        if sub.resub {
            add(&mut self.numbers.resubscriptions, grown);
        }
    }
}

fn giver(event: &StreamEvent) -> &str {
    event.user.as_ref().map_or("", |user| &user.id)
}

fn add(sum: &mut u64, more: u64) {
    *sum = sum.saturating_add(more).min(MAX_COUNT);
}

/// A count of messages is far below 2^53, where every integer is exact in an `f64`.
#[expect(
    clippy::cast_precision_loss,
    reason = "at most one per ms and entry: far below 2^53"
)]
fn to_rate(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
