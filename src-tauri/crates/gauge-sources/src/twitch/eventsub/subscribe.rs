//! What is subscribed to, and what Twitch says to that.

use futures_util::future::join_all;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use crate::{
    Ended, Link,
    twitch::{
        account::Account,
        api::{Api, ApiError},
    },
};

/// Each: its type, its version, the conditions that name the channel, and the kind of event that comes of it.
const WANTED: [(&str, &str, &[&str], &str); 8] = [
    (
        "channel.follow",
        "2",
        &["broadcaster_user_id", "moderator_user_id"],
        "follow",
    ),
    ("channel.subscribe", "1", OF_CHANNEL, "subscription"),
    ("channel.subscription.message", "1", OF_CHANNEL, "subscription"),
    ("channel.subscription.gift", "1", OF_CHANNEL, "subscription"),
    ("channel.cheer", "1", OF_CHANNEL, "tip"),
    ("channel.raid", "1", &["to_broadcaster_user_id"], "raid"),
    ("stream.online", "1", OF_CHANNEL, STREAM),
    ("stream.offline", "1", OF_CHANNEL, STREAM),
];
const OF_CHANNEL: &[&str] = &["broadcaster_user_id"];
/// It competes with nobody: Helix says the same, later, and saying it twice changes nothing.
const STREAM: &str = "stream";
/// The kinds of event that others may bring too.
const KINDS: [&str; 4] = ["follow", "subscription", "tip", "raid"];

/// Subscribes to everything at once: a session without subscriptions is closed after 10 s. The kinds of event that
/// will come, and nobody else may bring too.
///
/// # Errors
/// When nothing will.
pub(super) async fn subscribe(
    api: &Api,
    account: &Account,
    session_id: &str,
    link: &Link,
) -> Result<Vec<&'static str>, Ended> {
    let answers = join_all(WANTED.map(|wanted| one(api, account, session_id, link, wanted))).await;
    let mut refused = Vec::new();
    let (mut any, mut wrong) = (false, None);
    for ((kind, _, _, brings), answer) in WANTED.iter().zip(answers) {
        match answer {
            Ok(()) => any = true,
            // Asked again it may be taken.
            Err(error @ (ApiError::Away(_) | ApiError::Limited(_))) => return Err(error.ended(link.now())),
            Err(error) => {
                tracing::warn!(kind, %error, "Twitch refuses a subscription");
                refused.push(*brings);
                wrong = Some(error);
            }
        }
    }
    match wrong {
        Some(error) if !any => Err(refusal(error, link)),
        // What is told by halves is better told by the chat.
        _ => Ok(KINDS.into_iter().filter(|kind| !refused.contains(kind)).collect()),
    }
}

async fn one(
    api: &Api,
    account: &Account,
    session_id: &str,
    link: &Link,
    (kind, version, conditions, _): (&str, &str, &[&str], &str),
) -> Result<(), ApiError> {
    let made = account
        .signed(|session| async move {
            let condition: Map<String, Value> = conditions
                .iter()
                .map(|&name| (name.to_owned(), json!(session.user_id)))
                .collect();
            let body = json!({
                "type": kind,
                "version": version,
                "condition": condition,
                "transport": { "method": "websocket", "session_id": session_id },
            });
            api.post::<IgnoredAny>(&session, link, "eventsub/subscriptions", &body)
                .await
        })
        .await;
    match made {
        // It is subscribed to already.
        Ok(_) | Err(ApiError::Refused { status: 409, .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Nothing was taken; by the last answer it is seen why.
fn refusal(error: ApiError, link: &Link) -> Ended {
    match error {
        ApiError::Refused { status: 403, .. } | ApiError::Unauthorized => Ended::Refused(
            "Twitch does not let this login hear the channel. Log out and in again.".to_owned(),
        ),
        error => error.ended(link.now()),
    }
}
