//! A burst of messages, against what this chat did in the five minutes before.

use std::collections::{HashMap, VecDeque};

use serde_json::json;

use super::{Found, remember, rules::TriggerRules};
use crate::Millis;

/// Seconds: the window that is judged, the gap that keeps the burst out of its own baseline, what is remembered,
/// and the step between the baseline's windows.
const WINDOW: i64 = 10;
const GUARD: i64 = 20;
const MEMORY: i64 = 310;
const STEP: i64 = 5;
/// Windows that make a baseline: about a minute and a half of connected chat.
const WARM: usize = 12;
/// People who must take part, and messages of one person that count in a window: one spammer is no moment.
const PEOPLE: usize = 4;
const OF_ONE: u32 = 3;
/// Below this many deviations, or this many times the baseline, for [`CALM`] seconds, a burst is over.
const LEAVE_Z: f64 = 1.5;
const LEAVE_RATIO: f64 = 1.3;
const CALM: u32 = 5;
/// And after this many seconds in any case.
const LONGEST: i64 = 120;

/// The chat of one channel.
#[derive(Clone, Debug)]
pub(super) struct ChatWatch {
    /// Messages per second, the last for the second that runs; `None`: not seen.
    seconds: VecDeque<Option<u32>>,
    /// The last of `seconds`.
    newest: i64,
    /// Who wrote in the window, oldest first.
    people: VecDeque<(i64, Box<str>)>,
    /// Seconds in a row above the bar.
    hits: u32,
    burst: Option<Burst>,
    rests_until: i64,
}

/// What a chat usually does in [`WINDOW`] seconds.
#[derive(Clone, Copy, Debug)]
struct Baseline {
    median: f64,
    spread: f64,
}

#[derive(Clone, Copy, Debug)]
struct Burst {
    since: i64,
    /// As it was when the burst began: it must not grow with it.
    baseline: Baseline,
    calm: u32,
}

impl ChatWatch {
    pub(super) fn new(second: i64) -> Self {
        Self {
            seconds: VecDeque::from([Some(0)]),
            newest: second,
            people: VecDeque::new(),
            hits: 0,
            burst: None,
            rests_until: i64::MIN,
        }
    }

    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.people.len()
    }

    /// One message.
    pub(super) fn note(&mut self, at: Millis, who: &str) {
        let second = at.div_euclid(1000);
        self.reach(second, Some(0));
        let age = usize::try_from(self.newest - second).unwrap_or(usize::MAX);
        if let Some(Some(count)) = self.seconds.iter_mut().rev().nth(age) {
            *count += 1;
        }
        remember(&mut self.people, (second, who.into()));
    }

    /// Nothing was seen from one second up to another.
    pub(super) fn skip(&mut self, from: i64, to: i64) {
        self.reach(from - 1, Some(0));
        self.reach(to - 1, None);
        self.reach(to, Some(0));
        self.hits = 0;
    }

    fn reach(&mut self, second: i64, seen: Option<u32>) {
        // Of a leap of years only what is remembered need be walked.
        self.newest = self.newest.max(second - MEMORY - 1);
        while self.newest < second {
            self.newest += 1;
            self.seconds.push_back(seen);
            if self.seconds.len() as i64 > MEMORY + 1 {
                self.seconds.pop_front();
            }
        }
    }

    /// Messages in the minute before `second`.
    pub(super) fn per_minute(&self, second: i64) -> u64 {
        (second - 60..second)
            .filter_map(|second| self.of(second))
            .map(u64::from)
            .sum()
    }

    fn of(&self, second: i64) -> Option<u32> {
        let age = usize::try_from(self.newest - second).ok()?;
        *self.seconds.iter().rev().nth(age)?
    }

    /// Messages in the [`WINDOW`] before `end`, if all of it was seen.
    fn window(&self, end: i64) -> Option<u32> {
        (end - WINDOW..end).map(|second| self.of(second)).sum()
    }

    /// The people in the window before `end`, and their messages, of nobody more than [`OF_ONE`].
    fn people_in(&self, end: i64) -> (usize, u32) {
        let mut by_person: HashMap<&str, u32> = HashMap::new();
        for (_, who) in self.people.iter().filter(|(at, _)| *at < end) {
            *by_person.entry(who).or_default() += 1;
        }
        let messages = by_person.values().map(|count| (*count).min(OF_ONE)).sum();
        (by_person.len(), messages)
    }

    fn baseline(&self, second: i64) -> Option<Baseline> {
        let ends = (0..).map(|step| second - GUARD - step * STEP);
        let mut counts: Vec<f64> = ends
            .take_while(|end| end - WINDOW >= second - MEMORY)
            .filter_map(|end| self.window(end))
            .map(f64::from)
            .collect();
        if counts.len() < WARM {
            return None;
        }
        let median = middle(&mut counts);
        let mut off: Vec<f64> = counts.iter().map(|count| (count - median).abs()).collect();
        // 1.4826 · MAD estimates a normal deviation; chat is at least as restless as a Poisson process.
        let spread = (1.4826 * middle(&mut off)).max(median.sqrt()).max(1.0);
        Some(Baseline { median, spread })
    }

    /// A second is over.
    pub(super) fn look(&mut self, second: i64, rules: &TriggerRules) -> Found {
        self.reach(second, Some(0));
        while self.people.front().is_some_and(|(at, _)| *at < second - WINDOW) {
            self.people.pop_front();
        }
        let messages = self.window(second)?;
        if let Some(burst) = self.burst {
            self.burst = burst.go_on(second, f64::from(messages));
            return None;
        }
        let bar = rules.sensitivity.chat();
        let baseline = self.baseline(second)?;
        let (people, capped) = self.people_in(second);
        let messages = messages.min(capped);
        let z = baseline.z(f64::from(messages));
        let is_above = z >= bar.z
            && f64::from(messages) >= bar.ratio * baseline.median
            && messages >= bar.fewest
            && people >= PEOPLE;
        self.hits = if is_above { self.hits + 1 } else { 0 };
        if self.hits < bar.ticks || second < self.rests_until || !rules.chat_velocity {
            return None;
        }
        self.hits = 0;
        self.rests_until = second + i64::from(rules.cooldowns.chat_velocity);
        self.burst = Some(Burst {
            since: second,
            baseline,
            calm: 0,
        });
        let per_minute = 60 / WINDOW;
        Some((
            "chat_velocity",
            json!({
                "chat_rate": i64::from(messages) * per_minute,
                "baseline": baseline.median * per_minute as f64,
                "z": (z * 10.0).round() / 10.0,
                "unique_chatters": people,
                "window_s": WINDOW,
            }),
        ))
    }
}

impl Baseline {
    fn z(&self, messages: f64) -> f64 {
        (messages - self.median) / self.spread
    }
}

impl Burst {
    /// The burst after one more second, unless it is over.
    fn go_on(self, second: i64, messages: f64) -> Option<Self> {
        let is_calm = self.baseline.z(messages) < LEAVE_Z || messages < LEAVE_RATIO * self.baseline.median;
        let calm = if is_calm { self.calm + 1 } else { 0 };
        (calm < CALM && second - self.since < LONGEST).then_some(Self { calm, ..self })
    }
}

/// The median; of an even number the mean of the two in the middle.
pub(super) fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => 0.0,
        even if even % 2 == 0 => f64::midpoint(values[half - 1], values[half]),
        _ => values[half],
    }
}
