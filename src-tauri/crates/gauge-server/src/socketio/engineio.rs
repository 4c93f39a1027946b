//! Engine.IO's packets, versions 3 and 4, text only: one character for the kind, then its data; and how several
//! of them make one body of long-polling.

/// The version that a client speaks: `EIO` in its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// socket.io-client 2.x: the client pings, and it is connected without asking.
    Three,
    /// socket.io-client 3.x and 4.x: the server pings, and the client says when it wants to be connected.
    Four,
}

/// What a client may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packet<'a> {
    /// It leaves.
    Close,
    /// It asks whether we are there; `probe` on a socket that is to take over from polling.
    Ping(&'a str),
    /// It answers our ping.
    Pong,
    /// For Socket.IO.
    Message(&'a str),
    /// Polling ends, from now on this socket is used.
    Upgrade,
    /// Nothing.
    Noop,
}

/// Why a text is no packet for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Attachments and the like: only text is spoken here.
    Binary,
    /// It has no such form.
    Malformed,
}

impl<'a> Packet<'a> {
    /// Reads one packet.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub(crate) fn parse(text: &'a str) -> Result<Self, Unreadable> {
        let mut chars = text.chars();
        match (chars.next(), chars.as_str()) {
            (Some('1'), _) => Ok(Self::Close),
            (Some('2'), data) => Ok(Self::Ping(data)),
            (Some('3'), _) => Ok(Self::Pong),
            (Some('4'), data) => Ok(Self::Message(data)),
            (Some('5'), _) => Ok(Self::Upgrade),
            (Some('6'), _) => Ok(Self::Noop),
            // Base64, as long-polling carries bytes.
            (Some('b'), _) => Err(Unreadable::Binary),
            _ => Err(Unreadable::Malformed),
        }
    }
}

impl Version {
    /// What `EIO` says.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "3" => Some(Self::Three),
            "4" => Some(Self::Four),
            _ => None,
        }
    }

    /// Takes a polled body apart.
    ///
    /// # Errors
    /// [`Unreadable::Malformed`] when lengths and text do not meet.
    pub(crate) fn split(self, body: &str) -> Result<Vec<&str>, Unreadable> {
        match self {
            Self::Four => Ok(body.split(RECORD).collect()),
            Self::Three => split_by_lengths(body).ok_or(Unreadable::Malformed),
        }
    }

    /// Puts one packet more into a polled body.
    pub(crate) fn join(self, body: &mut String, packet: &str) {
        match self {
            Self::Four if body.is_empty() => {}
            Self::Four => body.push(RECORD),
            Self::Three => {
                body.push_str(&packet.encode_utf16().count().to_string());
                body.push(':');
            }
        }
        body.push_str(packet);
    }
}

/// Between two packets of version 4.
const RECORD: char = '\u{1e}';

/// `2:40` and so on. Lengths are in UTF-16 units: in JavaScript a string is as long as that.
fn split_by_lengths(mut body: &str) -> Option<Vec<&str>> {
    let mut packets = Vec::new();
    while !body.is_empty() {
        let (length, rest) = body.split_once(':')?;
        if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (packet, rest) = rest.split_at(utf16_prefix(rest, length.parse().ok()?)?);
        packets.push(packet);
        body = rest;
    }
    Some(packets)
}

/// Bytes that the first `units` UTF-16 units take; `None` if the text is shorter or a character would be cut.
fn utf16_prefix(text: &str, units: usize) -> Option<usize> {
    let (mut bytes, mut left) = (0, units);
    let mut chars = text.chars();
    while left > 0 {
        let next = chars.next()?;
        left = left.checked_sub(next.len_utf16())?;
        bytes += next.len_utf8();
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn packets_are_known_by_their_first_character() {
        for (text, packet) in [
            ("1", Ok(Packet::Close)),
            ("2", Ok(Packet::Ping(""))),
            ("2probe", Ok(Packet::Ping("probe"))),
            ("3", Ok(Packet::Pong)),
            ("42[\"hello\"]", Ok(Packet::Message("2[\"hello\"]"))),
            ("5", Ok(Packet::Upgrade)),
            ("6", Ok(Packet::Noop)),
            ("bAQID", Err(Unreadable::Binary)),
            ("", Err(Unreadable::Malformed)),
            ("0{}", Err(Unreadable::Malformed)),
            ("ü", Err(Unreadable::Malformed)),
        ] {
            assert_eq!(Packet::parse(text), packet, "{text}");
        }
    }

    #[test]
    fn polled_bodies_are_as_the_stock_clients_make_them() {
        let mut body = String::new();
        for packet in ["40", "42[\"a\"]"] {
            Version::Four.join(&mut body, packet);
        }
        assert_eq!(body, "40\u{1e}42[\"a\"]");
        let mut body = String::new();
        for packet in ["40", "4€", "4🎁"] {
            Version::Three.join(&mut body, packet);
        }
        assert_eq!(body, "2:402:4€3:4🎁");
        for bad in [
            "2",
            "x:40",
            ":40",
            "+2:40",
            "3:40",
            "2:4🎁",
            "99999999999999999999:4",
            "2:40z",
        ] {
            assert_eq!(Version::Three.split(bad), Err(Unreadable::Malformed), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_joined_is_split_again(packets in prop::collection::vec("[0-6][^\u{1e}]{0,20}", 1..8)) {
            for version in [Version::Three, Version::Four] {
                let mut body = String::new();
                for packet in &packets {
                    version.join(&mut body, packet);
                }
                prop_assert_eq!(version.split(&body), Ok(packets.iter().map(String::as_str).collect()));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = Packet::parse(&text);
            for version in [Version::Three, Version::Four] {
                for packet in version.split(&text).into_iter().flatten() {
                    let _ = Packet::parse(packet);
                }
            }
        }
    }
}
