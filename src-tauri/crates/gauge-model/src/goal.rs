//! Goals: a number and where it is to get. Pure, like the fold: they are shown the numbers and say what changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ChannelId, Counter, MAX_COUNT, Numbers, Stats};

/// A goal as the user sets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GoalRule {
    /// As the user calls it.
    pub name: String,
    /// The number.
    pub counter: Counter,
    /// Of this channel; `null`: of all together.
    #[serde(default)]
    pub channel: Option<ChannelId>,
    /// What the value begins with, for example the followers there are already.
    #[serde(default)]
    pub start: u64,
    /// Where it is to get.
    pub target: u64,
    /// For how long it counts.
    pub lasts: GoalLasts,
    /// What happens when it gets there.
    pub on_reached: OnReached,
}

/// For how long a goal counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum GoalLasts {
    /// All of the present session; it begins again with the next one.
    Session,
    /// From its making on, over all sessions.
    Always,
}

/// What happens when a goal is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum OnReached {
    /// The target stays.
    Stay,
    /// The target goes up in steps of this until it is ahead again.
    Step(u64),
    /// The target doubles until it is ahead again.
    Double,
}

impl GoalRule {
    /// Characters in a name at most.
    const LONGEST: usize = 100;

    /// Whether what there is when it is made is not counted for it. Such a goal takes stock of channels that are set
    /// aside too: shown again, they bring nothing new.
    fn counts_from_now(&self) -> bool {
        self.lasts == GoalLasts::Always && !self.counter.is_gauge()
    }

    /// The numbers that it is made from.
    pub fn stock<'a>(&self, stats: &'a Stats) -> Vec<(&'a ChannelId, &'a Numbers)> {
        if self.counts_from_now() {
            stats.kept_channels().collect()
        } else {
            stats.channels().collect()
        }
    }

    /// What is wrong with it, in words for the user.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        if self.name.trim().is_empty() || self.name.chars().count() > Self::LONGEST {
            Some("A goal's name has 1 to 100 characters.")
        } else if self.target == 0 || self.target > MAX_COUNT || self.start > MAX_COUNT {
            Some("A goal's target is a whole number from 1 on.")
        } else if self.on_reached == OnReached::Step(0) {
            Some("A goal's step is a whole number from 1 on.")
        } else {
            None
        }
    }
}

/// A goal as it stands and is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Unique in a profile.
    pub id: u64,
    /// As the user set it.
    pub rule: GoalRule,
    /// The target of now: the rule's, and the steps since.
    pub target: u64,
    /// How often a target was reached.
    pub reached: u64,
    /// What has been counted for it.
    pub counted: u64,
    /// Each channel's number up to which it has been counted.
    pub marks: BTreeMap<ChannelId, u64>,
}

/// A goal as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GoalState {
    /// Unique in a profile.
    pub id: u64,
    /// As the user set it.
    pub rule: GoalRule,
    /// Where it stands.
    pub value: u64,
    /// Where it is to get now.
    pub target: u64,
    /// `value` as a part of `target`, 0 to 1.
    pub progress: f64,
    /// How often a target was reached.
    pub reached: u64,
}

