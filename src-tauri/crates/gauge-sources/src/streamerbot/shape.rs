//! What Streamer.bot's events have in common. Its versions name the same things differently: each is looked for under
//! all its names.

use gauge_model::{EventKind, Subscription, User};
use serde_json::Value;

use crate::loose::{number, text};

/// One thing that an event tells.
#[derive(Debug, PartialEq)]
pub(super) struct Told {
    pub(super) kind: EventKind,
    pub(super) user: Option<User>,
    /// What tells it from other things of the same event.
    pub(super) part: &'static str,
}

impl Told {
    /// Told of the person who did it.
    pub(super) fn by(data: &Value, kind: EventKind) -> Self {
        Self {
            kind,
            user: user(data),
            part: "",
        }
    }

    /// Told of nobody.
    pub(super) fn of_all(kind: EventKind) -> Vec<Self> {
        vec![Self {
            kind,
            user: None,
            part: "",
        }]
    }

    pub(super) fn part(self, part: &'static str) -> Self {
        Self { part, ..self }
    }
}

/// The first of these fields that says something.
pub(super) fn word<'a>(data: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| text(&data[*name]))
}

/// The first of these fields that is a count.
pub(super) fn count(data: &Value, names: &[&str]) -> Option<u64> {
    names.iter().find_map(|name| number(&data[*name]))
}

/// Whether one of these fields is set, in the event or in what it carries about a message.
pub(super) fn is(data: &Value, names: &[&str]) -> bool {
    let places = [data, &data["message"], &data["meta"]];
    places
        .into_iter()
        .any(|place| names.iter().any(|name| place[*name] == true))
}

/// Who did it.
pub(super) fn user(data: &Value) -> Option<User> {
    let message = &data["message"];
    let about = [&data["user"], message, data];
    about.into_iter().find_map(|place| {
        let login = word(place, &["login", "user_login", "username", "userName"]);
        let name = word(place, &["displayName", "name", "user_name"]).or(login)?;
        let id = id_in(place, &["id", "userId", "user_id"]);
        Some(User {
            id: id.as_deref().or(login).unwrap_or_default().into(),
            name: name.into(),
        })
    })
}

/// An id that stands in one of these fields, as a text or a number.
pub(super) fn id_in(place: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match &place[*name] {
        Value::Number(id) => Some(id.to_string()),
        other => text(other).map(str::to_owned),
    })
}

/// The event's own id of a message.
pub(super) fn message_id(data: &Value) -> Option<String> {
    id_in(data, &["messageId", "msgId", "eventId"])
        .or_else(|| id_in(&data["message"], &["msgId", "messageId"]))
}

/// What was written: in the older versions the message is an object.
pub(super) fn written(data: &Value) -> &str {
    text(&data["text"])
        .or_else(|| text(&data["message"]))
        .or_else(|| text(&data["message"]["message"]))
        .unwrap_or_default()
}

/// How many subscriptions were given away: told, or listed.
pub(super) fn gifts(data: &Value, names: &[&str]) -> u64 {
    let listed = data["recipients"]
        .as_array()
        .and_then(|list| u64::try_from(list.len()).ok());
    listed
        .filter(|&many| many > 0)
        .or_else(|| count(data, names))
        .unwrap_or(1)
}

/// One subscription of this tier.
pub(super) fn subscription(tier: Option<String>) -> Subscription {
    Subscription {
        count: 1,
        tier: tier.map(Into::into),
        ..Subscription::default()
    }
}
