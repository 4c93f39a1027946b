//! JSON as it was pushed, borrowed from the body: what is checked and dropped is never copied.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::{Number, Value};

/// One JSON value.
#[derive(Debug, PartialEq)]
pub(super) enum Json<'a> {
    Null,
    Flag(bool),
    /// What is exact as one of these; other numbers are [`Json::Float`].
    Count(u64),
    Negative(i64),
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Object<'a>),
}

/// Few fields are soonest found by looking at each.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Object<'a> {
    /// Fields among which one of the same name is soonest found by looking at each.
    const FEW: usize = 16;

    /// The field's value, for good. Of several of one name the last stands; `null` is as good as none.
    pub(super) fn take(&mut self, field: &str) -> Option<Json<'a>> {
        let value = self.0.iter_mut().rev().find(|(name, _)| name == field)?;
        Some(std::mem::replace(&mut value.1, Json::Null)).filter(|value| *value != Json::Null)
    }
}

impl Json<'_> {
    /// Whether more lists and objects than this lie in one another.
    pub(super) fn is_deeper_than(&self, levels: usize) -> bool {
        let inside = |value: &Json| value.is_deeper_than(levels - 1);
        match self {
            Json::List(list) => levels == 0 || list.iter().any(inside),
            Json::Object(Object(fields)) => levels == 0 || fields.iter().any(|(_, value)| inside(value)),
            _ => false,
        }
    }

    /// About as many bytes as it has when it is written.
    pub(super) fn weight(&self) -> usize {
        match self {
            Json::Text(text) => text.len() + 3,
            Json::List(list) => list.iter().fold(2, |sum, value| sum + value.weight()),
            Json::Object(Object(fields)) => fields
                .iter()
                .fold(2, |sum, (name, value)| sum + name.len() + 4 + value.weight()),
            _ => 8,
        }
    }

    /// As it is kept.
    pub(super) fn into_value(self) -> Value {
        match self {
            Json::Null => Value::Null,
            Json::Flag(flag) => Value::Bool(flag),
            Json::Count(count) => Value::Number(count.into()),
            Json::Negative(number) => Value::Number(number.into()),
            Json::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
            Json::Text(text) => Value::String(text.into_owned()),
            Json::List(list) => list.into_iter().map(Json::into_value).collect(),
            Json::Object(Object(fields)) => fields
                .into_iter()
                .map(|(name, value)| (name.into_owned(), value.into_value()))
                .collect(),
        }
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Flag(flag) => serializer.serialize_bool(*flag),
            Json::Count(count) => serializer.serialize_u64(*count),
            Json::Negative(number) => serializer.serialize_i64(*number),
            Json::Float(number) => serializer.serialize_f64(*number),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(list) => serializer.collect_seq(list),
            Json::Object(fields) => fields.serialize(serializer),
        }
    }
}

impl Serialize for Object<'_> {
    /// Of several fields of one name the last, as by [`Object::take`].
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Object(fields) = self;
        if fields.len() > Self::FEW {
            let sorted: BTreeMap<_, _> = fields.iter().map(|(name, value)| (name, value)).collect();
            return serializer.collect_map(sorted);
        }
        let is_last = |(place, (name, _)): &(usize, &(Cow<str>, Json))| {
            fields[place + 1..].iter().all(|(later, _)| later != name)
        };
        let once = fields.iter().enumerate().filter(is_last);
        serializer.collect_map(once.map(|(_, (name, value))| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape)
    }
}

/// A field's name, borrowed unless something in it is escaped.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct Shape;

impl<'de> Visitor<'de> for Shape {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json<'de>, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_u64<E>(self, count: u64) -> Result<Json<'de>, E> {
        Ok(Json::Count(count))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Negative(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(Json::Float(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut fields = Vec::with_capacity(8);
        while let Some((Name(name), value)) = map.next_entry()? {
            fields.push((name, value));
        }
        Ok(Json::Object(Object(fields)))
    }
}
