//! `/ws/live`: our native frames and seed 003's, on one path (PROTOCOLS 1 and 2). Bytes are WebSocket frames:
//! a server's are not masked, so they are the same for everybody.

use gauge_engine::{Changes, Dialect};
use gauge_model::{Carried, Delta, EventKind, LegacyEvent, Millis, Standing, StreamEvent, Topics};
use serde::Serialize;
use serde_json::{Value, json};

use super::when;

/// The dialect. Native frames go to those who asked for our topics, the seed's to those who asked for its.
pub(crate) const LIVE: Dialect = Dialect {
    name: "live",
    snapshot,
    changes: Changes::Deltas(delta),
    // An empty ping (RFC 6455 5.5.2).
    keep_alive: &[0x89, 0],
};

fn snapshot(standing: &Standing, topics: Topics, out: &mut Vec<u8>) {
    if topics.meets(Topics::NATIVE) {
        frame(out, |out| {
            serde_json::to_writer(out, &standing.snapshot(topics)).is_ok()
        });
    }
}

fn delta(standing: &Standing, delta: &Delta, topics: Topics, out: &mut Vec<u8>) {
    if topics.meets(Topics::NATIVE) {
        frame(out, |out| delta.write_native(&standing.stats, topics, out));
    }
    if let Some(event) = delta.event
        && let Some((topic, broadcast)) = legacy(event)
        && topics.meets(topic)
    {
        frame(out, |out| serde_json::to_writer(out, &broadcast).is_ok());
    }
}

/// Seed 003's broadcast of an event, if it is one of its four.
fn legacy(event: &StreamEvent) -> Option<(Topics, Broadcast<'_>)> {
    let (topic, body) = match &event.kind {
        EventKind::SensorEvent(body) => (Topics::LEGACY_SENSOR, body),
        EventKind::TimerEvent(body) => (Topics::LEGACY_TIMER, body),
        EventKind::RunUpdate(body) => (Topics::LEGACY_RUN, body),
        EventKind::Status(body) => (Topics::LEGACY_STATUS, body),
        _ => return None,
    };
    Some((topic, Broadcast::new(event, body)))
}

#[derive(Serialize)]
struct Broadcast<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    event_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sensor_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Carried>,
}

impl<'a> Broadcast<'a> {
    fn new(event: &'a StreamEvent, body: &'a LegacyEvent) -> Self {
        let device = |is_its: bool| body.device.as_deref().filter(|_| is_its);
        Self {
            kind: event.kind.name(),
            event_type: &body.event_type,
            message: body.message.as_deref(),
            timestamp: when::utc(event.at),
            sensor_id: device(matches!(event.kind, EventKind::SensorEvent(_))),
            device_id: device(matches!(event.kind, EventKind::TimerEvent(_))),
            run_id: device(matches!(event.kind, EventKind::RunUpdate(_))),
            data: Some(&body.data).filter(|data| !data.is_null()),
        }
    }
}

/// A `status` that answers one client: `extra` holds the fields besides its type, event type and time.
pub(crate) fn legacy_status(event_type: &str, now: Millis, extra: Value) -> Vec<u8> {
    let mut body = json!({ "type": "status", "event_type": event_type, "timestamp": when::utc(now) });
    if let (Some(body), Value::Object(extra)) = (body.as_object_mut(), extra) {
        body.extend(extra);
    }
    let mut out = Vec::new();
    frame(&mut out, |out| serde_json::to_writer(out, &body).is_ok());
    out
}

/// Appends one text frame whose payload `write` appends; nothing if `write` says that it wrote nothing.
pub(crate) fn frame(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> bool) {
    const TEXT: u8 = 0x81;
    const HEADER: usize = 4;
    let start = out.len();
    out.extend_from_slice(&[0; HEADER]);
    if !write(out) {
        out.truncate(start);
        return;
    }
    let length = out.len() - start - HEADER;
    // RFC 6455 5.2: the length takes 1, 3 or 9 bytes. Nearly every frame takes 3.
    if let Ok(length @ ..=125) = u8::try_from(length) {
        out.copy_within(start + HEADER.., start + 2);
        out.truncate(out.len() - 2);
        out[start..start + 2].copy_from_slice(&[TEXT, length]);
    } else if let Ok(length) = u16::try_from(length) {
        let [high, low] = length.to_be_bytes();
        out[start..start + HEADER].copy_from_slice(&[TEXT, 126, high, low]);
    } else {
        out.splice(start + 2..start + HEADER, (length as u64).to_be_bytes());
        out[start..start + 2].copy_from_slice(&[TEXT, 127]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_its_length() {
        for (length, header) in [
            (0usize, &[0x81u8, 0][..]),
            (125, &[0x81, 125]),
            (126, &[0x81, 126, 0, 126]),
            (65_535, &[0x81, 126, 0xff, 0xff]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let mut out = b"before".to_vec();
            frame(&mut out, |out| {
                out.resize(out.len() + length, b'x');
                true
            });
            assert_eq!(&out[6..6 + header.len()], header, "{length}");
            assert!(out[6 + header.len()..].iter().all(|&byte| byte == b'x'));
            assert_eq!(out.len(), 6 + header.len() + length);
        }
        let mut out = b"before".to_vec();
        frame(&mut out, |_| false);
        assert_eq!(out, b"before");
    }
}
