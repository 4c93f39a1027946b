//! One frame of `EventSub`. Pure; what is unknown gives nothing.

use std::time::Duration;

use gauge_model::{EventKind, Millis, Subscription, User};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::twitch::helix::time;

/// What a frame holds for us.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Frame {
    /// A session begins.
    Welcome {
        /// Its id.
        session: String,
        /// Something comes at least this often, or the connection is dead.
        keepalive: Duration,
    },
    /// The session goes on at this address.
    Reconnect(String),
    /// No more of this will come.
    Revoked {
        /// Of what.
        kind: String,
        /// Why, as Twitch calls it.
        status: String,
    },
    /// Something happened.
    Happened(Notice),
    /// Nothing for us: a sign of life, or something that we did not ask for.
    Other,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Notice {
    /// The message's id: the same one may come twice.
    pub(super) id: String,
    /// When it happened; `None` where that is not said.
    pub(super) at: Option<Millis>,
    pub(super) user: Option<User>,
    pub(super) kind: EventKind,
}

/// A frame that is none, or lacks what must be in it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a frame makes no sense: {0}")]
pub(super) struct Malformed(String);

#[derive(Deserialize)]
struct Envelope<'a> {
    metadata: Metadata,
    #[serde(borrow)]
    payload: &'a RawValue,
}

#[derive(Deserialize)]
struct Metadata {
    message_id: String,
    message_type: String,
    #[serde(default)]
    message_timestamp: String,
    #[serde(default)]
    subscription_type: String,
}

#[derive(Deserialize)]
struct Session {
    session: SessionPart,
}

#[derive(Deserialize)]
struct SessionPart {
    id: String,
    keepalive_timeout_seconds: Option<u64>,
    reconnect_url: Option<String>,
}

#[derive(Deserialize)]
struct Revocation {
    subscription: RevokedPart,
}

#[derive(Deserialize)]
struct RevokedPart {
    status: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Notification {
    event: Event,
}

/// What the events have in common, and what they have apart. The same field means the same in each.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    user_id: Option<String>,
    user_name: Option<String>,
    followed_at: Option<String>,
    started_at: Option<String>,
    is_gift: bool,
    is_anonymous: bool,
    tier: Option<Box<str>>,
    cumulative_months: Option<u64>,
    total: Option<u64>,
    bits: Option<u64>,
    from_broadcaster_user_id: Option<String>,
    from_broadcaster_user_name: Option<String>,
    viewers: Option<u64>,
    /// A cheer's is a text, a resubscription's an object with one.
    message: Value,
}

/// Decodes one frame.
pub(super) fn decode(text: &str) -> Result<Frame, Malformed> {
    let Envelope { metadata, payload } = parse(text)?;
    match metadata.message_type.as_str() {
        "session_welcome" => {
            let SessionPart {
                id,
                keepalive_timeout_seconds,
                ..
            } = parse::<Session>(payload.get())?.session;
            Ok(Frame::Welcome {
                session: id,
                keepalive: Duration::from_secs(keepalive_timeout_seconds.unwrap_or(10).clamp(1, 600)),
            })
        }
        "session_reconnect" => {
            let session = parse::<Session>(payload.get())?.session;
            let url = session.reconnect_url;
            url.map(Frame::Reconnect)
                .ok_or_else(|| Malformed("a reconnect without an address".to_owned()))
        }
        "revocation" => {
            let RevokedPart { status, kind } = parse::<Revocation>(payload.get())?.subscription;
            Ok(Frame::Revoked { kind, status })
        }
        "notification" => notification(metadata, payload.get()),
        _ => Ok(Frame::Other),
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Malformed> {
    serde_json::from_str(text).map_err(|error| Malformed(error.to_string()))
}

fn notification(metadata: Metadata, payload: &str) -> Result<Frame, Malformed> {
    let Notification { event } = parse(payload)?;
    let lacks = |what: &str| Malformed(format!("{} without {what}", metadata.subscription_type));
    let kind = match metadata.subscription_type.as_str() {
        "channel.follow" => EventKind::Follow,
        // Its giver's notice counts it, with all others of the same gift.
        "channel.subscribe" if event.is_gift => return Ok(Frame::Other),
        "channel.subscribe" => EventKind::Subscription(event.subscription(1)),
        "channel.subscription.message" => EventKind::Subscription(Subscription {
            resub: true,
            ..event.subscription(1)
        }),
        "channel.subscription.gift" => EventKind::Subscription(Subscription {
            gifted: true,
            ..event.subscription(event.total.ok_or_else(|| lacks("a total"))?)
        }),
        "channel.cheer" => EventKind::Tip {
            amount: event.bits.ok_or_else(|| lacks("bits"))?,
            currency: "twitch_bit".into(),
            text: event.message.as_str().map(Into::into),
        },
        "channel.raid" => EventKind::Raid {
            viewers: event.viewers.ok_or_else(|| lacks("viewers"))?,
        },
        "stream.online" => EventKind::Stream { live: true },
        "stream.offline" => EventKind::Stream { live: false },
        _ => return Ok(Frame::Other),
    };
    let own = event.followed_at.as_deref().or(event.started_at.as_deref());
    Ok(Frame::Happened(Notice {
        at: own.and_then(time).or_else(|| time(&metadata.message_timestamp)),
        user: event.user(),
        id: metadata.message_id,
        kind,
    }))
}

impl Event {
    fn subscription(&self, count: u64) -> Subscription {
        Subscription {
            count,
            tier: self.tier.clone(),
            months: self.cumulative_months,
            ..Subscription::default()
        }
    }

    fn user(&self) -> Option<User> {
        let (id, name) = match (&self.user_id, &self.from_broadcaster_user_id) {
            (Some(id), _) => (id, &self.user_name),
            (None, Some(id)) => (id, &self.from_broadcaster_user_name),
            (None, None) => return None,
        };
        (!self.is_anonymous).then(|| User {
            id: id.as_str().into(),
            name: name.as_deref().unwrap_or(id).into(),
        })
    }
}

#[cfg(test)]
mod tests;
