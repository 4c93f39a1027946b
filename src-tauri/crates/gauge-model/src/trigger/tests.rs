//! The rules on made-up chats whose outcome is known, and on the numbers of the seeds.

use serde_json::json;

use super::*;
use crate::{Gift, User};

const START: Millis = 1_700_000_000_000;

/// A chat of its own: exponential gaps from a fixed seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        // SplitMix64 (Steele, Lea, Flood 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn event(at: Millis, kind: EventKind, who: u64) -> StreamEvent {
    StreamEvent {
        kind,
        channel: "twitch:luna".parse().unwrap(),
        source: "test".into(),
        id: None,
        at,
        user: Some(User {
            id: who.to_string().into(),
            name: format!("viewer {who}").into(),
        }),
        simulated: false,
        history: false,
    }
}

fn lion() -> EventKind {
    EventKind::Gift(Gift {
        gift: "Lion".into(),
        coins: 500,
        count: 2,
        combo: None,
        repeat: None,
        ended: false,
    })
}

fn chat(at: Millis, who: u64, text: &str) -> StreamEvent {
    event(at, EventKind::Chat { text: text.into() }, who)
}

/// Plays a chat whose rate per second is `rate(second)`, from 200 people.
fn play(seconds: i64, seed: u64, rate: impl Fn(f64) -> f64) -> Vec<Fired> {
    let (mut detector, mut chance) = (Detector::default(), Chance(seed));
    let (mut at, mut fired) = (0.0, Vec::new());
    while at < seconds as f64 {
        at += -chance.next().max(1e-12).ln() / rate(at);
        let who = (chance.next() * 200.0) as u64;
        fired.extend(detector.hear(&chat(START + (at * 1000.0) as i64, who, "hello there"), 0));
    }
    fired
}

fn second(fired: &Fired) -> i64 {
    (fired.at - START) / 1000
}

#[test]
fn a_steady_chat_fires_nothing_for_an_hour() {
    for rate in [0.2, 1.0, 5.0, 20.0] {
        let fired = play(3600, 7, |_| rate);
        assert_eq!(fired, [], "{rate} messages a second");
    }
}

#[test]
fn a_burst_fires_once_and_soon() {
    for rate in [1.0, 5.0, 20.0] {
        let fired = play(600, 11, |at| {
            if (300.0..315.0).contains(&at) {
                rate * 5.0
            } else {
                rate
            }
        });
        assert_eq!(fired.len(), 1, "{rate}: {fired:?}");
        assert_eq!(fired[0].trigger, "chat_velocity");
        assert!((300..=312).contains(&second(&fired[0])), "{rate}: {fired:?}");
        assert!(fired[0].details["unique_chatters"].as_u64().unwrap() >= 4);
    }
}

#[test]
fn a_slow_ramp_fires_nothing() {
    let fired = play(1200, 3, |at| {
        2.0 * (1.0 + 2.0 * (at - 300.0).clamp(0.0, 600.0) / 600.0)
    });
    assert_eq!(fired, []);
}

