//! What holds for whatever comes.

use proptest::prelude::*;

use super::*;

proptest! {
    /// The window is exact to the millisecond, whatever the order of arrival.
    #[test]
    fn the_window_counts_what_it_says(offsets in prop::collection::vec(0i64..90_000, 1..200)) {
        let mut rate = ChatRate::default();
        let mut newest = i64::MIN;
        for &at in &offsets {
            newest = newest.max(at);
            rate.note(at, newest);
            rate.per_minute(newest);
        }
        let want = offsets.iter().filter(|&&at| at > newest - ChatRate::WINDOW).count();
        prop_assert_eq!(rate.per_minute(newest), want as u64);
    }

    /// Any order and duplication of one streak's frames gives the same total.
    #[test]
    fn a_streak_does_not_depend_on_order(repeats in prop::collection::vec(1u64..50, 1..30)) {
        let numbers = fold(repeats.iter().map(|&repeat| gift("c", repeat, repeat % 7 == 0)));
        prop_assert_eq!(numbers.gifts, repeats.iter().copied().max().unwrap_or(0));
    }

    /// A delta holds what changed and only that: who assigns it arrives where the snapshot is.
    #[test]
    fn assigning_the_deltas_gives_the_snapshot(people in prop::collection::vec(0u8..9, 1..60)) {
        let mut stats = Stats::default();
        let mut client = serde_json::Map::new();
        for (i, who) in people.iter().enumerate() {
            let at = i as i64 * 700;
            let change = stats.apply(&chat(at, &who.to_string()), at);
            let patch = crate::Patch { numbers: stats.totals(), fields: change.totals };
            let patch = serde_json::to_value(patch).unwrap();
            client.extend(patch.as_object().unwrap().clone());
        }
        let full = serde_json::to_value(stats.totals()).unwrap();
        for (key, value) in client {
            prop_assert_eq!(&full[&key], &value);
        }
        prop_assert_eq!(stats.totals().chat_messages, people.len() as u64);
    }
}
