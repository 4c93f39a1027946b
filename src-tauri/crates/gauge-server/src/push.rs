//! What producers push by HTTP, and the words in which every push is answered.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode, header},
};
use gauge_engine::{Engine, Producer, Refused, TooFast};
use serde_json::{Value, json};

use crate::{
    access::{Access, PROGRAMS},
    guard::{self, Refusal},
    limits::{self, NoBody},
    query, reply,
};

/// A push's largest body (RELIABILITY R-15).
const LARGEST: usize = 256 * 1024;
/// How long it may wait behind others of the same producer.
const TURN: Duration = Duration::from_secs(1);

/// Counts what a producer pushes. Only JSON types are taken: a page of another site cannot send these without
/// asking first, and is refused when it asks.
pub(crate) async fn take(State(engine): State<Engine>, request: Request) -> Response<Body> {
    if let Err(refusal) = may_push(&request) {
        return reply::refused(refusal);
    }
    if !is_json(&request) {
        let message = "Send events as JSON: add the header Content-Type: application/json.";
        return reply::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type", message);
    }
    let (producer, sync) = (producer_of(&request), wants_sync(&request));
    let body = match limits::body(request.into_body(), LARGEST).await {
        Ok(body) => body,
        Err(why) => return no_body(&why),
    };
    match engine.push_as(&producer, &body, sync, Some(TURN)).await {
        Ok(receipt) => {
            let told = serde_json::to_vec(&reply::receipt(&receipt));
            reply::json(StatusCode::OK, told.unwrap_or_default())
        }
        Err(refused) => refuse(&refused),
    }
}

fn no_body(why: &NoBody) -> Response<Body> {
    let (status, code, message) = match why {
        NoBody::TooSlow => (
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            "The body did not come within 10 s.",
        ),
        NoBody::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "The body is larger than 256 KiB. Send fewer events at once.",
        ),
        NoBody::BrokeOff => (
            StatusCode::BAD_REQUEST,
            "broke_off",
            "The body broke off. Send it again.",
        ),
    };
    reply::error(status, code, message)
}

/// Whether it says that it brings JSON.
pub(crate) fn is_json(request: &Request) -> bool {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = content_type.split(';').next().unwrap_or("").trim();
    ["application/json", "application/x-ndjson", "application/ndjson"]
        .iter()
        .any(|json| media_type.eq_ignore_ascii_case(json))
}

/// Whether it shows a token that pushes.
pub(crate) fn may_push(request: &Request) -> Result<(), Refusal> {
    let access = request.extensions().get::<Access>();
    access.map_or(Err(guard::WRITE_TOKEN), Access::to_write)
}

/// The producers, as one connection knows them.
#[derive(Clone, Default)]
pub(crate) struct Producers {
    /// Those that have a token of their own.
    known: Arc<Mutex<HashMap<Box<str>, Producer>>>,
    /// The connection, where nobody else is named.
    own: Producer,
}

impl Producers {
    /// The same for another connection.
    pub(crate) fn of_connection(&self) -> Self {
        Self {
            known: Arc::clone(&self.known),
            own: Producer::default(),
        }
    }

    /// Who pushes: the token's owner, over all its connections. The token that every program of the user finds is
    /// nobody's: there each connection is a producer.
    pub(crate) fn of(&self, access: &Access) -> Producer {
        let Some(token) = access.token().filter(|token| *token != PROGRAMS) else {
            return self.own.clone().paced(access.pace());
        };
        // Nothing in here can panic half-way, so a poisoned lock guards good data.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.entry(token.into());
        known
            .or_insert_with(|| Producer::new(&format!("push:{token}")).paced(access.pace()))
            .clone()
    }
}

/// Who pushes.
pub(crate) fn producer_of(request: &Request) -> Producer {
    let (producers, access) = (
        request.extensions().get::<Producers>(),
        request.extensions().get(),
    );
    match (producers, access) {
        (Some(producers), Some(access)) => producers.of(access),
        _ => Producer::default(),
    }
}

/// `?sync=1`: acknowledged after the commit, whatever is in it.
pub(crate) fn wants_sync(request: &Request) -> bool {
    query::value(request.uri(), "sync").is_some_and(|sync| sync != "0")
}

/// Why it was not taken: the status, and the words.
pub(crate) fn refusal_json(refused: &Refused) -> (StatusCode, Value) {
    match refused {
        Refused::Bad(error) => reply::push_error(error),
        Refused::Busy => (
            StatusCode::TOO_MANY_REQUESTS,
            json!({ "error": "busy", "message": "This cannot be counted and stored within 1 s: too much is pushed, or the \
                                                 disk is slow. Push it again later; several events in one push are \
                                                 counted faster." }),
        ),
        Refused::TooFast(TooFast { per_second, wait }) => (
            StatusCode::TOO_MANY_REQUESTS,
            json!({ "error": "rate_limited", "retry_after_ms": wait.as_micros().div_ceil(1000) as u64, "message": format!(
                "This token may push {per_second} events a second, as set in Streamgauge’s window. Push this again later.") }),
        ),
        Refused::Fault(fault) => {
            let (status, error) = reply::fault_code(fault);
            (status, json!({ "error": error, "message": fault.message }))
        }
    }
}

/// When to push it again, if it was only too much at once.
fn wait(refused: &Refused) -> Option<Duration> {
    match refused {
        Refused::Busy => Some(TURN),
        Refused::TooFast(too_fast) => Some(too_fast.wait),
        Refused::Bad(_) | Refused::Fault(_) => None,
    }
}

fn refuse(refused: &Refused) -> Response<Body> {
    let (status, words) = refusal_json(refused);
    let mut response = reply::json(status, words.to_string());
    if let Some(wait) = wait(refused) {
        let seconds = wait.as_secs_f64().ceil() as u64;
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
