//! YouTube's answers into what we need of them. Pure; what is unknown gives nothing.

use gauge_model::{ChannelId, EventKind, Gift, Millis, Moderation, StreamEvent, Subscription, User};
use serde_json::Value;

use crate::{
    line_time,
    loose::{number, text},
};

/// One video, as far as it matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Video {
    pub(super) id: String,
    pub(super) live: bool,
    /// When it went live.
    pub(super) started: Option<Millis>,
    /// Where its chat is; none: it is off, or over.
    pub(super) chat: Option<String>,
    /// Unknown when its owner hides it.
    pub(super) viewers: Option<u64>,
    pub(super) likes: Option<u64>,
    pub(super) title: Option<String>,
}

/// One page of a chat.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ChatPage {
    pub(super) events: Vec<StreamEvent>,
    /// Where the next one begins.
    pub(super) next: Option<String>,
    /// How long YouTube wants us to wait, ms.
    pub(super) pause: Option<Millis>,
    /// The stream is over.
    pub(super) ended: bool,
}

/// Why YouTube refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nothing is left until midnight on the west coast.
    QuotaExceeded,
    /// Asked too fast.
    TooFast,
    /// The chat is off.
    ChatDisabled,
    /// The chat is over, or is not there.
    ChatEnded,
    /// Our place in the chat is not known any more.
    PageToken,
    /// The key is none, or may not do this. Words for the user.
    Key(&'static str),
    /// Something else: its status, and YouTube's word for it.
    Other(u16, String),
}

/// The videos of a `videos` answer.
pub(super) fn videos(answer: &Value) -> Vec<Video> {
    items(answer)
        .filter_map(|item| {
            let live = &item["liveStreamingDetails"];
            Some(Video {
                id: text(&item["id"])?.to_owned(),
                live: item["snippet"]["liveBroadcastContent"] == "live",
                started: line_time::parse(&live["actualStartTime"]),
                chat: text(&live["activeLiveChatId"]).map(str::to_owned),
                viewers: number(&live["concurrentViewers"]),
                likes: number(&item["statistics"]["likeCount"]),
                title: text(&item["snippet"]["title"]).map(str::to_owned),
            })
        })
        .collect()
}

/// The videos' ids of a `playlistItems` answer.
pub(super) fn uploads(answer: &Value) -> Vec<String> {
    items(answer)
        .filter_map(|item| text(&item["contentDetails"]["videoId"]).map(str::to_owned))
        .collect()
}

/// The list of all videos of the channel of a `channels` answer.
pub(super) fn uploads_list(answer: &Value) -> Option<String> {
    let lists = &items(answer).next()?["contentDetails"]["relatedPlaylists"];
    text(&lists["uploads"]).map(str::to_owned)
}

/// A page of the chat of `channel`. `told_until`: what was said until then is history; none: all of it is.
pub(super) fn chat_page(
    answer: &Value,
    (channel, source): (&ChannelId, &str),
    told_until: Option<Millis>,
    now: Millis,
) -> ChatPage {
    let mut page = ChatPage {
        next: text(&answer["nextPageToken"]).map(str::to_owned),
        pause: number(&answer["pollingIntervalMillis"]).and_then(|ms| ms.try_into().ok()),
        ended: text(&answer["offlineAt"]).is_some(),
        ..ChatPage::default()
    };
    for item in items(answer) {
        page.ended |= item["snippet"]["type"] == "chatEndedEvent";
        let at = line_time::parse(&item["snippet"]["publishedAt"]).unwrap_or(now);
        let Some(id) = text(&item["id"]) else { continue };
        for (part, kind) in kinds(id, &item["snippet"]) {
            page.events.push(StreamEvent {
                kind,
                channel: channel.clone(),
                source: source.into(),
                id: Some(format!("{id}{part}").into()),
                at,
                user: user(&item["authorDetails"]),
                simulated: false,
                history: told_until.is_none_or(|until| at <= until),
            });
        }
    }
    page
}

