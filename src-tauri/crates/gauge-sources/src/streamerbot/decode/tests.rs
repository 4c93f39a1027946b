//! Frames as Streamer.bot's versions write them, and broken ones.

use serde_json::{Value, json};

use super::*;

fn channels() -> Channels {
    let channel = |text: &str| Some(text.parse().expect("a channel"));
    Channels {
        twitch: channel("twitch:luna"),
        youtube: channel("youtube:luna"),
        kick: channel("generic:luna"),
        own: channel("generic:streamerbot"),
    }
}

const WHEN: &str = "2022-01-30T21:32:04.4588947-05:00";

fn frame(source: &str, kind: &str, data: Value) -> Value {
    json!({ "timeStamp": WHEN, "event": { "source": source, "type": kind }, "data": data })
}

/// What a frame tells, each without what is the same in all.
fn told_by(frame: &Value) -> Vec<Value> {
    let events = decode(frame, &channels(), "streamerbot", 7);
    let told = events.into_iter().map(|event| {
        let mut told = serde_json::to_value(&event).expect("JSON");
        let fields = told.as_object_mut().expect("an object");
        assert_eq!(fields.remove("source"), Some(json!("streamerbot")));
        fields.remove("at");
        fields.remove("id");
        told
    });
    told.collect()
}

fn check(source: &str, kind: &str, data: Value, want: &[Value]) {
    assert_eq!(told_by(&frame(source, kind, data)), want, "{source}.{kind}");
}

fn twitch(more: Value) -> Value {
    on("twitch:luna", more)
}

fn on(channel: &str, mut more: Value) -> Value {
    more["channel"] = json!(channel);
    more
}

fn ann() -> Value {
    json!({ "id": "1", "name": "Ann" })
}

#[test]
fn both_shapes_of_chat_are_one() {
    let want = [twitch(json!({ "type": "chat", "text": "hi", "user": ann() }))];
    let older = json!({ "message": {
        "msgId": "m1", "userId": "1", "username": "ann", "displayName": "Ann", "message": "hi", "channel": "luna",
        "bits": 0, "hasBits": false, "isTest": false,
    } });
    let newer = json!({
        "messageId": "m1", "text": "hi", "user": { "id": "1", "login": "ann", "name": "Ann" },
        "meta": { "isMe": false, "isTest": false }, "broadcaster": { "id": "9", "login": "luna", "name": "Luna" },
        "isFromSharedChatGuest": false, "createdAt": "2022-01-31T02:32:03Z",
    });
    for (data, at) in [(older, 1_643_596_324_458), (newer, 1_643_596_323_000)] {
        let frame = frame("Twitch", "ChatMessage", data);
        assert_eq!(told_by(&frame), want);
        let event = &decode(&frame, &channels(), "streamerbot", 7)[0];
        assert_eq!((event.id.as_deref(), event.at), (Some("m1"), at));
    }
}

#[test]
fn bits_are_one_tip_however_often_they_are_told() {
    let chat = twitch(json!({ "type": "chat", "text": "Cheer100 hi", "user": ann() }));
    let tip = twitch(json!({ "type": "tip", "amount": 100, "currency": "twitch_bit", "user": ann() }));
    let message = json!({
        "msgId": "m1", "userId": "1", "displayName": "Ann", "message": "Cheer100 hi", "bits": 100, "channel": "luna",
    });
    let ids = |frame: &Value| -> Vec<String> {
        let events = decode(frame, &channels(), "streamerbot", 7);
        events
            .into_iter()
            .map(|event| event.id.expect("an id").into())
            .collect()
    };
    for frame in [
        frame("Twitch", "Cheer", message.clone()),
        frame("Twitch", "Cheer", json!({ "message": message.clone() })),
        frame("Twitch", "ChatMessage", json!({ "message": message })),
    ] {
        assert_eq!(told_by(&frame), [chat.clone(), tip.clone()]);
        assert_eq!(ids(&frame), ["m1", "m1#bits"], "the same ids: counted once");
    }
}

/// What Ann does on Twitch, with these fields.
fn by_ann(more: Value) -> Value {
    with(
        json!({ "userId": "1", "userName": "ann", "displayName": "Ann" }),
        more,
    )
}

fn with(mut data: Value, more: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (data.as_object_mut(), more) {
        fields.extend(more);
    }
    data
}

fn check_sub(kind: &str, data: Value, want: Value) {
    let sub = json!({ "type": "subscription", "count": 1, "user": ann() });
    check("Twitch", kind, by_ann(data), &[twitch(with(sub, want))]);
}

