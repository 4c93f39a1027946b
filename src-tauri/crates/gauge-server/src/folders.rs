//! The folder of overlays: loader files, and the user's own overlays, a folder each.

use std::path::{Path, PathBuf};

/// Letters of a name at most.
const LONGEST: usize = 60;

/// `overlays/` of a data folder.
pub(crate) fn overlays(data: &Path) -> PathBuf {
    data.join("overlays")
}

/// A name for a file or a folder on any system, made of anything.
pub(crate) fn named(text: &str) -> String {
    let plain = text.chars().map(|c| match c {
        'a'..='z' | '0'..='9' | '_' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        _ => '-',
    });
    let words: Vec<_> = plain.collect::<String>().split('-').map(str::to_owned).collect();
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(LONGEST).collect();
    match name.as_str() {
        "" => "overlay".to_owned(),
        // Names of devices on Windows.
        "con" | "prn" | "aux" | "nul" => format!("{name}-overlay"),
        _ if is_port(&name) => format!("{name}-overlay"),
        _ => name,
    }
}

/// Whether a text is already such a name.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && named(text) == text.to_ascii_lowercase()
}

/// `com1` to `com9`, `lpt1` to `lpt9`.
fn is_port(name: &str) -> bool {
    let number = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    number.is_some_and(|number| number.len() == 1 && number != "0" && number.as_bytes()[0].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_gives_a_name_that_every_system_takes() {
        for (text, name) in [
            ("goal", "goal"),
            ("Goal, ring", "goal-ring"),
            ("../../etc/passwd", "etc-passwd"),
            ("", "overlay"),
            ("…", "overlay"),
            ("CON", "con-overlay"),
            ("com7", "com7-overlay"),
            ("com", "com"),
            ("a\0b", "a-b"),
        ] {
            assert_eq!(named(text), name, "{text:?}");
            assert!(is_name(name), "{name}");
        }
        assert_eq!(named(&"x".repeat(500)).len(), LONGEST);
        for bad in ["", ".", "..", "a/b", "a\\b", "-a", "nul", "ä"] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }
}
