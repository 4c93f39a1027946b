//! Goals, as tables and as laws.

use proptest::prelude::*;

use super::*;

fn channel(name: &str) -> ChannelId {
    format!("twitch:{name}").parse().unwrap()
}

fn coins(coins: u64) -> Numbers {
    Numbers {
        coins,
        ..Numbers::default()
    }
}

fn rule(target: u64, lasts: GoalLasts, on_reached: OnReached) -> GoalRule {
    GoalRule {
        name: "Coins".to_owned(),
        counter: Counter::Coins,
        channel: None,
        start: 0,
        target,
        lasts,
        on_reached,
    }
}

fn goals(rule: GoalRule) -> Goals {
    let mut goals = Goals::default();
    goals.add(rule, []).unwrap();
    goals
}

fn shown(goals: &Goals) -> (u64, u64, u64) {
    let state = &goals.states()[0];
    (state.value, state.target, state.reached)
}

#[test]
fn a_lasting_goal_counts_only_what_a_total_of_likes_grew() {
    let likes = |likes, base| Numbers {
        likes,
        likes_base: Some(base),
        ..Numbers::default()
    };
    let rule = |lasts| GoalRule {
        counter: Counter::Likes,
        ..rule(100, lasts, OnReached::Stay)
    };
    for (lasts, want) in [(GoalLasts::Always, 15), (GoalLasts::Session, 510)] {
        let mut goals = goals(rule(lasts));
        goals.observe(&channel("a"), &likes(505, 500));
        // The same broadcast, seen again after a pause: its total begins where it is.
        goals.session_began(&channel("a"), true);
        goals.observe(&channel("a"), &likes(510, 500));
        assert_eq!(shown(&goals).0, want);
    }
}

#[test]
fn a_leap_needs_one_step() {
    for (target, on_reached, value, want) in [
        (1000, OnReached::Step(1000), 10_002, (10_002, 11_000, 10)),
        (1000, OnReached::Step(1000), 999, (999, 1000, 0)),
        (1000, OnReached::Step(1000), 1000, (1000, 2000, 1)),
        (1000, OnReached::Step(300), 1000, (1000, 1300, 1)),
        (1000, OnReached::Double, 1000, (1000, 2000, 1)),
        (1000, OnReached::Double, 7999, (7999, 8000, 3)),
        (1000, OnReached::Double, 8000, (8000, 16_000, 4)),
        (1000, OnReached::Stay, 5000, (5000, 1000, 1)),
        (
            1,
            OnReached::Step(1),
            MAX_COUNT,
            (MAX_COUNT, MAX_COUNT, MAX_COUNT),
        ),
        (3, OnReached::Double, MAX_COUNT, (MAX_COUNT, MAX_COUNT, 52)),
    ] {
        let mut goals = goals(rule(target, GoalLasts::Session, on_reached));
        goals.observe(&channel("a"), &coins(value));
        assert_eq!(shown(&goals), want, "{target} {on_reached:?} {value}");
    }
}

#[test]
fn a_new_session_restarts_a_sessions_goal_only() {
    let (a, b) = (channel("a"), channel("b"));
    for (lasts, want) in [
        (
            GoalLasts::Session,
            [(1500, 2000, 1), (1200, 2000, 1), (7, 1000, 0)],
        ),
        (
            GoalLasts::Always,
            [(1500, 2000, 1), (1700, 2000, 1), (1707, 2000, 1)],
        ),
    ] {
        let mut goals = goals(rule(1000, lasts, OnReached::Double));
        goals.observe(&a, &coins(500));
        goals.observe(&b, &coins(1000));
        assert_eq!(shown(&goals), want[0]);
        // One channel begins anew while the other goes on: its share goes, the show does not begin anew.
        goals.session_began(&a, false);
        goals.observe(&a, &coins(200));
        assert_eq!(shown(&goals), want[1]);
        goals.session_began(&b, true);
        goals.observe(&b, &coins(7));
        assert_eq!(shown(&goals), want[2], "{lasts:?}");
    }
}

