//! Answers in the shapes of YouTube's own reference, and broken ones.

use gauge_model::{ChannelId, EventKind};
use serde_json::{Value, json};

use super::*;

fn channel() -> ChannelId {
    "youtube:luna".parse().expect("a channel")
}

fn page_of(items: Value, told_until: Option<Millis>) -> ChatPage {
    let answer = json!({ "nextPageToken": "next", "pollingIntervalMillis": 5000, "items": items });
    chat_page(&answer, (&channel(), "youtube"), told_until, 7)
}

/// One message with these details, as it is counted: each event's id and wire form without what is the same in all.
fn told(kind: &str, name: &str, details: Value) -> Vec<(String, Value)> {
    let mut snippet = json!({ "type": kind, "publishedAt": "2026-10-04T16:00:41Z" });
    snippet[name] = details;
    let author = json!({ "channelId": "UCann", "displayName": "Ann" });
    let page = page_of(
        json!([{ "id": "m1", "snippet": snippet, "authorDetails": author }]),
        Some(0),
    );
    page.events
        .into_iter()
        .map(|event| {
            assert_eq!((event.at, event.history), (1_791_129_641_000, false));
            assert_eq!(event.user.expect("an author").id, "UCann".into());
            let id = event.id.expect("an id").into();
            (id, serde_json::to_value(event.kind).expect("JSON"))
        })
        .collect()
}

fn check(kind: &str, name: &str, details: Value, want: &[(&str, Value)]) {
    let want: Vec<_> = want
        .iter()
        .map(|(id, kind)| ((*id).to_owned(), kind.clone()))
        .collect();
    assert_eq!(told(kind, name, details), want, "{kind}");
}

#[test]
fn messages_and_money_are_what_they_are() {
    let hi = json!({ "type": "chat", "text": "hi" });
    check(
        "textMessageEvent",
        "textMessageDetails",
        json!({ "messageText": "hi" }),
        &[("m1", hi.clone())],
    );
    check(
        "textMessageEvent",
        "displayMessage",
        json!("hi"),
        &[("m1", hi.clone())],
    );
    let tip = json!({ "type": "tip", "amount": 5_000_000, "currency": "USD", "text": "hi" });
    let chat_details =
        json!({ "amountMicros": "5000000", "currency": "usd", "userComment": "hi", "tier": 2 });
    check(
        "superChatEvent",
        "superChatDetails",
        chat_details,
        &[("m1", hi.clone()), ("m1#tip", tip)],
    );
    let tip = json!({ "type": "tip", "amount": 1_990_000, "currency": "EUR" });
    let sticker = json!({ "amountMicros": 1_990_000, "currency": "EUR" });
    check(
        "superStickerEvent",
        "superStickerDetails",
        sticker.clone(),
        &[("m1", tip.clone())],
    );
    check("superChatEvent", "superChatDetails", sticker, &[("m1#tip", tip)]);
}

#[test]
fn members_are_subscriptions() {
    check(
        "newSponsorEvent",
        "newSponsorDetails",
        json!({ "memberLevelName": "Moon" }),
        &[(
            "m1",
            json!({ "type": "subscription", "count": 1, "tier": "Moon" }),
        )],
    );
    check(
        "memberMilestoneChatEvent",
        "memberMilestoneChatDetails",
        json!({ "memberLevelName": "Moon", "memberMonth": 12, "userComment": "hi" }),
        &[
            ("m1", json!({ "type": "chat", "text": "hi" })),
            (
                "m1#subscription",
                json!({ "type": "subscription", "count": 1, "tier": "Moon", "months": 12, "resub": true }),
            ),
        ],
    );
}

#[test]
fn a_gift_of_memberships_is_counted_by_its_announcement_alone() {
    check(
        "membershipGiftingEvent",
        "membershipGiftingDetails",
        json!({ "giftMembershipsCount": "5", "giftMembershipsLevelName": "Moon" }),
        &[(
            "m1",
            json!({ "type": "subscription", "count": 5, "tier": "Moon", "gifted": true }),
        )],
    );
    let received = json!({ "memberLevelName": "Moon", "associatedMembershipGiftingMessageId": "m1" });
    check(
        "giftMembershipReceivedEvent",
        "giftMembershipReceivedDetails",
        received,
        &[],
    );
}

#[test]
fn a_gift_that_comes_again_is_one_streak() {
    let gift = |combo: u64| {
        let meta = json!({ "giftName": "Comet", "jewelsAmount": "10", "comboCount": combo });
        told("giftEvent", "giftEventDetails", json!({ "giftMetadata": meta }))
    };
    for combo in [1, 3] {
        let want = json!({ "type": "gift", "gift": "Comet", "coins": 10, "count": combo, "combo": "m1", "repeat": combo });
        assert_eq!(gift(combo), [(format!("m1#{combo}"), want)]);
    }
}

#[test]
fn moderators_are_heard() {
    check(
        "messageDeletedEvent",
        "messageDeletedDetails",
        json!({ "deletedMessageId": "m0" }),
        &[(
            "m1",
            json!({ "type": "moderation", "action": "delete", "target": "m0" }),
        )],
    );
    for (ban, action) in [("temporary", "timeout"), ("permanent", "ban")] {
        let details = json!({ "banType": ban, "bannedUserDetails": { "channelId": "UCbob" } });
        let want = json!({ "type": "moderation", "action": action, "target": "UCbob" });
        check("userBannedEvent", "userBannedDetails", details, &[("m1", want)]);
    }
}

