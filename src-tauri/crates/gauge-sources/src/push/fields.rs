//! One event's fields: each is taken out by name and type, or refused by name.

use gauge_model::{Carried, MAX_COUNT, User};
use serde_json::{Map, Value};

use super::{
    PushError,
    json::{Json, Object},
};

#[expect(clippy::cast_precision_loss, reason = "2^53 − 1 is exact in an f64")]
const MOST: f64 = MAX_COUNT as f64;

/// One event's fields, taken out one by one.
pub(super) struct Raw<'a> {
    pub(super) fields: Object<'a>,
    pub(super) index: usize,
}

/// Characters of what tells things apart: events, people, streaks, units. It is remembered for a whole broadcast.
const LONGEST_ID: usize = 1024;
/// Characters of any other text.
const LONGEST_TEXT: usize = 16_384;
/// About the bytes of what is kept as it came. The newest hundred events are in every snapshot.
const LARGEST: usize = 65_536;

/// Levels of what is kept as it came (RELIABILITY R-17): readers of any make must be able to take it.
const DEEPEST: usize = 32;

fn is_longer(text: &str, characters: usize) -> bool {
    // Most texts are short in bytes already.
    text.len() > characters && text.chars().nth(characters).is_some()
}

pub(super) type Field<T> = Result<T, PushError>;

impl<'a> Raw<'a> {
    pub(super) fn bad<T>(&self, field: &'static str, problem: impl Into<String>) -> Field<T> {
        Err(PushError::Invalid {
            index: self.index,
            field,
            problem: problem.into(),
        })
    }

    pub(super) fn take(&mut self, field: &str) -> Option<Json<'a>> {
        self.fields.take(field)
    }

    /// What is passed on as it came.
    pub(super) fn carried(&mut self, field: &'static str) -> Field<Carried> {
        Ok(Carried::of(&self.bounded(field)?))
    }

    fn bounded(&mut self, field: &'static str) -> Field<Json<'a>> {
        match self.take(field) {
            None => Ok(Json::Null),
            Some(value) if value.is_deeper_than(DEEPEST) => {
                self.bad(field, format!("is nested deeper than {DEEPEST} levels"))
            }
            Some(value) if value.weight() > LARGEST => {
                self.bad(field, format!("is larger than {} KiB", LARGEST >> 10))
            }
            Some(value) => Ok(value),
        }
    }

    pub(super) fn user(&mut self, field: &'static str) -> Field<Option<User>> {
        let problem = "must be a name, or an object with `id` and `name`";
        let user = match self.take(field) {
            None => Ok(None),
            Some(Json::Text(name)) => Ok(Some(User {
                id: (&*name).into(),
                name: name.into(),
            })),
            Some(Json::Object(mut user)) => {
                let mut part = |key| match user.take(key) {
                    Some(Json::Text(text)) => Some(Box::<str>::from(text)),
                    _ => None,
                };
                match (part("id"), part("name")) {
                    (None, None) => self.bad(field, problem),
                    (Some(id), Some(name)) => Ok(Some(User { id, name })),
                    (Some(same), None) | (None, Some(same)) => Ok(Some(User {
                        id: same.clone(),
                        name: same,
                    })),
                }
            }
            Some(_) => self.bad(field, problem),
        }?;
        match &user {
            Some(User { id, name }) if is_longer(id, LONGEST_ID) || is_longer(name, LONGEST_ID) => {
                self.bad(field, format!("is longer than {LONGEST_ID} characters"))
            }
            _ => Ok(user),
        }
    }

    pub(super) fn text(&mut self, field: &'static str) -> Field<Box<str>> {
        self.optional_text(field)?
            .map_or_else(|| self.bad(field, "is missing"), Ok)
    }

    pub(super) fn optional_text(&mut self, field: &'static str) -> Field<Option<Box<str>>> {
        self.text_of(field, LONGEST_TEXT)
    }

    pub(super) fn optional_id(&mut self, field: &'static str) -> Field<Option<Box<str>>> {
        self.text_of(field, LONGEST_ID)
    }

    fn text_of(&mut self, field: &'static str, longest: usize) -> Field<Option<Box<str>>> {
        match self.take(field) {
            None => Ok(None),
            Some(Json::Text(text)) if is_longer(&text, longest) => {
                self.bad(field, format!("is longer than {longest} characters"))
            }
            Some(Json::Text(text)) => Ok(Some(text.into())),
            Some(_) => self.bad(field, "must be a text"),
        }
    }

    pub(super) fn count(&mut self, field: &'static str) -> Field<u64> {
        self.optional_count(field)?
            .map_or_else(|| self.bad(field, "is missing"), Ok)
    }

    pub(super) fn count_or(&mut self, field: &'static str, default: u64) -> Field<u64> {
        Ok(self.optional_count(field)?.unwrap_or(default))
    }

    pub(super) fn optional_count(&mut self, field: &'static str) -> Field<Option<u64>> {
        let Some(value) = self.take(field) else {
            return Ok(None);
        };
        match value {
            Json::Count(count) if count <= MAX_COUNT => Ok(Some(count)),
            _ => self.bad(field, format!("must be an integer from 0 to {MAX_COUNT}")),
        }
    }

    pub(super) fn rate(&mut self, field: &'static str) -> Field<f64> {
        #[expect(clippy::cast_precision_loss, reason = "above 2^53 it is refused")]
        let rate = match self.take(field) {
            None => return self.bad(field, "is missing"),
            Some(Json::Count(rate)) => Some(rate as f64),
            Some(Json::Float(rate)) => Some(rate),
            Some(_) => None,
        };
        match rate {
            Some(rate) if (0.0..=MOST).contains(&rate) => Ok(rate),
            _ => self.bad(field, format!("must be a number from 0 to {MAX_COUNT}")),
        }
    }

    pub(super) fn flag(&mut self, field: &'static str) -> Field<bool> {
        match self.take(field) {
            Some(Json::Flag(flag)) => Ok(flag),
            Some(_) => self.bad(field, "must be true or false"),
            None => self.bad(field, "is missing: true or false"),
        }
    }

    pub(super) fn optional_flag(&mut self, field: &'static str) -> Field<bool> {
        match self.take(field) {
            None => Ok(false),
            Some(Json::Flag(flag)) => Ok(flag),
            Some(_) => self.bad(field, "must be true or false"),
        }
    }

    pub(super) fn object(&mut self, field: &'static str) -> Field<Value> {
        match self.bounded(field)? {
            Json::Null => Ok(Value::Object(Map::new())),
            details @ Json::Object(_) => Ok(details.into_value()),
            _ => self.bad(field, "must be an object"),
        }
    }
}
