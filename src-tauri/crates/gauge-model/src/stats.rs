//! The fold: an event goes in, the changed numbers come out. The one place that adds up a statistic.

use std::collections::{BTreeMap, HashSet};

use crate::{
    ChannelId, ChannelStats, EventKind, Fields, KeptChannel, Millis, Numbers, Sample, Session, SessionRules,
    StreamEvent, ViewerCounts, channel_stats::giver, viewer::BeforeCounting,
};

/// What an event, or the passing of time, changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Fields of the event's channel.
    pub channel: Fields,
    /// Fields of the profile's totals.
    pub totals: Fields,
    /// Whether the channel's session began or ended.
    pub session: bool,
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
    /// Sessions in whose place another began, as they ended, until somebody takes them.
    ended: Vec<(ChannelId, KeptChannel)>,
    /// The newest session's id.
    newest_session: u64,
    /// For how long a silent broadcast is still the same one, ms.
    grace: Option<Millis>,
}

impl Stats {
    /// Numbers that no silence ends: for counting a recording, whose own times are its clock.
    #[must_use]
    pub fn without_sessions_ending() -> Self {
        Self {
            grace: Some(Millis::MAX),
            ..Self::default()
        }
    }

    /// The numbers as they were kept, to be counted on from: each channel, the peak of all together and the newest
    /// session's id.
    pub fn resume(
        channels: impl IntoIterator<Item = (ChannelId, KeptChannel)>,
        totals_peak: u64,
        newest_session: u64,
    ) -> Self {
        let mut stats = Self::default();
        for (id, kept) in channels {
            stats.channels.insert(id, ChannelStats::resume(kept));
        }
        stats.totals.viewers_peak = totals_peak;
        stats.newest_session = newest_session;
        stats.retotal();
        stats
    }

    /// Learns of an event that has been counted already, so that its streak or gift bomb goes on from there.
    pub fn recall(&mut self, event: &StreamEvent) {
        if !self.channels.contains_key(&event.channel) {
            self.channels
                .insert(event.channel.clone(), ChannelStats::unseen());
        }
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
        if event.history {
            self.recall(event);
            return Change::default();
        }
        if let EventKind::Clear { .. } = event.kind {
            return self.clear(&event.channel);
        }
        let id = &event.channel;
        if !self.channels.contains_key(id) {
            self.channels.insert(id.clone(), ChannelStats::default());
        }
        let grace = self.grace();
        let Some(channel) = self.channels.get_mut(id) else {
            return Change::default();
        };
        let before = channel.numbers.clone();
        channel.is_aside = false;
        let began = channel.live_on(event, now, grace, self.newest_session + 1, &mut self.ended);
        channel.advance(event, now, &mut self.samples);
        let uncounted = BeforeCounting::of(&channel.numbers);
        channel.count(event);
        let credit = uncounted.credit(event, &channel.numbers);
        let changed = channel.numbers.changed_since(&before);
        if began {
            self.newest_session += 1;
            self.set_ended_aside(id);
        }
        Change {
            channel: changed,
            totals: self.retotal(),
            session: began,
            credit,
        }
    }

    /// Another show begins: what is left of earlier ones is no part of it (seed 002: another streamer starts at
    /// zero).
    fn set_ended_aside(&mut self, beginning: &ChannelId) {
        for (id, channel) in &mut self.channels {
            let has_ended = channel
                .broadcast
                .as_ref()
                .is_some_and(|session| session.ended_at.is_some());
            channel.is_aside |= has_ended && id != beginning;
        }
        self.totals.viewers_peak = if self.present().count() > 1 {
            self.totals.viewers_peak
        } else {
            0
        };
    }

