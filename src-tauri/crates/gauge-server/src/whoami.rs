//! `/api/whoami`: what one may do here, or why not. A page that is refused as a WebSocket learns only 1006 there.

use axum::{
    Extension,
    body::Body,
    http::{Response, StatusCode},
};
use gauge_model::TokenScope;
use serde_json::json;

use crate::{
    access::{Access, Pass},
    reply,
};

/// 200 with an access and words, or the refusal that a reader gets.
pub(crate) async fn whoami(Extension(access): Extension<Access>) -> Response<Body> {
    if let Some(refusal) = access.refused {
        return reply::refused(refusal);
    }
    let (name, message) = match (&access.pass, access.scope()) {
        (Pass::Nothing, _) => ("none", "You may read nothing without a token."),
        (_, None) => (
            "public",
            "You may read the public numbers: no chat, no names. With a token you may read everything.",
        ),
        (_, Some(TokenScope::Read)) => ("read", "You may read everything, and push nothing."),
        (_, Some(TokenScope::Write)) => ("write", "You may read everything and push events."),
        (_, Some(TokenScope::Admin)) => ("admin", "You may read, push and ask everything."),
    };
    reply::json(
        StatusCode::OK,
        json!({ "access": name, "token": access.token(), "message": message }).to_string(),
    )
}
