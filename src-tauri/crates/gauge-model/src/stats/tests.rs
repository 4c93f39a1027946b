//! The fold, as tables and as laws.

mod laws;
mod titles;

use super::*;
use crate::{ChatRate, Gift, MAX_COUNT, Subscription, User};

fn channel() -> ChannelId {
    "twitch:xqc".parse().unwrap()
}

fn event(at: Millis, kind: EventKind) -> StreamEvent {
    StreamEvent {
        kind,
        channel: channel(),
        source: "test".into(),
        id: None,
        at,
        user: None,
        simulated: false,
        history: false,
    }
}

fn fold(events: impl IntoIterator<Item = StreamEvent>) -> Numbers {
    let mut stats = Stats::default();
    for event in events {
        stats.apply(&event, event.at);
    }
    stats.totals().clone()
}

fn chat(at: Millis, user: &str) -> StreamEvent {
    let user = Some(User {
        id: user.into(),
        name: user.into(),
    });
    StreamEvent {
        user,
        ..event(at, EventKind::Chat { text: "hi".into() })
    }
}

fn gift(combo: &str, repeat: u64, ended: bool) -> StreamEvent {
    let gift = Gift {
        gift: "Rose".into(),
        coins: 3,
        count: 1,
        combo: (!combo.is_empty()).then(|| combo.into()),
        repeat: (!combo.is_empty()).then_some(repeat),
        ended,
    };
    event(1, EventKind::Gift(gift))
}

fn sub(bomb: Option<&str>, count: u64, single: bool) -> StreamEvent {
    let recipient = single.then(|| User {
        id: "r".into(),
        name: "R".into(),
    });
    event(
        1,
        EventKind::Subscription(Subscription {
            count,
            gifted: true,
            bomb: bomb.map(Into::into),
            recipient,
            ..Subscription::default()
        }),
    )
}

#[test]
fn a_streak_counts_what_it_grew() {
    for (frames, gifts, combos) in [
        (vec![("a", 1, false), ("a", 2, false), ("a", 5, true)], 5, 1),
        (vec![("", 1, false); 5], 5, 5),
        (vec![("a", 5, true), ("a", 5, true)], 5, 1),
        (vec![("a", 1, false), ("a", 4, false)], 4, 1),
        (vec![("a", 5, true), ("b", 2, false)], 7, 2),
    ] {
        let numbers = fold(
            frames
                .iter()
                .map(|&(combo, repeat, ended)| gift(combo, repeat, ended)),
        );
        assert_eq!(
            (numbers.gifts, numbers.gift_combos, numbers.coins),
            (gifts, combos, gifts * 3),
            "{frames:?}"
        );
    }
}

#[test]
fn a_gift_bomb_counts_once_in_any_order() {
    let mut frames = vec![sub(Some("b"), 3, false)];
    frames.extend((0..3).map(|_| sub(Some("b"), 1, true)));
    assert_eq!(fold(frames.clone()).subscriptions, 3);
    frames.reverse();
    assert_eq!(fold(frames).subscriptions, 3);
    assert_eq!(
        fold([sub(None, 1, true), sub(None, 1, true)]).gifted_subscriptions,
        2
    );
}

#[test]
fn an_absolute_like_total_beats_increments() {
    let like = |count, total| event(1, EventKind::Like { count, total });
    assert_eq!(
        fold([like(5, None), like(1, Some(500)), like(1, Some(480))]).likes,
        500
    );
}

#[test]
fn likes_keep_what_was_seen_and_what_was_there_before_apart() {
    let like = |count, total| event(1, EventKind::Like { count, total });
    for (events, likes, observed, base) in [
        (vec![like(5, None)], 5, 5, None),
        (vec![like(3, Some(500))], 500, 3, Some(497)),
        (
            vec![like(5, None), like(1, Some(500)), like(2, Some(510))],
            510,
            8,
            Some(495),
        ),
        (vec![like(3, Some(3)), like(4, Some(0))], 7, 7, Some(0)),
    ] {
        let numbers = fold(events);
        let shown = (numbers.likes, numbers.likes_observed, numbers.likes_base);
        assert_eq!(shown, (likes, observed, base));
    }
}

#[test]
fn history_counts_nothing_and_a_streak_goes_on_from_it() {
    let mut stats = Stats::default();
    let past = |event: StreamEvent| StreamEvent {
        history: true,
        ..event
    };
    for event in [
        chat(0, "a"),
        gift("c", 5, false),
        sub(Some("b"), 1, false),
        event(0, EventKind::Viewers { count: 9 }),
    ] {
        assert_eq!(stats.apply(&past(event), 0), Change::default());
    }
    assert_eq!((stats.session(&channel()), stats.channels().count()), (None, 0));
    stats.apply(&gift("c", 6, true), 0);
    assert_eq!(
        (
            stats.totals().gifts,
            stats.totals().chat_messages,
            stats.totals().viewers
        ),
        (1, 0, None)
    );
}

