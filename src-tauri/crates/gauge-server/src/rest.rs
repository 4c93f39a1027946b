//! The routes.

use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    http::{Response, StatusCode},
    routing::{any, get, post},
};
use gauge_engine::{Dialect, Engine};
use gauge_model::Ask;
use serde_json::json;

use crate::{
    ask,
    desk::Desk,
    dialect::{LIVE_STATS, STATS},
    pages, push, push_socket, reply, socketio, sse, websocket, whoami,
};

/// Everything that is served.
pub(crate) fn router(desk: &Desk) -> Router {
    let asked = desk.clone();
    let sessions = socketio::Sessions::default();
    Router::new()
        .route("/health", get(health))
        .route("/api/stats", get(|engine| read(engine, STATS)))
        .route("/api/live-stats", get(|engine| read(engine, LIVE_STATS)))
        .route("/api/events", post(push::take))
        .route("/api/ask", post(move |request| ask::ask(asked, request)))
        .route("/sse/stats", get(sse::stats))
        .route(
            "/socket.io/",
            any(move |State(engine), Extension(access), request| {
                socketio::endpoint(engine, access, sessions, request)
            }),
        )
        .route("/socket.io/socket.io.js", get(pages::socket_io_client))
        .route("/ws/live", get(websocket::live))
        .route("/ws/push", get(push_socket::open))
        .route("/api/whoami", get(whoami::whoami))
        .route("/ws/test", get(pages::live_test))
        .route("/ws/test.js", get(pages::live_test_script))
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
        .with_state(desk.engine.clone())
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
