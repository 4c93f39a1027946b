//! Overlays as the user set them: what an address of ours shows, without saying it itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What was chosen for an overlay, as its address would say it: the parameter, and its text.
pub type OverlayOptions = BTreeMap<String, String>;

/// One overlay as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SavedOverlay {
    /// What stands in its address, for good: `goal-2`. The first of each page has the page's own name and needs none.
    pub id: String,
    /// What the user calls it; empty for what it is called anyway.
    pub name: String,
    /// Which page shows it: `goal`.
    pub page: String,
    /// What was chosen. What is as usual is left out.
    pub options: OverlayOptions,
    /// Whether these options are the open profile's own, and not those of every profile.
    pub own: bool,
}

/// Letters and digits in an address.
const LONGEST_ID: usize = 40;
const LONGEST_NAME: usize = 50;
const MOST_OPTIONS: usize = 40;
/// A HUD's parts are one option.
const LONGEST_OPTION: usize = 8000;

impl SavedOverlay {
    /// Whether this can stand in an address as an id, or name a page.
    #[must_use]
    pub fn is_id(text: &str) -> bool {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (1..=LONGEST_ID).contains(&text.len()) && text.chars().all(fits)
    }

    /// Why no overlay can be like that; `None` when it can.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        let long =
            |(name, value): (&String, &String)| name.len() > LONGEST_ID || value.len() > LONGEST_OPTION;
        if !Self::is_id(&self.id) || !Self::is_id(&self.page) {
            return Some(
                "An overlay’s page and id are small letters, digits and “-”. Leave the id out to make a new one.",
            );
        }
        if self.name.chars().count() > LONGEST_NAME {
            return Some("An overlay’s name has at most 50 characters. Shorten it.");
        }
        if self.options.len() > MOST_OPTIONS || self.options.iter().any(long) {
            return Some("An overlay has at most 40 options of 8000 characters each. Leave some out.");
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(id: &str, name: &str, option: &str) -> SavedOverlay {
        SavedOverlay {
            id: id.to_owned(),
            name: name.to_owned(),
            page: "goal".to_owned(),
            options: OverlayOptions::from([("title".to_owned(), option.to_owned())]),
            own: false,
        }
    }

    #[test]
    fn what_cannot_stand_in_an_address_is_refused() {
        let long = "x".repeat(8001);
        for (overlay, is_good) in [
            (saved("goal-2", "Sub goal 🦊", "Föllows"), true),
            (saved("goal", "", ""), true),
            (saved("", "", ""), false),
            (saved("a/b", "", ""), false),
            (saved("Goal", "", ""), false),
            (saved(&"a".repeat(41), "", ""), false),
            (saved("goal", &"ü".repeat(50), ""), true),
            (saved("goal", &"ü".repeat(51), ""), false),
            (saved("goal", "", &long), false),
        ] {
            assert_eq!(overlay.refusal().is_none(), is_good, "{overlay:?}");
        }
    }
}
