//! Who may knock. Every request passes here before any route, upgrades and OPTIONS included.
//!
//! A port on localhost is open to every page in the user's browser. The Host list stops DNS rebinding, where a
//! browser sends no Origin at all; the Origin stops WebSockets of foreign pages; Sec-Fetch-Site stops `<img>`,
//! `<script>` and friends, which send no Origin (RELIABILITY 0, F3 to F5, and 2.2).

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, Version, header, header::HeaderName};
use gauge_model::TokenScope;

use crate::access::{Access, Credential, Keyring, OWN, Origin, Pass, credential};

/// The guard of one port.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    hosts: Vec<String>,
    /// The address in a network, if other computers can come in here: then nothing is public.
    lan: Option<IpAddr>,
    keyring: Keyring,
}

/// What the guard says of a request.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It may go on to its route.
    Enter(Access),
    /// A browser asks whether this page may read with a token: it may.
    Preflight(HeaderValue),
    /// It may not.
    Refused(Refusal),
}

/// Why nobody was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The status to answer with.
    pub(crate) status: StatusCode,
    /// For a client to branch on.
    pub(crate) error: &'static str,
    /// For a person to read.
    pub(crate) message: &'static str,
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

const NO_PASS: Refusal = refusal(
    StatusCode::UNAUTHORIZED,
    "token_required",
    "A token is needed to read here. Copy the address with its token from Streamgauge’s window, or make a token there.",
);
/// For who wants to write and shows nothing.
pub(crate) const WRITE_TOKEN: Refusal = refusal(
    StatusCode::UNAUTHORIZED,
    "token_required",
    "A write token is needed to push events: send it as Authorization: Bearer sgw1_…. Make one in Streamgauge’s window \
     or with: streamgauge token new --scope write --label NAME. Programs of the same user find one in \
     run/endpoint.json in the data folder.",
);
/// For who wants to ask and shows nothing.
pub(crate) const ADMIN_TOKEN: Refusal = refusal(
    StatusCode::UNAUTHORIZED,
    "token_required",
    "An admin token is needed for this: send it as Authorization: Bearer sga1_…. Make one with: streamgauge token new \
     --scope admin --label NAME.",
);
/// For who wants to read what is private and shows nothing.
pub(crate) const READ_TOKEN: Refusal = refusal(
    StatusCode::UNAUTHORIZED,
    "token_required",
    "A read token is needed for names and what people did: send it as Authorization: Bearer sgr1_…. Make one in \
     Streamgauge’s window or with: streamgauge token new --scope read --label NAME.",
);
const ADMIN_AT_HOME: Refusal = refusal(
    StatusCode::FORBIDDEN,
    "scope",
    "An admin token works on this computer only, not over a network.",
);
/// The token is for less.
pub(crate) const SCOPE: Refusal = refusal(
    StatusCode::FORBIDDEN,
    "scope",
    "This token does not allow that: reading needs a read token, pushing a write token, asking an admin token.",
);
/// What was shown is no token of ours.
pub(crate) const NO_TOKEN: Refusal = refusal(
    StatusCode::UNAUTHORIZED,
    "invalid_token",
    "This is no token of this Streamgauge. Copy the address or the token again from its window.",
);
/// What was shown was a token once.
pub(crate) const REVOKED: Refusal = refusal(
    StatusCode::UNAUTHORIZED,
    "token_revoked",
    "This token was revoked or replaced. Copy the address or the token again from Streamgauge’s window.",
);
/// Addresses end up in logs, histories and on stream.
pub(crate) const WRITE_TOKEN_IN_URL: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "write_token_in_url",
    "Only a read token may stand in an address. Send this one as the header Authorization: Bearer.",
);
/// One of them would be ignored.
pub(crate) const TWO_TOKENS: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "two_tokens",
    "Send one token, in one place.",
);

impl Guard {
    /// The guard of the port that was really bound, for this computer only.
    pub(crate) fn new(port: u16, keyring: Keyring) -> Self {
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
        Self {
            hosts: hosts.to_vec(),
            lan: None,
            keyring,
        }
    }

    /// The guard of an address in a network: it goes by exactly that, and a token is needed for everything.
    pub(crate) fn lan(address: SocketAddr, keyring: Keyring) -> Self {
        Self {
            hosts: vec![address.to_string()],
            lan: Some(address.ip()),
            keyring,
        }
    }

    /// Whether somebody may connect at all.
    pub(crate) fn takes(&self, peer: IpAddr) -> bool {
        self.lan.is_some() || peer.is_loopback()
    }

    /// Looks at one request's head.
    pub(crate) fn check(&self, method: &Method, uri: &Uri, version: Version, headers: &HeaderMap) -> Verdict {
        let origin = match self.origin(method, uri, version, headers) {
            Ok(origin) => origin,
            Err(refusal) => return Verdict::Refused(refusal),
        };
        if let Some(page) = self.preflight(method, headers, &origin) {
            return Verdict::Preflight(page);
        }
        let (pass, refused) = match self.pass(uri, headers, &origin) {
            Ok(pass) => (pass, None),
            Err(refusal) => (Pass::Nothing, Some(refusal)),
        };
        if let Some(refusal) = refused {
            let is_ours = matches!(origin, Origin::Native | Origin::Own);
            if !is_ours || refusal.status == StatusCode::BAD_REQUEST || !holds_no_data(uri.path()) {
                return Verdict::Refused(refusal);
            }
        }
        Verdict::Enter(Access {
            pass,
            origin,
            refused,
            lan: self.lan,
            keyring: self.keyring.clone(),
        })
    }

