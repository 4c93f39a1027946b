//! A profile: a user's isolated data, one SQLite file.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A profile as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ProfileInfo {
    /// Stable and file-safe: the file's stem.
    pub id: String,
    /// As the user wrote it.
    pub name: String,
    /// Whether it is the open one.
    pub active: bool,
    /// Whether everything in it is made up (the demo).
    pub simulated: bool,
}

/// A name that a profile may have: 1 to 50 characters after trimming, no control characters (PROTOCOLS 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileName(String);

/// Why a text is no profile name; the words are for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileNameError(&'static str);

impl ProfileName {
    /// Trims and checks.
    ///
    /// # Errors
    /// When the trimmed text is empty, longer than 50 characters, or holds a control character.
    pub fn new(text: &str) -> Result<Self, ProfileNameError> {
        let name = text.trim();
        if name.is_empty() {
            return Err(ProfileNameError(
                "A profile needs a name. Type at least one character.",
            ));
        }
        if name.chars().count() > 50 {
            return Err(ProfileNameError(
                "This name is too long. Use at most 50 characters.",
            ));
        }
        if name.chars().any(char::is_control) {
            return Err(ProfileNameError(
                "This name holds an invisible control character. Type it again.",
            ));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part of a file name that people can recognise: lower-case ASCII letters and digits joined by `-`,
    /// at most 32. It may be empty and is never unique by itself: an id must follow.
    #[must_use]
    pub fn slug(&self) -> String {
        let mut slug = String::new();
        for c in self.0.chars() {
            if slug.len() >= 32 {
                break;
            }
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.trim_end_matches('-').to_owned()
    }
}

impl fmt::Display for ProfileNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for ProfileNameError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_checked() {
        for (text, want) in [
            ("  Luna Moreau ", Some("luna-moreau")),
            ("../x", Some("x")),
            ("CON", Some("con")),
            ("نور", Some("")),
            ("a.", Some("a")),
            ("", None),
            ("   ", None),
            ("a\u{0}b", None),
        ] {
            assert_eq!(
                ProfileName::new(text).ok().map(|n| n.slug()).as_deref(),
                want,
                "{text:?}"
            );
        }
        assert!(ProfileName::new(&"é".repeat(50)).is_ok());
        assert!(ProfileName::new(&"é".repeat(51)).is_err());
    }
}
