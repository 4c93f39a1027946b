//! The pages: the app itself, the overlays, and those to try the port with.

use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::reply;

/// The built pages of `ui/`; in debug builds they are read from the disk at each request.
#[derive(RustEmbed)]
#[folder = "../../../ui/dist/"]
#[allow_missing = true]
struct Pages;

/// Who may show our pages in a frame: ourselves, the app's own window (on Linux and macOS, and on Windows), and the
/// loader file in OBS.
pub(crate) const FRAMES: &str = "'self' tauri://localhost http://tauri.localhost http://absolute";

/// Text only as text, nothing from elsewhere, no script in the page. Inline styles stay allowed: OBS puts the
/// user's custom CSS into the page as one (RELIABILITY 1.2 D). The socket's address is named for OBS's older Chromium,
/// whose 'self' does not cover ws.
fn policy(host: &str) -> String {
    let socket = socket(host);
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; \
         font-src 'self'; media-src 'self'; connect-src 'self'{socket}; base-uri 'none'; form-action 'none'; \
         frame-ancestors {FRAMES}; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// The socket's address, to be appended to a policy's 'self'.
pub(crate) fn socket(host: &str) -> String {
    // A policy has no way to write [::1]; browsers that come by it know that 'self' covers ws.
    if host.starts_with('[') {
        String::new()
    } else {
        format!(" ws://{host}")
    }
}

/// The app's page may stand in no frame at all: who could put something over it would have the user's clicks. It makes
/// its own parts by Svelte, and shows the overlays in frames.
fn app_policy(host: &str) -> String {
    policy(host)
        .replace(
            &format!("frame-ancestors {FRAMES}"),
            "frame-ancestors 'none'; frame-src 'self'",
        )
        .replace("trusted-types 'none'", "trusted-types svelte-trusted-html")
}

/// `/`: the app's window, in a browser. It holds no data; what it asks for needs an admin token.
pub(crate) async fn app(headers: HeaderMap) -> Response<Body> {
    match Pages::get("index.html") {
        Some(found) => with_policy(&headers, found.data.into_owned(), app_policy),
        None => no_pages(),
    }
}

/// `/assets/…`: what it is made of; such a name changes with the content.
pub(crate) async fn asset(Path(path): Path<String>) -> Response<Body> {
    let path = format!("assets/{path}");
    match Pages::get(&path) {
        Some(found) => file(&path, found),
        None => reply::error(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such file. Load the page again.",
        ),
    }
}

/// `/icon.svg`.
pub(crate) async fn icon() -> Response<Body> {
    match Pages::get("icon.svg") {
        Some(found) => reply::typed(StatusCode::OK, "image/svg+xml", found.data.into_owned()),
        None => no_pages(),
    }
}

/// `/ws/test`: connect, subscribe, send and watch (PROTOCOLS 2.8).
pub(crate) async fn live_test(headers: HeaderMap) -> Response<Body> {
    page(&headers, include_str!("../pages/ws-test.html"))
}

/// What that page does: the policy lets no script stand in a page.
pub(crate) async fn live_test_script() -> Response<Body> {
    let script = include_str!("../pages/ws-test.js");
    reply::typed(StatusCode::OK, "text/javascript; charset=utf-8", script)
}

/// `/sse/test`: seed 004's dashboard.
pub(crate) async fn sse_test(headers: HeaderMap) -> Response<Body> {
    page(&headers, include_str!("../pages/sse-test.html"))
}

/// What that page does.
pub(crate) async fn sse_test_script() -> Response<Body> {
    let script = include_str!("../pages/sse-test.js");
    reply::typed(StatusCode::OK, "text/javascript; charset=utf-8", script)
}

/// `/page.css`: the window's colours, and how these pages use them.
pub(crate) async fn style() -> Response<Body> {
    let tokens = include_str!("../../../../ui/src/style/tokens.css");
    let colours = tokens
        .split_once("/* colours:begin */")
        .and_then(|(_, rest)| rest.split_once("/* colours:end */"))
        .map_or("", |(colours, _)| colours);
    let style = [colours, include_str!("../pages/page.css")].concat();
    reply::typed(StatusCode::OK, "text/css; charset=utf-8", style)
}

/// `/client.js`: the ES module for other people's pages.
pub(crate) async fn client() -> Response<Body> {
    built("client.js", "text/javascript; charset=utf-8")
}

/// `/client.d.ts`: its types.
pub(crate) async fn client_types() -> Response<Body> {
    built("client.d.ts", "text/plain; charset=utf-8")
}

/// `/o/stats` and its like, and the files such pages need, whose names change with their content.
pub(crate) async fn overlay(headers: HeaderMap, Path(path): Path<String>) -> Response<Body> {
    if let Some(asset) = path
        .strip_prefix("assets/")
        .and_then(|_| Pages::get(&format!("o/{path}")))
    {
        return file(&path, asset);
    }
    match Pages::get(&format!("o/{}/index.html", path.trim_end_matches('/'))) {
        Some(found) => page(&headers, String::from_utf8_lossy(&found.data).into_owned()),
        None => reply::error(StatusCode::NOT_FOUND, "not_found", &no_such_overlay()),
    }
}

/// Whether there is such a page under `/o/`.
pub(crate) fn is_overlay(name: &str) -> bool {
    Pages::get(&format!("o/{name}/index.html")).is_some()
}

/// `/socket.io/socket.io.js`: Socket.IO's own client (MIT), where its servers serve it.
pub(crate) async fn socket_io_client() -> Response<Body> {
    built("socket.io.js", "text/javascript")
}

/// A file that the build of `ui/` makes.
fn built(name: &str, content_type: &'static str) -> Response<Body> {
    match Pages::get(&format!("o/{name}")) {
        Some(found) => reply::typed(StatusCode::OK, content_type, found.data.into_owned()),
        None => no_pages(),
    }
}

fn no_pages() -> Response<Body> {
    reply::error(
        StatusCode::NOT_FOUND,
        "not_found",
        "This build has no pages. Build it with cargo xtask run.",
    )
}

fn no_such_overlay() -> String {
    let name_of = |path: &str| Some(format!("/{}", path.strip_suffix("/index.html")?));
    let names = Pages::iter().filter_map(|path| name_of(&path).filter(|name| name.starts_with("/o/")));
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    format!("There is no such overlay. There are {}.", names.join(", "))
}

/// A page with its policy.
pub(crate) fn page(headers: &HeaderMap, html: impl Into<bytes::Bytes>) -> Response<Body> {
    with_policy(headers, html, policy)
}

fn with_policy(
    headers: &HeaderMap,
    html: impl Into<bytes::Bytes>,
    policy: fn(&str) -> String,
) -> Response<Body> {
    let mut response = reply::typed(StatusCode::OK, "text/html; charset=utf-8", html);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    // The guard lets only our own addresses through, so this is one of them.
    if let Ok(policy) = HeaderValue::from_str(&policy(host.unwrap_or_default())) {
        let name = HeaderName::from_static("content-security-policy");
        response.headers_mut().insert(name, policy);
    }
    response
}

fn file(path: &str, asset: EmbeddedFile) -> Response<Body> {
    let mut response = reply::typed(StatusCode::OK, media_type(path), asset.data.into_owned());
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, forever);
    response
}

/// What a file is, by its name. Browsers are told not to guess.
pub(crate) fn media_type(path: &str) -> &'static str {
    let end = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match end.as_str() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