#[test]
fn what_was_there_before_counts_for_the_session_only() {
    let (a, numbers) = (channel("a"), coins(300));
    for (lasts, start, want) in [
        (GoalLasts::Session, 0, 310),
        (GoalLasts::Always, 0, 10),
        (GoalLasts::Always, 950, 960),
    ] {
        let mut goals = Goals::default();
        let rule = GoalRule {
            start,
            ..rule(10_000, lasts, OnReached::Stay)
        };
        goals.add(rule, [(&a, &numbers)]).unwrap();
        assert_eq!(goals.observe(&a, &coins(310)), [1]);
        assert_eq!(goals.observe(&a, &coins(310)), [0_u64; 0]);
        assert_eq!(shown(&goals).0, want, "{lasts:?} {start}");
    }
}

#[test]
fn a_gauge_may_fall() {
    let viewers = |count| Numbers {
        viewers: Some(count),
        ..Numbers::default()
    };
    let mut goals = goals(GoalRule {
        counter: Counter::Viewers,
        ..rule(100, GoalLasts::Always, OnReached::Stay)
    });
    for (count, want) in [(40, 40), (120, 120), (30, 30)] {
        goals.observe(&channel("a"), &viewers(count));
        assert_eq!(shown(&goals).0, want);
    }
}

#[test]
fn a_changed_goal_keeps_what_it_counted() {
    let a = channel("a");
    let mut goals = goals(rule(1000, GoalLasts::Session, OnReached::Step(1000)));
    goals.observe(&a, &coins(4200));
    let larger = rule(2000, GoalLasts::Session, OnReached::Step(500));
    goals.change(1, larger, [(&a, &coins(4200))]).unwrap();
    assert_eq!(shown(&goals), (4200, 4500, 5));
    let likes = GoalRule {
        counter: Counter::Likes,
        ..rule(10, GoalLasts::Session, OnReached::Stay)
    };
    goals.change(1, likes, [(&a, &coins(4200))]).unwrap();
    assert_eq!(shown(&goals), (0, 10, 0));
    assert!(goals.remove(1) && !goals.remove(1));
    assert_eq!(
        goals.change(9, rule(1, GoalLasts::Session, OnReached::Stay), []),
        None
    );
}

#[test]
fn nonsense_is_refused_in_words() {
    let good = rule(1, GoalLasts::Session, OnReached::Stay);
    assert_eq!(good.refusal(), None);
    for bad in [
        GoalRule {
            name: " ".to_owned(),
            ..good.clone()
        },
        GoalRule {
            target: 0,
            ..good.clone()
        },
        GoalRule {
            on_reached: OnReached::Step(0),
            ..good.clone()
        },
    ] {
        assert!(bad.refusal().is_some(), "{bad:?}");
    }
}

proptest! {
    /// However a number got where it is, the target is the same as after one leap, and the nearest one ahead.
    #[test]
    fn the_way_does_not_matter(
        target in 1..100_000_u64,
        by in 1..10_000_u64,
        doubles: bool,
        mut values in prop::collection::vec(0..1_000_000_u64, 1..50),
    ) {
        values.sort_unstable();
        let on_reached = if doubles { OnReached::Double } else { OnReached::Step(by) };
        let leap = |values: &[u64]| {
            let mut goals = goals(rule(target, GoalLasts::Session, on_reached));
            for value in values {
                goals.observe(&channel("a"), &coins(*value));
            }
            shown(&goals)
        };
        let (value, reached, _) = leap(&values);
        prop_assert_eq!(leap(&values), leap(&values[values.len() - 1..]));
        prop_assert!(reached > value);
        let before = if doubles { reached / 2 } else { reached - by };
        prop_assert!(reached == target || before <= value);
    }

    /// A lasting goal counts the same, however its number is cut into sessions.
    #[test]
    fn sessions_lose_nothing(cuts in prop::collection::vec(0..1000_u64, 1..20)) {
        let mut goals = goals(rule(MAX_COUNT, GoalLasts::Always, OnReached::Stay));
        for gained in &cuts {
            goals.session_began(&channel("a"), true);
            goals.observe(&channel("a"), &coins(*gained));
        }
        prop_assert_eq!(shown(&goals).0, cuts.iter().sum::<u64>());
    }
}