#[test]
fn every_way_to_tell_a_subscription_is_understood() {
    check_sub("Sub", json!({ "subTier": 1000 }), json!({ "tier": "1000" }));
    check_sub("Sub", json!({ "sub_tier": "2000" }), json!({ "tier": "2000" }));
    check_sub("Sub", json!({ "subTier": "Tier 3" }), json!({ "tier": "3000" }));
    check_sub("Sub", json!({ "is_prime": true }), json!({ "tier": "Prime" }));
    let again = json!({ "subTier": 1, "cumulativeMonths": 14, "streakMonths": 2 });
    check_sub(
        "ReSub",
        again,
        json!({ "tier": "1000", "months": 14, "resub": true }),
    );
    let given = json!({ "tier": "1000", "gifted": true, "recipient": { "id": "2", "name": "Bob" } });
    for got in [
        json!({ "subTier": 1000, "recipientUserId": "2", "recipientDisplayName": "Bob" }),
        json!({ "subTier": "1000", "recipient": { "id": "2", "login": "bob", "name": "Bob" } }),
    ] {
        check_sub("GiftSub", got, given.clone());
    }
    check_sub(
        "GiftBomb",
        json!({ "gifts": 5 }),
        json!({ "count": 5, "gifted": true }),
    );
    let listed = json!({ "recipients": [{}, {}, {}], "total": 90 });
    check_sub("GiftBomb", listed, json!({ "count": 3, "gifted": true }));
    for flag in ["fromSubBomb", "fromGiftBomb", "fromCommunitySubGift"] {
        check("Twitch", "GiftSub", by_ann(json!({ flag: true })), &[]);
    }
}

fn check_twitch(kind: &str, data: Value, want: Value) {
    check("Twitch", kind, data, &[twitch(want)]);
}

#[test]
fn what_else_happens_on_twitch_is_told() {
    let follow = json!({ "user_id": "1", "user_login": "ann", "user_name": "Ann", "followed_at": WHEN });
    check_twitch("Follow", follow, json!({ "type": "follow", "user": ann() }));
    let raid = json!({
        "from_broadcaster_user_id": "1", "from_broadcaster_user_name": "Ann", "to_broadcaster_user_login": "luna",
        "viewers": 430,
    });
    check_twitch(
        "Raid",
        raid,
        json!({ "type": "raid", "viewers": 430, "user": ann() }),
    );
    let viewers = json!({ "viewers": 55 });
    check_twitch(
        "ViewerCountUpdate",
        viewers,
        json!({ "type": "viewers", "count": 55 }),
    );
    check_twitch(
        "StreamOffline",
        json!({}),
        json!({ "type": "stream", "live": false }),
    );
    let gone = json!({ "type": "moderation", "action": "delete", "target": "m0" });
    check_twitch(
        "ChatMessageDeleted",
        json!({ "targetMessageId": "m0" }),
        gone.clone(),
    );
    check_twitch("ChatMessageDeleted", json!({ "messageId": "m0" }), gone);
    let ban = json!({ "type": "moderation", "action": "ban", "target": "2" });
    check_twitch("UserBanned", json!({ "target_user_id": "2" }), ban);
}

#[test]
fn what_happens_on_youtube_and_kick_is_told() {
    let on_youtube = |more| on("youtube:luna", more);
    let user = json!({ "id": "1", "name": "Ann", "isOwner": false });
    let message = json!({ "eventId": "m1", "message": "hi", "user": user });
    let hi = on_youtube(json!({ "type": "chat", "text": "hi", "user": ann() }));
    check("YouTube", "Message", message, std::slice::from_ref(&hi));
    let tip = |amount: u64| {
        on_youtube(json!({ "type": "tip", "amount": amount, "currency": "EUR", "text": "hi", "user": ann() }))
    };
    let exact = json!({ "message": "hi", "user": user, "amount": "€5.00", "microAmount": "5000000", "currencyCode": "EUR" });
    check("YouTube", "SuperChat", exact, &[hi.clone(), tip(5_000_000)]);
    let shown = json!({ "message": "hi", "user": user, "amount": "€5.50" });
    check("YouTube", "SuperChat", shown, &[hi, tip(5_500_000)]);
    let gift = json!({ "user": user, "count": 5, "tier": "Moon" });
    let five = json!({ "type": "subscription", "count": 5, "gifted": true, "tier": "Moon", "user": ann() });
    check("YouTube", "MembershipGift", gift, &[on_youtube(five)]);
    check(
        "YouTube",
        "GiftMembershipReceived",
        json!({ "user": user, "gifter": user }),
        &[],
    );
    check(
        "YouTube",
        "StatisticsUpdated",
        json!({ "concurrentViewers": "187", "likeCount": 36 }),
        &[
            on_youtube(json!({ "type": "viewers", "count": 187 })),
            on_youtube(json!({ "type": "like", "count": 0, "total": 36 })),
        ],
    );
    let on_kick = |more| on("generic:luna", more);
    let user = json!({ "id": 1, "login": "ann", "name": "Ann" });
    let message = json!({ "messageId": "m1", "text": "hi", "user": user });
    check(
        "Kick",
        "ChatMessage",
        message,
        &[on_kick(json!({ "type": "chat", "text": "hi", "user": ann() }))],
    );
    let many = json!({ "user": user, "recipients": [{}, {}] });
    let two = json!({ "type": "subscription", "count": 2, "gifted": true, "user": ann() });
    check("Kick", "MassGiftSubscription", many, &[on_kick(two)]);
}