#[test]
fn the_chat_rate_falls_when_nobody_writes() {
    let mut stats = Stats::default();
    stats.apply(&chat(1_000_000, "a"), 50);
    assert_eq!(stats.totals().chat_rate.to_bits(), 1f64.to_bits());
    assert!(stats.tick(50 + 59_999).is_empty());
    assert_eq!(stats.tick(50 + 60_000).len(), 1);
    assert_eq!(stats.totals().chat_rate.to_bits(), 0f64.to_bits());
}

#[test]
fn another_clock_does_not_empty_the_chat_window() {
    let mut stats = Stats::default();
    stats.apply(&chat(1_000_000, "a"), 50);
    stats.apply(&event(90_000_000, EventKind::Viewers { count: 7 }), 60);
    assert_eq!(stats.totals().chat_rate.to_bits(), 1f64.to_bits());
}

#[test]
fn a_pushed_rate_is_kept_as_pushed() {
    let rate = event(5, EventKind::ChatRate { value: 125.5 });
    assert_eq!(fold([rate, chat(6, "a")]).chat_rate.to_bits(), 125.5f64.to_bits());
}

#[test]
fn sums_stop_at_the_largest_exact_integer() {
    let tip = |amount| {
        event(
            1,
            EventKind::Tip {
                amount,
                currency: "twitch_bit".into(),
                text: None,
            },
        )
    };
    assert_eq!(
        fold([tip(MAX_COUNT), tip(u64::MAX)]).tips["twitch_bit"],
        MAX_COUNT
    );
    // Platforms say what they like, also of more than one channel.
    let elsewhere = |kind| StreamEvent {
        channel: "tiktok:xqc".parse().unwrap(),
        ..event(1, kind)
    };
    let viewers = EventKind::Viewers { count: u64::MAX };
    let followers = EventKind::FollowerTotal { count: u64::MAX };
    let likes = EventKind::Like {
        count: u64::MAX,
        total: Some(u64::MAX),
    };
    let tips = tip(u64::MAX).kind;
    let all = [viewers, followers, likes, tips];
    let here = all.clone().map(|kind| event(1, kind));
    let total = fold(here.into_iter().chain(all.map(elsewhere)));
    assert_eq!((total.viewers, total.viewers_peak), (Some(MAX_COUNT), MAX_COUNT));
    assert_eq!((total.follower_total, total.likes), (Some(MAX_COUNT), MAX_COUNT));
    assert_eq!(total.tips["twitch_bit"], MAX_COUNT);
}

const MINUTE: Millis = 60_000;

/// Events of two streamers at minutes of our clock: what follows from the seed's four scenarios.
fn told(stats: &mut Stats, channel: &str, minute: Millis, kind: EventKind) -> Change {
    let at = minute * MINUTE;
    let event = StreamEvent {
        channel: channel.parse().unwrap(),
        ..event(at, kind)
    };
    stats.apply(&event, at)
}

#[test]
fn a_session_survives_what_is_shorter_than_the_grace_period() {
    for (silence, follows, sessions) in [(9, 2, 1), (10, 1, 2)] {
        let mut stats = Stats::default();
        told(&mut stats, "tiktok:a", 0, EventKind::Follow);
        told(&mut stats, "tiktok:a", silence, EventKind::Follow);
        assert_eq!(stats.totals().follows, follows, "{silence} min");
        assert_eq!(
            stats.session_id(&"tiktok:a".parse().unwrap()),
            Some(sessions),
            "{silence} min"
        );
    }
}

#[test]
fn a_connected_source_keeps_a_quiet_session_alive_and_leaves_gaps_when_away() {
    let mut stats = Stats::default();
    let channel: ChannelId = "twitch:a".parse().unwrap();
    told(&mut stats, "twitch:a", 0, EventKind::Follow);
    for second in (0..1800).filter(|second| !(600..900).contains(second)) {
        stats.source_is_alive(&channel, second * 1000);
        assert!(
            stats
                .tick(second * 1000)
                .iter()
                .all(|(_, change)| !change.session),
            "{second} s"
        );
    }
    told(&mut stats, "twitch:a", 30, EventKind::Follow);
    let session = stats.session(&channel).unwrap();
    assert_eq!(
        (session.id, session.ended_at, stats.totals().follows),
        (1, None, 2)
    );
    assert_eq!(
        session.gaps,
        [crate::Gap {
            from: 599_000,
            to: 900_000
        }]
    );
}