impl Goal {
    fn new(id: u64, rule: GoalRule) -> Self {
        Self {
            id,
            target: rule.target,
            rule,
            reached: 0,
            counted: 0,
            marks: BTreeMap::new(),
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.rule.start.saturating_add(self.counted).min(MAX_COUNT)
    }

    /// As it is shown.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts are below 2^53, exact in an f64"
    )]
    pub fn state(&self) -> GoalState {
        let value = self.value();
        GoalState {
            id: self.id,
            rule: self.rule.clone(),
            value,
            target: self.target,
            progress: (value as f64 / self.target.max(1) as f64).min(1.0),
            reached: self.reached,
        }
    }

    fn watches(&self, channel: &ChannelId) -> bool {
        self.rule.channel.as_ref().is_none_or(|only| only == channel)
    }

    /// A room's total of likes begins anew with every session that we see of one broadcast: a lasting goal counts only
    /// what grew.
    fn number(&self, numbers: &Numbers) -> u64 {
        let number = self.rule.counter.of(numbers);
        match (&self.rule.counter, self.rule.lasts) {
            (Counter::Likes, GoalLasts::Always) => number.saturating_sub(numbers.likes_base.unwrap_or(0)),
            _ => number,
        }
    }

    /// Takes a channel's number over. True when that changed anything shown.
    fn observe(&mut self, channel: &ChannelId, numbers: &Numbers) -> bool {
        let now = self.number(numbers);
        let mark = self.marks.get(channel).copied().unwrap_or(0);
        if !self.watches(channel) || now == mark {
            return false;
        }
        // Counters do not fall: where one did, its channel has begun at zero, whoever forgot to say so.
        if now < mark {
            self.channel_began(channel);
        }
        let mark = self.marks.get(channel).copied().unwrap_or(0);
        self.counted = self.counted.saturating_add(now - mark).min(MAX_COUNT);
        self.marks.insert(channel.clone(), now);
        self.step();
        true
    }

    /// A channel's numbers begin at zero: what it gave before is part of a lasting goal only.
    fn channel_began(&mut self, channel: &ChannelId) {
        let mark = self.marks.remove(channel).unwrap_or(0);
        if self.rule.lasts == GoalLasts::Session || self.rule.counter.is_gauge() {
            self.counted = self.counted.saturating_sub(mark);
        }
    }

    fn begin_anew(&mut self) {
        self.marks.clear();
        if self.rule.lasts == GoalLasts::Session {
            self.counted = 0;
            self.target = self.rule.target;
            self.reached = 0;
            self.step();
        }
    }

    /// Brings the target ahead of the value, in one calculation however far the value leapt.
    fn step(&mut self) {
        let value = self.value();
        if value < self.target {
            return;
        }
        let (steps, target) = match self.rule.on_reached {
            OnReached::Stay | OnReached::Step(0) => {
                self.reached = self.reached.max(1);
                return;
            }
            OnReached::Step(by) => {
                let steps = (value - self.target) / by + 1;
                (steps, by.saturating_mul(steps).saturating_add(self.target))
            }
            OnReached::Double => {
                let times = value / self.target.max(1);
                let doublings = times.max(1).ilog2() + 1;
                let target = u128::from(self.target) << doublings;
                (u64::from(doublings), u64::try_from(target).unwrap_or(MAX_COUNT))
            }
        };
        if self.target < MAX_COUNT {
            self.reached = self.reached.saturating_add(steps);
            self.target = target.min(MAX_COUNT);
        }
    }
}

/// The goals of a profile.
#[derive(Clone, Debug, Default)]
pub struct Goals {
    goals: Vec<Goal>,
}

impl Goals {
    /// Goals in a profile at most: each is looked at with every event.
    pub const MOST: usize = 100;

    /// The goals as they were kept.
    #[must_use]
    pub fn resume(goals: Vec<Goal>) -> Self {
        Self { goals }
    }

    /// Each, in the order they were made.
    pub fn each(&self) -> impl Iterator<Item = &Goal> {
        self.goals.iter()
    }

    /// Each as it is shown.
    #[must_use]
    pub fn states(&self) -> Vec<GoalState> {
        self.goals.iter().map(Goal::state).collect()
    }

