//! The one credential of a request: a header, a WebSocket subprotocol, or the query.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use gauge_model::TokenScope;

use super::token;
use crate::guard::{self, Refusal};

/// What a WebSocket client offers beside its token, and what is echoed.
pub(crate) const PROTOCOL: &str = "sg.v1";
const TOKEN_PROTOCOL: &str = "sg.token.";

/// Where the user's own overlays are.
pub(crate) const OWN: &str = "/my/";

/// A token as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credential<'a>(pub(crate) &'a str);

/// Finds the credential of a request.
///
/// # Errors
/// [`Refusal`] when there is more than one, when it is no token, or when one that writes stands in the address.
pub(crate) fn credential<'a>(
    uri: &'a Uri,
    headers: &'a HeaderMap,
) -> Result<Option<Credential<'a>>, Refusal> {
    let in_header = headers.get_all(header::AUTHORIZATION).iter().map(bearer);
    let offered = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let offered = offered
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .filter_map(|protocol| protocol.trim().strip_prefix(TOKEN_PROTOCOL));
    let in_query = uri.query().unwrap_or("").split('&');
    let in_query = in_query.filter_map(|pair| pair.strip_prefix("token="));
    let in_address = in_query.chain(in_path(uri.path()));
    if in_address
        .clone()
        .any(|text| token::claimed_scope(text).is_some_and(|scope| scope != TokenScope::Read))
    {
        return Err(guard::WRITE_TOKEN_IN_URL);
    }
    let mut all = in_header.chain(offered.map(Some)).chain(in_address.map(Some));
    let first = all.next();
    if all.next().is_some() {
        return Err(guard::TWO_TOKENS);
    }
    match first {
        None => Ok(None),
        Some(Some(text)) => Ok(Some(Credential(text))),
        Some(None) => Err(guard::NO_TOKEN),
    }
}

/// `/my/<token>/…`: what a sandboxed page is made of is asked for without any other sign of who asks.
fn in_path(path: &str) -> Option<&str> {
    path.strip_prefix(OWN)?.split('/').next()
}

fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
