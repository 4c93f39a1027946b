//! What of the numbers concerns the desktop: whether something is on, what was lost, what was reached.

use std::collections::{HashMap, HashSet, VecDeque};

use gauge_engine::{Changes, Dialect, Engine, Taken};
use gauge_model::{SourceState, Standing, Topics};
use serde::{Deserialize, Serialize};

/// How everything stands, as far as the desktop shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outlook {
    pub(crate) profile: String,
    profile_id: String,
    pub(crate) live: bool,
    pub(crate) recording: bool,
    sources: Vec<Heard>,
    goals: Vec<Reached>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Heard {
    id: String,
    channel: String,
    is_live: bool,
    /// Why it is not, where it failed.
    failed: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Reached {
    id: u64,
    name: String,
    times: u64,
}

/// Something worth a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// A source that was connected is not any more.
    Lost { channel: String, why: String },
    /// A goal got where it was to get.
    Reached { goal: String },
}

/// Lines of JSON, each the whole.
const DESKTOP: Dialect = Dialect {
    name: "desktop",
    snapshot,
    changes: Changes::Snapshots,
    keep_alive: &[],
};

fn snapshot(standing: &Standing, _: Topics, out: &mut Vec<u8>) {
    let sources = standing.sources.values().map(|source| Heard {
        id: source.id.clone(),
        channel: source.channel.to_string(),
        is_live: source.state == SourceState::Live,
        failed: match &source.state {
            SourceState::Waiting { why, .. } | SourceState::Refused { why } => Some(why.clone()),
            SourceState::Idle | SourceState::Connecting | SourceState::Live | SourceState::Offline { .. } => {
                None
            }
        },
    });
    let goals = standing.goals.states().into_iter().map(|goal| Reached {
        id: goal.id,
        name: goal.rule.name,
        times: goal.reached,
    });
    let outlook = Outlook {
        profile: standing.profile.clone(),
        profile_id: standing.profile_id.to_string(),
        live: standing.live(),
        recording: standing.stats.totals().recording == Some(true),
        sources: sources.collect(),
        goals: goals.collect(),
    };
    // Writing to a Vec cannot fail.
    _ = serde_json::to_writer(&mut *out, &outlook);
    out.push(b'\n');
}

/// Tells each new outlook and what it brought, until the app stops.
pub(crate) async fn follow(engine: Engine, mut tell: impl FnMut(&Outlook, Vec<News>)) {
    let mut pending = VecDeque::new();
    let mut memory = Memory::default();
    while let Ok(mut seat) = engine.seat(DESKTOP, Topics::NONE).await {
        let mut changed = seat.lane.news();
        pending.push_back(seat.snapshot.clone());
        loop {
            // Only the newest is of interest, and it is whole.
            for outlook in pending.drain(..).filter_map(|chunk| newest(&chunk)) {
                let news = memory.compare(&outlook);
                tell(&outlook, news);
            }
            match seat.lane.take(&mut seat.cursor, &mut pending) {
                Taken::Got => {}
                Taken::Lagged => break,
                Taken::Closed => return,
                Taken::Empty if changed.changed().await.is_err() => return,
                Taken::Empty => {}
            }
        }
    }
}

fn newest(chunk: &[u8]) -> Option<Outlook> {
    let line = chunk.trim_ascii_end().rsplit(|byte| *byte == b'\n').next()?;
    serde_json::from_slice(line).ok()
}

/// What was so before: only what changed is news.
#[derive(Default)]
struct Memory {
    profile: String,
    connected: HashSet<String>,
    reached: HashMap<u64, u64>,
}

impl Memory {
    fn compare(&mut self, outlook: &Outlook) -> Vec<News> {
        let is_first = self.profile != outlook.profile_id;
        if is_first {
            *self = Self {
                profile: outlook.profile_id.clone(),
                ..Self::default()
            };
        }
        let mut news = Vec::new();
        for source in &outlook.sources {
            if source.is_live {
                self.connected.insert(source.id.clone());
            } else if let Some(why) = &source.failed
                && self.connected.remove(&source.id)
            {
                news.push(News::Lost {
                    channel: source.channel.clone(),
                    why: why.clone(),
                });
            }
        }
        for goal in &outlook.goals {
            let before = self.reached.insert(goal.id, goal.times);
            // One that is new here was reached, if at all, while nobody looked.
            if !is_first && before.is_some_and(|before| before < goal.times) {
                news.push(News::Reached {
                    goal: goal.name.clone(),
                });
            }
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook(profile: &str, state: (bool, Option<&str>), times: u64) -> Outlook {
        Outlook {
            profile_id: profile.to_owned(),
            sources: vec![Heard {
                id: "chat/twitch:luna".to_owned(),
                channel: "twitch:luna".to_owned(),
                is_live: state.0,
                failed: state.1.map(str::to_owned),
            }],
            goals: vec![Reached {
                id: 1,
                name: "Ten".to_owned(),
                times,
            }],
            ..Outlook::default()
        }
    }

    #[test]
    fn only_what_changed_is_news() {
        let lost = || News::Lost {
            channel: "twitch:luna".to_owned(),
            why: "gone".to_owned(),
        };
        let reached = || News::Reached {
            goal: "Ten".to_owned(),
        };
        let mut memory = Memory::default();
        for (profile, state, times, want) in [
            ("a", (false, Some("never there")), 3, vec![]),
            ("a", (true, None), 3, vec![]),
            ("a", (false, Some("gone")), 3, vec![lost()]),
            ("a", (false, Some("still gone")), 3, vec![]),
            ("a", (false, None), 4, vec![reached()]),
            ("a", (true, None), 4, vec![]),
            ("a", (false, None), 4, vec![]),
            ("a", (false, Some("gone")), 4, vec![lost()]),
            ("b", (false, Some("gone")), 9, vec![]),
            ("a", (false, Some("gone")), 9, vec![]),
        ] {
            let got = memory.compare(&outlook(profile, state, times));
            assert_eq!(got, want, "{profile} {state:?} {times}");
        }
    }

    #[test]
    fn the_newest_of_several_lines_counts() {
        let lines = [outlook("a", (true, None), 1), outlook("b", (true, None), 2)]
            .map(|outlook| serde_json::to_string(&outlook).expect("it is JSON") + "\n");
        assert_eq!(newest(lines.concat().as_bytes()).expect("one").profile_id, "b");
    }
}
