//! The routes.

use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    http::{Response, StatusCode},
    routing::{any, get, post},
};
use bytes::Bytes;
use gauge_engine::{Dialect, Engine};
use gauge_model::Ask;
use serde_json::json;

use crate::{
    ask, catalogue,
    desk::Desk,
    dialect::{LIVE_STATS, STATS},
    docs, openapi, own, pages, push, push_socket, records, reply,
    routes::Routes,
    socketio, sse, websocket, whoami,
};

/// Everything that is served.
pub(crate) fn router(desk: &Desk) -> Router {
    let routes = pages(sockets(data(Routes::new(), desk.clone()), desk));
    routes
        .router()
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

/// What is read and pushed in one request.
fn data(routes: Routes, desk: Desk) -> Routes {
    routes
        .add(&catalogue::HEALTH, get(health))
        .add(&catalogue::WHOAMI, get(whoami::whoami))
        .add(&catalogue::STATS, get(|engine| read(engine, STATS)))
        .add(&catalogue::LIVE_STATS, get(|engine| read(engine, LIVE_STATS)))
        .add(&catalogue::SESSIONS, get(records::sessions))
        .add(&catalogue::SESSION, get(records::session))
        .add(&catalogue::SAMPLES, get(records::samples))
        .add(&catalogue::GOALS, get(records::goals))
        .add(&catalogue::OVERLAY_OPTIONS, get(records::overlay))
        .add(&catalogue::VIEWERS, get(records::viewers))
        .add(&catalogue::VIEWER, get(records::viewer))
        .add(&catalogue::PROFILES, get(records::profiles))
        .add(&catalogue::EVENTS, post(push::take))
        .add(&catalogue::ASK, post(move |request| ask::ask(desk, request)))
}

/// What stays open.
fn sockets(routes: Routes, desk: &Desk) -> Routes {
    let reports = desk.reports.clone();
    let live = get(move |State(engine), Extension(access), request| {
        websocket::live(engine, access, reports, request)
    });
    let sessions = socketio::Sessions::default();
    let socket_io = any(move |State(engine), Extension(access), request| {
        socketio::endpoint(engine, access, sessions, request)
    });
    routes
        .add(&catalogue::LIVE, live)
        .add(&catalogue::PUSH, get(push_socket::open))
        .add(&catalogue::SSE, get(sse::stats))
        .add(&catalogue::SOCKET_IO, socket_io)
        .also(&catalogue::SOCKET_IO_SEND)
}

/// What people look at, with what it is made of, and the description of all of it.
fn pages(routes: Routes) -> Routes {
    let routes = routes
        .add(&catalogue::HOME, get(pages::app))
        .add(&catalogue::ASSET, get(pages::asset))
        .add(&catalogue::ICON, get(pages::icon))
        .add(&catalogue::OVERLAY, get(pages::overlay))
        .add(&catalogue::OWN, get(own::file))
        .add(&catalogue::LIVE_TEST, get(pages::live_test))
        .add(&catalogue::LIVE_TEST_SCRIPT, get(pages::live_test_script))
        .add(&catalogue::SSE_TEST, get(pages::sse_test))
        .add(&catalogue::SSE_TEST_SCRIPT, get(pages::sse_test_script))
        .add(&catalogue::STYLE, get(pages::style))
        .add(&catalogue::SOCKET_IO_CLIENT, get(pages::socket_io_client))
        .add(&catalogue::CLIENT, get(pages::client))
        .add(&catalogue::CLIENT_TYPES, get(pages::client_types));
    let described: Vec<_> = [routes.described(), &[&catalogue::DOCS, &catalogue::OPENAPI]].concat();
    let (text, document) = (docs::page(&described), Bytes::from(openapi::document(&described)));
    routes
        .add(
            &catalogue::DOCS,
            get(async move |headers| pages::page(&headers, text.clone())),
        )
        .add(
            &catalogue::OPENAPI,
            get(async move || reply::json(StatusCode::OK, document.clone())),
        )
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