    /// Makes one; `channels` are the numbers as they are. `None` when there are as many as there may be.
    pub fn add<'a>(
        &mut self,
        rule: GoalRule,
        channels: impl IntoIterator<Item = (&'a ChannelId, &'a Numbers)>,
    ) -> Option<&Goal> {
        if self.goals.len() >= Self::MOST {
            return None;
        }
        let id = self.goals.iter().map(|goal| goal.id).max().unwrap_or(0) + 1;
        let mut goal = Goal::new(id, rule);
        goal.take_stock(channels);
        self.goals.push(goal);
        self.goals.last()
    }

    /// Sets one anew. What it has counted stays, if it still counts the same. `None` when there is no such goal.
    pub fn change<'a>(
        &mut self,
        id: u64,
        rule: GoalRule,
        channels: impl IntoIterator<Item = (&'a ChannelId, &'a Numbers)>,
    ) -> Option<&Goal> {
        let goal = self.goals.iter_mut().find(|goal| goal.id == id)?;
        let counts = |rule: &GoalRule| (rule.counter.clone(), rule.channel.clone(), rule.lasts);
        let same = counts(&goal.rule) == counts(&rule);
        let fresh = Goal::new(id, rule);
        if same {
            *goal = Goal {
                counted: goal.counted,
                marks: std::mem::take(&mut goal.marks),
                ..fresh
            };
            goal.step();
        } else {
            *goal = fresh;
            goal.take_stock(channels);
        }
        Some(goal)
    }

    /// Removes one. False when there is no such goal.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.goals.len();
        self.goals.retain(|goal| goal.id != id);
        self.goals.len() < before
    }

    /// Shows them a channel's numbers. Returns the ids of those that changed; most events change none.
    pub fn observe(&mut self, channel: &ChannelId, numbers: &Numbers) -> Vec<u64> {
        self.goals
            .iter_mut()
            .filter_map(|goal| goal.observe(channel, numbers).then_some(goal.id))
            .collect()
    }

    /// The goal of this id.
    #[must_use]
    pub fn get(&self, id: u64) -> Option<&Goal> {
        self.goals.iter().find(|goal| goal.id == id)
    }

    /// A channel's session begins: its numbers are zero. `alone` says that no other channel's session goes on; then
    /// the goals of all channels together begin anew too. To be called before the numbers of its first event are
    /// shown. Returns the ids of the goals that changed.
    pub fn session_began(&mut self, channel: &ChannelId, alone: bool) -> Vec<u64> {
        let mut changed = Vec::new();
        for goal in self.goals.iter_mut().filter(|goal| goal.watches(channel)) {
            goal.channel_began(channel);
            if goal.rule.lasts == GoalLasts::Session && (alone || goal.rule.channel.is_some()) {
                goal.begin_anew();
            }
            changed.push(goal.id);
        }
        changed
    }

    /// Every number was set to zero by hand. Returns the ids of the goals that changed.
    pub fn numbers_were_reset(&mut self) -> Vec<u64> {
        self.goals.iter_mut().for_each(Goal::begin_anew);
        self.goals.iter().map(|goal| goal.id).collect()
    }

    /// That is taken back: each stands as in `unreset`, where nobody had done it. One that was made or set anew since
    /// then goes on from these numbers. Returns the ids of all.
    pub fn reset_was_taken_back(&mut self, unreset: &Self, stats: &Stats) -> Vec<u64> {
        for goal in &mut self.goals {
            if let Some(same) = unreset.get(goal.id).filter(|one| one.rule == goal.rule) {
                *goal = same.clone();
                continue;
            }
            let (counted, fresh) = (goal.counted, Goal::new(goal.id, goal.rule.clone()));
            *goal = fresh;
            goal.take_stock(goal.rule.clone().stock(stats));
            if goal.rule.counts_from_now() {
                goal.counted = counted;
                goal.step();
            }
        }
        self.goals.iter().map(|goal| goal.id).collect()
    }
}

impl Goal {
    /// What there was before a lasting goal was made is not counted for it; a session's goal counts all of its
    /// session.
    fn take_stock<'a>(&mut self, channels: impl IntoIterator<Item = (&'a ChannelId, &'a Numbers)>) {
        for (channel, numbers) in channels {
            if !self.rule.counts_from_now() {
                self.observe(channel, numbers);
            } else if self.watches(channel) {
                self.marks.insert(channel.clone(), self.number(numbers));
            }
        }
        self.step();
    }
}

#[cfg(test)]
mod tests;
