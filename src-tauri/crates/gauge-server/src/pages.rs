//! The pages: what is here, and the overlays.

use axum::{
    body::Body,
    extract::Path,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::reply;

/// The built pages of `ui/`; in debug builds they are read from the disk at each request.
#[derive(RustEmbed)]
#[folder = "../../../ui/dist/o/"]
#[allow_missing = true]
struct Overlays;

/// Text only as text, nothing from elsewhere, no script in the page. Inline styles stay allowed: OBS puts the
/// user's custom CSS into the page as one (RELIABILITY 1.2 D). The sockets are named for OBS's older Chromium, whose
/// 'self' does not cover ws.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; \
                      font-src 'self'; media-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

/// `/`: what is here.
pub(crate) async fn home() -> Response<Body> {
    page(include_str!("../pages/home.html"))
}

/// `/o/stats`, and the files such pages need, whose names change with their content.
pub(crate) async fn overlay(Path(path): Path<String>) -> Response<Body> {
    if let Some(asset) = path.strip_prefix("assets/").and_then(|_| Overlays::get(&path)) {
        return file(&path, asset);
    }
    match Overlays::get(&format!("{}/index.html", path.trim_end_matches('/'))) {
        Some(found) => page(String::from_utf8_lossy(&found.data).into_owned()),
        None => reply::error(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such overlay. There is /o/stats.",
        ),
    }
}

/// `/socket.io/socket.io.js`: Socket.IO's own client (MIT), where its servers serve it.
pub(crate) async fn socket_io_client() -> Response<Body> {
    match Overlays::get("socket.io.js") {
        Some(found) => reply::typed(StatusCode::OK, "text/javascript", found.data.into_owned()),
        None => reply::error(
            StatusCode::NOT_FOUND,
            "not_found",
            "This build has no pages. Build it with cargo xtask run.",
        ),
    }
}

fn page(html: impl Into<bytes::Bytes>) -> Response<Body> {
    let mut response = reply::typed(StatusCode::OK, "text/html; charset=utf-8", html);
    let policy = HeaderName::from_static("content-security-policy");
    response
        .headers_mut()
        .insert(policy, HeaderValue::from_static(POLICY));
    response
}

fn file(path: &str, asset: EmbeddedFile) -> Response<Body> {
    let content_type = match path.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    let mut response = reply::typed(StatusCode::OK, content_type, asset.data.into_owned());
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, forever);
    response
}
