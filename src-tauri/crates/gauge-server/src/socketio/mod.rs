//! Socket.IO on `/socket.io/`, for stock clients of versions 2 to 4 (PROTOCOLS 3). An own endpoint, small and of
//! text only: the limits, the guard and the lanes of the rest of the port hold for it as well.

mod engineio;
mod packet;
mod polling;
mod sessions;
mod talk;
mod websocket;

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{Method, Response, StatusCode},
};
use gauge_engine::Engine;
use serde_json::json;

pub(crate) use sessions::Sessions;

use crate::{access::Access, push::Producers, reply};
use engineio::Version;

/// The largest message, and the largest body of a POST (RELIABILITY R-15).
const LARGEST: usize = 64 * 1024;
/// Between two pings. The hub's sign of life is our ping, so this is its interval.
const PING_INTERVAL: Duration = Duration::from_secs(25);
/// For the answer to one.
const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// A client that is not heard of for this long is gone.
const SILENT: Duration = PING_INTERVAL.saturating_add(PING_TIMEOUT);
/// For a client to get from its first request into the default namespace.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// Why a request gets no further: a code and a message in the words of stock servers, which stock clients show.
#[derive(Clone, Copy, Debug)]
struct Refusal {
    status: StatusCode,
    code: u8,
    message: &'static str,
    /// Whether the session ends with it.
    ends: bool,
}

impl Refusal {
    const TRANSPORT: Self = Self::request(0, "Transport unknown");
    const UNKNOWN: Self = Self::request(1, "Session ID unknown");
    const METHOD: Self = Self::request(2, "Bad handshake method");
    const REQUEST: Self = Self::request(3, "Bad request");
    const JSONP: Self = Self::request(3, "JSONP polling is not served. Use polling or websocket.");
    const VERSION: Self = Self::request(5, "Unsupported protocol version");
    const TWO_POLLS: Self = Self::end(StatusCode::BAD_REQUEST, "Only one poll at a time");
    const MALFORMED: Self = Self::end(StatusCode::BAD_REQUEST, "This is no packet, or out of place");
    const BINARY: Self = Self::end(
        StatusCode::BAD_REQUEST,
        "Only text is spoken here, no binary data",
    );
    const TOO_SLOW: Self = Self::end(StatusCode::REQUEST_TIMEOUT, "The body did not come within 10 s");
    const TOO_LARGE: Self = Self::end(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 64 KiB");
    const SLOW: Self = Self::end(
        StatusCode::TOO_MANY_REQUESTS,
        "Fetch the answers before you ask on",
    );
    const REVOKED: Self = Self::end(StatusCode::UNAUTHORIZED, "The token was revoked");
    /// No refusal: the client has said goodbye.
    const LEFT: Self = Self::end(StatusCode::OK, "ok");
    const CROWDED: Self = Self::busy("Too many sessions. Close some, or use WebSocket.");
    const STOPPING: Self = Self::busy("Streamgauge is stopping.");

    const fn request(code: u8, message: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            message,
            ends: false,
        }
    }

    const fn end(status: StatusCode, message: &'static str) -> Self {
        Self {
            status,
            code: 3,
            message,
            ends: true,
        }
    }

    const fn busy(message: &'static str) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: 4,
            message,
            ends: false,
        }
    }

    fn answer(self) -> Response<Body> {
        if self.status == StatusCode::OK {
            return reply::typed(self.status, "text/plain; charset=UTF-8", self.message);
        }
        let body = json!({ "code": self.code, "message": self.message });
        reply::json(self.status, body.to_string())
    }
}

/// What the address says.
#[derive(Debug, Default)]
struct Query<'a> {
    version: Option<Version>,
    transport: &'a str,
    sid: Option<&'a str>,
    /// Asks for a script in place of text.
    jsonp: bool,
}

impl<'a> Query<'a> {
    fn parse(text: &'a str) -> Self {
        let mut query = Self::default();
        // None of these values needs percent signs.
        for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "EIO" => query.version = Version::named(value),
                "transport" => query.transport = value,
                "sid" => query.sid = Some(value),
                "j" => query.jsonp = true,
                _ => {}
            }
        }
        query
    }
}

/// Who asks, and what for.
struct Visitor {
    engine: Engine,
    access: Access,
    producers: Producers,
}

/// Every request to `/socket.io/`.
pub(crate) async fn endpoint(
    engine: Engine,
    access: Access,
    sessions: Sessions,
    request: Request,
) -> Response<Body> {
    let uri = request.uri().clone();
    let producers = request.extensions().get().cloned().unwrap_or_default();
    let visitor = Visitor {
        engine,
        access,
        producers,
    };
    let query = Query::parse(uri.query().unwrap_or(""));
    match route(visitor, &sessions, &query, request).await {
        Ok(response) => response,
        Err(refusal) => {
            if let Some(sid) = query.sid.filter(|_| refusal.ends) {
                sessions.take(sid).await;
            }
            refusal.answer()
        }
    }
}

async fn route(
    visitor: Visitor,
    sessions: &Sessions,
    query: &Query<'_>,
    request: Request,
) -> Result<Response<Body>, Refusal> {
    let version = query.version.ok_or(Refusal::VERSION)?;
    if query.jsonp {
        return Err(Refusal::JSONP);
    }
    let session = match query.sid {
        Some(sid) => Some((sid, sessions.get(sid).ok_or(Refusal::UNKNOWN)?)),
        None => None,
    };
    if session
        .as_ref()
        .is_some_and(|(_, session)| session.version != version)
    {
        return Err(Refusal::REQUEST);
    }
    match (query.transport, request.method(), session) {
        ("websocket", &Method::GET, None) => Ok(websocket::open(visitor, version, request)),
        ("websocket", &Method::GET, Some((sid, session))) => Ok(websocket::take_over(
            sessions.clone(),
            sid.into(),
            session,
            request,
        )),
        ("polling", &Method::GET, None) => polling::open(visitor, sessions, version).await,
        ("polling", &Method::GET, Some((_, session))) => polling::poll(&session).await,
        ("polling", &Method::POST, Some((_, session))) => polling::post(&session, request).await,
        ("polling" | "websocket", _, _) => Err(Refusal::METHOD),
        _ => Err(Refusal::TRANSPORT),
    }
}
