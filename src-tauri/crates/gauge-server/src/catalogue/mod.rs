//! What is served, in words: the router is made from this list, and so are `/docs` and `/api/openapi.json`.

mod pushes;
mod routes;
mod wires;

pub(crate) use pushes::PUSHES;
pub(crate) use routes::*;
pub(crate) use wires::{CLOSE_CODES, FRAMES, Frame, TOKENS};

/// One address.
#[derive(Debug)]
pub(crate) struct Route {
    /// `get` or `post`.
    pub(crate) method: &'static str,
    /// As the router writes it.
    pub(crate) path: &'static str,
    /// What is there.
    pub(crate) words: &'static str,
    /// Who may.
    pub(crate) needs: Needs,
    /// Name, type, words.
    pub(crate) query: &'static [(&'static str, &'static str, &'static str)],
    /// The media type of the answer.
    pub(crate) media: &'static str,
    /// An answer, if it is JSON.
    pub(crate) example: Option<&'static str>,
}

/// The least that a visitor must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing, ever.
    Nothing,
    /// Nothing on this computer, unless the user has switched public reading off; then a read token.
    PublicReading,
    /// A read token.
    Read,
    /// A write token.
    Write,
    /// An admin token.
    Admin,
}

impl Needs {
    /// For people.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Needs::Nothing => "open",
            Needs::PublicReading => "open on this computer",
            Needs::Read => "read token",
            Needs::Write => "write token",
            Needs::Admin => "admin token",
        }
    }
}
