//! Socket.IO: seeds 000 and 001 (`stats_update`) and the events of seed 002 (PROTOCOLS 3 and 5). Bytes are
//! WebSocket frames; in both versions of the protocol an event is the same text. Long-polling takes them apart.

use gauge_engine::{Changes, Dialect};
use gauge_model::{Delta, SourceState, SourceStatus, Standing, Topics};
use serde::Serialize;
use serde_json::json;

use super::{frame, live_stats, stats};

/// The dialect.
pub(crate) const SOCKET_IO: Dialect = Dialect {
    name: "socket_io",
    snapshot,
    changes: Changes::Both(delta, numbers),
    // A ping of version 4. Clients of version 3 ping by themselves and let it pass.
    keep_alive: &[0x81, 1, b'2'],
};

/// What a newcomer hears at once.
fn snapshot(standing: &Standing, topics: Topics, out: &mut Vec<u8>) {
    numbers(standing, topics, out);
    for source in standing.sources.values() {
        status(source, out);
    }
    if topics.meets(Topics::GOAL) {
        event(out, "goals:update", &standing.goals.states());
    }
}

/// What is told some times a second at most.
fn numbers(standing: &Standing, topics: Topics, out: &mut Vec<u8>) {
    event_of(out, "stats_update", |out| stats::snapshot(standing, topics, out));
    let totals = standing.stats.totals();
    let numbers = json!({
        "viewers": totals.viewers.unwrap_or(0),
        "likes": totals.likes,
        "totalCoins": totals.coins,
        "followers": totals.follows,
        "shares": totals.shares,
        "gifts": totals.gifts,
        "streamDuration": live_stats::seconds(standing),
    });
    event(out, "tiktok:stats", &numbers);
}

/// What is told when it happens.
fn delta(standing: &Standing, delta: &Delta, topics: Topics, out: &mut Vec<u8>) {
    if let Some(from) = delta.switched_from {
        let switched = json!({ "from": from, "to": standing.profile, "requiresRestart": false });
        event(out, "profile:switched", &switched);
    }
    if let Some(source) = delta.source {
        status(source, out);
    }
    if let Some(happened) = delta.event.and_then(|event| event.shown_to(topics)) {
        let told = json!({ "type": happened.kind.name(), "data": happened });
        event(out, "tiktok:event", &told);
    }
    if !delta.goals.is_empty() && topics.meets(Topics::GOAL) {
        event(out, "goals:update", &standing.goals.states());
    }
}

fn status(source: &SourceStatus, out: &mut Vec<u8>) {
    let word = match source.state {
        SourceState::Live => "connected",
        SourceState::Connecting => "connecting",
        SourceState::Waiting { .. } => "retrying",
        SourceState::Refused { .. } => "error",
        SourceState::Idle | SourceState::Offline { .. } => "disconnected",
    };
    event(
        out,
        "tiktok:status",
        &json!({ "status": word, "username": source.channel.name() }),
    );
}

fn event(out: &mut Vec<u8>, name: &str, argument: &impl Serialize) {
    event_of(out, name, |out| {
        // Writing to a Vec cannot fail, and every shape above is serialisable.
        _ = serde_json::to_writer(out, argument);
    });
}

/// One event whose argument `write` writes. Names are ours and need no escaping.
fn event_of(out: &mut Vec<u8>, name: &str, write: impl FnOnce(&mut Vec<u8>)) {
    frame(out, |out| {
        out.extend_from_slice(b"42[\"");
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\",");
        write(out);
        out.push(b']');
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_of_the_profile_is_told_in_seed_002_s_words() {
        let standing = Standing {
            profile: "B".to_owned(),
            ..Standing::default()
        };
        let switch = Delta {
            switched_from: Some("A"),
            ..Delta::default()
        };
        let mut out = Vec::new();
        delta(&standing, &switch, Topics::NONE, &mut out);
        let text = "42[\"profile:switched\",{\"from\":\"A\",\"requiresRestart\":false,\"to\":\"B\"}]";
        assert_eq!(String::from_utf8_lossy(&out[2..]), text);
    }
}
