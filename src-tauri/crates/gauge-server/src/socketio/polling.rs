//! Long-polling: a GET waits for what is to be said, a POST brings what the client says.

use std::sync::atomic::Ordering::Relaxed;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{Response, StatusCode, header},
};
use tokio::time::sleep_until;
use ulid::Ulid;

use super::{
    LARGEST, Refusal, Visitor,
    engineio::Version,
    sessions::{Session, Sessions},
    talk::{End, Talk},
};
use crate::{
    limits::{self, NoBody},
    reply,
};

/// A new client: its session, and what it must know.
pub(super) async fn open(
    visitor: Visitor,
    sessions: &Sessions,
    version: Version,
) -> Result<Response<Body>, Refusal> {
    if !sessions.has_room() {
        return Err(Refusal::CROWDED);
    }
    let sid = Ulid::new().to_string();
    let talk = Talk::begin(visitor, version, &sid, &["websocket"]).await;
    let mut talk = talk.map_err(|_| Refusal::STOPPING)?;
    let body = payload(version, talk.said());
    sessions.insert(&sid, version, talk);
    Ok(text(body))
}

/// Waits until something is to be said.
pub(super) async fn poll(session: &Session) -> Result<Response<Body>, Refusal> {
    if session.is_polled.swap(true, Relaxed) {
        return Err(Refusal::TWO_POLLS);
    }
    let _poll = Poll(session);
    loop {
        let (news, due) = {
            let mut held = session.talk.lock().await;
            let Some(talk) = held.as_mut() else {
                // A WebSocket has taken over, or it has ended: the client knows which.
                return Ok(text(joined(session.version, "6")));
            };
            if talk.has_joined() {
                session.finish();
            }
            // Before looking, so that nothing can come unseen in between.
            let news = talk.later();
            if talk.gather().await.is_err() {
                // Nothing that still comes by this session is heard.
                *held = None;
                return Ok(text(joined(session.version, "1")));
            }
            if !talk.out.is_empty() {
                return Ok(text(payload(session.version, talk.said())));
            }
            (news, talk.due())
        };
        if session.is_upgrading.load(Relaxed) {
            return Ok(text(joined(session.version, "6")));
        }
        let due = async {
            match due {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = session.wake.notified() => {}
            () = news => {}
            () = due => {}
        }
    }
}

/// Ends with the request, also when the client hangs up.
struct Poll<'a>(&'a Session);

impl Drop for Poll<'_> {
    fn drop(&mut self) {
        self.0.is_polled.store(false, Relaxed);
    }
}

/// Hears what the client says.
pub(super) async fn post(session: &Session, request: Request) -> Result<Response<Body>, Refusal> {
    let is_binary = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/octet-stream"));
    if is_binary {
        return Err(Refusal::BINARY);
    }
    let body = limits::body(request.into_body(), LARGEST).await;
    let body = body.map_err(|why| match why {
        NoBody::TooSlow => Refusal::TOO_SLOW,
        NoBody::TooLarge => Refusal::TOO_LARGE,
        NoBody::BrokeOff => Refusal::MALFORMED,
    })?;
    let body = std::str::from_utf8(&body).map_err(|_| Refusal::MALFORMED)?;
    let packets = session.version.split(body).map_err(|_| Refusal::MALFORMED)?;
    let mut talk = session.talk.lock().await;
    let talk = talk.as_mut().ok_or(Refusal::UNKNOWN)?;
    for packet in packets {
        match talk.hear(packet).await {
            Ok(()) => {}
            Err(End::Left) => return Err(Refusal::LEFT),
            Err(End::Binary) => return Err(Refusal::BINARY),
            Err(End::Malformed) => return Err(Refusal::MALFORMED),
            Err(End::Slow) => return Err(Refusal::SLOW),
            Err(End::Revoked) => return Err(Refusal::REVOKED),
            Err(End::Stopping) => return Err(Refusal::STOPPING),
        }
    }
    if talk.has_joined() {
        session.finish();
    }
    session.wake.notify_one();
    Ok(text("ok".to_owned()))
}

/// Takes WebSocket frames, as the lane has them, apart and makes a polled body of their texts.
fn payload(version: Version, frames: impl IntoIterator<Item = Bytes>) -> String {
    let mut body = String::new();
    for chunk in frames {
        let mut rest = &*chunk;
        while let Some((packet, after)) = unframed(rest) {
            version.join(&mut body, packet);
            rest = after;
        }
    }
    body
}

/// The text of the first frame, and what is behind it. Frames are our own: whole, of text, and not masked.
fn unframed(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (start, length) = match *bytes.get(1)? {
        126 => (4, u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?).into()),
        127 => {
            let length = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
            (10, usize::try_from(length).ok()?)
        }
        short => (2, usize::from(short)),
    };
    let (text, rest) = bytes.get(start..)?.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

fn joined(version: Version, packet: &str) -> String {
    let mut body = String::new();
    version.join(&mut body, packet);
    body
}

fn text(body: String) -> Response<Body> {
    reply::typed(StatusCode::OK, "text/plain; charset=UTF-8", body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::frame;

    #[test]
    fn frames_of_every_length_are_taken_apart() {
        let texts = [1usize, 125, 126, 65_535, 65_536].map(|length| "x".repeat(length));
        let mut chunk = Vec::new();
        for text in &texts {
            frame(&mut chunk, |out| {
                out.extend_from_slice(text.as_bytes());
                true
            });
        }
        let body = payload(Version::Four, [Bytes::from(chunk)]);
        assert_eq!(body, texts.join("\u{1e}"));
    }
}
