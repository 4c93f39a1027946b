//! Frames in the shape of captured ones (names changed) and what they mean.

use std::{fs, path::Path};

use serde_json::json;

use super::*;

fn notification(kind: &str, event: Value) -> String {
    json!({
        "metadata": {
            "message_id": "72aafd3f", "message_type": "notification",
            "message_timestamp": "2026-11-20T20:43:26.251477315Z",
            "subscription_type": kind, "subscription_version": "1",
        },
        "payload": {
            "subscription": { "id": "5a04", "status": "enabled", "type": kind, "version": "1", "cost": 0 },
            "event": event,
        },
    })
    .to_string()
}

fn notice(kind: &str, event: Value) -> Notice {
    match decode(&notification(kind, event)) {
        Ok(Frame::Happened(notice)) => notice,
        other => panic!("{kind}: {other:?}"),
    }
}

const ANN: [(&str, &str); 3] = [("user_id", "29"), ("user_login", "ann"), ("user_name", "Ann")];

fn of_ann(more: Value) -> Value {
    let mut event = more;
    for (name, value) in ANN {
        event[name] = json!(value);
    }
    event["broadcaster_user_id"] = json!("11");
    event["broadcaster_user_login"] = json!("luna");
    event
}

fn subscription(count: u64) -> Subscription {
    Subscription {
        count,
        tier: Some("1000".into()),
        ..Subscription::default()
    }
}

#[test]
fn each_notification_is_one_event() {
    let resub = Subscription {
        resub: true,
        months: Some(115),
        ..subscription(1)
    };
    let gift = Subscription {
        gifted: true,
        ..subscription(5)
    };
    let cheer = EventKind::Tip {
        amount: 250,
        currency: "twitch_bit".into(),
        text: Some("Hi.".into()),
    };
    for (kind, event, want) in [
        ("channel.follow", json!({}), EventKind::Follow),
        (
            "channel.subscribe",
            json!({ "is_gift": false, "tier": "1000" }),
            EventKind::Subscription(subscription(1)),
        ),
        (
            "channel.subscription.message",
            json!({ "cumulative_months": 115, "duration_months": 1, "streak_months": null, "tier": "1000", "message": { "text": "Hi.", "emotes": [] } }),
            EventKind::Subscription(resub),
        ),
        (
            "channel.subscription.gift",
            json!({ "total": 5, "cumulative_total": null, "is_anonymous": false, "tier": "1000" }),
            EventKind::Subscription(gift),
        ),
        (
            "channel.cheer",
            json!({ "bits": 250, "is_anonymous": false, "message": "Hi." }),
            cheer,
        ),
    ] {
        let notice = notice(kind, of_ann(event));
        assert_eq!(notice.kind, want, "{kind}");
        assert_eq!(notice.id, "72aafd3f");
        assert_eq!(notice.at, Some(1_795_207_406_251));
        let ann = notice
            .user
            .map(|user| (user.id.to_string(), user.name.to_string()));
        assert_eq!(ann, Some(("29".to_owned(), "Ann".to_owned())), "{kind}");
    }
}

#[test]
fn who_is_nobody_is_nobody() {
    let gift = json!({ "total": 2, "is_anonymous": true, "tier": "1000", "user_id": null, "user_login": null, "user_name": null });
    assert_eq!(notice("channel.subscription.gift", gift).user, None);
    let cheer = of_ann(json!({ "bits": 1, "is_anonymous": true, "message": "" }));
    assert_eq!(notice("channel.cheer", cheer).user, None);
}

#[test]
fn a_raid_is_of_the_channel_it_comes_from() {
    let raid = json!({ "from_broadcaster_user_id": "93", "from_broadcaster_user_login": "mo", "from_broadcaster_user_name": "Mo", "to_broadcaster_user_id": "11", "viewers": 340 });
    let notice = notice("channel.raid", raid);
    assert_eq!(notice.kind, EventKind::Raid { viewers: 340 });
    assert_eq!(notice.user.map(|user| user.name), Some("Mo".into()));
}

