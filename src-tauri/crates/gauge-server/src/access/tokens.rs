//! Tokens are shown, made, rotated and revoked. What is answered is on the disk.

use std::{io, num::NonZeroU32, sync::Arc};

use axum::http::Uri;
use gauge_model::{Answer, Ask, Fault, FaultCode, Millis, Secret, TokenInfo, TokenScope};

use super::{
    Keyring,
    keyring::{BUILT_IN, Held, Record, new_root_key},
    token::ID,
};

/// As many as a person can look over.
const MOST: usize = 200;
const LONGEST_LABEL: usize = 50;
const MOST_ORIGINS: usize = 20;
/// More a second than this computer could take in is no limit.
const FASTEST: u32 = 1_000_000;

impl Keyring {
    /// Answers an ask about tokens; `None` for any other.
    pub fn answer(&self, ask: &Ask, now: Millis) -> Option<Result<Answer, Fault>> {
        Some(match ask {
            Ask::Tokens => Ok(Answer::Tokens(self.tokens())),
            Ask::NewToken {
                label,
                scope,
                origins,
                rate,
            } => self.make((label, *scope, *rate), origins, now).map(Answer::Token),
            Ask::SetTokenRate { id, rate } => self.set_rate(id, *rate).map(Answer::Token),
            Ask::RotateToken { id } => self.rotate(id).map(Answer::Token),
            Ask::RevokeToken { id } => self.revoke(id).map(|()| Answer::Done),
            Ask::RotateAllTokens => self.rotate_all().map(|()| Answer::Tokens(self.tokens())),
            _ => return None,
        })
    }

    fn tokens(&self) -> Vec<TokenInfo> {
        let held = self.held();
        held.list.tokens.iter().map(|record| held.info(record)).collect()
    }

    fn make(
        &self,
        (label, scope, rate): (&str, TokenScope, Option<u32>),
        origins: &[String],
        now: Millis,
    ) -> Result<TokenInfo, Fault> {
        let (label, rate) = (good_label(label)?, good_rate(scope, rate)?);
        let origins = good_origins(scope, origins)?;
        let id = new_id().map_err(|error| not_kept(&error))?;
        self.edit(|held| {
            if held.list.tokens.len() >= MOST {
                // A revoked one is kept only so that one sees what it was.
                held.list.tokens.retain(|record| !record.revoked);
            }
            if held.list.tokens.len() >= MOST {
                return Err(refuse(
                    "There are 200 tokens already. Revoke those that are not used any more.",
                ));
            }
            let record = Record {
                id: id.as_str().into(),
                label,
                scope,
                generation: 0,
                origins,
                created: now,
                last_used: Arc::default(),
                revoked: false,
                rate,
                pace: Arc::default(),
            };
            let info = held.info(&record);
            held.list.tokens.push(record);
            Ok(info)
        })
    }

    fn rotate(&self, id: &str) -> Result<TokenInfo, Fault> {
        self.edit(|held| {
            let record = held.find(id)?;
            if record.revoked {
                return Err(refuse("This token was revoked. Make a new one."));
            }
            record.generation += 1;
            let record = record.clone();
            Ok(held.info(&record))
        })
    }

    /// Counts from now on, for open connections too.
    fn set_rate(&self, id: &str, rate: Option<u32>) -> Result<TokenInfo, Fault> {
        self.edit(|held| {
            let record = held.find(id)?;
            record.rate = good_rate(record.scope, rate)?;
            let record = record.clone();
            Ok(held.info(&record))
        })
    }

    fn revoke(&self, id: &str) -> Result<(), Fault> {
        if is_built_in(id) {
            return Err(refuse(
                "Streamgauge itself needs this token. Rotate it: then the old one opens nothing any more.",
            ));
        }
        self.edit(|held| {
            held.find(id)?.revoked = true;
            Ok(())
        })
    }

    fn rotate_all(&self) -> Result<(), Fault> {
        let key = new_root_key().map_err(|error| not_kept(&error))?;
        self.edit(|held| {
            held.key = key;
            // So that connections notice.
            for record in &mut held.list.tokens {
                record.generation += 1;
            }
            Ok(())
        })
    }

    /// Changes what is held, all of it or nothing.
    pub(crate) fn edit<T>(&self, how: impl FnOnce(&mut Held) -> Result<T, Fault>) -> Result<T, Fault> {
        self.change(how).map_err(|error| not_kept(&error))?
    }
}

impl Held {
    fn find(&mut self, id: &str) -> Result<&mut Record, Fault> {
        let found = self.list.tokens.iter_mut().find(|record| &*record.id == id);
        found.ok_or_else(|| refuse("There is no such token. See the list of tokens."))
    }

    fn info(&self, record: &Record) -> TokenInfo {
        TokenInfo {
            id: record.id.to_string(),
            label: record.label.clone(),
            scope: record.scope,
            origins: record.origins.to_vec(),
            created: record.created,
            last_used: record.used_at(),
            revoked: record.revoked,
            rate: record.rate.map(NonZeroU32::get),
            built_in: is_built_in(&record.id),
            token: (!record.revoked).then(|| Secret(self.text(record))),
        }
    }
}

fn is_built_in(id: &str) -> bool {
    BUILT_IN.iter().any(|(built_in, ..)| *built_in == id)
}

fn refuse(why: &str) -> Fault {
    Fault::new(FaultCode::Token, why)
}

fn not_kept(error: &io::Error) -> Fault {
    let why = format!(
        "The tokens cannot be kept: {error}. Nothing has changed. See the data folder’s rights and room."
    );
    Fault::new(FaultCode::Storage, why)
}

fn new_id() -> io::Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; ID];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect())
}

fn good_label(label: &str) -> Result<String, Fault> {
    let label = label.trim();
    let fits = (1..=LONGEST_LABEL).contains(&label.chars().count());
    if fits && !label.contains(char::is_control) {
        Ok(label.to_owned())
    } else {
        Err(refuse(
            "A token’s label has 1 to 50 characters, all of them visible.",
        ))
    }
}

fn good_rate(scope: TokenScope, rate: Option<u32>) -> Result<Option<NonZeroU32>, Fault> {
    let Some(rate) = rate else { return Ok(None) };
    if scope == TokenScope::Read {
        return Err(refuse("A token for reading pushes nothing, so it has no rate."));
    }
    match NonZeroU32::new(rate) {
        Some(rate) if rate.get() <= FASTEST => Ok(Some(rate)),
        _ => Err(refuse("A rate is from 1 to 1000000 events a second.")),
    }
}

/// An origin exactly as a browser sends it, since it is compared byte by byte.
fn good_origins(scope: TokenScope, origins: &[String]) -> Result<Arc<[String]>, Fault> {
    if !origins.is_empty() && scope != TokenScope::Read {
        return Err(refuse(
            "Only a token for reading may be used by pages of other sites.",
        ));
    }
    if origins.len() > MOST_ORIGINS {
        return Err(refuse("A token lists at most 20 pages."));
    }
    let is_good = |origin: &String| {
        let Ok(uri) = origin.parse::<Uri>() else {
            return false;
        };
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return false;
        };
        let is_plain = !authority.as_str().contains('@') && *origin == origin.to_lowercase();
        is_plain && *origin == format!("{scheme}://{authority}")
    };
    match origins.iter().find(|origin| !is_good(origin)) {
        None => Ok(origins.into()),
        Some(bad) => Err(refuse(&format!(
            "“{bad}” is no page’s origin. Write it like http://localhost:5173, without a path."
        ))),
    }
}
