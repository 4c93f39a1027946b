//! Every kind of frame and every trap.

use serde_json::json;

use super::*;

/// Who did it, and when, as every frame of a person says.
const PERSON: &str = r#""userId":"6773","uniqueId":"ann","nickname":"Ann 🌙","msgId":"75","createTime":"1749859543679","topGifterRank":null"#;
/// A streak's fourth Rose; what stands behind it replaces it.
const ROSE: &str = r#""giftId":5655,"giftName":"Rose","giftType":1,"diamondCount":1,"groupId":"17","repeatCount":4,"repeatEnd":false"#;

/// The kind of frame, its data beside the person's, and what is heard; nothing, where it is empty.
const OF_PEOPLE: &[(&str, &str, &str)] = &[
    (
        "chat",
        r#""comment":"No lets go""#,
        r#"{"type":"chat","text":"No lets go"}"#,
    ),
    ("chat", r#""comment":"""#, ""),
    ("chat", r#""comment":7"#, ""),
    (
        "like",
        r#""likeCount":3,"totalLikeCount":520"#,
        r#"{"type":"like","count":3,"total":520}"#,
    ),
    (
        "like",
        r#""likeCount":3,"totalLikeCount":0"#,
        r#"{"type":"like","count":3}"#,
    ),
    ("like", r#""totalLikeCount":9"#, ""),
    ("member", r#""actionId":1"#, r#"{"type":"join"}"#),
    ("member", r#""actionId":26"#, ""),
    ("follow", r#""label":"x""#, r#"{"type":"follow"}"#),
    ("share", r#""label":"x""#, r#"{"type":"share"}"#),
    ("social", r#""displayType":"pm_main_follow_message_viewer_2""#, ""),
    (
        "subscribe",
        r#""subMonth":3"#,
        r#"{"type":"subscription","count":1,"months":3}"#,
    ),
    (
        "subscribe",
        r#""subMonth":0"#,
        r#"{"type":"subscription","count":1}"#,
    ),
    ("emote", r#""emoteId":"5""#, ""),
    ("linkMicBattle", r#""battleUsers":[]"#, ""),
];

/// What differs in a Rose's frame, and what is heard.
const GIFTS: &[(&str, &str)] = &[
    (
        "",
        r#"{"type":"gift","gift":"Rose","coins":1,"count":4,"combo":"17","repeat":4}"#,
    ),
    (
        r#""repeatEnd":true"#,
        r#"{"type":"gift","gift":"Rose","coins":1,"count":4,"combo":"17","repeat":4,"final":true}"#,
    ),
    // Whole at once, though it does not say that it has ended.
    (
        r#""giftType":2,"diamondCount":100,"repeatCount":3"#,
        r#"{"type":"gift","gift":"Rose","coins":100,"count":3}"#,
    ),
    // Without a group, each for itself.
    (
        r#""groupId":"0""#,
        r#"{"type":"gift","gift":"Rose","coins":1,"count":4}"#,
    ),
    (
        r#""groupId":null,"repeatCount":0"#,
        r#"{"type":"gift","gift":"Rose","coins":1,"count":1}"#,
    ),
    (
        r#""giftName":null"#,
        r#"{"type":"gift","gift":"5655","coins":1,"count":4,"combo":"17","repeat":4}"#,
    ),
];

/// The kind of frame, its data, and what is heard.
const OF_THE_ROOM: &[(&str, &str, &str)] = &[
    (
        "roomUser",
        r#"{"viewerCount":2,"topViewers":[],"topGifterRank":0}"#,
        r#"{"type":"viewers","count":2}"#,
    ),
    (
        "roomUser",
        r#"{"viewerCount":0}"#,
        r#"{"type":"viewers","count":0}"#,
    ),
    ("roomUser", r#"{"topViewers":[]}"#, ""),
    (
        "streamEnd",
        r#"{"action":3}"#,
        r#"{"type":"stream","live":false}"#,
    ),
    ("config", r#"{"events":[]}"#, ""),
];

fn heard(event: &str, data: &str) -> Vec<Part> {
    let frame = format!(r#"{{"event":"{event}","data":{data}}}"#);
    decode(&frame, 7)
        .unwrap_or_else(|| panic!("a frame: {frame}"))
        .parts
}

fn check(parts: &[Part], want: &str, what: &str) {
    let kinds: Vec<_> = parts.iter().map(|part| json!(part.kind)).collect();
    let want: Vec<Value> = serde_json::from_str(&format!("[{want}]")).expect("JSON");
    assert_eq!(kinds, want, "{what}");
}

#[test]
fn what_people_do_is_heard_with_who_and_when() {
    let gifts = GIFTS
        .iter()
        .map(|(change, want)| ("gift", format!("{ROSE},{change}"), *want));
    let others = OF_PEOPLE
        .iter()
        .map(|(event, more, want)| (*event, (*more).to_owned(), *want));
    for (event, more, want) in gifts.chain(others) {
        let data = format!("{{{PERSON},{}}}", more.trim_end_matches(','));
        let parts = heard(event, &data);
        check(&parts, want, &data);
        for part in parts {
            let user = part.user.expect("somebody");
            assert_eq!((&*user.id, &*user.name), ("6773", "Ann 🌙"), "{event}");
            assert_eq!(
                (part.id.as_deref(), part.at),
                (Some("75"), 1_749_859_543_679),
                "{event}"
            );
        }
    }
}

#[test]
fn what_the_room_tells_has_no_id_and_our_time() {
    for (event, data, want) in OF_THE_ROOM {
        let parts = heard(event, data);
        check(&parts, want, data);
        for part in parts {
            assert_eq!((part.id, part.user, part.at), (None, None, 7), "{event}");
        }
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
