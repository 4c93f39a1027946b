//! What a trigger sets off, how often at most, and what became of it.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// What is done when a trigger fires. By default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ActionRules {
    /// Each for itself.
    pub rules: Vec<ActionRule>,
}

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ActionRule {
    /// The trigger's name (`chat_velocity`); `null`: every trigger.
    #[serde(default)]
    pub trigger: Option<String>,
    /// What.
    pub action: Action,
}

/// What can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// OBS saves its replay buffer.
    SaveReplay,
    /// OBS starts recording.
    StartRecording,
    /// OBS stops recording.
    StopRecording,
    /// OBS marks a chapter in the recording (OBS 30.2 and newer).
    MarkChapter,
    /// The alerts overlay shows a banner.
    Banner {
        /// What it says, 100 characters at most; empty: which trigger fired.
        text: String,
    },
    /// The trigger is sent as JSON to another program of this computer.
    Webhook {
        /// `http://127.0.0.1:8080/clip`; only this computer.
        url: String,
    },
}

impl Action {
    /// Its name: the wire's `"do"`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SaveReplay => "save_replay",
            Self::StartRecording => "start_recording",
            Self::StopRecording => "stop_recording",
            Self::MarkChapter => "mark_chapter",
            Self::Banner { .. } => "banner",
            Self::Webhook { .. } => "webhook",
        }
    }
}

impl ActionRules {
    /// Rules at most.
    const MOST: usize = 20;
    /// Characters on a banner at most.
    const LONGEST_BANNER: usize = 100;

    /// Why these cannot be; `None` when they can.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        let is_foreign =
            |rule: &ActionRule| matches!(&rule.action, Action::Webhook { url } if !is_local(url));
        let is_long = |rule: &ActionRule| matches!(&rule.action, Action::Banner { text } if text.chars().count() > Self::LONGEST_BANNER);
        if self.rules.len() > Self::MOST {
            Some("At most 20 actions can be set off. Remove one first.")
        } else if self.rules.iter().any(is_long) {
            Some("A banner holds 100 characters at most. Write less.")
        } else if self.rules.iter().any(is_foreign) {
            Some("A webhook goes to this computer only. Take an address such as http://127.0.0.1:8080/clip.")
        } else {
            None
        }
    }

    /// What this trigger sets off.
    pub fn set_off_by<'a>(&'a self, trigger: &'a str) -> impl Iterator<Item = &'a Action> {
        let fits = move |rule: &&ActionRule| rule.trigger.as_deref().is_none_or(|wanted| wanted == trigger);
        self.rules.iter().filter(fits).map(|rule| &rule.action)
    }
}

/// Whether an address is `http` on this computer. Nothing that could be read in another way passes.
fn is_local(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or("");
    let Some((host, port)) = authority.rsplit_once(':').filter(|_| !authority.ends_with(']')) else {
        return matches!(authority, "127.0.0.1" | "localhost" | "[::1]");
    };
    matches!(host, "127.0.0.1" | "localhost" | "[::1]") && port.parse::<u16>().is_ok_and(|port| port > 0)
}

/// What became of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Acted {
    /// Which: [`Action::name`].
    pub action: Box<str>,
    /// The trigger that set it off.
    pub trigger: Box<str>,
    /// That trigger's id, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger_id: Option<Box<str>>,
    /// That trigger's time, ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub trigger_at: Millis,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was not done, with what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Box<str>>,
    /// The file that came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Box<str>>,
    /// What a banner says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Box<str>>,
}

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done, and OBS or the other program has confirmed it.
    Done,
    /// Not done: another trigger had set something off just before.
    Cooldown,
    /// Not done: enough for today.
    Limit,
    /// Tried in vain.
    Failed,
}

/// Lets one trigger through every 30 s, and 50 a day, over all kinds.
#[derive(Clone, Debug, Default)]
pub struct ActionGate {
    last: Option<Millis>,
    /// Days since 1970, UTC, and how many were let through on it.
    day: (Millis, u32),
}

impl ActionGate {
    const APART: Millis = 30_000;
    const A_DAY: u32 = 50;
    const DAY: Millis = 86_400_000;

    /// Lets a trigger through at `now` by our clock.
    ///
    /// # Errors
    /// What becomes of its actions instead.
    pub fn pass(&mut self, now: Millis) -> Result<(), Outcome> {
        let today = now.div_euclid(Self::DAY);
        if self.day.0 != today {
            self.day = (today, 0);
        }
        if self
            .last
            .is_some_and(|last| (0..Self::APART).contains(&(now - last)))
        {
            return Err(Outcome::Cooldown);
        }
        if self.day.1 >= Self::A_DAY {
            return Err(Outcome::Limit);
        }
        self.last = Some(now);
        self.day.1 += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_30_seconds_and_50_a_day() {
        let mut gate = ActionGate::default();
        assert_eq!(gate.pass(0), Ok(()));
        assert_eq!(gate.pass(29_999), Err(Outcome::Cooldown));
        for n in 1..50 {
            assert_eq!(gate.pass(n * 30_000), Ok(()), "{n}");
        }
        assert_eq!(gate.pass(50 * 30_000), Err(Outcome::Limit));
        assert_eq!(gate.pass(ActionGate::DAY), Ok(()), "the next day");
    }

    #[test]
    fn webhooks_stay_on_this_computer() {
        for (url, good) in [
            ("http://127.0.0.1:8080/clip", true),
            ("http://localhost/x", true),
            ("http://[::1]:9/", true),
            ("http://[::1]", true),
            ("https://127.0.0.1/", false),
            ("http://127.0.0.1@evil.example/", false),
            ("http://127.0.0.1:80@evil.example/", false),
            ("http://evil.example\\@127.0.0.1/", false),
            ("http://127.0.0.1.evil.example/", false),
            ("http://127.0.0.1:0/", false),
            ("", false),
        ] {
            assert_eq!(is_local(url), good, "{url}");
        }
    }
}
