//! Socket.IO's packets (protocol 4 and 5), which travel as Engine.IO's messages: a digit for the kind, perhaps a
//! namespace, perhaps an id to answer to, then JSON.

use std::borrow::Cow;

use serde_json::{Value, value::RawValue};

use super::engineio::{Unreadable, Version};

/// A packet as a client sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    /// What it is.
    pub(crate) kind: Kind,
    /// `/` where none is written.
    pub(crate) namespace: &'a str,
    /// The sender wants an answer under this id.
    pub(crate) id: Option<u64>,
    /// JSON, not yet read; may be empty.
    pub(crate) data: &'a str,
}

/// What a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It wants to be connected to a namespace.
    Connect,
    /// It leaves a namespace.
    Disconnect,
    /// Something happened: a name and arguments.
    Event,
    /// An answer.
    Ack,
}

impl<'a> Packet<'a> {
    /// Reads one.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub(crate) fn parse(text: &'a str) -> Result<Self, Unreadable> {
        let mut chars = text.chars();
        let kind = match chars.next() {
            Some('0') => Kind::Connect,
            Some('1') => Kind::Disconnect,
            Some('2') => Kind::Event,
            Some('3') => Kind::Ack,
            Some('5' | '6') => return Err(Unreadable::Binary),
            _ => return Err(Unreadable::Malformed),
        };
        let mut rest = chars.as_str();
        let mut namespace = "/";
        if rest.starts_with('/') {
            (namespace, rest) = rest.split_once(',').unwrap_or((rest, ""));
            // Version 3 writes a query behind it.
            namespace = namespace.split('?').next().unwrap_or(namespace);
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (id, data) = rest.split_at(digits);
        let id = match id {
            "" => None,
            id => Some(id.parse().map_err(|_| Unreadable::Malformed)?),
        };
        Ok(Self {
            kind,
            namespace,
            id,
            data,
        })
    }

    /// An event's name and its first argument, as JSON.
    ///
    /// # Errors
    /// [`Unreadable::Malformed`] if it is no list that begins with a name.
    pub(crate) fn event(&self) -> Result<(Cow<'a, str>, Option<&'a RawValue>), Unreadable> {
        let parts: Vec<&RawValue> = serde_json::from_str(self.data).map_err(|_| Unreadable::Malformed)?;
        let name = parts.first().ok_or(Unreadable::Malformed)?.get();
        // Numbers may be names too; nothing here has one.
        let name = serde_json::from_str::<String>(name).map(Cow::Owned);
        Ok((name.unwrap_or(Cow::Borrowed("")), parts.get(1).copied()))
    }
}

/// The token in what a client says when it connects: `auth.token`.
pub(crate) fn token(auth: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Auth {
        token: String,
    }
    serde_json::from_str::<Auth>(auth).ok().map(|auth| auth.token)
}

/// Engine.IO's first packet.
pub(crate) fn open(version: Version, sid: &str, upgrades: &[&str]) -> String {
    let mut open = serde_json::json!({
        "sid": sid,
        "upgrades": upgrades,
        "pingInterval": super::PING_INTERVAL.as_millis() as u64,
        "pingTimeout": super::PING_TIMEOUT.as_millis() as u64,
    });
    if version == Version::Four {
        open["maxPayload"] = super::LARGEST.into();
    }
    format!("0{open}")
}

/// The client is connected to the default namespace.
pub(crate) fn connected(version: Version, sid: &str) -> String {
    match version {
        Version::Three => "40".to_owned(),
        Version::Four => format!("40{}", serde_json::json!({ "sid": sid })),
    }
}

/// It is not connected, and why. Stock clients of version 4 show `message` and `data` of it.
pub(crate) fn connect_error(version: Version, namespace: &str, code: &str, message: &str) -> String {
    let plain = serde_json::json!({ "code": code, "message": message });
    let error = match version {
        Version::Three => plain,
        Version::Four => serde_json::json!({ "message": message, "data": plain }),
    };
    match namespace {
        "/" => format!("44{error}"),
        namespace => format!("44{namespace},{error}"),
    }
}

/// The answer to `id`.
pub(crate) fn ack(id: u64, answer: &[Value]) -> String {
    format!("43{id}{}", Value::from(answer))
}

/// An event for one client.
pub(crate) fn event(name: &str, argument: &Value) -> String {
    format!("42{}", serde_json::json!([name, argument]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packet<'a>(
        kind: Kind,
        namespace: &'a str,
        id: Option<u64>,
        data: &'a str,
    ) -> Result<Packet<'a>, Unreadable> {
        Ok(Packet {
            kind,
            namespace,
            id,
            data,
        })
    }

    #[test]
    fn packets_are_read_as_the_protocol_writes_them() {
        for (text, expected) in [
            ("0", packet(Kind::Connect, "/", None, "")),
            (
                "0{\"token\":\"x\"}",
                packet(Kind::Connect, "/", None, "{\"token\":\"x\"}"),
            ),
            ("0/admin,{}", packet(Kind::Connect, "/admin", None, "{}")),
            ("0/admin?a=1,", packet(Kind::Connect, "/admin", None, "")),
            ("1", packet(Kind::Disconnect, "/", None, "")),
            ("2[\"a\"]", packet(Kind::Event, "/", None, "[\"a\"]")),
            ("212[\"a\"]", packet(Kind::Event, "/", Some(12), "[\"a\"]")),
            (
                "2/admin,3[\"a\"]",
                packet(Kind::Event, "/admin", Some(3), "[\"a\"]"),
            ),
            ("31[]", packet(Kind::Ack, "/", Some(1), "[]")),
            (
                "51-[\"a\",{\"_placeholder\":true,\"num\":0}]",
                Err(Unreadable::Binary),
            ),
            ("61-0[]", Err(Unreadable::Binary)),
            ("4{}", Err(Unreadable::Malformed)),
            ("", Err(Unreadable::Malformed)),
            ("299999999999999999999[\"a\"]", Err(Unreadable::Malformed)),
        ] {
            assert_eq!(Packet::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn an_event_is_a_name_and_arguments() {
        let read = |data| {
            let packet = packet(Kind::Event, "/", None, data).unwrap();
            let (name, argument) = packet.event()?;
            Ok((name.into_owned(), argument.map(|raw| raw.get().to_owned())))
        };
        let named = |name: &str, argument: Option<&str>| Ok((name.to_owned(), argument.map(str::to_owned)));
        assert_eq!(read("[\"request_stats\"]"), named("request_stats", None));
        assert_eq!(
            read("[\"event\",{\"a\":[1]},2]"),
            named("event", Some("{\"a\":[1]}"))
        );
        assert_eq!(read("[\"\\u0061\"]"), named("a", None));
        assert_eq!(read("[7]"), named("", None));
        for bad in ["", "[]", "{}", "\"a\"", "[\"a\"", "[\"a\"]x"] {
            assert_eq!(read(bad), Err(Unreadable::Malformed), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-6]?(/[a-z]*,?)?[0-9]{0,22}.{0,40}") {
            if let Ok(packet) = Packet::parse(&text) {
                let _ = packet.event();
            }
        }
    }
}
