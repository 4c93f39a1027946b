//! The routes.

use std::time::Duration;

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Response, StatusCode, header},
    routing::{any, get, post},
};
use gauge_engine::{Dialect, Engine};
use gauge_model::Ask;
use serde_json::json;
use tokio::time::timeout;

use crate::{
    access::Access,
    dialect::{LIVE_STATS, STATS},
    pages, reply, socketio, sse, websocket, whoami,
};

/// A push's largest body (RELIABILITY R-15).
const LARGEST_PUSH: usize = 256 * 1024;
/// How long it may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// Everything that is served.
pub(crate) fn router(engine: Engine) -> Router {
    let sessions = socketio::Sessions::default();
    Router::new()
        .route("/health", get(health))
        .route("/api/stats", get(|engine| read(engine, STATS)))
        .route("/api/live-stats", get(|engine| read(engine, LIVE_STATS)))
        .route("/api/events", post(push))
        .route("/api/whoami", get(whoami::whoami))
        .route("/sse/stats", get(sse::stats))
        .route(
            "/socket.io/",
            any(move |State(engine), Extension(access), request| {
                socketio::endpoint(engine, access, sessions, request)
            }),
        )
        .route("/socket.io/socket.io.js", get(pages::socket_io_client))
        .route("/ws/live", get(websocket::live))
        .route("/", get(pages::home))
        .route("/o/{*path}", get(pages::overlay))
        .fallback(async || {
            reply::error(
                StatusCode::NOT_FOUND,
                "not_found",
                "There is nothing here. See / for what there is.",
            )
        })
        .method_not_allowed_fallback(async || {
            reply::error(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This address is there, but not for this method.",
            )
        })
        .with_state(engine)
}

async fn read(State(engine): State<Engine>, dialect: Dialect) -> Response<Body> {
    match engine.snapshot(dialect).await {
        Ok(body) => reply::json(StatusCode::OK, body),
        Err(fault) => reply::fault(&fault),
    }
}

async fn health(State(engine): State<Engine>) -> Response<Body> {
    let Ok(gauge_model::Answer::About(about)) = engine.ask(Ask::About).await else {
        return reply::error(
            StatusCode::SERVICE_UNAVAILABLE,
            "stopping",
            "Streamgauge is stopping.",
        );
    };
    let profile = engine.profile().await.map(|profile| profile.name);
    reply::json(
        StatusCode::OK,
        json!({ "status": "ok", "version": about.version, "profile": profile }).to_string(),
    )
}

/// Counts what a producer pushes. Only JSON types are taken: a page of another site cannot send these without
/// asking first, and is refused when it asks.
async fn push(State(engine): State<Engine>, request: Request) -> Response<Body> {
    if let Some(Err(refusal)) = request.extensions().get::<Access>().map(Access::to_write) {
        return reply::refused(refusal);
    }
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = content_type
        .unwrap_or("")
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    if !matches!(
        media_type.as_str(),
        "application/json" | "application/x-ndjson" | "application/ndjson"
    ) {
        let message = "Send events as JSON: add the header Content-Type: application/json.";
        return reply::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type", message);
    }
    // A body that does not come must not hold its task for ever.
    let body = timeout(PATIENCE, to_bytes(request.into_body(), LARGEST_PUSH)).await;
    let Ok(body) = body else {
        let message = "The body did not come within 10 s.";
        return reply::error(StatusCode::REQUEST_TIMEOUT, "too_slow", message);
    };
    let Ok(body) = body else {
        let message = "The body is larger than 256 KiB or broke off. Send fewer events at once.";
        return reply::error(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message);
    };
    match engine.push(&body).await {
        Ok(Ok(receipt)) => reply::json(StatusCode::OK, reply::receipt(&receipt).to_string()),
        Ok(Err(error)) => {
            let (status, body) = reply::push_error(&error);
            reply::json(status, body.to_string())
        }
        Err(fault) => reply::fault(&fault),
    }
}
