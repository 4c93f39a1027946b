//! YouTube's events as Streamer.bot tells them.

use gauge_model::{EventKind, Subscription};
use serde_json::Value;

use super::{
    shape::{Told, count, gifts, subscription, word, written},
    twitch::{moderated, viewers},
};
use crate::{loose::text, money::micros};

/// What of YouTube is wanted. Each gift of memberships is told again by who got it; that is not.
pub(super) const EVENTS: [&str; 11] = [
    "Message",
    "SuperChat",
    "SuperSticker",
    "NewSponsor",
    "MemberMileStone",
    "MembershipGift",
    "StatisticsUpdated",
    "BroadcastStarted",
    "BroadcastEnded",
    "MessageDeleted",
    "UserBanned",
];

/// What an event of this type tells.
pub(super) fn told(kind: &str, data: &Value) -> Vec<Told> {
    let member = |subscription| vec![Told::by(data, EventKind::Subscription(subscription))];
    match kind {
        "Message" => vec![said(data)],
        "SuperChat" | "SuperSticker" => paid(data),
        "NewSponsor" => member(subscription(level(data))),
        "MemberMileStone" => member(Subscription {
            months: count(data, &["months", "memberMonth"]),
            resub: true,
            ..subscription(level(data))
        }),
        "MembershipGift" => member(Subscription {
            count: gifts(data, &["count", "total", "gifts"]),
            gifted: true,
            ..subscription(level(data))
        }),
        "StatisticsUpdated" => statistics(data),
        "BroadcastStarted" => Told::of_all(EventKind::Stream { live: true }),
        "BroadcastEnded" => Told::of_all(EventKind::Stream { live: false }),
        _ => moderated(kind, data),
    }
}

fn said(data: &Value) -> Told {
    Told::by(
        data,
        EventKind::Chat {
            text: written(data).into(),
        },
    )
}

/// A paid message is a message too, when it says something.
fn paid(data: &Value) -> Vec<Told> {
    let comment = written(data);
    let tip = amount(data).map(|(amount, currency)| {
        let text = (!comment.is_empty()).then(|| comment.into());
        Told::by(
            data,
            EventKind::Tip {
                amount,
                currency,
                text,
            },
        )
        .part("#tip")
    });
    let chat = (!comment.is_empty()).then(|| said(data));
    chat.into_iter().chain(tip).collect()
}

/// Millionths and currency: told so, or as one text such as `$5.00`.
fn amount(data: &Value) -> Option<(u64, Box<str>)> {
    let shown = text(&data["amount"]).unwrap_or_default();
    let amount = count(data, &["microAmount", "amountMicros"]).or_else(|| micros(&data["amount"]))?;
    let currency = word(data, &["currencyCode", "currency"]).or_else(|| currency_of(shown))?;
    Some((amount, currency.to_uppercase().into()))
}

/// The currency of an amount that is written with its sign.
pub(super) fn currency_of(amount: &str) -> Option<&'static str> {
    let sign =
        amount.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ','));
    match sign {
        "$" | "US$" => Some("USD"),
        "€" => Some("EUR"),
        "£" => Some("GBP"),
        "¥" => Some("JPY"),
        _ => None,
    }
}

fn statistics(data: &Value) -> Vec<Told> {
    let likes = count(data, &["likeCount", "likes"]);
    let likes = likes.map(|total| {
        Told::of_all(EventKind::Like {
            count: 0,
            total: Some(total),
        })
    });
    viewers(data)
        .into_iter()
        .chain(likes.into_iter().flatten())
        .collect()
}

fn level(data: &Value) -> Option<String> {
    word(data, &["levelName", "memberLevelName", "tier"]).map(str::to_owned)
}