/// A quiet chat for five minutes, then what `then` says, as (ms after it, who, text).
fn after_a_quiet_chat(then: impl Iterator<Item = (Millis, u64, &'static str)>) -> Vec<Fired> {
    let mut detector = Detector::default();
    let quiet = (0..300).map(|i| chat(START + i * 1000, i as u64 % 40, "hello there"));
    let then = then.map(|(after, who, text)| chat(START + 300_000 + after, who, text));
    let mut fired: Vec<_> = quiet
        .chain(then)
        .flat_map(|event| detector.hear(&event, 0))
        .collect();
    fired.extend(detector.tick(START + 330_000));
    fired
}

#[test]
fn one_person_alone_fires_nothing() {
    assert_eq!(
        after_a_quiet_chat((0..60).map(|i| (i * 150, 1, "KEKW clip it"))),
        []
    );
}

#[test]
fn many_people_with_one_emote_fire() {
    let fired = after_a_quiet_chat((0..6).map(|i| (i * 1000, 100 + i as u64, "KEKW")));
    assert_eq!(fired.len(), 1, "{fired:?}");
    assert_eq!(
        (fired[0].trigger, &fired[0].details["what"]),
        ("word_burst", &json!("KEKW"))
    );
    let words = after_a_quiet_chat((0..6).map(|i| (i * 1000, 100 + i as u64, "Clip it!")));
    assert_eq!(words[0].details["what"], "listed words");
    let parts = after_a_quiet_chat((0..6).map(|i| (i * 1000, 100 + i as u64, "eclipse clipped")));
    assert_eq!(parts, [], "only whole words count");
}

#[test]
fn history_after_a_gap_fires_nothing() {
    let mut detector = Detector::default();
    for i in 0..300 {
        detector.hear(&chat(START + i * 1000, i as u64 % 40, "hello there"), 0);
    }
    let id = "twitch:luna".parse().unwrap();
    detector.lost(&id);
    detector.back(&id, START + 360_000);
    let burst = (0..50).map(|i| chat(START + 360_000 + i * 50, i as u64, "hello there"));
    let mut fired: Vec<_> = burst.flat_map(|event| detector.hear(&event, 0)).collect();
    fired.extend(detector.tick(START + 375_000));
    assert_eq!(fired, []);
}

#[test]
fn the_gap_itself_is_no_silence() {
    let mut detector = Detector::default();
    let id = "twitch:luna".parse().unwrap();
    let mut fired = Vec::new();
    // Two messages a second, with every other half minute not seen: what is seen is steady.
    for i in 0..1200_i64 {
        let at = START + i * 500;
        match i % 120 {
            60 => detector.lost(&id),
            0 => detector.back(&id, at),
            _ => {}
        }
        if i % 120 < 60 {
            fired.extend(detector.hear(&chat(at, i as u64 % 40, "hello there"), 0));
        }
    }
    assert_eq!(fired, []);
}

#[test]
fn the_viewers_of_the_seed_fire_with_its_numbers() {
    let mut detector = Detector::default();
    let viewers = |at: i64, count| event(START + at * 1000, EventKind::Viewers { count }, 0);
    let mut fired = Vec::new();
    for at in (0..120).step_by(10) {
        fired.extend(detector.hear(&viewers(at, 40_000), 0));
    }
    assert_eq!(fired, []);
    for at in [120, 130, 140, 150] {
        fired.extend(detector.hear(&viewers(at, 55_000), 0));
    }
    assert_eq!(fired.len(), 1, "{fired:?}");
    assert_eq!(
        (fired[0].trigger, &fired[0].details),
        (
            "viewer_spike",
            &json!({ "before": 40000, "after": 55000, "spike_percent": 37.5 })
        )
    );
    assert_eq!(second(&fired[0]), 130, "the second sample is the proof");
}

#[test]
fn coins_and_a_jump_in_one_moment_are_a_combo() {
    let mut detector = Detector::default();
    let mut fired = Vec::new();
    for at in (0..120).step_by(10) {
        fired.extend(detector.hear(&event(START + at * 1000, EventKind::Viewers { count: 400 }, 0), 0));
    }
    fired.extend(detector.hear(&event(START + 121_000, lion(), 5), 1000));
    for at in [123, 124] {
        fired.extend(detector.hear(&event(START + at * 1000, EventKind::Viewers { count: 800 }, 0), 0));
    }
    let kinds: Vec<_> = fired
        .iter()
        .map(|fired| (fired.trigger, fired.is_part()))
        .collect();
    assert_eq!(
        kinds,
        [("gift_burst", false), ("viewer_spike", true), ("combo", false)]
    );
    assert_eq!(
        fired[2].details,
        json!({ "triggers": ["gift_burst", "viewer_spike"], "viewers": 800, "chat_rate": 0 })
    );
}

#[test]
fn a_rule_that_is_off_is_silent_and_a_raid_is_named() {
    let mut detector = Detector::new(TriggerRules {
        viewer_spike: false,
        ..TriggerRules::default()
    });
    let mut with_raid = Detector::default();
    let mut named = Vec::new();
    for at in (0..150).step_by(10) {
        let count = if at < 120 { 100 } else { 300 };
        let viewers = event(START + at * 1000, EventKind::Viewers { count }, 0);
        assert_eq!(detector.hear(&viewers, 0), []);
        if at == 110 {
            with_raid.hear(&event(START + at * 1000, EventKind::Raid { viewers: 200 }, 0), 0);
        }
        named.extend(with_raid.hear(&viewers, 0));
    }
    assert_eq!(named.len(), 1);
    assert_eq!(named[0].details["cause"], "raid");
}

#[test]
fn a_producer_whose_clock_stands_still_is_not_remembered_for_ever() {
    let mut detector = Detector::default();
    for n in 0..2 * REMEMBERED as u64 {
        for kind in [
            EventKind::Chat {
                text: "PogChamp".into(),
            },
            EventKind::Gift(Gift {
                gift: "rose".into(),
                coins: 1,
                count: 1,
                combo: None,
                repeat: None,
                ended: false,
            }),
            EventKind::Viewers { count: n },
        ] {
            detector.hear(&event(START, kind, n), 1);
        }
    }
    let held = detector.channels.values().map(Watch::held).max();
    assert_eq!(held, Some(REMEMBERED));
}

#[test]
fn viewers_told_a_thousand_times_a_second_are_a_sample_a_second() {
    let mut detector = Detector::default();
    for n in 0..400_000 {
        detector.hear(&event(START + n, EventKind::Viewers { count: 1000 }, 0), 0);
    }
    let held = detector.channels.values().map(Watch::held).max();
    assert!(held < Some(512), "{held:?}");
}

#[test]
fn a_leap_of_years_is_not_walked_through() {
    let mut detector = Detector::default();
    let channel = "twitch:luna".parse().unwrap();
    detector.hear(&chat(-377_000_000_000_000, 1, "hi"), 0);
    // Its source is away; what a tool pushes meanwhile is heard all the same.
    detector.lost(&channel);
    detector.hear(&chat(START, 2, "hi"), 0);
    detector.back(&channel, START + 1000);
    assert_eq!(detector.tick(START + 2000), []);
}

/// A chat of 5 a second in which bursts of five times that begin at these seconds and last so long; when they fire.
fn bursts(at: &[i64], length: f64, rules: TriggerRules) -> Vec<i64> {
    let (mut detector, mut chance) = (Detector::new(rules), Chance(11));
    let (mut now, mut fired) = (0.0, Vec::new());
    while now < 900.0 {
        let is_burst = at
            .iter()
            .any(|&begin| (begin as f64..begin as f64 + length).contains(&now));
        now += -chance.next().max(1e-12).ln() / if is_burst { 25.0 } else { 5.0 };
        let who = (chance.next() * 200.0) as u64;
        let message = chat(START + (now * 1000.0) as i64, who, "hello there");
        fired.extend(detector.hear(&message, 0).iter().map(second));
    }
    fired
}

#[test]
fn a_burst_rests_has_an_end_and_needs_a_chat_to_stand_out_from() {
    let usual = TriggerRules::default;
    let cases: [(&[i64], f64, usize, &str); 5] = [
        (&[300], 15.0, 1, "one"),
        (&[300, 360], 15.0, 1, "the second comes while the rule rests"),
        (&[300, 600], 15.0, 2, "the second comes long after"),
        (
            &[300],
            100.0,
            1,
            "a long one is one: it ends before it begins again",
        ),
        (&[20], 15.0, 0, "what is usual here is not known yet"),
    ];
    for (at, length, wanted, why) in cases {
        assert_eq!(bursts(at, length, usual()).len(), wanted, "{why}");
    }
}

#[test]
fn a_lower_sensitivity_fires_for_less() {
    let found = |sensitivity, rate: f64| {
        let rules = TriggerRules {
            sensitivity,
            ..TriggerRules::default()
        };
        let (mut detector, mut chance) = (Detector::new(rules), Chance(5));
        let (mut now, mut fired) = (0.0, 0);
        while now < 400.0 {
            now += -chance.next().max(1e-12).ln() / if (300.0..320.0).contains(&now) { rate } else { 5.0 };
            let who = (chance.next() * 200.0) as u64;
            fired += detector
                .hear(&chat(START + (now * 1000.0) as i64, who, "hello there"), 0)
                .len();
        }
        fired
    };
    let weakest = |sensitivity| {
        (24..240)
            .map(|quarter| f64::from(quarter) / 4.0)
            .find(|&rate| found(sensitivity, rate) > 0)
    };
    let [low, normal, high] = [Sensitivity::Low, Sensitivity::Normal, Sensitivity::High].map(weakest);
    assert!(
        high < normal && normal < low,
        "{high:?}, {normal:?}, {low:?} a second"
    );
    assert!(low.is_some(), "it fires at last");
}

#[test]
fn many_coins_twice_within_the_rest_are_one() {
    let mut detector = Detector::default();
    let mut fired = Vec::new();
    for (at, coins) in [(0, 2000), (20, 2000), (200, 2000)] {
        fired.extend(detector.hear(&event(START + at * 1000, lion(), 5), coins));
        fired.extend(detector.tick(START + at * 1000 + 35_000));
    }
    let names: Vec<_> = fired
        .iter()
        .map(|fired| (fired.trigger, second(fired) / 100))
        .collect();
    assert_eq!(names, [("gift_burst", 0), ("gift_burst", 2)]);
}