#[test]
fn offline_ends_a_session_after_the_grace_period_and_chat_does_not_begin_another() {
    let mut stats = Stats::default();
    told(&mut stats, "twitch:a", 0, EventKind::Stream { live: true });
    told(&mut stats, "twitch:a", 1, EventKind::Follow);
    told(&mut stats, "twitch:a", 2, EventKind::Stream { live: false });
    assert!(stats.tick(11 * MINUTE).iter().all(|(_, change)| !change.session));
    assert!(stats.tick(12 * MINUTE).iter().any(|(_, change)| change.session));
    let channel: ChannelId = "twitch:a".parse().unwrap();
    assert_eq!(stats.session(&channel).unwrap().ended_at, Some(2 * MINUTE));
    let chat = EventKind::Chat { text: "gg".into() };
    assert!(!told(&mut stats, "twitch:a", 13, chat).session);
    assert_eq!(stats.totals().follows, 1, "kept until the next one begins");
    assert!(told(&mut stats, "twitch:a", 20, EventKind::Stream { live: true }).session);
    assert_eq!(stats.totals().follows, 0);
}

#[test]
fn the_seeds_four_scenarios() {
    let (a, b): (ChannelId, ChannelId) = ("tiktok:a".parse().unwrap(), "tiktok:b".parse().unwrap());
    let mut stats = Stats::default();
    told(&mut stats, "tiktok:a", 0, EventKind::Follow);
    // Disconnect: zeros are shown, the numbers are kept. Twice is as good as once.
    for _ in 0..2 {
        stats.set_aside(&a);
        assert_eq!((stats.totals().follows, stats.is_anybody_present()), (0, false));
    }
    assert_eq!(stats.kept(&a).unwrap().numbers.follows, 1);
    // The same streamer again: it goes on.
    stats.take_back(&a);
    assert_eq!(stats.totals().follows, 1);
    assert!(!told(&mut stats, "tiktok:a", 5, EventKind::Follow).session);
    assert_eq!(stats.totals().follows, 2);
    // Another streamer: zero, and a session of its own.
    stats.set_aside(&a);
    assert!(told(&mut stats, "tiktok:b", 6, EventKind::Share).session);
    assert_eq!((stats.totals().follows, stats.totals().shares), (0, 1));
    // Reset: zero.
    stats.reset();
    assert_eq!(
        (stats.totals().shares, stats.session(&b).unwrap().ended_at),
        (0, Some(6 * MINUTE))
    );
}

#[test]
fn a_reset_leaves_the_session_its_numbers() {
    let mut stats = Stats::default();
    let a: ChannelId = "twitch:a".parse().unwrap();
    told(&mut stats, "twitch:a", 0, EventKind::Follow);
    stats.reset();
    let kept: Vec<_> = stats.take_ended();
    let ended = kept[0].1.broadcast.as_ref().unwrap();
    assert_eq!(
        (kept.len(), kept[0].1.numbers.follows, ended.ended_at),
        (1, 1, Some(0))
    );
    assert_eq!(
        stats.kept(&a).unwrap().broadcast,
        None,
        "zeros are not written over them"
    );
    stats.reset();
    assert!(stats.take_ended().is_empty(), "nor a second time");
    assert!(
        told(&mut stats, "twitch:a", 1, EventKind::Follow).session,
        "the next event begins another"
    );
    assert_eq!((stats.session_id(&a), stats.take_ended().len()), (Some(2), 0));
}

#[test]
fn a_new_show_sets_the_ended_ones_aside() {
    let mut stats = Stats::default();
    told(&mut stats, "tiktok:a", 0, EventKind::Viewers { count: 900 });
    told(&mut stats, "tiktok:a", 0, EventKind::Follow);
    stats.tick(60 * MINUTE);
    assert_eq!(stats.totals().follows, 1, "shown until something new begins");
    told(&mut stats, "twitch:b", 61, EventKind::Viewers { count: 5 });
    assert_eq!((stats.totals().follows, stats.totals().viewers_peak), (0, 5));
}

#[test]
fn viewers_are_averaged_over_the_time_in_which_they_are_known() {
    let mut stats = Stats::default();
    told(&mut stats, "twitch:a", 0, EventKind::Viewers { count: 100 });
    stats.tick(30_000);
    told(&mut stats, "twitch:a", 1, EventKind::Viewers { count: 300 });
    stats.tick(2 * MINUTE);
    let session = stats.session(&"twitch:a".parse().unwrap()).unwrap();
    assert_eq!(session.viewers_average, Some(200));
}
