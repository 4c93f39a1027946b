//! One owner per kind and channel, as tables.

use super::*;
use crate::{EventKind, Subscription};

const TWITCH: [(&str, &[&str]); 3] = [
    (
        "twitch_chat",
        &["chat", "subscription", "tip", "raid", "moderation"],
    ),
    (
        "twitch_eventsub",
        &["subscription", "tip", "raid", "follow", "stream"],
    ),
    (
        "streamerbot",
        &["chat", "subscription", "tip", "raid", "follow", "viewers"],
    ),
];

fn channel() -> ChannelId {
    "twitch:luna".parse().unwrap()
}

fn told(channel: &ChannelId, source: &str, kind: EventKind) -> StreamEvent {
    StreamEvent {
        kind,
        channel: channel.clone(),
        source: source.into(),
        id: None,
        at: 0,
        user: None,
        simulated: false,
        history: false,
    }
}

fn status(source: &str, state: SourceState) -> SourceStatus {
    let brings = TWITCH
        .iter()
        .find(|(name, _)| *name == source)
        .map_or(&[][..], |(_, kinds)| kinds);
    SourceStatus::new(source, channel(), state).bringing(brings)
}

fn owners(live: &[&str], rules: OwnerRules) -> Owners {
    let mut owners = Owners::new(rules);
    for (source, _) in TWITCH {
        let state = if live.contains(&source) {
            SourceState::Live
        } else {
            SourceState::Connecting
        };
        owners.note(&status(source, state));
    }
    owners
}

fn check(owners: &Owners, want: &[(&str, Option<&str>)]) {
    for (kind, owner) in want {
        assert_eq!(owners.owner(&channel(), kind), *owner, "{kind}");
    }
}

#[test]
fn the_best_that_is_connected_owns() {
    let all = owners(
        &["twitch_chat", "twitch_eventsub", "streamerbot"],
        OwnerRules::default(),
    );
    check(
        &all,
        &[
            ("chat", Some("twitch_chat")),
            ("moderation", Some("twitch_chat")),
            ("subscription", Some("twitch_eventsub")),
            ("follow", Some("twitch_eventsub")),
            ("viewers", Some("streamerbot")),
            ("gift", None),
        ],
    );
    let two = owners(&["twitch_chat", "streamerbot"], OwnerRules::default());
    check(
        &two,
        &[
            ("chat", Some("twitch_chat")),
            ("raid", Some("streamerbot")),
            ("stream", None),
        ],
    );
    let one = owners(&["twitch_chat"], OwnerRules::default());
    check(&one, &[("raid", Some("twitch_chat")), ("follow", None)]);
}

#[test]
fn the_next_takes_over_when_the_owner_drops_and_gives_back() {
    let mut owners = owners(&["twitch_chat", "twitch_eventsub"], OwnerRules::default());
    let drops = SourceState::Waiting {
        until: 0,
        why: "It hung up.".to_owned(),
    };
    for (state, owner) in [(drops, "twitch_chat"), (SourceState::Live, "twitch_eventsub")] {
        owners.note(&status("twitch_eventsub", state));
        check(&owners, &[("raid", Some(owner))]);
    }
    owners.forget(&status("twitch_eventsub", SourceState::Live));
    check(&owners, &[("raid", Some("twitch_chat"))]);
}

#[test]
fn whom_the_user_prefers_owns() {
    let prefer = |source: &str, kind: Option<&str>| Preference {
        source: source.to_owned(),
        kind: kind.map(str::to_owned),
    };
    let rules = OwnerRules {
        prefer: vec![prefer("streamerbot", Some("chat")), prefer("twitch_chat", None)],
    };
    let all = owners(&["twitch_chat", "twitch_eventsub", "streamerbot"], rules.clone());
    check(
        &all,
        &[
            ("chat", Some("streamerbot")),
            ("raid", Some("twitch_chat")),
            ("follow", Some("twitch_eventsub")),
        ],
    );
    let without = owners(&["twitch_chat", "twitch_eventsub"], rules);
    check(&without, &[("chat", Some("twitch_chat"))]);
}

#[test]
fn only_what_competes_is_kept_back() {
    let sub = || {
        EventKind::Subscription(Subscription {
            count: 1,
            ..Subscription::default()
        })
    };
    let all = owners(&["twitch_chat", "twitch_eventsub"], OwnerRules::default());
    for (source, kind, counts) in [
        ("twitch_chat", sub(), false),
        ("twitch_eventsub", sub(), true),
        // Not live: what it brought may not be counted beside the owner's.
        ("streamerbot", sub(), false),
        ("push", sub(), true),
        ("replay:1", sub(), true),
        // It never said that it brings these; nobody else does.
        ("twitch_chat", EventKind::Share, true),
    ] {
        assert_eq!(
            all.may_count(&told(&channel(), source, kind.clone())),
            counts,
            "{source} {}",
            kind.name()
        );
    }
    let alone = owners(&[], OwnerRules::default());
    assert!(
        alone.may_count(&told(&channel(), "twitch_chat", sub())),
        "nobody owns it now"
    );
}

#[test]
fn a_channel_is_heard_as_long_as_its_chat_is() {
    for (live, heard) in [
        (&["twitch_chat", "twitch_eventsub"][..], true),
        (&["twitch_chat"], true),
        (&["streamerbot"], true),
        (&["twitch_eventsub"], false),
        (&[], false),
    ] {
        assert_eq!(
            owners(live, OwnerRules::default()).hear(&channel()),
            heard,
            "{live:?}"
        );
    }
    let mut owners = Owners::default();
    assert!(owners.hear(&channel()), "tools push");
    for (state, heard) in [(SourceState::Connecting, false), (SourceState::Live, true)] {
        owners.note(&status("twitch_eventsub", state));
        assert_eq!(owners.hear(&channel()), heard, "without chat anybody will do");
    }
}

#[test]
fn of_tiktoks_two_ways_one_counts_and_the_other_steps_in() {
    let luna: ChannelId = "tiktok:luna".parse().unwrap();
    let mut owners = Owners::new(OwnerRules::default());
    for (tikfinity, direct, counts) in [
        (true, true, "tikfinity"),
        (false, true, "tiktok"),
        (true, false, "tikfinity"),
    ] {
        for (source, is_live) in [("tikfinity", tikfinity), ("tiktok", direct)] {
            let state = if is_live {
                SourceState::Live
            } else {
                SourceState::Connecting
            };
            let brings = ["follow", "gift", "chat"];
            owners.note(&SourceStatus::new(source, luna.clone(), state).bringing(&brings));
        }
        for source in ["tikfinity", "tiktok"] {
            let may = owners.may_count(&told(&luna, source, EventKind::Follow));
            assert_eq!(may, source == counts, "{source}: {tikfinity} {direct}");
        }
    }
}

#[test]
fn what_a_source_brings_is_its_own_before_it_is_connected() {
    let chat = || EventKind::Chat { text: "hi".into() };
    let away = owners(&[], OwnerRules::default());
    for (source, claimed) in [("twitch_chat", true), ("twitch_eventsub", false), ("push", false)] {
        assert_eq!(
            away.claimed(&told(&channel(), source, chat())),
            claimed,
            "{source}"
        );
    }
}
