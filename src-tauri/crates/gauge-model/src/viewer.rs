//! A viewer: one person on one platform, and what one event gives them. Known by the platform's id, never by
//! name: a rename keeps one person, and two platforms' “alice” are two.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    fmt,
    str::FromStr,
};

use serde::{Deserialize, Serialize};

use crate::{EventKind, MAX_COUNT, Millis, Numbers, Platform, StreamEvent};

/// What is counted for one person; also what one event gives to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ViewerCounts {
    /// Chat messages.
    pub messages: u64,
    /// Coins that their gifts cost.
    pub coins: u64,
    /// Units of gifts.
    pub gifts: u64,
    /// Likes as they gave them: a room's total says nothing about one person.
    pub likes: u64,
    /// Shares.
    pub shares: u64,
    /// Follows.
    pub follows: u64,
    /// Subscriptions that they paid for, for themselves or for others.
    pub subscriptions: u64,
}

impl ViewerCounts {
    /// The counts with their names, which are also their columns.
    #[must_use]
    pub fn each(&self) -> [(&'static str, u64); 7] {
        [
            ("messages", self.messages),
            ("coins", self.coins),
            ("gifts", self.gifts),
            ("likes", self.likes),
            ("shares", self.shares),
            ("follows", self.follows),
            ("subscriptions", self.subscriptions),
        ]
    }

    /// What an event gives to the person who did it, as far as the event alone tells it: not coins, gifts and
    /// subscriptions.
    #[must_use]
    pub fn told_by(kind: &EventKind) -> Self {
        let mut told = Self::default();
        match kind {
            EventKind::Chat { .. } => told.messages = 1,
            EventKind::Like { count, .. } => told.likes = *count,
            EventKind::Share => told.shares = 1,
            EventKind::Follow => told.follows = 1,
            _ => {}
        }
        told
    }

    /// Adds another's; sums stop at [`MAX_COUNT`].
    pub fn add(&mut self, more: &Self) {
        for (sum, more) in [
            (&mut self.messages, more.messages),
            (&mut self.coins, more.coins),
            (&mut self.gifts, more.gifts),
            (&mut self.likes, more.likes),
            (&mut self.shares, more.shares),
            (&mut self.follows, more.follows),
            (&mut self.subscriptions, more.subscriptions),
        ] {
            *sum = sum.saturating_add(more).min(MAX_COUNT);
        }
    }
}

/// The numbers of a channel that only the fold knows the growth of: a streak's frame does not tell it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BeforeCounting {
    coins: u64,
    gifts: u64,
    subscriptions: u64,
}

impl BeforeCounting {
    /// To be taken just before an event is counted.
    pub(crate) fn of(numbers: &Numbers) -> Self {
        Self {
            coins: numbers.coins,
            gifts: numbers.gifts,
            subscriptions: numbers.subscriptions,
        }
    }

    /// What the event, which has made `after` of the numbers, gives to the person who did it.
    pub(crate) fn credit(self, event: &StreamEvent, after: &Numbers) -> ViewerCounts {
        ViewerCounts {
            coins: after.coins.saturating_sub(self.coins),
            gifts: after.gifts.saturating_sub(self.gifts),
            subscriptions: after.subscriptions.saturating_sub(self.subscriptions),
            ..ViewerCounts::told_by(&event.kind)
        }
    }
}

/// `twitch:71092938`: a person by platform and the platform's own id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct ViewerId {
    /// Where.
    pub platform: Platform,
    /// The platform's id.
    pub user_id: Box<str>,
}

/// Why a text is no viewer's id; the words are for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewerIdError(String);

impl fmt::Display for ViewerIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ViewerIdError {}

impl FromStr for ViewerId {
    type Err = ViewerIdError;

    fn from_str(text: &str) -> Result<Self, ViewerIdError> {
        let parts = text.split_once(':').filter(|(_, user_id)| !user_id.is_empty());
        let found = parts.and_then(|(prefix, user_id)| {
            Some(Self {
                platform: Platform::named(prefix)?,
                user_id: user_id.into(),
            })
        });
        let hint = || {
            ViewerIdError(format!(
                "“{text}” is no viewer: it is platform:id, for example twitch:123"
            ))
        };
        found.ok_or_else(hint)
    }
}

impl TryFrom<String> for ViewerId {
    type Error = ViewerIdError;

    fn try_from(text: String) -> Result<Self, ViewerIdError> {
        text.parse()
    }
}

impl From<ViewerId> for String {
    fn from(id: ViewerId) -> String {
        id.to_string()
    }
}

impl fmt::Display for ViewerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.platform.prefix(), self.user_id)
    }
}

/// What is known of one person, in one session or in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ViewerNumbers {
    /// The counts.
    #[serde(flatten)]
    pub counts: ViewerCounts,
    /// Tips per unit; units are never added together.
    pub tips: BTreeMap<String, u64>,
    /// Stream time of the first sign of them, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub first_at: Millis,
    /// Stream time of the newest sign of them, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub last_at: Millis,
}

/// What came for one person since the last commit, and the name they had at the newest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewerTally {
    /// The name at `numbers.last_at`.
    pub name: Box<str>,
    /// What came.
    pub numbers: ViewerNumbers,
}

