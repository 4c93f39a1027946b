//! Twitch's events as Streamer.bot tells them.

use gauge_model::{EventKind, Moderation, Subscription, User};
use serde_json::Value;

use super::shape::{Told, count, gifts, id_in, is, message_id, subscription, user, word, written};
use crate::loose::text;

/// What of Twitch is wanted.
pub(super) const EVENTS: [&str; 14] = [
    "ChatMessage",
    "Cheer",
    "Follow",
    "Sub",
    "ReSub",
    "GiftSub",
    "GiftBomb",
    "Raid",
    "ViewerCountUpdate",
    "StreamOnline",
    "StreamOffline",
    "ChatMessageDeleted",
    "UserTimedOut",
    "UserBanned",
];

/// What an event of this type tells.
pub(super) fn told(kind: &str, data: &Value) -> Vec<Told> {
    match kind {
        "ChatMessage" | "Cheer" => message(data),
        "Follow" => vec![Told::by(data, EventKind::Follow)],
        "Sub" => vec![subscribed(data, subscription(tier(data)))],
        "ReSub" => {
            let again = Subscription {
                resub: true,
                months: count(data, &["cumulativeMonths", "cumulative_months"]),
                ..subscription(tier(data))
            };
            vec![subscribed(data, again)]
        }
        // The bomb itself has been told.
        "GiftSub" if is(data, &["fromSubBomb", "fromGiftBomb", "fromCommunitySubGift"]) => Vec::new(),
        "GiftSub" => {
            let gift = Subscription {
                gifted: true,
                recipient: Some(recipient(data)),
                ..subscription(tier(data))
            };
            vec![subscribed(data, gift)]
        }
        "GiftBomb" => {
            let bomb = Subscription {
                count: gifts(data, &["gifts", "total"]),
                gifted: true,
                ..subscription(tier(data))
            };
            vec![subscribed(data, bomb)]
        }
        "Raid" => vec![raid(data)],
        "ViewerCountUpdate" => viewers(data),
        "StreamOnline" => Told::of_all(EventKind::Stream { live: true }),
        "StreamOffline" => Told::of_all(EventKind::Stream { live: false }),
        _ => moderated(kind, data),
    }
}

/// How many watch, where it is told.
pub(super) fn viewers(data: &Value) -> Vec<Told> {
    let count = count(data, &["viewers", "viewerCount", "concurrentViewers"]);
    count
        .map(|count| Told::of_all(EventKind::Viewers { count }))
        .unwrap_or_default()
}

/// What moderators did, on any platform.
pub(super) fn moderated(kind: &str, data: &Value) -> Vec<Told> {
    let target = || {
        id_in(data, &["target_user_id", "user_id", "userId"])
            .or_else(|| id_in(&data["targetUser"], &["id"]))
            .or_else(|| user(data).map(|user| user.id.into()))
    };
    let (action, target) = match kind {
        "ChatMessageDeleted" | "MessageDeleted" => (
            Moderation::Delete,
            id_in(data, &["targetMessageId"]).or_else(|| message_id(data)),
        ),
        "UserTimedOut" => (Moderation::Timeout, target()),
        "UserBanned" => (Moderation::Ban, target()),
        _ => return Vec::new(),
    };
    Told::of_all(EventKind::Moderation {
        action,
        target: target.map(Into::into),
    })
}

/// A message, and the bits in it: told twice or once, it has one id.
fn message(data: &Value) -> Vec<Told> {
    if is(data, &["isFromSharedChatGuest"]) {
        return Vec::new();
    }
    let chat = Told::by(
        data,
        EventKind::Chat {
            text: written(data).into(),
        },
    );
    let bits = count(data, &["bits"])
        .or_else(|| count(&data["message"], &["bits"]))
        .filter(|&bits| bits > 0);
    let tip = bits.map(|amount| {
        let kind = EventKind::Tip {
            amount,
            currency: "twitch_bit".into(),
            text: None,
        };
        Told::by(data, kind).part("#bits")
    });
    [chat].into_iter().chain(tip).collect()
}

fn raid(data: &Value) -> Told {
    let name = word(
        data,
        &["from_broadcaster_user_name", "from_broadcaster_user_login"],
    );
    let by = name.map(|name| User {
        id: id_in(data, &["from_broadcaster_user_id"])
            .unwrap_or_default()
            .into(),
        name: name.into(),
    });
    Told {
        user: by.or_else(|| user(data)),
        ..Told::by(
            data,
            EventKind::Raid {
                viewers: count(data, &["viewers", "viewerCount"]).unwrap_or(0),
            },
        )
    }
}

fn subscribed(data: &Value, subscription: Subscription) -> Told {
    let told = Told::by(data, EventKind::Subscription(subscription));
    if is(data, &["isAnonymous", "is_anonymous", "anonymous"]) {
        return Told { user: None, ..told };
    }
    told
}

fn recipient(data: &Value) -> User {
    let inside = &data["recipient"];
    let name = word(inside, &["name", "login"])
        .or_else(|| word(data, &["recipientDisplayName", "recipientUsername"]))
        .unwrap_or_default();
    User {
        id: id_in(inside, &["id"])
            .or_else(|| id_in(data, &["recipientUserId"]))
            .unwrap_or_default()
            .into(),
        name: name.into(),
    }
}

/// `1000`, `2000`, `3000` or `Prime`, whichever way it is told.
fn tier(data: &Value) -> Option<String> {
    if is(data, &["isPrime", "is_prime"]) {
        return Some("Prime".to_owned());
    }
    let names = ["subTier", "sub_tier", "tier"];
    let told = names.iter().find_map(|name| match &data[*name] {
        Value::Number(tier) => Some(tier.to_string()),
        other => text(other).map(str::to_lowercase),
    })?;
    Some(match told.trim_start_matches("tier ") {
        "0" | "prime" => "Prime".to_owned(),
        tier @ ("1" | "2" | "3") => format!("{tier}000"),
        tier => tier.to_owned(),
    })
}