/// What a message is, each with what tells it from the others of the same message.
fn kinds(id: &str, snippet: &Value) -> Vec<(String, EventKind)> {
    let details = |name: &str| &snippet[name];
    let one = |kind| vec![(String::new(), kind)];
    match snippet["type"].as_str().unwrap_or_default() {
        "textMessageEvent" => one(chat(
            text(&details("textMessageDetails")["messageText"])
                .or(text(&snippet["displayMessage"]))
                .unwrap_or_default(),
        )),
        "superChatEvent" => said_with(tip(details("superChatDetails")), details("superChatDetails")),
        "superStickerEvent" => tip(details("superStickerDetails")).map(one).unwrap_or_default(),
        "newSponsorEvent" => {
            let details = details("newSponsorDetails");
            one(EventKind::Subscription(Subscription {
                resub: details["isUpgrade"] == true,
                ..member(details)
            }))
        }
        "memberMilestoneChatEvent" => {
            let details = details("memberMilestoneChatDetails");
            let kind = EventKind::Subscription(Subscription {
                months: number(&details["memberMonth"]),
                resub: true,
                ..member(details)
            });
            said_with(Some(kind), details)
        }
        // Each gift is told again by who got it; that is not counted.
        "membershipGiftingEvent" => {
            let details = details("membershipGiftingDetails");
            one(EventKind::Subscription(Subscription {
                count: number(&details["giftMembershipsCount"]).unwrap_or(1),
                tier: text(&details["giftMembershipsLevelName"]).map(Into::into),
                gifted: true,
                ..Subscription::default()
            }))
        }
        "giftEvent" => vec![gift(id, &details("giftEventDetails")["giftMetadata"])],
        "messageDeletedEvent" => one(EventKind::Moderation {
            action: Moderation::Delete,
            target: text(&details("messageDeletedDetails")["deletedMessageId"]).map(Into::into),
        }),
        "userBannedEvent" => one(ban(details("userBannedDetails"))),
        _ => Vec::new(),
    }
}

fn chat(text: &str) -> EventKind {
    EventKind::Chat { text: text.into() }
}

/// A message with something else in it: both.
fn said_with(kind: Option<EventKind>, details: &Value) -> Vec<(String, EventKind)> {
    let Some(kind) = kind else { return Vec::new() };
    let said = text(&details["userComment"]).map(|comment| (String::new(), chat(comment)));
    let part = format!("#{}", kind.name());
    said.into_iter().chain([(part, kind)]).collect()
}

/// Money comes in millionths, as we count it.
fn tip(details: &Value) -> Option<EventKind> {
    Some(EventKind::Tip {
        amount: number(&details["amountMicros"])?,
        currency: text(&details["currency"])?.to_uppercase().into(),
        text: text(&details["userComment"]).map(Into::into),
    })
}

/// The same message comes again with every gift of a combo: each is a frame of one streak.
fn gift(id: &str, gift: &Value) -> (String, EventKind) {
    let repeat = number(&gift["comboCount"]).unwrap_or(1).max(1);
    let kind = EventKind::Gift(Gift {
        gift: text(&gift["giftName"]).unwrap_or("Gift").into(),
        coins: number(&gift["jewelsAmount"]).unwrap_or(0),
        count: repeat,
        combo: Some(id.into()),
        repeat: Some(repeat),
        ended: false,
    });
    (format!("#{repeat}"), kind)
}

fn ban(details: &Value) -> EventKind {
    EventKind::Moderation {
        action: if details["banType"] == "temporary" {
            Moderation::Timeout
        } else {
            Moderation::Ban
        },
        target: text(&details["bannedUserDetails"]["channelId"]).map(Into::into),
    }
}

fn member(details: &Value) -> Subscription {
    Subscription {
        count: 1,
        tier: text(&details["memberLevelName"]).map(Into::into),
        ..Subscription::default()
    }
}

fn user(author: &Value) -> Option<User> {
    let name = text(&author["displayName"])?;
    Some(User {
        id: text(&author["channelId"]).unwrap_or_default().into(),
        name: name.into(),
    })
}

/// Why an answer with this status is none. Google says it in two places.
pub(super) fn refusal(status: u16, answer: &Value) -> Refusal {
    let error = &answer["error"];
    let reason = text(&error["errors"][0]["reason"]).unwrap_or_default();
    let detail = error["details"].as_array().into_iter().flatten();
    let invalid = detail
        .filter_map(|one| one["reason"].as_str())
        .any(|one| one == "API_KEY_INVALID");
    match (reason, status) {
        ("quotaExceeded" | "dailyLimitExceeded", _) => Refusal::QuotaExceeded,
        ("rateLimitExceeded" | "userRateLimitExceeded", _) | (_, 429) => Refusal::TooFast,
        ("liveChatDisabled", _) => Refusal::ChatDisabled,
        ("liveChatEnded" | "liveChatNotFound", _) => Refusal::ChatEnded,
        ("pageTokenInvalid" | "invalidPageToken", _) => Refusal::PageToken,
        ("keyInvalid" | "keyExpired", _) => {
            Refusal::Key("YouTube does not know this API key. Copy it again.")
        }
        _ if invalid => Refusal::Key("YouTube does not know this API key. Copy it again."),
        ("accessNotConfigured" | "ipRefererBlocked" | "forbidden", 403) | (_, 401) => Refusal::Key(
            "This API key may not read YouTube. It needs to be an API key with YouTube Data API v3 enabled, and no \
             limit to other addresses.",
        ),
        _ => Refusal::Other(status, text(&error["message"]).unwrap_or(reason).to_owned()),
    }
}

fn items(answer: &Value) -> impl Iterator<Item = &Value> {
    answer["items"].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests;
