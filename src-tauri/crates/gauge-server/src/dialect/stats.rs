//! `GET /api/stats` and `stats_update`: the shape of seeds 000 and 001, keys exactly (PROTOCOLS 3).

use std::collections::BTreeMap;

use gauge_engine::{Changes, Dialect};
use gauge_model::{EventKind, Standing, StreamEvent, Topics};
use serde::Serialize;
use serde_json::Value;

use super::{streamers, when};

/// The dialect.
pub(crate) const STATS: Dialect = Dialect {
    name: "stats",
    snapshot,
    changes: Changes::Snapshots,
    keep_alive: &[],
};

#[derive(Serialize)]
struct SharedStats<'a> {
    viewer_counts: BTreeMap<&'a str, u64>,
    chat_velocities: BTreeMap<&'a str, f64>,
    recent_triggers: Vec<Trigger<'a>>,
    recording_status: BTreeMap<&'a str, bool>,
    last_updated: String,
}

#[derive(Serialize)]
struct Trigger<'a> {
    streamer: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    timestamp: String,
    details: &'a Value,
}

pub(super) fn snapshot(standing: &Standing, _: Topics, out: &mut Vec<u8>) {
    let triggers = standing.triggers.iter().map(|event| &event.channel);
    let names = streamers(
        standing
            .stats
            .channels()
            .map(|(id, _)| id)
            .chain(triggers)
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter(),
    );
    let mut stats = SharedStats {
        viewer_counts: BTreeMap::new(),
        chat_velocities: BTreeMap::new(),
        recent_triggers: standing
            .triggers
            .iter()
            .filter_map(|event| trigger(event, names.get(&event.channel)?))
            .collect(),
        recording_status: BTreeMap::new(),
        last_updated: when::naive(standing.now),
    };
    for (id, numbers) in standing.stats.channels() {
        let Some(&name) = names.get(id) else { continue };
        if let Some(viewers) = numbers.viewers {
            stats.viewer_counts.insert(name, viewers);
        }
        if numbers.chat_messages > 0 || numbers.chat_rate > 0.0 {
            stats.chat_velocities.insert(name, numbers.chat_rate);
        }
        if let Some(recording) = numbers.recording {
            stats.recording_status.insert(name, recording);
        }
    }
    // Writing to a Vec cannot fail.
    _ = serde_json::to_writer(out, &stats);
}

fn trigger<'a>(event: &'a StreamEvent, streamer: &'a str) -> Option<Trigger<'a>> {
    let EventKind::Trigger { trigger, details } = &event.kind else {
        return None;
    };
    Some(Trigger {
        streamer,
        kind: trigger,
        timestamp: when::naive(event.at),
        details,
    })
}
