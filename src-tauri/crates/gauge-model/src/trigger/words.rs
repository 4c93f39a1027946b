//! Many people saying the same: a listed word, or one emote.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::json;

use super::{Found, remember, rules::TriggerRules};
use crate::Millis;

const WINDOW: Millis = 10_000;
/// People who must say it: one spammer is no moment.
const PEOPLE: usize = 5;
/// One message in so many must hold it.
const SHARE: usize = 5;
/// Messages looked at in a window; of the rest only the number counts.
const MOST: usize = 4096;
/// Emotes looked at in one message.
const EMOTES: usize = 32;

/// What was said lately on one channel.
#[derive(Clone, Debug, Default)]
pub(super) struct WordWatch {
    /// Oldest first.
    said: VecDeque<Said>,
    is_high: bool,
    rests_until: Option<Millis>,
}

#[derive(Clone, Debug)]
struct Said {
    at: Millis,
    who: Box<str>,
    /// A listed word, and every emote.
    terms: Vec<Term>,
}

/// All listed words are one term: the rule asks for people using any of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Term {
    Listed,
    Emote(Box<str>),
}

impl WordWatch {
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.said.len()
    }

    /// One message; `words` are in lower case.
    pub(super) fn note(&mut self, at: Millis, who: &str, text: &str, words: &[Box<str>]) {
        let terms = if self.said.len() < MOST {
            terms(text, words)
        } else {
            Vec::new()
        };
        let who = who.into();
        remember(&mut self.said, Said { at, who, terms });
    }

    /// A second is over.
    pub(super) fn look(&mut self, at: Millis, rules: &TriggerRules) -> Found {
        while self.said.front().is_some_and(|said| said.at < at - WINDOW) {
            self.said.pop_front();
        }
        let Some((term, people, messages)) = self.loudest() else {
            self.is_high = false;
            return None;
        };
        let is_resting = self.rests_until.is_some_and(|until| at < until);
        if self.is_high || is_resting || !rules.word_burst {
            return None;
        }
        let what = match term {
            Term::Listed => json!("listed words"),
            Term::Emote(emote) => json!(emote),
        };
        self.is_high = true;
        self.rests_until = Some(at + Millis::from(rules.cooldowns.word_burst) * 1000);
        Some((
            "word_burst",
            json!({
                "what": what,
                "unique_chatters": people,
                "messages": messages,
                "window_messages": self.said.len(),
                "window_s": WINDOW / 1000,
            }),
        ))
    }

    /// What most people say, if that is a burst: the term, its people and its messages.
    fn loudest(&self) -> Option<(Term, usize, usize)> {
        let mut by_term: HashMap<&Term, (HashSet<&str>, usize)> = HashMap::new();
        for said in &self.said {
            for term in &said.terms {
                let (people, messages) = by_term.entry(term).or_default();
                people.insert(&said.who);
                *messages += 1;
            }
        }
        by_term
            .into_iter()
            .map(|(term, (people, messages))| (term.clone(), people.len(), messages))
            .filter(|&(_, people, messages)| people >= PEOPLE && messages * SHARE >= self.said.len())
            .max_by_key(|&(_, people, messages)| (people, messages))
    }
}

fn terms(text: &str, words: &[Box<str>]) -> Vec<Term> {
    let mut terms = Vec::new();
    let lower = text.to_lowercase();
    if words.iter().any(|word| holds(&lower, word)) {
        terms.push(Term::Listed);
    }
    for token in text
        .split_whitespace()
        .filter(|token| is_emote(token))
        .take(EMOTES)
    {
        let emote = Term::Emote(token.into());
        if !terms.contains(&emote) {
            terms.push(emote);
        }
    }
    terms
}

/// Whether `text` holds `word` (or words) whole; both are in lower case.
fn holds(text: &str, word: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word).any(|(at, found)| {
        is_edge(text[..at].chars().next_back()) && is_edge(text[at + found.len()..].chars().next())
    })
}

/// Third-party emotes come as plain words, so their spelling must do: a capital after the first letter (`KEKW`,
/// `PogChamp`, `xqcL`), or nothing but symbols beyond the letters (emoji).
fn is_emote(token: &str) -> bool {
    let is_name = token.len() >= 3
        && token.chars().all(|c| c.is_ascii_alphanumeric())
        && token.chars().skip(1).any(|c| c.is_ascii_uppercase());
    is_name || token.chars().all(|c| c >= '\u{2190}' && !c.is_alphanumeric())
}
