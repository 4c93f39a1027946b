//! Answers: JSON bodies, errors with words, and the headers that every answer carries.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header, header::HeaderName},
};
use bytes::Bytes;
use gauge_engine::{PushError, Receipt};
use gauge_model::{Fault, FaultCode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::guard::Refusal;

/// A body of JSON.
pub(crate) fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Body> {
    typed(status, "application/json", body)
}

/// A body of any type.
pub(crate) fn typed(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<Body> {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// An error: a code to branch on and words to read.
pub(crate) fn error(status: StatusCode, code: &str, message: &str) -> Response<Body> {
    json(status, json!({ "error": code, "message": message }).to_string())
}

/// The guard said no.
pub(crate) fn refused(refusal: Refusal) -> Response<Body> {
    let mut response = error(refusal.status, refusal.error, refusal.message);
    if refusal.status == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    response
}

/// A page of another origin may read with a token in a header.
pub(crate) fn preflight() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET"),
    );
    let allowed = HeaderValue::from_static("Authorization, Last-Event-ID");
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    response
}

/// The engine could not.
pub(crate) fn fault(fault: &Fault) -> Response<Body> {
    let (status, code) = fault_code(fault);
    error(status, code, &fault.message)
}

/// The status and code of a fault.
pub(crate) fn fault_code(fault: &Fault) -> (StatusCode, &'static str) {
    match fault.code {
        FaultCode::Storage => (StatusCode::INSUFFICIENT_STORAGE, "storage"),
        FaultCode::NoSuchViewer => (StatusCode::NOT_FOUND, "not_found"),
        FaultCode::StorageReadOnly => (StatusCode::SERVICE_UNAVAILABLE, "storage_read_only"),
        FaultCode::Simulated => (StatusCode::CONFLICT, "simulated"),
        FaultCode::Stopping => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
    }
}

/// What became of a push, as it is told.
#[derive(Serialize)]
pub(crate) struct Told<'a> {
    accepted: usize,
    duplicates: usize,
    /// The id of a push of one event, where answers are told apart by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    profile: &'a str,
    seq: u64,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
}

/// What became of a push.
pub(crate) fn receipt(receipt: &Receipt) -> Told<'_> {
    Told {
        accepted: receipt.accepted,
        duplicates: receipt.duplicates,
        id: None,
        profile: &receipt.profile,
        seq: receipt.seq,
        kind: None,
    }
}

impl<'a> Told<'a> {
    /// As one of the answers of a socket, to the push of this id.
    pub(crate) fn ack(self, id: Option<&'a str>) -> Self {
        Self {
            id,
            kind: Some("ack"),
            ..self
        }
    }
}

/// What is wrong with a push.
pub(crate) fn push_error(error: &PushError) -> (StatusCode, Value) {
    let message = error.to_string();
    match error {
        PushError::NotJson(_) => (
            StatusCode::BAD_REQUEST,
            json!({ "error": "not_json", "message": message }),
        ),
        PushError::Invalid { index, field, .. } => (
            StatusCode::UNPROCESSABLE_ENTITY,
            json!({ "error": "invalid_event", "index": index, "field": field, "message": message }),
        ),
    }
}

/// The headers of RELIABILITY S-07. A page may set its own caching, and who may show it; data is never kept. `page` is another origin
/// that may read the answer; there is never a `*`, and never credentials of a browser's own.
pub(crate) fn seal(mut response: Response<Body>, page: Option<HeaderValue>) -> Response<Body> {
    const ALWAYS: [(HeaderName, &str); 3] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::VARY, "Origin"),
    ];
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(page) = page {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, page);
    }
    headers
        .entry(HeaderName::from_static("cross-origin-resource-policy"))
        .or_insert(HeaderValue::from_static("same-origin"));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
