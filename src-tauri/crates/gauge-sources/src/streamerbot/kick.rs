//! Kick's events as Streamer.bot tells them.

use gauge_model::{EventKind, Subscription, User};
use serde_json::Value;

use super::{
    shape::{Told, count, gifts, id_in, subscription, word, written},
    twitch::{moderated, viewers},
};

/// What of Kick is wanted.
pub(super) const EVENTS: [&str; 11] = [
    "ChatMessage",
    "Follow",
    "Subscription",
    "Resubscription",
    "GiftSubscription",
    "MassGiftSubscription",
    "ViewerCountUpdate",
    "StreamOnline",
    "StreamOffline",
    "UserTimedOut",
    "UserBanned",
];

/// What an event of this type tells.
pub(super) fn told(kind: &str, data: &Value) -> Vec<Told> {
    let subscribed = |subscription| vec![Told::by(data, EventKind::Subscription(subscription))];
    match kind {
        "ChatMessage" => vec![Told::by(
            data,
            EventKind::Chat {
                text: written(data).into(),
            },
        )],
        "Follow" => vec![Told::by(data, EventKind::Follow)],
        "Subscription" => subscribed(subscription(None)),
        "Resubscription" => subscribed(Subscription {
            months: count(data, &["duration", "months"]),
            resub: true,
            ..subscription(None)
        }),
        "GiftSubscription" => subscribed(Subscription {
            gifted: true,
            recipient: Some(recipient(&data["recipient"])),
            ..subscription(None)
        }),
        "MassGiftSubscription" => subscribed(Subscription {
            count: gifts(data, &["total", "gifts"]),
            gifted: true,
            ..subscription(None)
        }),
        "ViewerCountUpdate" => viewers(data),
        "StreamOnline" => Told::of_all(EventKind::Stream { live: true }),
        "StreamOffline" => Told::of_all(EventKind::Stream { live: false }),
        _ => moderated(kind, data),
    }
}

fn recipient(data: &Value) -> User {
    User {
        id: id_in(data, &["id"]).unwrap_or_default().into(),
        name: word(data, &["name", "login"]).unwrap_or_default().into(),
    }
}
