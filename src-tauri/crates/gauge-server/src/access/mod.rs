//! What a request may do: the guard finds it out once and hands it on in the request's extensions.

mod credential;
mod endpoint;
mod keyring;
mod token;
mod tokens;

use std::{net::IpAddr, sync::Arc};

use axum::http::HeaderValue;
use gauge_engine::Pace;
use gauge_model::{TokenScope, Topics};

pub(crate) use credential::{Credential, OWN, PROTOCOL, credential};
pub(crate) use endpoint::Endpoint;
pub use gauge_engine::private::{private_folder, write_private};
pub(crate) use keyring::{Held, Lease, OVERLAYS, OWNER, PROGRAMS, Pass};
pub use keyring::{Keyring, KeyringError};

use crate::guard::{self, Refusal};

/// Where a request comes from, as far as a browser says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A program, or somebody opening one of our pages.
    Native,
    /// A page of ours.
    Own,
    /// A page without an origin: a file, a sandboxed frame.
    Null,
    /// A local file in OBS, whose origin is `http://absolute`.
    LocalFile,
    /// Any other page; `None` where the browser does not name it.
    Foreign(Option<HeaderValue>),
}

/// What one request may do.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) pass: Pass,
    pub(crate) origin: Origin,
    /// Why it may do nothing; only on pages that hold no data, where everybody comes in.
    pub(crate) refused: Option<Refusal>,
    /// The address in a network that it came in by.
    pub(crate) lan: Option<IpAddr>,
    pub(crate) keyring: Keyring,
}

impl Access {
    /// What it may do; `None` for the public numbers, or nothing at all.
    pub(crate) fn scope(&self) -> Option<TokenScope> {
        match &self.pass {
            Pass::Token { scope, .. } => Some(*scope),
            Pass::Public | Pass::Nothing => None,
        }
    }

    /// The id of its token.
    pub(crate) fn token(&self) -> Option<&str> {
        match &self.pass {
            Pass::Token { id, .. } => Some(id),
            Pass::Public | Pass::Nothing => None,
        }
    }

    /// How fast it may push.
    pub(crate) fn pace(&self) -> Arc<Pace> {
        self.token().map_or_else(Arc::default, |id| self.keyring.pace(id))
    }

    /// What may be added to the topics it subscribes to: what people wrote and who they are needs a token.
    pub(crate) fn topics(&self) -> Topics {
        match self.pass {
            Pass::Token { .. } => Topics::PRIVATE,
            Pass::Public | Pass::Nothing => Topics::NONE,
        }
    }

    /// Whether it may read what is private.
    ///
    /// # Errors
    /// [`Refusal`]: 401 without a token.
    pub(crate) fn to_read(&self) -> Result<(), Refusal> {
        self.at_least(TokenScope::Read, guard::READ_TOKEN)
    }

    /// Whether it may push events.
    ///
    /// # Errors
    /// [`Refusal`]: 401 without a token, 403 with one that only reads.
    pub(crate) fn to_write(&self) -> Result<(), Refusal> {
        self.at_least(TokenScope::Write, guard::WRITE_TOKEN)
    }

    /// Whether it may ask everything.
    ///
    /// # Errors
    /// [`Refusal`]: 401 without a token, 403 with a lesser one.
    pub(crate) fn to_ask(&self) -> Result<(), Refusal> {
        self.at_least(TokenScope::Admin, guard::ADMIN_TOKEN)
    }

    fn at_least(&self, scope: TokenScope, without: Refusal) -> Result<(), Refusal> {
        match self.scope() {
            Some(own) if own >= scope => Ok(()),
            Some(_) => Err(guard::SCOPE),
            None => Err(self.refused.unwrap_or(without)),
        }
    }

    /// The same visitor, showing a token after the handshake, as Socket.IO clients do (`auth.token`).
    ///
    /// # Errors
    /// [`Refusal`] for a token that is none, or one that may not be used from such a page.
    pub(crate) fn showing(&self, token: &str) -> Result<Access, Refusal> {
        let pass = self.keyring.pass(token)?;
        let origin = self.origin.clone();
        guard::admit(&origin, &pass)?;
        guard::stays_at_home(self.lan, &pass)?;
        Ok(Access {
            pass,
            origin,
            refused: None,
            lan: self.lan,
            keyring: self.keyring.clone(),
        })
    }

    /// For as long as a connection lives: tells when its token has been revoked.
    pub(crate) fn lease(&self) -> Lease {
        self.keyring.lease(self.pass.clone(), self.lan)
    }

    /// The page of another origin that may read the answer.
    pub(crate) fn shared_with(&self) -> Option<HeaderValue> {
        match (&self.origin, &self.pass) {
            (Origin::Null, Pass::Token { .. }) => Some(HeaderValue::from_static("null")),
            (Origin::Foreign(Some(origin)), Pass::Token { .. }) => Some(origin.clone()),
            _ => None,
        }
    }
}