impl ViewerTally {
    fn new(at: Millis) -> Self {
        Self {
            name: "".into(),
            numbers: ViewerNumbers {
                counts: ViewerCounts::default(),
                tips: BTreeMap::new(),
                first_at: at,
                last_at: at,
            },
        }
    }

    fn tip(&mut self, currency: &str, amount: u64) {
        match self.numbers.tips.get_mut(currency) {
            Some(sum) => *sum = sum.saturating_add(amount).min(MAX_COUNT),
            None => {
                _ = self
                    .numbers
                    .tips
                    .insert(currency.to_owned(), amount.min(MAX_COUNT))
            }
        }
    }

    fn seen(&mut self, name: &str, first_at: Millis, last_at: Millis) {
        let numbers = &mut self.numbers;
        if last_at >= numbers.last_at && !name.is_empty() && *self.name != *name {
            self.name = name.into();
        }
        numbers.first_at = numbers.first_at.min(first_at);
        numbers.last_at = numbers.last_at.max(last_at);
    }

    /// Adds what came for the same person elsewhere or later.
    pub fn merge(&mut self, more: &Self) {
        self.seen(&more.name, more.numbers.first_at, more.numbers.last_at);
        self.numbers.counts.add(&more.numbers.counts);
        for (currency, amount) in &more.numbers.tips {
            self.tip(currency, *amount);
        }
    }
}

/// What came per session and person since the last commit. Gathered in memory, because a flood of events is mostly
/// of the same people: each is then written once a commit, not once an event.
#[derive(Clone, Debug, Default)]
pub struct ViewerTallies {
    /// By session and platform, then by id.
    people: HashMap<(Option<u64>, Platform), HashMap<Box<str>, ViewerTally>>,
}

impl ViewerTallies {
    /// Whether nobody came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Notes what `event`, of `session`, gives to the person who did it. Without an id nobody is known.
    pub fn note(&mut self, session: Option<u64>, event: &StreamEvent, credit: &ViewerCounts) {
        let Some(user) = event.user.as_ref().filter(|user| !user.id.is_empty()) else {
            return;
        };
        if event.history || !is_of_viewer(&event.kind) {
            return;
        }
        let place = (session, event.channel.platform());
        let people = self.people.entry(place).or_default();
        let Some(tally) = tally_of(people, &user.id, event.at) else {
            return;
        };
        tally.seen(&user.name, event.at, event.at);
        tally.numbers.counts.add(credit);
        if let EventKind::Tip { amount, currency, .. } = &event.kind {
            tally.tip(currency, *amount);
        }
    }

    /// Adds what was gathered later.
    pub fn merge(&mut self, more: Self) {
        for (session, platform, user_id, tally) in more.into_each() {
            self.add(session, platform, user_id, tally);
        }
    }

    /// Adds what came for one person.
    pub fn add(&mut self, session: Option<u64>, platform: Platform, user_id: Box<str>, tally: ViewerTally) {
        match self.people.entry((session, platform)).or_default().entry(user_id) {
            Entry::Occupied(mut known) => known.get_mut().merge(&tally),
            Entry::Vacant(new) => _ = new.insert(tally),
        }
    }

    /// What came in the session `from` came in `into`.
    pub fn move_session(&mut self, from: u64, into: u64) {
        let places = self.people.keys().filter(|(session, _)| *session == Some(from));
        for (session, platform) in places.copied().collect::<Vec<_>>() {
            for (user_id, tally) in self.people.remove(&(session, platform)).into_iter().flatten() {
                self.add(Some(into), platform, user_id, tally);
            }
        }
    }

    /// How many people came, once per session and platform.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.values().map(HashMap::len).sum()
    }

    /// Everybody: session, platform, id and what came.
    pub fn each(&self) -> impl Iterator<Item = (Option<u64>, Platform, &str, &ViewerTally)> {
        self.people.iter().flat_map(|((session, platform), people)| {
            people
                .iter()
                .map(|(user_id, tally)| (*session, *platform, &**user_id, tally))
        })
    }

    /// Everybody, for good.
    pub fn into_each(self) -> impl Iterator<Item = (Option<u64>, Platform, Box<str>, ViewerTally)> {
        self.people.into_iter().flat_map(|((session, platform), people)| {
            people
                .into_iter()
                .map(move |(user_id, tally)| (session, platform, user_id, tally))
        })
    }
}

/// Looked for before an id is copied: most people are known.
fn tally_of<'a>(
    people: &'a mut HashMap<Box<str>, ViewerTally>,
    user_id: &str,
    at: Millis,
) -> Option<&'a mut ViewerTally> {
    if !people.contains_key(user_id) {
        people.insert(user_id.into(), ViewerTally::new(at));
    }
    people.get_mut(user_id)
}

/// Whether the event's user is somebody who watches: not a moderator at work, not a producer.
fn is_of_viewer(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Chat { .. }
            | EventKind::Like { .. }
            | EventKind::Gift(_)
            | EventKind::Tip { .. }
            | EventKind::Follow
            | EventKind::Share
            | EventKind::Subscription(_)
            | EventKind::Raid { .. }
            | EventKind::Join
    )
}

#[cfg(test)]
mod tests;