#[test]
fn a_broadcast_begins_when_it_says_so() {
    let online = json!({ "id": "1", "type": "live", "started_at": "2026-11-20T20:42:40Z" });
    let began = notice("stream.online", online);
    assert_eq!(
        (began.kind, began.at),
        (EventKind::Stream { live: true }, Some(1_795_207_360_000))
    );
    let ended = notice("stream.offline", json!({ "broadcaster_user_id": "11" }));
    assert_eq!(
        (ended.kind, ended.at),
        (EventKind::Stream { live: false }, Some(1_795_207_406_251))
    );
}

#[test]
fn gifts_are_counted_by_their_givers_notice_alone() {
    let gifted = notification(
        "channel.subscribe",
        of_ann(json!({ "is_gift": true, "tier": "1000" })),
    );
    assert_eq!(decode(&gifted), Ok(Frame::Other));
}

#[test]
fn a_session_is_begun_moved_and_ended() {
    let frame = |kind: &str, payload: Value| {
        let metadata =
            json!({ "message_id": "1", "message_type": kind, "message_timestamp": "2026-11-20T20:43:23Z" });
        decode(&json!({ "metadata": metadata, "payload": payload }).to_string())
    };
    let welcome = json!({ "session": { "id": "e218", "status": "connected", "keepalive_timeout_seconds": 10, "reconnect_url": null } });
    let seconds = Duration::from_secs(10);
    assert_eq!(
        frame("session_welcome", welcome),
        Ok(Frame::Welcome {
            session: "e218".to_owned(),
            keepalive: seconds
        })
    );
    assert_eq!(frame("session_keepalive", json!({})), Ok(Frame::Other));
    let moved = json!({ "session": { "id": "e218", "status": "reconnecting", "keepalive_timeout_seconds": null, "reconnect_url": "wss://x/ws?1" } });
    assert_eq!(
        frame("session_reconnect", moved),
        Ok(Frame::Reconnect("wss://x/ws?1".to_owned()))
    );
    let revoked = json!({ "subscription": { "id": "5", "status": "authorization_revoked", "type": "channel.follow", "version": "2" } });
    assert_eq!(
        frame("revocation", revoked),
        Ok(Frame::Revoked {
            kind: "channel.follow".to_owned(),
            status: "authorization_revoked".to_owned()
        })
    );
    assert_eq!(frame("session_whatever", json!({})), Ok(Frame::Other));
    assert!(frame("session_reconnect", json!({ "session": { "id": "e218" } })).is_err());
}

#[test]
fn nonsense_is_told_from_what_is_unknown() {
    for bad in [
        "",
        "null",
        "{",
        r#"{"metadata":{}}"#,
        r#"{"metadata":{"message_id":"1","message_type":"notification"},"payload":{}}"#,
        &notification("channel.cheer", json!({ "bits": "many" })),
        &notification("channel.cheer", json!({})),
        &notification("channel.subscription.gift", json!({ "total": -1 })),
        &notification("channel.raid", json!({ "viewers": 1.5 })),
    ] {
        assert!(decode(bad).is_err(), "{bad}");
    }
    let unknown = notification("channel.hype_train.begin", json!({ "level": 2 }));
    assert_eq!(decode(&unknown), Ok(Frame::Other));
}

/// Every frame that the vendor's own simulator sent, where its capture is there.
#[test]
fn the_capture_decodes() {
    let capture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/twitch-eventsub-capture.txt");
    let Ok(capture) = fs::read_to_string(capture) else {
        eprintln!("note: the capture of EventSub is not here; it is not read");
        return;
    };
    let frames = capture.lines().filter_map(|line| line.strip_prefix("<< "));
    let found: Vec<&str> = frames
        .map(|frame| match decode(frame) {
            Ok(Frame::Happened(notice)) => notice.kind.name(),
            Ok(Frame::Welcome { .. }) => "welcome",
            Ok(Frame::Reconnect(_)) => "reconnect",
            Ok(Frame::Revoked { .. }) => "revoked",
            Ok(Frame::Other) => "other",
            Err(error) => panic!("{error}: {frame}"),
        })
        .collect();
    let (gifted, resub) = ("other", "subscription");
    let wanted = [
        "welcome",
        "follow",
        gifted,
        "subscription",
        resub,
        "tip",
        "raid",
        "stream",
        "stream",
        "reconnect",
    ];
    assert_eq!(found, wanted);
}