#[test]
fn what_is_unknown_or_broken_gives_nothing_and_loses_nothing() {
    let good = json!({ "id": "m2", "snippet": { "type": "textMessageEvent", "displayMessage": "hi" } });
    let items = json!([
        null, 1, "x", {}, { "id": "m" }, { "id": 5, "snippet": { "type": "textMessageEvent" } },
        { "id": "m", "snippet": { "type": "tombstone" } },
        { "id": "m", "snippet": { "type": "superChatEvent", "superChatDetails": { "amountMicros": "-5", "currency": "USD" } } },
        { "id": "m", "snippet": { "type": "superChatEvent", "superChatDetails": { "amountMicros": "5" } } },
        good,
    ]);
    let page = page_of(items, None);
    assert_eq!(page.events.len(), 1);
    let event = &page.events[0];
    assert_eq!(event.kind, EventKind::Chat { text: "hi".into() });
    assert_eq!(
        (event.at, &event.user, event.history),
        (7, &None, true),
        "its time is now"
    );
    for broken in [
        Value::Null,
        json!([]),
        json!({ "items": {} }),
        json!({ "pollingIntervalMillis": -1 }),
    ] {
        let page = chat_page(&broken, (&channel(), "youtube"), None, 7);
        assert_eq!(page, ChatPage::default(), "{broken}");
        assert_eq!(
            (videos(&broken), uploads(&broken), uploads_list(&broken)),
            (vec![], vec![], None)
        );
    }
}

#[test]
fn what_was_said_before_is_history() {
    let said = |at: &str| json!({ "id": at, "snippet": { "type": "textMessageEvent", "publishedAt": at, "displayMessage": "hi" } });
    let items = json!([
        said("1970-01-01T00:00:01Z"),
        said("1970-01-01T00:00:02Z"),
        said("1970-01-01T00:00:03Z")
    ]);
    for (told_until, want) in [
        (None, [true; 3]),
        (Some(2000), [true, true, false]),
        (Some(0), [false; 3]),
    ] {
        let page = page_of(items.clone(), told_until);
        let history: Vec<_> = page.events.iter().map(|event| event.history).collect();
        assert_eq!(history, want, "{told_until:?}");
    }
}

#[test]
fn a_page_says_what_comes_next() {
    let page = page_of(json!([]), None);
    assert_eq!(
        (page.next.as_deref(), page.pause, page.ended),
        (Some("next"), Some(5000), false)
    );
    let over = json!([{ "id": "m", "snippet": { "type": "chatEndedEvent" } }]);
    assert!(page_of(over, None).ended);
    let off = json!({ "offlineAt": "2026-10-04T16:00:41Z", "items": [] });
    assert!(chat_page(&off, (&channel(), "youtube"), None, 0).ended);
}

#[test]
fn a_video_tells_what_its_owner_shows() {
    let answer = json!({ "items": [
        {
            "id": "v1", "snippet": { "liveBroadcastContent": "live", "title": "Hi" },
            "liveStreamingDetails": { "actualStartTime": "1970-01-01T00:00:05Z", "concurrentViewers": "187", "activeLiveChatId": "Cg0K" },
            "statistics": { "likeCount": 36 },
        },
        { "id": "v2", "snippet": { "liveBroadcastContent": "none" }, "statistics": { "likeCount": "4" } },
        { "snippet": { "liveBroadcastContent": "live" } },
    ] });
    let live = Video {
        id: "v1".into(),
        live: true,
        started: Some(5000),
        chat: Some("Cg0K".into()),
        viewers: Some(187),
        likes: Some(36),
        title: Some("Hi".into()),
    };
    let over = Video {
        id: "v2".into(),
        likes: Some(4),
        ..Video::default()
    };
    assert_eq!(
        videos(&answer),
        [live, over],
        "hidden viewers are unknown, not none"
    );
}

#[test]
fn a_channel_is_found_through_the_list_of_its_videos() {
    let channels = json!({ "items": [{ "contentDetails": { "relatedPlaylists": { "uploads": "UUx" } } }] });
    assert_eq!(uploads_list(&channels).as_deref(), Some("UUx"));
    let list = json!({ "items": [{ "contentDetails": { "videoId": "v1" } }, { "contentDetails": { "videoId": "v2" } }] });
    assert_eq!(uploads(&list), ["v1", "v2"]);
}

#[test]
fn every_refusal_is_known_by_its_reason() {
    let error = |reason: &str| json!({ "error": { "message": "no", "errors": [{ "reason": reason }] } });
    for (status, reason, want) in [
        (403, "quotaExceeded", Refusal::QuotaExceeded),
        (403, "rateLimitExceeded", Refusal::TooFast),
        (429, "", Refusal::TooFast),
        (403, "liveChatDisabled", Refusal::ChatDisabled),
        (403, "liveChatEnded", Refusal::ChatEnded),
        (404, "liveChatNotFound", Refusal::ChatEnded),
        (400, "pageTokenInvalid", Refusal::PageToken),
        (500, "backendError", Refusal::Other(500, "no".into())),
        (400, "badRequest", Refusal::Other(400, "no".into())),
    ] {
        assert_eq!(refusal(status, &error(reason)), want, "{reason}");
    }
    let unknown = json!({ "error": { "errors": [{ "reason": "badRequest" }], "details": [{ "reason": "API_KEY_INVALID" }] } });
    for (status, answer) in [
        (400, error("keyInvalid")),
        (400, unknown),
        (403, error("accessNotConfigured")),
        (401, Value::Null),
    ] {
        assert!(
            matches!(refusal(status, &answer), Refusal::Key(why) if why.contains("API key")),
            "{answer}"
        );
    }
}
