//! One channel's numbers: what an event adds to them.

use std::{collections::HashSet, sync::Arc};

use crate::{
    Broadcast, ChannelId, ChatRate, EventKind, Gift, GiftBombs, GiftCombos, MAX_COUNT, Millis, Moderation,
    Numbers, Sample, StreamEvent, Subscription, session::is_sign_of_life,
};

/// A channel as it was kept.
#[derive(Clone, Debug, Default)]
pub struct KeptChannel {
    /// Its numbers.
    pub numbers: Numbers,
    /// Its session, if it ever had one.
    pub broadcast: Option<Broadcast>,
    /// Who has written in this session.
    pub chatters: HashSet<Box<str>>,
    /// Whether it has been set aside: its numbers are kept and not shown.
    pub is_aside: bool,
}

/// One channel's numbers and what is needed to go on counting them.
#[derive(Clone, Debug, Default)]
pub struct ChannelStats {
    pub(crate) numbers: Numbers,
    rate: ChatRate,
    rate_is_pushed: bool,
    pub(crate) combos: GiftCombos,
    pub(crate) bombs: GiftBombs,
    chatters: HashSet<Box<str>>,
    pub(crate) clock: StreamClock,
    /// The clock of its chat alone: what is pushed beside a replay of another year must not empty the window.
    chat_clock: StreamClock,
    sampled: Option<Millis>,
    pub(crate) broadcast: Option<Broadcast>,
    /// Disconnected by hand, or of an earlier show: kept, not shown, and not in the totals.
    pub(crate) is_aside: bool,
    /// Stream time up to which viewers have been averaged.
    averaged: Option<Millis>,
    /// What the session to come is called, as it was told while none ran.
    next_title: Option<Arc<str>>,
}

/// Stream time: the newest platform time seen, running on with our own clock since then. It makes a recording
/// from another year count like a stream of today.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StreamClock {
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

    pub(crate) fn now(self, now: Millis) -> Option<Millis> {
        self.newest
            .map(|newest| newest.saturating_add((now - self.seen).max(0)))
    }
}

impl ChannelStats {
    /// After this long without an event, ms, a channel is not sampled any more: nothing is left to draw.
    const QUIET: Millis = 600_000;

    /// Of a channel that nothing was counted for yet.
    pub(crate) fn unseen() -> Self {
        Self {
            is_aside: true,
            ..Self::default()
        }
    }

    /// Takes up what was kept.
    pub(crate) fn resume(kept: KeptChannel) -> Self {
        let mut numbers = kept.numbers;
        // The window of a counted rate is empty now. A pushed one stands, like every gauge, until its next value.
        if numbers.chat_messages > 0 {
            numbers.chat_rate = 0.0;
        }
        Self {
            numbers,
            chatters: kept.chatters,
            broadcast: kept.broadcast,
            is_aside: kept.is_aside,
            ..Self::default()
        }
    }

    /// As it is to be kept.
    pub(crate) fn keep(&self) -> KeptChannel {
        KeptChannel {
            numbers: self.numbers.clone(),
            broadcast: self.broadcast.clone().filter(|broadcast| !broadcast.closed),
            // They are kept one by one, as they come.
            chatters: HashSet::new(),
            is_aside: self.is_aside,
        }
    }

    /// Notes a sign of life. True when it begins a session, whose id is then `next`; its numbers start at zero, and
    /// the session before it is `ended`.
    pub(crate) fn live_on(
        &mut self,
        event: &StreamEvent,
        now: Millis,
        grace: Millis,
        next: u64,
        ended: &mut Vec<(ChannelId, KeptChannel)>,
    ) -> bool {
        let began = is_sign_of_life(event, self.numbers.live)
            && self.broadcast.as_ref().is_none_or(|one| one.is_over(now, grace));
        if began {
            let title = self.title_of_next(now, grace);
            if let Some(before) = self.broadcast.as_mut().filter(|before| !before.closed) {
                // After a leap of the clock nobody has noticed its end yet.
                let last = self.numbers.last_at.unwrap_or(before.started_at);
                before.end_if_over(now, grace, last);
                ended.push((event.channel.clone(), self.keep()));
            }
            self.broadcast = Some(Broadcast::new(next, event.at, now));
            self.start_at_zero();
            self.numbers.title = title;
        }
        let Some(broadcast) = &mut self.broadcast else {
            return began;
        };
        match event.kind {
            EventKind::Stream { live: false } => {
                broadcast.offline_since.get_or_insert((now, event.at));
            }
            EventKind::Stream { live: true } => broadcast.offline_since = None,
            _ => {}
        }
        // That it is off is also word of it: the grace period runs from then.
        let is_word = matches!(event.kind, EventKind::Stream { .. });
        if is_word || is_sign_of_life(event, self.numbers.live) {
            broadcast.alive_at = now;
        }
        began
    }

