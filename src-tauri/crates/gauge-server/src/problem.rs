//! Why a request got no answer: small enough to be handed up by `?`.

use axum::{
    body::Body,
    http::{Response, StatusCode},
    response::IntoResponse,
};
use gauge_model::Fault;

use crate::{guard::Refusal, reply};

/// A status, a code to branch on and words to read.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The address asks for what cannot be.
    Query(String),
    /// There is no such thing.
    Missing(String),
    /// The visitor may not.
    Refused(Refusal),
    /// The engine could not.
    Fault(Fault),
}

impl Problem {
    pub(crate) fn query(message: &str) -> Self {
        Self::Query(message.to_owned())
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        match self {
            Problem::Query(message) => reply::error(StatusCode::BAD_REQUEST, "bad_query", &message),
            Problem::Missing(message) => reply::error(StatusCode::NOT_FOUND, "not_found", &message),
            Problem::Refused(refusal) => reply::refused(refusal),
            Problem::Fault(fault) => reply::fault(&fault),
        }
    }
}
