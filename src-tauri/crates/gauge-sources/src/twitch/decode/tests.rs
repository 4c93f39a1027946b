//! Lines in the shape of real ones (names changed) and what they mean.

use super::*;

fn events(line: &str) -> Vec<StreamEvent> {
    match decode(&IRCMessage::parse(line).unwrap(), "twitch_chat", 7) {
        ChatLine::Events(events) => events,
        other => panic!("{line}: {other:?}"),
    }
}

fn names(line: &str) -> Vec<&'static str> {
    events(line).iter().map(|event| event.kind.name()).collect()
}

const PERSON: &str = "display-name=Ann;user-id=29;tmi-sent-ts=1594545155039;room-id=11;id=e9d9";

#[test]
fn each_line_gives_its_events() {
    let priv_msg =
        |tags: &str| format!("@{PERSON};{tags} :ann!ann@ann.tmi.twitch.tv PRIVMSG #chan :Cheer250 nice");
    let notice = |tags: &str| format!("@{PERSON};login=ann;{tags} :tmi.twitch.tv USERNOTICE #chan");
    for (line, want) in [
        (priv_msg("mod=0"), vec!["chat"]),
        (priv_msg("bits=250"), vec!["chat", "tip"]),
        (priv_msg("source-room-id=11"), vec!["chat"]),
        (priv_msg("source-room-id=12"), vec![]),
        (
            notice("msg-id=sub;msg-param-sub-plan=Prime"),
            vec!["subscription"],
        ),
        (notice("msg-id=raid;msg-param-viewerCount=430"), vec!["raid"]),
        (notice("msg-id=rewardgift"), vec![]),
        (
            "@tmi-sent-ts=5 :tmi.twitch.tv CLEARCHAT #chan".to_owned(),
            vec!["moderation"],
        ),
    ] {
        assert_eq!(names(&line), want, "{line}");
    }
}

#[test]
fn a_message_carries_who_when_and_what() {
    let line = format!("@{PERSON} :ann!ann@ann.tmi.twitch.tv PRIVMSG #Chan :\u{1}ACTION waves; back\u{1}");
    let event = events(&line).remove(0);
    assert_eq!(event.at, 1_594_545_155_039);
    assert_eq!(event.channel.as_str(), "twitch:chan");
    assert_eq!(
        event.user,
        Some(User {
            id: "29".into(),
            name: "Ann".into()
        })
    );
    assert_eq!(
        event.kind,
        EventKind::Chat {
            text: "waves; back".into()
        }
    );
}

#[test]
fn a_line_without_tags_still_counts() {
    let event = events(":ann!ann@ann.tmi.twitch.tv PRIVMSG #chan :hi").remove(0);
    assert_eq!((event.at, event.id), (7, None));
    assert_eq!(
        event.user,
        Some(User {
            id: "".into(),
            name: "ann".into()
        })
    );
}

#[test]
fn a_clearing_is_a_timeout_a_ban_or_all() {
    for (line, want) in [
        (
            "@ban-duration=1;target-user-id=9;tmi-sent-ts=1 :tmi.twitch.tv CLEARCHAT #chan :ann",
            Moderation::Timeout,
        ),
        (
            "@target-user-id=9;tmi-sent-ts=1 :tmi.twitch.tv CLEARCHAT #chan :ann",
            Moderation::Ban,
        ),
        ("@tmi-sent-ts=1 :tmi.twitch.tv CLEARCHAT #chan", Moderation::Clear),
        (
            "@login=ann;target-msg-id=3c92;tmi-sent-ts=1 :tmi.twitch.tv CLEARMSG #chan :text",
            Moderation::Delete,
        ),
    ] {
        match &events(line)[0].kind {
            EventKind::Moderation { action, .. } => assert_eq!(*action, want, "{line}"),
            other => panic!("{line}: {other:?}"),
        }
    }
}

#[test]
fn a_bomb_and_its_single_gifts_carry_one_id() {
    let bomb = "@id=1;login=bob;user-id=2;msg-id=submysterygift;msg-param-mass-gift-count=20;msg-param-origin-id=O1;\
                msg-param-community-gift-id=C1 :tmi.twitch.tv USERNOTICE #chan";
    let gift = "@id=2;login=bob;user-id=2;msg-id=subgift;msg-param-origin-id=O1;msg-param-community-gift-id=C1;\
                msg-param-recipient-id=3 :tmi.twitch.tv USERNOTICE #chan";
    let sub = |line: &str| match events(line).remove(0).kind {
        EventKind::Subscription(sub) => sub,
        other => panic!("{other:?}"),
    };
    let (bomb, gift) = (sub(bomb), sub(gift));
    assert_eq!(
        (bomb.count, bomb.bomb.clone(), bomb.recipient),
        (20, Some("C1".into()), None)
    );
    assert_eq!(
        (gift.count, gift.bomb, gift.recipient.map(|user| user.id)),
        (1, bomb.bomb, Some("3".into()))
    );
}

#[test]
fn joining_and_being_refused_are_told_apart() {
    let say = |line: &str| decode(&IRCMessage::parse(line).unwrap(), "twitch_chat", 7);
    let channel: ChannelId = "twitch:chan".parse().unwrap();
    assert_eq!(
        say("@room-id=1 :tmi.twitch.tv ROOMSTATE #chan"),
        ChatLine::Joined(channel.clone())
    );
    let refusal =
        "@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #chan :This channel has been suspended.";
    assert_eq!(
        say(refusal),
        ChatLine::Refused(channel, "This channel has been suspended.".to_owned())
    );
    assert_eq!(say("PING :tmi.twitch.tv"), ChatLine::Other);
}
