//! Every kind of frame and every trap.

use serde_json::json;

use super::*;

/// The kind as it stands on the wire, beside the id and the person's name.
fn heard(frame: &Value) -> Vec<Value> {
    let heard = decode(&frame.to_string(), 7).expect("a frame");
    let parts = heard.parts.into_iter();
    parts
        .map(|part| {
            let mut shown = serde_json::to_value(&part.kind).expect("JSON");
            for (name, value) in [
                ("id", json!(part.id)),
                ("at", json!(part.at)),
                ("by", json!(part.user.map(|user| user.name))),
            ] {
                if !value.is_null() {
                    shown[name] = value;
                }
            }
            shown
        })
        .collect()
}

#[test]
fn each_kind_of_frame_is_what_it_says() {
    let by = |more: Value| {
        let mut data = json!({ "userId": "6773", "uniqueId": "ann", "nickname": "Ann 🌙", "msgId": "75", "createTime": "1749859543679", "topGifterRank": null });
        for (name, value) in more.as_object().expect("fields") {
            data[name] = value.clone();
        }
        data
    };
    let rose = json!({ "giftId": 5655, "giftName": "Rose", "giftType": 1, "diamondCount": 1, "groupId": "17", "repeatCount": 4, "repeatEnd": false });
    let of = |change: Value| {
        let mut gift = rose.clone();
        for (name, value) in change.as_object().expect("fields") {
            gift[name] = value.clone();
        }
        by(gift)
    };
    let common = json!({ "id": "75", "at": 1_749_859_543_679_i64, "by": "Ann 🌙" });
    let want = |more: Value| {
        let mut shown = common.clone();
        for (name, value) in more.as_object().expect("fields") {
            shown[name] = value.clone();
        }
        vec![shown]
    };
    let table = [
        (
            "chat",
            by(json!({ "comment": "No lets go" })),
            want(json!({ "type": "chat", "text": "No lets go" })),
        ),
        ("chat", by(json!({ "comment": "" })), vec![]),
        (
            "gift",
            of(json!({})),
            want(
                json!({ "type": "gift", "gift": "Rose", "coins": 1, "count": 4, "combo": "17", "repeat": 4 }),
            ),
        ),
        (
            "gift",
            of(json!({ "repeatEnd": true })),
            want(
                json!({ "type": "gift", "gift": "Rose", "coins": 1, "count": 4, "combo": "17", "repeat": 4, "final": true }),
            ),
        ),
        // Whole at once, though it does not say that it has ended.
        (
            "gift",
            of(json!({ "giftType": 2, "diamondCount": 100, "repeatCount": 3 })),
            want(json!({ "type": "gift", "gift": "Rose", "coins": 100, "count": 3 })),
        ),
        (
            "gift",
            of(json!({ "groupId": "0" })),
            want(json!({ "type": "gift", "gift": "Rose", "coins": 1, "count": 4 })),
        ),
        (
            "gift",
            of(json!({ "groupId": null, "repeatCount": 0 })),
            want(json!({ "type": "gift", "gift": "Rose", "coins": 1, "count": 1 })),
        ),
        (
            "gift",
            of(json!({ "giftName": null })),
            want(
                json!({ "type": "gift", "gift": "5655", "coins": 1, "count": 4, "combo": "17", "repeat": 4 }),
            ),
        ),
        (
            "like",
            by(json!({ "likeCount": 3, "totalLikeCount": 520 })),
            want(json!({ "type": "like", "count": 3, "total": 520 })),
        ),
        (
            "like",
            by(json!({ "likeCount": 3, "totalLikeCount": 0 })),
            want(json!({ "type": "like", "count": 3 })),
        ),
        (
            "member",
            by(json!({ "actionId": 1 })),
            want(json!({ "type": "join" })),
        ),
        ("member", by(json!({ "actionId": 26 })), vec![]),
        ("follow", by(json!({})), want(json!({ "type": "follow" }))),
        ("share", by(json!({})), want(json!({ "type": "share" }))),
        (
            "social",
            by(json!({ "displayType": "pm_main_follow_message_viewer_2" })),
            vec![],
        ),
        (
            "subscribe",
            by(json!({ "subMonth": 3 })),
            want(json!({ "type": "subscription", "count": 1, "months": 3 })),
        ),
        (
            "roomUser",
            json!({ "viewerCount": 2, "topViewers": [], "topGifterRank": 0 }),
            vec![json!({ "type": "viewers", "count": 2, "at": 7 })],
        ),
        (
            "roomUser",
            json!({ "viewerCount": 0 }),
            vec![json!({ "type": "viewers", "count": 0, "at": 7 })],
        ),
        ("roomUser", json!({ "topViewers": [] }), vec![]),
        (
            "streamEnd",
            json!({ "action": 3 }),
            vec![json!({ "type": "stream", "live": false, "at": 7 })],
        ),
        ("config", json!({ "events": [] }), vec![]),
        ("linkMicBattle", json!({}), vec![]),
        ("emote", by(json!({})), vec![]),
    ];
    for (event, data, want) in table {
        let frame = json!({ "event": event, "data": data });
        assert_eq!(heard(&frame), want, "{frame}");
    }
}

#[test]
fn the_streamer_is_told_and_odd_values_are_none() {
    let frame = json!({ "event": "roomUser", "data": { "viewerCount": "12", "tikfinityUsername": "Luna", "createTime": "soon", "msgId": 5 } });
    let heard = decode(&frame.to_string(), 7).expect("a frame");
    assert_eq!(heard.streamer.as_deref(), Some("Luna"));
    assert_eq!((heard.parts[0].at, &heard.parts[0].id), (7, &None));
    for text in ["", "{", "[]", "7", "null", r#"{"data":{}}"#, r#"{"event":7}"#] {
        assert_eq!(decode(text, 7), None, "{text}");
    }
    for text in [
        r#"{"event":"chat"}"#,
        r#"{"event":"gift","data":[1]}"#,
        r#"{"event":"like","data":"x"}"#,
    ] {
        assert!(decode(text, 7).expect("a frame").parts.is_empty(), "{text}");
    }
}
