//! What an event gives to a person, as a table and as laws.

use proptest::prelude::*;

use super::*;
use crate::{Gift, Stats, Subscription, User};

fn event(at: Millis, id: &str, name: &str, kind: EventKind) -> StreamEvent {
    StreamEvent {
        kind,
        channel: "tiktok:luna".parse().unwrap(),
        source: "test".into(),
        id: None,
        at,
        user: Some(User {
            id: id.into(),
            name: name.into(),
        }),
        simulated: false,
        history: false,
    }
}

fn streak(repeat: u64) -> EventKind {
    EventKind::Gift(Gift {
        gift: "Rose".into(),
        coins: 3,
        count: 1,
        combo: Some("c".into()),
        repeat: Some(repeat),
        ended: false,
    })
}

fn tallied(events: &[StreamEvent]) -> ViewerTallies {
    let (mut stats, mut tallies) = (Stats::default(), ViewerTallies::default());
    for event in events {
        let change = stats.apply(event, event.at);
        tallies.note(Some(1), event, &change.credit);
    }
    tallies
}

fn of<'a>(tallies: &'a ViewerTallies, id: &str) -> &'a ViewerTally {
    tallies
        .each()
        .find(|(_, _, user_id, _)| *user_id == id)
        .unwrap()
        .3
}

fn bomb(count: u64, recipient: Option<User>) -> EventKind {
    EventKind::Subscription(Subscription {
        count,
        gifted: true,
        bomb: Some("b".into()),
        recipient,
        ..Subscription::default()
    })
}

#[test]
fn each_kind_gives_its_own() {
    let somebody = User {
        id: "r".into(),
        name: "R".into(),
    };
    let like = EventKind::Like {
        count: 15,
        total: Some(90_000),
    };
    let tip = |amount| EventKind::Tip {
        amount,
        currency: "twitch_bit".into(),
        text: None,
    };
    let kinds = [
        EventKind::Chat { text: "hi".into() },
        like,
        streak(1),
        streak(2),
        streak(2),
        streak(5),
        tip(100),
        tip(50),
        EventKind::Follow,
        EventKind::Share,
        bomb(3, None),
        bomb(1, Some(somebody)),
        EventKind::Join,
    ];
    let events = kinds.map(|kind| event(5, "1", "alice", kind));
    let tallies = tallied(&events);
    let alice = &of(&tallies, "1").numbers;
    let want = ViewerCounts {
        messages: 1,
        coins: 15,
        gifts: 5,
        likes: 15,
        shares: 1,
        follows: 1,
        subscriptions: 3,
    };
    assert_eq!(alice.counts, want);
    assert_eq!(alice.tips, BTreeMap::from([("twitch_bit".to_owned(), 150)]));
}

#[test]
fn a_rename_keeps_one_person() {
    let chat = || EventKind::Chat { text: "hi".into() };
    let tallies = tallied(&[
        event(10, "1", "alice", chat()),
        event(30, "1", "alicia", chat()),
        event(20, "1", "alice", chat()),
        event(40, "1", "", chat()),
        event(10, "2", "alice", chat()),
        event(10, "", "nobody", chat()),
    ]);
    assert_eq!(tallies.each().count(), 2);
    let alicia = of(&tallies, "1");
    assert_eq!((&*alicia.name, alicia.numbers.counts.messages), ("alicia", 4));
    assert_eq!((alicia.numbers.first_at, alicia.numbers.last_at), (10, 40));
}

#[test]
fn a_moderator_at_work_is_no_viewer() {
    let ban = EventKind::Moderation {
        action: crate::Moderation::Ban,
        target: None,
    };
    assert!(tallied(&[event(1, "1", "mod", ban)]).is_empty());
}

#[test]
fn an_id_is_written_one_way() {
    let id: ViewerId = "tiktok:a:b".parse().unwrap();
    assert_eq!((id.platform, &*id.user_id), (Platform::TikTok, "a:b"));
    assert_eq!(id.to_string(), "tiktok:a:b");
    for bad in ["", "twitch", "twitch:", "kick:1"] {
        assert!(bad.parse::<ViewerId>().is_err(), "{bad}");
    }
}

proptest! {
    /// Whatever comes, the people together have what the channel has, and cutting it into batches changes nothing.
    #[test]
    fn people_add_up_to_the_channel(
        frames in prop::collection::vec((0..4_u8, 1..20_u64, 0..3_u8), 0..60),
        cut in 0..60_usize,
    ) {
        let events: Vec<_> = frames.iter().enumerate().map(|(at, (user, number, kind))| {
            let kind = match kind {
                0 => streak(*number),
                1 => EventKind::Chat { text: "hi".into() },
                _ => EventKind::Like { count: *number, total: None },
            };
            event(at as Millis, &format!("u{user}"), "n", kind)
        }).collect();
        let (mut stats, mut all) = (Stats::default(), ViewerTallies::default());
        let mut parts = [ViewerTallies::default(), ViewerTallies::default()];
        for (at, event) in events.iter().enumerate() {
            let credit = stats.apply(event, event.at).credit;
            all.note(Some(1), event, &credit);
            parts[usize::from(at >= cut)].note(Some(1), event, &credit);
        }
        let [mut merged, second] = parts;
        merged.merge(second.clone());
        let mut sum = ViewerCounts::default();
        for (_, _, id, tally) in all.each() {
            sum.add(&tally.numbers.counts);
            prop_assert_eq!(of(&merged, id), tally);
        }
        let totals = stats.totals();
        prop_assert_eq!(
            (sum.messages, sum.gifts, sum.coins, sum.likes),
            (totals.chat_messages, totals.gifts, totals.coins, totals.likes)
        );
    }
}
