//! The statistics, each named once: their doc, their type and how channels add up to the profile's totals.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use crate::{MAX_COUNT, Millis};

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $fold:path;)*) => {
        /// The numbers of one channel, or of all channels together.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS), ts(export))]
        #[serde(default)]
        pub struct Numbers {
            $($(#[$doc])* pub $name: $ty,)*
        }

        #[expect(non_camel_case_types, reason = "one name per field, written once")]
        enum Bit { $($name,)* }

        impl Numbers {
            /// The fields in which `self` differs from `before`.
            #[must_use]
            pub fn changed_since(&self, before: &Numbers) -> Fields {
                let mut fields = 0;
                $(if self.$name != before.$name { fields |= 1 << (Bit::$name as u32); })*
                Fields(fields)
            }

            /// The totals over several channels. People are not matched between channels.
            pub fn total<'a>(all: impl IntoIterator<Item = &'a Numbers>) -> Numbers {
                let mut total = Numbers::default();
                for one in all {
                    $($fold(&mut total.$name, &one.$name);)*
                }
                total
            }
        }

        impl Serialize for Patch<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(self.fields.0.count_ones() as usize))?;
                $(if self.fields.0 & (1 << (Bit::$name as u32)) != 0 {
                    map.serialize_entry(stringify!($name), &self.numbers.$name)?;
                })*
                map.end()
            }
        }
    };
}

numbers! {
    /// Gauge: watching now; `null` while no source says so.
    viewers: Option<u64> = sum_known;
    /// The most that watched at one time. In the totals: of all channels together.
    viewers_peak: u64 = skip;
    /// Gauge: messages per minute over the last 60 s of stream time, or as a producer pushed it.
    chat_rate: f64 = sum_rate;
    /// Counter: chat messages.
    chat_messages: u64 = sum;
    /// Counter: different people who wrote, by platform id.
    chatters: u64 = sum;
    /// Counter: likes; the platform's total where it gives one.
    likes: u64 = sum;
    /// Counter: likes as they were seen one by one; a platform does not tell all of them.
    likes_observed: u64 = sum;
    /// Likes that a platform's total held before the session's first was seen; `null` without such a total.
    likes_base: Option<u64> = sum_known;
    /// Counter: coins that gifts cost their givers.
    coins: u64 = sum;
    /// Counter: units of gifts.
    gifts: u64 = sum;
    /// Counter: gifts as they were given, a whole streak as one.
    gift_combos: u64 = sum;
    /// Counter: tips per unit (`twitch_bit`, ISO code in millionths); units are never added together.
    tips: BTreeMap<String, u64> = sum_each;
    /// Counter: new follows.
    follows: u64 = sum;
    /// Gauge: followers of the account; `null` while no source says so.
    follower_total: Option<u64> = sum_known;
    /// Counter: shares.
    shares: u64 = sum;
    /// Counter: subscriptions, renewals and gifted ones included.
    subscriptions: u64 = sum;
    /// Counter: the renewals among `subscriptions`.
    resubscriptions: u64 = sum;
    /// Counter: the gifted ones among `subscriptions`.
    gifted_subscriptions: u64 = sum;
    /// Counter: raids received.
    raids: u64 = sum;
    /// Counter: people coming in.
    joins: u64 = sum;
    /// Counter: time-outs by moderators.
    timeouts: u64 = sum;
    /// Counter: bans by moderators.
    bans: u64 = sum;
    /// Counter: messages deleted by moderators.
    messages_deleted: u64 = sum;
    /// Counter: whole chats cleared by moderators.
    chat_clears: u64 = sum;
    /// Whether it is recorded; `null` while no source says so.
    recording: Option<bool> = any_known;
    /// Whether the broadcast is on; `null` while no source says so.
    live: Option<bool> = any_known;
    /// What the broadcast is called; `null` while no source says so. In the totals: never.
    title: Option<Arc<str>> = skip;
    /// Stream time of the first event, ms UTC.
    #[cfg_attr(test, ts(type = "number | null"))]
    first_at: Option<Millis> = earliest;
    /// Stream time of the newest event, ms UTC.
    #[cfg_attr(test, ts(type = "number | null"))]
    last_at: Option<Millis> = latest;
}

/// A set of fields of [`Numbers`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields(u32);

impl Fields {
    /// Whether no field is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The new values of changed fields; serialises as an object that holds only these.
#[derive(Clone, Copy, Debug)]
pub struct Patch<'a> {
    /// All values.
    pub numbers: &'a Numbers,
    /// The fields to show.
    pub fields: Fields,
}

fn sum(total: &mut u64, one: &u64) {
    *total = total.saturating_add(*one).min(MAX_COUNT);
}

fn sum_known(total: &mut Option<u64>, one: &Option<u64>) {
    if let Some(one) = one {
        *total = Some(total.unwrap_or(0).saturating_add(*one).min(MAX_COUNT));
    }
}

fn sum_rate(total: &mut f64, one: &f64) {
    *total += one;
}

fn sum_each(total: &mut BTreeMap<String, u64>, one: &BTreeMap<String, u64>) {
    for (unit, amount) in one {
        match total.get_mut(unit) {
            Some(total) => sum(total, amount),
            None => _ = total.insert(unit.clone(), *amount),
        }
    }
}

fn any_known(total: &mut Option<bool>, one: &Option<bool>) {
    if let Some(one) = one {
        *total = Some(total.unwrap_or(false) || *one);
    }
}

fn earliest(total: &mut Option<Millis>, one: &Option<Millis>) {
    *total = [*total, *one].into_iter().flatten().min();
}

fn latest(total: &mut Option<Millis>, one: &Option<Millis>) {
    *total = (*total).max(*one);
}

/// For numbers that do not follow from the channels' numbers at one moment.
fn skip<T>(_: &mut T, _: &T) {}