    /// Lets time pass: chat rates fall, samples fall due, sessions end. Returns what changed, per channel.
    pub fn tick(&mut self, now: Millis) -> Vec<(ChannelId, Change)> {
        let grace = self.grace();
        let mut changes = Vec::new();
        for (id, channel) in &mut self.channels {
            let before = channel.numbers.chat_rate;
            channel.pass(id, now, &mut self.samples);
            let last = channel.numbers.last_at.unwrap_or(now);
            let session = channel
                .broadcast
                .as_mut()
                .is_some_and(|one| one.end_if_over(now, grace, last));
            if session || before.to_bits() != channel.numbers.chat_rate.to_bits() {
                let old = Numbers {
                    chat_rate: before,
                    ..channel.numbers.clone()
                };
                let changed = channel.numbers.changed_since(&old);
                changes.push((
                    id.clone(),
                    Change {
                        channel: changed,
                        session,
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

    /// A channel's source has a connection: its session goes on, and time without a connection was a gap.
    pub fn source_is_alive(&mut self, id: &ChannelId, now: Millis) {
        if let Some(channel) = self.channels.get_mut(id) {
            channel.source_is_alive(now);
        }
    }

    /// A channel is disconnected by hand: its numbers are kept and no longer shown.
    pub fn set_aside(&mut self, id: &ChannelId) -> Change {
        if let Some(channel) = self.channels.get_mut(id) {
            channel.is_aside = true;
        }
        self.changed_as_a_whole()
    }

    /// A producer is done with a channel.
    fn clear(&mut self, id: &ChannelId) -> Change {
        self.end_session(id);
        self.set_aside(id)
    }

    /// A channel is connected by hand: what it had is shown again, and its session goes on if it is not over.
    pub fn take_back(&mut self, id: &ChannelId) -> Change {
        if let Some(channel) = self.channels.get_mut(id) {
            channel.is_aside = false;
        }
        self.changed_as_a_whole()
    }

    /// Ends a channel's session by hand; its numbers stay until the next begins.
    pub fn end_session(&mut self, id: &ChannelId) -> Change {
        let ended = self.channels.get_mut(id).and_then(|channel| {
            let last = channel.numbers.last_at;
            let broadcast = channel.broadcast.as_mut().filter(|one| one.ended_at.is_none())?;
            broadcast.ended_at = Some(last.unwrap_or(broadcast.started_at));
            Some(())
        });
        Change {
            session: ended.is_some(),
            ..Change::default()
        }
    }

    /// Ends every session and sets every number to zero; the sessions keep theirs.
    pub fn reset(&mut self) -> Change {
        let ids: Vec<_> = self.channels.keys().cloned().collect();
        for id in &ids {
            self.end_session(id);
        }
        for (id, channel) in &mut self.channels {
            channel.reset(id, &mut self.ended);
        }
        self.totals.viewers_peak = 0;
        self.changed_as_a_whole()
    }

    fn changed_as_a_whole(&mut self) -> Change {
        Change {
            totals: self.retotal(),
            ..Change::default()
        }
    }

    /// Whether any channel is shown.
    #[must_use]
    pub fn is_anybody_present(&self) -> bool {
        self.present().next().is_some()
    }

    /// A channel's newest session.
    #[must_use]
    pub fn session(&self, id: &ChannelId) -> Option<Session> {
        self.channels
            .get(id)?
            .broadcast
            .as_ref()
            .map(|broadcast| broadcast.session(id))
    }

    /// The id of the session that a channel's events now belong to.
    #[must_use]
    pub fn session_id(&self, id: &ChannelId) -> Option<u64> {
        self.channels
            .get(id)?
            .broadcast
            .as_ref()
            .filter(|broadcast| !broadcast.closed)
            .map(|broadcast| broadcast.id)
    }

    /// Who has written in each channel's session.
    pub fn chatters(&self) -> impl Iterator<Item = (&ChannelId, &HashSet<Box<str>>)> {
        self.channels.iter().map(|(id, channel)| (id, channel.chatters()))
    }

    /// The newest session's id, 0 if there was none.
    #[must_use]
    pub fn newest_session(&self) -> u64 {
        self.newest_session
    }

    /// The next session to begin gets the id after this.
    pub fn number_sessions_after(&mut self, newest: u64) {
        self.newest_session = newest;
    }

    /// The newest sessions of the channels that are shown.
    pub fn sessions(&self) -> impl Iterator<Item = Session> {
        self.present()
            .filter_map(|(id, channel)| Some(channel.broadcast.as_ref()?.session(id)))
    }

    /// A channel as it is to be kept.
    #[must_use]
    pub fn kept(&self, id: &ChannelId) -> Option<KeptChannel> {
        self.channels.get(id).map(ChannelStats::keep)
    }

    /// Every channel, also those that are set aside.
    pub fn all_channels(&self) -> impl Iterator<Item = &ChannelId> {
        self.channels.keys()
    }

    /// How many they are.
    #[must_use]
    pub fn channel_count(&self) -> usize {
        self.channels.len()
    }

    fn grace(&self) -> Millis {
        self.grace.unwrap_or_else(|| SessionRules::default().grace_ms())
    }

    /// From now on sessions begin and end by these rules.
    pub fn set_session_rules(&mut self, rules: SessionRules) {
        self.grace = Some(rules.grace_ms());
    }

    /// The numbers of all channels together.
    #[must_use]
    pub fn totals(&self) -> &Numbers {
        &self.totals
    }

    /// The channels that are part of the show.
    fn present(&self) -> impl Iterator<Item = (&ChannelId, &ChannelStats)> {
        self.channels.iter().filter(|(_, channel)| !channel.is_aside)
    }

    /// Each channel's numbers.
    pub fn channels(&self) -> impl Iterator<Item = (&ChannelId, &Numbers)> {
        self.present().map(|(id, channel)| (id, &channel.numbers))
    }

    /// Each channel's numbers, also of those that are set aside.
    pub fn kept_channels(&self) -> impl Iterator<Item = (&ChannelId, &Numbers)> {
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

    /// The sessions in whose place another began since the last call, as they ended.
    pub fn take_ended(&mut self) -> Vec<(ChannelId, KeptChannel)> {
        std::mem::take(&mut self.ended)
    }

    fn retotal(&mut self) -> Fields {
        let mut totals = Numbers::total(self.present().map(|(_, channel)| &channel.numbers));
        totals.viewers_peak = self.totals.viewers_peak.max(totals.viewers.unwrap_or(0));
        let changed = totals.changed_since(&self.totals);
        self.totals = totals;
        changed
    }
}

#[cfg(test)]
mod tests;
