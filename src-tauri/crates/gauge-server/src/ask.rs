//! `POST /api/ask`: the one list of asks, over HTTP, for who holds an admin token.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, StatusCode},
};
use gauge_model::Ask;
use serde_json::json;
use tokio::time::timeout;

use crate::{access::Access, desk::Desk, push, reply};

const LARGEST: usize = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers with the ask's answer as JSON, or with a fault.
pub(crate) async fn ask(desk: Desk, request: Request) -> Response<Body> {
    if let Some(Err(refusal)) = request.extensions().get::<Access>().map(Access::to_ask) {
        return reply::refused(refusal);
    }
    if !push::is_json(&request) {
        let message = "Send the ask as JSON: add the header Content-Type: application/json.";
        return reply::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type", message);
    }
    let Ok(Ok(body)) = timeout(PATIENCE, to_bytes(request.into_body(), LARGEST)).await else {
        let message = "The body is larger than 64 KiB, broke off, or did not come within 10 s.";
        return reply::error(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message);
    };
    let ask: Ask = match serde_json::from_slice(&body) {
        Ok(ask) => ask,
        Err(error) => {
            let message = format!("This is no ask: {error}. Write it like {{\"ask\":\"profiles\"}}.");
            return reply::error(StatusCode::BAD_REQUEST, "bad_ask", &message);
        }
    };
    match desk.ask_from_outside(ask).await {
        Ok(answer) => match serde_json::to_vec(&answer) {
            Ok(body) => reply::json(StatusCode::OK, body),
            Err(error) => reply::error(StatusCode::INTERNAL_SERVER_ERROR, "answer", &error.to_string()),
        },
        Err(fault) => {
            let (status, _) = reply::fault_code(&fault);
            reply::json(
                status,
                json!({ "error": fault.code, "message": fault.message }).to_string(),
            )
        }
    }
}
