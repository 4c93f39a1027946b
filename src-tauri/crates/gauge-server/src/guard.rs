//! Who may knock. Every request passes here before any route, upgrades and OPTIONS included.
//!
//! A port on localhost is open to every page in the user's browser. The Host list stops DNS rebinding, where a
//! browser sends no Origin at all; the Origin stops WebSockets of foreign pages; Sec-Fetch-Site stops `<img>`,
//! `<script>` and friends, which send no Origin (RELIABILITY 0, F3 to F5, and 2.2).

use axum::http::{HeaderMap, Method, StatusCode, Uri, Version, header, header::HeaderName};

/// The guard of one port.
#[derive(Clone, Debug)]
pub struct Guard {
    hosts: [String; 3],
}

/// Who was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visitor {
    /// A program: no browser sent this.
    Native,
    /// A page of ours.
    OwnPage,
    /// Somebody opening one of our pages from elsewhere, by a link or the address bar.
    Navigation,
}

/// Why nobody was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status to answer with.
    pub status: StatusCode,
    /// For a client to branch on.
    pub error: &'static str,
    /// For a person to read.
    pub message: &'static str,
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

const fn refusal(status: StatusCode, error: &'static str, message: &'static str) -> Refusal {
    Refusal {
        status,
        error,
        message,
    }
}

const BAD_TARGET: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "bad_target",
    "The request line must hold a path, not a whole address.",
);
const BAD_METHOD: Refusal = refusal(
    StatusCode::METHOD_NOT_ALLOWED,
    "method_not_allowed",
    "This method is not served here.",
);
const BAD_VERSION: Refusal = refusal(
    StatusCode::HTTP_VERSION_NOT_SUPPORTED,
    "http_version",
    "Only HTTP/1.0 and HTTP/1.1 are spoken here.",
);
const BAD_HOST: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "bad_host",
    "There must be exactly one Host header.",
);
const HOST: Refusal = refusal(
    StatusCode::FORBIDDEN,
    "host_not_allowed",
    "This server answers only to 127.0.0.1, localhost and [::1] with its own port.",
);
const BAD_ORIGIN: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "bad_origin",
    "There must be at most one Origin header.",
);
const ORIGIN: Refusal = refusal(
    StatusCode::FORBIDDEN,
    "origin_not_allowed",
    "Pages of other sites and other ports may not read or write here.",
);

impl Guard {
    /// The guard of the port that was really bound.
    #[must_use]
    pub fn new(port: u16) -> Self {
        Self {
            hosts: ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")),
        }
    }

    /// Looks at one request's head.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check(
        &self,
        method: &Method,
        uri: &Uri,
        version: Version,
        headers: &HeaderMap,
    ) -> Result<Visitor, Refusal> {
        if !matches!(version, Version::HTTP_10 | Version::HTTP_11) {
            return Err(BAD_VERSION);
        }
        if matches!(*method, Method::TRACE | Method::CONNECT) {
            return Err(BAD_METHOD);
        }
        if uri.authority().is_some() || !uri.path().starts_with('/') {
            return Err(BAD_TARGET);
        }
        let host = only(headers, &header::HOST, BAD_HOST)?
            .filter(|host| !host.is_empty())
            .ok_or(BAD_HOST)?;
        let host = self
            .hosts
            .iter()
            .find(|own| own.as_bytes().eq_ignore_ascii_case(host))
            .ok_or(HOST)?;
        match only(headers, &header::ORIGIN, BAD_ORIGIN)? {
            Some(origin) if is_own(origin, host) => Ok(Visitor::OwnPage),
            Some(_) => Err(ORIGIN),
            None => by_fetch_site(method, uri, headers),
        }
    }
}

/// The Origin of a page of ours is exactly `http://` and the Host it was loaded from.
fn is_own(origin: &[u8], host: &str) -> bool {
    origin
        .strip_prefix(b"http://")
        .is_some_and(|origin| origin == host.as_bytes())
}

/// Without an Origin: browsers say by Sec-Fetch-Site where a request comes from, programs say nothing.
fn by_fetch_site(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Visitor, Refusal> {
    let says = |name: &HeaderName, value: &[u8]| headers.get(name).is_some_and(|v| v.as_bytes() == value);
    match headers
        .get(&SEC_FETCH_SITE)
        .map(axum::http::HeaderValue::as_bytes)
    {
        None => Ok(Visitor::Native),
        Some(b"same-origin" | b"none") => Ok(Visitor::OwnPage),
        Some(_) => {
            let opens_page = says(&SEC_FETCH_MODE, b"navigate") && says(&SEC_FETCH_DEST, b"document");
            let is_page = uri.path() == "/" || uri.path().starts_with("/o/");
            let is_navigation = *method == Method::GET && opens_page && is_page;
            if is_navigation {
                Ok(Visitor::Navigation)
            } else {
                Err(ORIGIN)
            }
        }
    }
}

fn only<'a>(headers: &'a HeaderMap, name: &HeaderName, twice: Refusal) -> Result<Option<&'a [u8]>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(twice);
    }
    Ok(first.map(axum::http::HeaderValue::as_bytes))
}

#[cfg(test)]
mod tests;
