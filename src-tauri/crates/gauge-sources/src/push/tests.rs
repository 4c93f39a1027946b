//! Pushes as tables: what is taken, and what each mistake is told.

use super::*;

const NOW: Millis = 1_800_000_000_000;

fn one(body: &str) -> Result<StreamEvent, PushError> {
    decode(body.as_bytes(), "push", None, NOW).map(|mut events| events.remove(0))
}

/// A push, and the field that the error names.
const MISTAKES: &[(&str, &str)] = &[
    (r#"{"channel":"twitch:xqc","count":1}"#, "type"),
    (r#"{"type":"viewer","channel":"twitch:xqc","count":1}"#, "type"),
    (r#"{"type":"viewers","count":1}"#, "channel"),
    (r#"{"type":"viewers","channel":"xqc","count":1}"#, "channel"),
    (r#"{"type":"viewers","channel":"twitch:xqc"}"#, "count"),
    (r#"{"type":"viewers","channel":"twitch:xqc","count":-1}"#, "count"),
    (
        r#"{"type":"viewers","channel":"twitch:xqc","count":1.5}"#,
        "count",
    ),
    (
        r#"{"type":"viewers","channel":"twitch:xqc","count":"1"}"#,
        "count",
    ),
    (
        r#"{"type":"viewers","channel":"twitch:xqc","count":9007199254740992}"#,
        "count",
    ),
    (
        r#"{"type":"viewers","channel":"twitch:xqc","count":18446744073709551616}"#,
        "count",
    ),
    (
        r#"{"type":"chat_rate","channel":"twitch:xqc","value":-0.5}"#,
        "value",
    ),
    (r#"{"type":"tip","channel":"twitch:xqc","amount":5}"#, "currency"),
    (
        r#"{"type":"recording","channel":"twitch:xqc","active":1}"#,
        "active",
    ),
    (
        r#"{"type":"follow","channel":"twitch:xqc","at":"yesterday"}"#,
        "at",
    ),
    (
        r#"{"type":"follow","channel":"twitch:xqc","at":1900000000000}"#,
        "at",
    ),
    (r#"{"type":"follow","channel":"twitch:xqc","user":7}"#, "user"),
    ("7", "type"),
];

#[test]
fn a_mistake_names_its_field() {
    for &(body, field) in MISTAKES {
        match one(body) {
            Err(PushError::Invalid {
                field: told,
                index: 0,
                ..
            }) => assert_eq!(told, field, "{body}"),
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn what_is_no_json_is_told_so() {
    let too_deep = format!("{{\"data\":{}", "[".repeat(100_000));
    for body in ["{", "viewers", "{\"a\":1e400}", "\u{feff}{}", "[{]", &too_deep] {
        assert!(matches!(one(body), Err(PushError::NotJson(_))), "{body}");
    }
    let no_utf8 = decode(b"{\"type\":\"\xff\"}", "push", None, NOW);
    assert!(matches!(no_utf8, Err(PushError::NotJson(_))), "{no_utf8:?}");
}

#[test]
fn one_an_array_and_lines_are_the_same() {
    let event = r#"{"type":"follow","channel":"twitch:xqc"}"#;
    for body in [
        format!("[{event},{event}]"),
        format!("{event}\n{event}\n"),
        format!("{event}{event}"),
    ] {
        assert_eq!(
            decode(body.as_bytes(), "push", None, NOW).unwrap().len(),
            2,
            "{body}"
        );
    }
    assert!(matches!(
        decode(b"", "push", None, NOW),
        Err(PushError::NotJson(_))
    ));
}

#[test]
fn the_second_mistake_keeps_nothing() {
    let body = r#"[{"type":"follow","channel":"twitch:xqc"},{"type":"follow"}]"#;
    let error = decode(body.as_bytes(), "push", None, NOW).unwrap_err();
    assert!(matches!(
        error,
        PushError::Invalid {
            index: 1,
            field: "channel",
            ..
        }
    ));
}

#[test]
fn a_time_may_be_a_number_or_a_text() {
    for (at, want) in [
        ("1767225600000", 1_767_225_600_000),
        (r#""2026-01-01T00:00:00.000Z""#, 1_767_225_600_000),
        ("1800000000500", NOW),
    ] {
        let body = format!(r#"{{"type":"share","channel":"generic:xQc","at":{at}}}"#);
        assert_eq!(one(&body).unwrap().at, want, "{at}");
    }
}

#[test]
fn seed_003_events_need_no_channel() {
    let body = r#"{"type":"sensor_event","event_type":"impact_detected","sensor_id":"BT50_01","data":{"magnitude":15.5}}"#;
    let event = one(body).unwrap();
    assert_eq!(event.channel.as_str(), "generic:local");
    assert_eq!(event.kind.name(), "sensor_event");
}

#[test]
fn what_is_written_in_another_way_is_the_same() {
    let plain = one(r#"{"type":"follow","channel":"twitch:xqc","user":{"id":"ä","name":"A\"b"}}"#).unwrap();
    for other in [
        // Escaped, also in a name; the last of several; null as good as none; a field that nobody knows.
        r#"{"ty\u0070e":"f\u006fllow","channel":"twitch:xqc","user":{"id":"\u00e4","name":"A\"b"}}"#,
        r#"{"type":"share","type":"follow","channel":"twitch:xqc","user":{"id":"ä","name":"A\"b"}}"#,
        r#"{"type":"follow","channel":"twitch:xqc","id":null,"user":{"id":"ä","name":"A\"b"}}"#,
        r#"{"type":"follow","channel":"twitch:xqc","more":[1,{"a":{}}],"user":{"id":"ä","name":"A\"b"}}"#,
    ] {
        assert_eq!(one(other).unwrap(), plain, "{other}");
    }
}

#[test]
fn what_a_producer_sends_along_is_kept_as_it_was() {
    let data = serde_json::json!({"n": [1, -2, 2.5, null, true, "a\n"], "big": u64::MAX, "in": {"x": {}}});
    let body = format!(r#"{{"type":"custom","name":"a","data":{data}}}"#);
    let kind = one(&body).unwrap().kind;
    assert_eq!(
        kind,
        EventKind::Custom {
            name: "a".into(),
            data: data.into()
        }
    );
}

#[test]
fn what_would_be_remembered_has_a_length() {
    let event =
        |field: &str, value: &str| format!(r#"{{"type":"gift","channel":"twitch:xqc","{field}":{value}}}"#);
    let text = |length: usize| format!("\"{}\"", "ü".repeat(length));
    for (field, most) in [("id", 1024), ("combo", 1024), ("user", 1024), ("gift", 16_384)] {
        one(&event(field, &text(most))).unwrap_or_else(|error| panic!("{field}: {error}"));
        let error = one(&event(field, &text(most + 1))).expect_err(field).to_string();
        assert!(
            error.contains(&format!("`{field}` is longer than {most} characters")),
            "{error}"
        );
    }
    let custom =
        |data: &str| format!(r#"{{"type":"custom","channel":"twitch:xqc","name":"x","data":{data}}}"#);
    let numbers = |count: usize| format!("[{}1]", "1,".repeat(count - 1));
    one(&custom(&numbers(8000))).expect("it is small enough");
    let error = one(&custom(&numbers(9000)))
        .expect_err("it is too large")
        .to_string();
    assert!(error.contains("`data` is larger than 64 KiB"), "{error}");
    let tip =
        |unit: &str| format!(r#"{{"type":"tip","channel":"twitch:xqc","amount":1,"currency":"{unit}"}}"#);
    one(&tip("twitch_bit")).expect("a unit");
    for unit in ["", &"x".repeat(33)] {
        assert!(one(&tip(unit)).is_err(), "{unit}");
    }
}
