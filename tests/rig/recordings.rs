//! Recordings to play, and the truth about them, which was counted by another program.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// A recording of Twitch chat.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The file.
    pub file: PathBuf,
    /// Whose chat it is.
    pub channel: &'static str,
    /// What a count of it must give.
    pub truth: Value,
}

/// Our own small one: every kind of line, invented people.
#[must_use]
pub fn small() -> Recording {
    load(&root().join("tests/fixtures"), "chat", "twitch:mossgarden")
}

/// 200 s of a real, busy chat; it lies outside of the project, so that it is not everywhere.
#[must_use]
pub fn captured() -> Option<Recording> {
    let folder = root().join("../shared/data");
    if !folder.join("twitch-chat-capture.irc").exists() {
        eprintln!("note: ../shared/data is not here; the captured chat is not played");
        return None;
    }
    Some(load(&folder, "twitch-chat-capture", "twitch:xqc"))
}

/// Both, as far as they are here.
#[must_use]
pub fn all() -> Vec<Recording> {
    [small()].into_iter().chain(captured()).collect()
}

/// The project's folder.
#[must_use]
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

fn load(folder: &Path, name: &str, channel: &'static str) -> Recording {
    let truth = fs::read(folder.join(format!("{name}.truth.json"))).expect("the truth");
    Recording {
        file: folder.join(format!("{name}.irc")),
        channel,
        truth: serde_json::from_slice(&truth).expect("JSON"),
    }
}

impl Recording {
    /// The lines that Twitch sent after the join.
    ///
    /// # Panics
    /// When the file cannot be read.
    #[must_use]
    pub fn chat_lines(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.file).expect("the recording");
        let lines = text
            .lines()
            .filter(|line| line.starts_with('@') && !line.contains(" ROOMSTATE "));
        lines.map(str::to_owned).collect()
    }

    /// What differs between the truth and a report of a replay, as far as the truth goes.
    #[must_use]
    pub fn differs_from_report(&self, report: &Value) -> Vec<String> {
        let told = self.truth.as_object().into_iter().flatten();
        told.filter(|(name, want)| report[*name] != **want)
            .map(|(name, want)| format!("{name}: {want} in truth, {} in the report", report[name]))
            .collect()
    }

    /// What differs between the truth and a channel's numbers. They count gifted subscriptions with the others.
    #[must_use]
    pub fn differs_from_numbers(&self, numbers: &Value) -> Vec<String> {
        let truth = |name: &str| self.truth[name].as_u64().unwrap_or(0);
        let gifted = truth("gifted_subscriptions");
        let plain = [
            "chat_messages",
            "chatters",
            "resubscriptions",
            "timeouts",
            "bans",
            "chat_clears",
        ];
        let mut wanted: Vec<(&str, Value)> = plain.iter().map(|name| (*name, truth(name).into())).collect();
        wanted.push(("subscriptions", (truth("subscriptions") + gifted).into()));
        wanted.push(("gifted_subscriptions", gifted.into()));
        wanted.push(("tips", self.truth["tips"].clone()));
        wanted
            .iter()
            .filter(|(name, want)| numbers[*name] != *want)
            .map(|(name, want)| format!("{name}: {want} in truth, {} counted", numbers[*name]))
            .collect()
    }
}