    /// Sets its numbers to zero. What its session had stands in the history, as `ended`.
    pub(crate) fn reset(&mut self, id: &ChannelId, ended: &mut Vec<(ChannelId, KeptChannel)>) {
        if let Some(broadcast) = self.broadcast.as_mut().filter(|broadcast| !broadcast.closed) {
            broadcast.closed = true;
            let closed = Some(broadcast.clone());
            ended.push((
                id.clone(),
                KeptChannel {
                    broadcast: closed,
                    ..self.keep()
                },
            ));
        }
        self.numbers = Numbers {
            title: self.numbers.title.take(),
            ..Numbers::default()
        };
        self.start_at_zero();
    }

    /// One that was cut in two by hand goes on under its title: nothing else ends one within the grace period while its
    /// platform does not call it off.
    fn title_of_next(&mut self, now: Millis, grace: Millis) -> Option<Arc<str>> {
        let before = self
            .broadcast
            .as_ref()
            .filter(|_| self.numbers.live != Some(false));
        let goes_on = before.is_some_and(|before| now - before.alive_at <= grace);
        let kept = self.numbers.title.clone().filter(|_| goes_on);
        self.next_title.take().or(kept)
    }

    /// Who has written in this session.
    pub(crate) fn chatters(&self) -> &HashSet<Box<str>> {
        &self.chatters
    }

    /// What belongs to the account or to the moment stays; everything counted starts anew.
    pub(crate) fn start_at_zero(&mut self) {
        self.numbers = Numbers {
            follower_total: self.numbers.follower_total,
            recording: self.numbers.recording,
            live: self.numbers.live,
            title: self.numbers.title.take(),
            ..Numbers::default()
        };
        self.chatters.clear();
        self.rate_is_pushed = false;
        self.averaged = None;
    }

    /// Its source has a connection at `now`.
    pub(crate) fn source_is_alive(&mut self, now: Millis) {
        let stream_now = self.clock.now(now).unwrap_or(now);
        if let Some(broadcast) = self.broadcast.as_mut().filter(|one| one.ended_at.is_none()) {
            broadcast.source_is_alive(now, stream_now);
        }
    }

    /// Moves the stream's clock to an event's time. Samples that fell due before it show the numbers before it.
    pub(crate) fn advance(&mut self, event: &StreamEvent, now: Millis, samples: &mut Vec<Sample>) {
        self.clock.advance(event.at, now);
        if matches!(event.kind, EventKind::Chat { .. }) {
            self.chat_clock.advance(event.at, now);
        }
        self.pass(&event.channel, now, samples);
        let at = event.at;
        self.numbers.first_at = Some(self.numbers.first_at.map_or(at, |first| first.min(at)));
        self.numbers.last_at = Some(self.numbers.last_at.map_or(at, |last| last.max(at)));
    }

    pub(crate) fn pass(&mut self, id: &ChannelId, now: Millis, samples: &mut Vec<Sample>) {
        if let Some(chat_now) = self.chat_clock.now(now).filter(|_| !self.rate_is_pushed) {
            self.numbers.chat_rate = to_rate(self.rate.per_minute(chat_now));
        }
        let is_quiet = now - self.clock.seen >= Self::QUIET;
        let Some(stream_now) = self.clock.now(now).filter(|_| !is_quiet) else {
            return;
        };
        self.average_viewers(stream_now);
        let due = stream_now - stream_now.rem_euclid(Sample::EVERY);
        if self.sampled.is_some_and(|sampled| sampled < due) {
            samples.push(Sample::of(id.clone(), due, &self.numbers));
        }
        self.sampled = self.sampled.max(Some(due));
    }

