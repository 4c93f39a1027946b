//! What stands behind the question mark of an address.

use axum::{extract::Query, http::Uri};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// All of it, by the fields of `Wish`.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read<Wish: DeserializeOwned>(uri: &Uri) -> Result<Wish, Problem> {
    let read = Query::try_from_uri(uri).map(|Query(wish)| wish);
    read.map_err(|error| {
        Problem::Query(format!(
            "The address cannot be read after the question mark: {error}."
        ))
    })
}

/// The first value of this name, as written; empty for a name without one.
pub(crate) fn value<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    let pairs = uri.query()?.split('&');
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .find_map(|(known, value)| (known == name).then_some(value))
}
