//! From an HTTP request to a WebSocket: the four headers, the answer, and the plain socket behind it.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;
use gauge_engine::Engine;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_util::task::TaskTracker;
use tungstenite::handshake::derive_accept_key;

use crate::{
    access::{Access, PROTOCOL},
    client::{Client, parse_since},
    listen::Patient,
    query, reply,
    reports::Reports,
};

/// `/ws/live`, and where a client that comes back wants to go on: `?since=<epoch>:<seq>`.
pub(crate) async fn live(
    engine: Engine,
    access: Access,
    reports: Reports,
    request: Request,
) -> Response<Body> {
    let since = query::value(request.uri(), "since").and_then(parse_since);
    upgrade(request, async move |stream: TcpStream, already_read: Bytes| {
        let client = Client::new(engine, (&access, &reports), stream, already_read, since);
        client.run().await;
    })
}

/// Answers the handshake; then `client` gets the plain socket, with the bytes that were read so far: they may hold
/// its first frames.
pub(crate) fn upgrade<Client, Running>(mut request: Request, client: Client) -> Response<Body>
where
    Client: FnOnce(TcpStream, Bytes) -> Running + Send + 'static,
    Running: Future<Output = ()> + Send,
{
    let key = match handshake_key(request.headers()) {
        Ok(key) => key,
        Err(refusal) => return *refusal,
    };
    let connections = request
        .extensions()
        .get::<TaskTracker>()
        .cloned()
        .unwrap_or_default();
    let speaks_ours = has(request.headers(), header::SEC_WEBSOCKET_PROTOCOL, PROTOCOL);
    let upgrade = hyper::upgrade::on(&mut request);
    // Boxed: a spawned future is as large as the largest thing in it, for every idle client (STRUCTURE 6.7).
    connections.spawn(Box::pin(async move {
        let Ok(upgraded) = upgrade.await else { return };
        if let Ok(parts) = upgraded.downcast::<TokioIo<Patient>>() {
            client(parts.io.into_inner().into_inner(), parts.read_buf).await;
        }
    }));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(&derive_accept_key(key.as_bytes())) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    // Of what was offered; never the token. Chromium hangs up if nothing of its list is chosen.
    if speaks_ours {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    }
    response
}

/// Whether a word stands in a header's list.
fn has(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let mut lists = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    lists.any(|list| list.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
}

/// RFC 6455 4.2.1.
fn handshake_key(headers: &HeaderMap) -> Result<HeaderValue, Box<Response<Body>>> {
    let refuse = |status, message| Err(Box::new(reply::error(status, "not_a_websocket", message)));
    if !has(headers, header::CONNECTION, "upgrade") || !has(headers, header::UPGRADE, "websocket") {
        return refuse(
            StatusCode::UPGRADE_REQUIRED,
            "This is a WebSocket: connect to it with ws://.",
        );
    }
    if !has(headers, header::SEC_WEBSOCKET_VERSION, "13") {
        return refuse(
            StatusCode::BAD_REQUEST,
            "Only WebSocket version 13 is spoken here.",
        );
    }
    match headers.get(header::SEC_WEBSOCKET_KEY) {
        Some(key) => Ok(key.clone()),
        None => refuse(
            StatusCode::BAD_REQUEST,
            "The header Sec-WebSocket-Key is missing.",
        ),
    }
}