    /// The first half: is it HTTP for us, and from which page.
    fn origin(
        &self,
        method: &Method,
        uri: &Uri,
        version: Version,
        headers: &HeaderMap,
    ) -> Result<Origin, Refusal> {
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
            .find(|own| own.as_bytes().eq_ignore_ascii_case(host.as_bytes()))
            .ok_or(HOST)?;
        let origin = only(headers, &header::ORIGIN, BAD_ORIGIN)?;
        Ok(match origin.map(HeaderValue::as_bytes) {
            Some(b"null") => Origin::Null,
            Some(b"http://absolute") => Origin::LocalFile,
            Some(bytes) if !is_own(bytes, host) => Origin::Foreign(origin.cloned()),
            // A sandboxed page shows no more than this where it asks for what it is made of. There the token is in the path.
            _ if is_fetched_for_others(method, uri, headers) && uri.path().starts_with(OWN) => Origin::Null,
            _ if is_fetched_for_others(method, uri, headers) => Origin::Foreign(None),
            Some(_) => Origin::Own,
            None => Origin::Native,
        })
    }

    /// The second half: with which token, and whether that may be used from there (RELIABILITY 2.2).
    fn pass(&self, uri: &Uri, headers: &HeaderMap, origin: &Origin) -> Result<Pass, Refusal> {
        let pass = match credential(uri, headers) {
            Ok(Some(Credential(text))) => self.keyring.pass(text),
            Ok(None) if self.keyring.public_reading() && self.lan.is_none() => Ok(Pass::Public),
            Ok(None) => Ok(Pass::Nothing),
            Err(refusal) => Err(refusal),
        };
        // What is wrong with its token is not for every page to know.
        let pass = match (pass, origin) {
            (Err(_), Origin::Foreign(_)) => return Err(ORIGIN),
            (pass, _) => pass?,
        };
        admit(origin, &pass)?;
        stays_at_home(self.lan, &pass)?;
        Ok(pass)
    }

    /// A page that some token lists, or one without an origin, may ask whether it may read with a token.
    fn preflight(&self, method: &Method, headers: &HeaderMap, origin: &Origin) -> Option<HeaderValue> {
        let wanted = headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)?;
        if *method != Method::OPTIONS || wanted != "GET" {
            return None;
        }
        match origin {
            Origin::Null => Some(HeaderValue::from_static("null")),
            Origin::Foreign(Some(page)) => {
                let is_listed = page.to_str().is_ok_and(|page| self.keyring.lists(page));
                is_listed.then(|| page.clone())
            }
            _ => None,
        }
    }
}

/// The matrix of RELIABILITY 2.2.
pub(crate) fn admit(origin: &Origin, pass: &Pass) -> Result<(), Refusal> {
    match (origin, pass) {
        (Origin::Native | Origin::Own, Pass::Public | Pass::Token { .. }) => Ok(()),
        (Origin::Native | Origin::Own, Pass::Nothing) => Err(NO_PASS),
        (Origin::Null | Origin::LocalFile, Pass::Public | Pass::Nothing) => Err(NO_PASS),
        (
            Origin::Null | Origin::LocalFile,
            Pass::Token {
                scope: TokenScope::Read,
                ..
            },
        ) => Ok(()),
        (
            Origin::Foreign(Some(page)),
            Pass::Token {
                scope: TokenScope::Read,
                origins,
                ..
            },
        ) if origins.iter().any(|listed| listed.as_bytes() == page.as_bytes()) => Ok(()),
        _ => Err(ORIGIN),
    }
}

/// An admin token is not for a network (`lan`), where it would go in clear.
pub(crate) fn stays_at_home(lan: Option<IpAddr>, pass: &Pass) -> Result<(), Refusal> {
    match pass {
        Pass::Token {
            scope: TokenScope::Admin,
            ..
        } if lan.is_some() => Err(ADMIN_AT_HOME),
        _ => Ok(()),
    }
}

/// Pages and what they are made of, and `/api/whoami`, which says why one may not read. Whoever may be here at all
/// gets these without a token.
fn holds_no_data(path: &str) -> bool {
    is_page(path)
        || matches!(
            path,
            "/api/whoami"
                | "/api/openapi.json"
                | "/client.js"
                | "/client.d.ts"
                | "/icon.svg"
                | "/page.css"
                | "/sse/test.js"
                | "/ws/test.js"
        )
        || path.starts_with("/assets/")
        || path.starts_with("/socket.io/")
}

/// What somebody may open by a link from anywhere.
fn is_page(path: &str) -> bool {
    matches!(path, "/" | "/docs" | "/ws/test" | "/sse/test") || path.starts_with("/o/")
}

/// The Origin of a page of ours is exactly `http://` and the Host it was loaded from.
fn is_own(origin: &[u8], host: &str) -> bool {
    origin
        .strip_prefix(b"http://")
        .is_some_and(|origin| origin == host.as_bytes())
}

/// Browsers say by Sec-Fetch-Site where a request comes from, programs say nothing. Opening a page by a link from
/// anywhere is no harm.
fn is_fetched_for_others(method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    let says = |name: &HeaderName, value: &[u8]| headers.get(name).is_some_and(|v| v.as_bytes() == value);
    match headers.get(&SEC_FETCH_SITE).map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => false,
        Some(_) => {
            // The app's window shows overlays in frames; whom else a frame may stand in is the page's policy to say.
            let is_shown = says(&SEC_FETCH_DEST, b"document")
                || (says(&SEC_FETCH_DEST, b"iframe") && uri.path().starts_with("/o/"));
            let opens_page = says(&SEC_FETCH_MODE, b"navigate") && is_shown;
            *method != Method::GET || !opens_page || !is_page(uri.path())
        }
    }
}

fn only<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
    twice: Refusal,
) -> Result<Option<&'a HeaderValue>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(twice);
    }
    Ok(first)
}

#[cfg(test)]
mod tests;