    /// A value counts until the next one, but not over a silence.
    fn average_viewers(&mut self, stream_now: Millis) {
        const SILENCE: Millis = 60_000;
        let since = self.averaged.replace(stream_now).unwrap_or(stream_now);
        let ms = u64::try_from((stream_now - since).clamp(0, SILENCE)).unwrap_or(0);
        // What its platform calls off is watched by nobody, though its session may still go on.
        let broadcast = self.broadcast.as_mut().filter(|one| one.offline_since.is_none());
        if let (Some(broadcast), Some(viewers)) = (broadcast, self.numbers.viewers) {
            broadcast.watched(viewers, ms);
        }
    }

    pub(crate) fn count(&mut self, event: &StreamEvent) {
        let n = &mut self.numbers;
        match &event.kind {
            EventKind::Viewers { count } => {
                let count = (*count).min(MAX_COUNT);
                n.viewers = Some(count);
                n.viewers_peak = n.viewers_peak.max(count);
            }
            EventKind::ChatRate { value } => {
                n.chat_rate = *value;
                self.rate_is_pushed = true;
            }
            EventKind::Chat { .. } => self.count_chat(event),
            EventKind::Like { count, total } => n.like(*count, total.filter(|total| *total > 0)),
            EventKind::Gift(gift) => self.count_gift(event, gift),
            EventKind::Tip { amount, currency, .. } => {
                add(n.tips.entry(currency.to_string()).or_default(), *amount);
            }
            EventKind::Follow => add(&mut n.follows, 1),
            EventKind::FollowerTotal { count } => n.follower_total = Some((*count).min(MAX_COUNT)),
            EventKind::Share => add(&mut n.shares, 1),
            EventKind::Subscription(sub) => self.count_subscription(sub),
            EventKind::Raid { .. } => add(&mut n.raids, 1),
            EventKind::Join => add(&mut n.joins, 1),
            EventKind::Stream { live } => n.live = Some(*live),
            EventKind::Title { title } => self.call(title),
            EventKind::Moderation { action, .. } => match action {
                Moderation::Timeout => add(&mut n.timeouts, 1),
                Moderation::Ban => add(&mut n.bans, 1),
                Moderation::Delete => add(&mut n.messages_deleted, 1),
                Moderation::Clear => add(&mut n.chat_clears, 1),
            },
            EventKind::Recording { active } => n.recording = Some(*active),
            EventKind::Trigger { .. }
            | EventKind::Clear { .. }
            | EventKind::Custom { .. }
            | EventKind::SensorEvent(_)
            | EventKind::TimerEvent(_)
            | EventKind::RunUpdate(_)
            | EventKind::Action(_)
            | EventKind::Status(_) => {}
        }
    }

    /// Before a session begins, and after its end, it is the next one's.
    fn call(&mut self, title: &str) {
        let end = title.char_indices().nth(EventKind::LONGEST_TITLE);
        let title = &title[..end.map_or(title.len(), |(end, _)| end)];
        let title = (!title.is_empty()).then(|| title.into());
        if self.broadcast.as_ref().is_some_and(|one| one.ended_at.is_none()) {
            self.numbers.title = title;
        } else {
            self.next_title = title;
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

pub(crate) fn giver(event: &StreamEvent) -> &str {
    event.user.as_ref().map_or("", |user| &user.id)
}

impl Numbers {
    /// The platform's total beats the sum of what was seen, and never falls: its servers do not agree at once.
    fn like(&mut self, count: u64, total: Option<u64>) {
        add(&mut self.likes_observed, count);
        let Some(total) = total else {
            return add(&mut self.likes, count);
        };
        let (total, seen) = (total.min(MAX_COUNT), self.likes.max(count));
        self.likes_base.get_or_insert(total.saturating_sub(seen));
        self.likes = self.likes.max(total);
    }
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