#[test]
fn tips_customs_and_recordings_are_told() {
    let own = |more| on("generic:streamerbot", more);
    let of_ann = |name: &str| json!({ name: "Ann", "amount": "5.00", "currency": "usd", "message": "hi" });
    let nameless = json!({ "id": "", "name": "Ann" });
    let want =
        own(json!({ "type": "tip", "amount": 5_000_000, "currency": "USD", "text": "hi", "user": nameless }));
    check(
        "Streamlabs",
        "Donation",
        of_ann("from"),
        std::slice::from_ref(&want),
    );
    check("StreamElements", "Tip", of_ann("username"), &[want]);
    check("Kofi", "Donation", json!({ "amount": "what you like" }), &[]);
    check("Kofi", "Subscription", of_ann("from"), &[]);
    let data = json!({ "event": "boss", "hp": 3 });
    check(
        "General",
        "Custom",
        data.clone(),
        &[own(json!({ "type": "custom", "name": "boss", "data": data }))],
    );
    let all = [
        "twitch:luna",
        "youtube:luna",
        "generic:luna",
        "generic:streamerbot",
    ];
    let want = all.map(|channel| on(channel, json!({ "type": "recording", "active": true })));
    check("Obs", "RecordingStarted", json!({}), &want);
    check("Obs", "SceneChanged", json!({}), &[]);
}

#[test]
fn what_is_only_tried_out_or_elsewhere_is_not_counted() {
    let said = |more: Value| {
        let user = json!({ "id": "1", "name": "Ann" });
        let data = with(json!({ "messageId": "m1", "text": "hi", "user": user }), more);
        decode(
            &frame("Twitch", "ChatMessage", data),
            &channels(),
            "streamerbot",
            7,
        )
    };
    assert_eq!(said(json!({})).len(), 1, "the control");
    for more in [
        json!({ "isTest": true }),
        json!({ "meta": { "isTest": true } }),
        json!({ "isFromSharedChatGuest": true }),
        json!({ "broadcaster": { "login": "somebody" } }),
    ] {
        assert_eq!(said(more.clone()), [], "{more}");
    }
    assert!(said(json!({ "isReplay": true }))[0].history);
    let none = Channels::default();
    let follow = frame("Twitch", "Follow", json!({ "user_id": "1", "user_name": "Ann" }));
    assert_eq!(
        decode(&follow, &none, "streamerbot", 7),
        [],
        "no channel of Twitch is wanted"
    );
}

#[test]
fn frames_that_are_none_tell_nothing() {
    let deep = (0..40).fold(json!(1), |inside, _| json!([inside]));
    for frame in [
        json!(null),
        json!([]),
        json!({ "event": 5 }),
        json!({ "event": { "source": "Twitch" } }),
        frame("Twitch", "NoSuchEvent", json!({})),
        frame("NoSuchSource", "Follow", json!({})),
        frame("Twitch", "ViewerCountUpdate", json!({ "viewers": -1 })),
        frame("Twitch", "ViewerCountUpdate", json!("x")),
        frame("General", "Custom", deep),
    ] {
        assert_eq!(told_by(&frame), [] as [Value; 0], "{frame}");
    }
    // Without its data it is still a follow, by nobody.
    assert_eq!(
        told_by(&frame("Twitch", "Follow", Value::Null)),
        [twitch(json!({ "type": "follow" }))]
    );
}

#[test]
fn the_same_frame_has_the_same_id_and_a_later_one_another() {
    let id = |frame: &Value| decode(frame, &channels(), "streamerbot", 7)[0].id.clone();
    let follow = frame("Twitch", "Follow", json!({ "user_id": "1", "user_name": "Ann" }));
    let mut later = follow.clone();
    later["timeStamp"] = json!("2022-01-30T21:32:04.4588948-05:00");
    assert_eq!(id(&follow), id(&follow.clone()));
    assert_ne!(id(&follow), id(&later));
}
