//! What a producer sends along with an event: any JSON, passed on as it came.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{
    Number, Value,
    value::{RawValue, to_raw_value},
};

/// Any JSON value, as its text without white space: it is written for every reader and for the disk, and hardly ever
/// looked at.
#[derive(Clone, Debug)]
pub struct Carried(Box<RawValue>);

impl Carried {
    /// Takes a value down; what has no JSON, such as a map by numbers, as `null`.
    pub fn of(value: &impl Serialize) -> Self {
        Self(to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.0.get() == RawValue::NULL.get()
    }

    /// Whether it is a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.0
            .get()
            .starts_with(|first: char| first == '-' || first.is_ascii_digit())
    }

    /// The number that it is, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<Number> {
        serde_json::from_str(self.0.get())
            .ok()
            .filter(|_| self.is_number())
    }
}

impl From<Value> for Carried {
    fn from(value: Value) -> Self {
        Self::of(&value)
    }
}

impl PartialEq for Carried {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Serialize for Carried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Carried {
    /// By way of a value: inside a tagged or flattened shape the text itself cannot be had.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{EventKind, StreamEvent};

    #[test]
    fn only_a_number_is_a_number() {
        for (value, number) in [
            (json!(-1.5), Number::from_f64(-1.5)),
            (json!(7), Some(7.into())),
            (json!("7"), None),
            (json!([7]), None),
            (json!(null), None),
        ] {
            let carried = Carried::from(value.clone());
            assert_eq!(carried.number(), number, "{value}");
            assert_eq!(carried.is_number(), number.is_some(), "{value}");
            assert_eq!(carried.is_null(), value.is_null());
        }
    }

    #[test]
    fn an_event_that_is_written_is_read_again() {
        let written = r#"{"type":"custom","name":"a","data":{"b":[1,null,"ü"]},"channel":"generic:local","source":"push","at":1}"#;
        let event: StreamEvent = serde_json::from_str(written).unwrap();
        let EventKind::Custom { data, .. } = &event.kind else {
            panic!("{event:?}")
        };
        assert_eq!(*data, Carried::from(json!({"b": [1, null, "ü"]})));
        assert_eq!(serde_json::to_string(&event).unwrap(), written);
        assert_eq!(serde_json::to_value(&event).unwrap()["data"]["b"][2], "ü");
    }
}
