//! A token's text: `sgr1_<id>_<mac>`. Derived from the root key, so that it can be shown again and nothing but the
//! key is secret on the disk (RELIABILITY 2.1).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use gauge_model::TokenScope;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The root of every token.
pub(crate) type RootKey = [u8; 32];

/// Letters and digits of an id.
pub(crate) const ID: usize = 8;
/// Bytes kept of the MAC, and the length of their text.
const MAC: usize = 24;
const MAC_TEXT: usize = 32;

/// What a text says, before it is known whether that is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim<'a> {
    pub(crate) scope: TokenScope,
    pub(crate) id: &'a str,
    mac: &'a str,
}

const fn prefix(scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Read => "sgr1_",
        TokenScope::Write => "sgw1_",
        TokenScope::Admin => "sga1_",
    }
}

/// The scope that a text claims; `None` when it is no token of ours.
pub(crate) fn claimed_scope(text: &str) -> Option<TokenScope> {
    [TokenScope::Read, TokenScope::Write, TokenScope::Admin]
        .into_iter()
        .find(|scope| text.starts_with(prefix(*scope)))
}

/// Takes a text apart.
pub(crate) fn parse(text: &str) -> Option<Claim<'_>> {
    let scope = claimed_scope(text)?;
    let rest = text.strip_prefix(prefix(scope))?;
    let (id, mac) = (rest.get(..ID)?, rest.get(ID + 1..)?);
    let is_whole = rest.as_bytes()[ID] == b'_' && mac.len() == MAC_TEXT;
    let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_whole && is_plain).then_some(Claim { scope, id, mac })
}

impl Claim<'_> {
    /// Whether the key made it, for this generation. Takes the same time for every wrong MAC.
    pub(crate) fn is_of(&self, key: &RootKey, generation: u32) -> bool {
        let right = mac(key, self.scope, self.id, generation);
        right.as_bytes().ct_eq(self.mac.as_bytes()).into()
    }
}

/// The text of a token.
pub(crate) fn text(key: &RootKey, scope: TokenScope, id: &str, generation: u32) -> String {
    format!("{}{id}_{}", prefix(scope), mac(key, scope, id, generation))
}

fn mac(key: &RootKey, scope: TokenScope, id: &str, generation: u32) -> String {
    // The length is fixed, and HMAC takes any.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return String::new();
    };
    mac.update(format!("v1|{}|{id}|{generation}", prefix(scope)).as_bytes());
    URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..MAC])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_key_scope_id_and_generation() {
        let key = [7; 32];
        let text = text(&key, TokenScope::Read, "abcd1234", 3);
        assert_eq!(text.len(), 5 + ID + 1 + MAC_TEXT, "{text}");
        let claim = parse(&text).unwrap();
        assert_eq!((claim.scope, claim.id), (TokenScope::Read, "abcd1234"));
        assert!(claim.is_of(&key, 3));
        assert!(!claim.is_of(&key, 4), "the next generation");
        assert!(!claim.is_of(&[8; 32], 3), "another key");
        let raised = text.replace("sgr1_", "sgw1_");
        assert!(!parse(&raised).unwrap().is_of(&key, 3), "another scope");
        let other = text.replace("abcd1234", "abcd1235");
        assert!(!parse(&other).unwrap().is_of(&key, 3), "another id");
    }

    #[test]
    fn what_is_no_token_is_none() {
        let good = text(&[7; 32], TokenScope::Admin, "abcd1234", 0);
        for bad in [
            "",
            "sgr1_",
            "sgx1_abcd1234_",
            &good[1..],
            &good[..good.len() - 1],
            &format!("{good}A"),
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse(&good.replace("abcd1234_", "abcd_1234")), None);
        assert_eq!(parse(&good.replace("abcd1234", "äbcd123")), None);
    }
}
