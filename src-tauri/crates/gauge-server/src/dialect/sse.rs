//! `/sse/stats`: our totals, with the fields of seed 004's admin pages, and named events for who asks for them
//! (PROTOCOLS 4). Bytes are server-sent events.

use gauge_engine::{Changes, Dialect};
use gauge_model::{Delta, EventKind, Numbers, Standing, Topics};
use serde::Serialize;
use serde_json::{Number, Value, json};

use super::when;

/// The totals alone, as seed 004's pages ask for them.
pub(crate) const SSE_STATS: Dialect = Dialect {
    name: "sse_stats",
    snapshot: |standing, _, out| stats(standing, &standing.seq.to_string(), out),
    changes: Changes::Snapshots,
    keep_alive: STILL_HERE,
};

/// The totals, and what happens. Ids name the epoch too: who comes back must not miss an event silently.
pub(crate) const SSE_EVENTS: Dialect = Dialect {
    name: "sse_events",
    snapshot: |standing, topics, out| {
        sessions(standing, topics, out);
        numbers(standing, topics, out);
    },
    changes: Changes::Both(event, numbers),
    keep_alive: STILL_HERE,
};

/// The named events that can be asked for.
pub(crate) const SSE_NAMES: [(&str, Topics); 6] = [
    ("notification", Topics::NOTIFICATION),
    ("log", Topics::LOG),
    ("trigger", Topics::TRIGGER),
    ("gift", Topics::GIFT),
    ("chat", Topics::CHAT),
    ("session", Topics::SESSION),
];

const STILL_HERE: &[u8] = b": still here\n\n";

#[derive(Serialize)]
struct Stats<'a> {
    #[serde(flatten)]
    totals: &'a Numbers,
    users: Number,
    requests: Value,
    episodes_tracked: Number,
    notifications: Value,
    timestamp: String,
}

fn numbers(standing: &Standing, _: Topics, out: &mut Vec<u8>) {
    stats(standing, &id(standing, standing.seq), out);
}

fn stats(standing: &Standing, id: &str, out: &mut Vec<u8>) {
    let pushed = |name: &str| standing.gauges.get(name).cloned().unwrap_or_else(|| 0.into());
    let stats = Stats {
        totals: standing.stats.totals(),
        users: pushed("users"),
        requests: json!({ "total": pushed("requests.total"), "tracking": pushed("requests.tracking") }),
        episodes_tracked: pushed("episodes_tracked"),
        notifications: json!({ "sent": pushed("notifications.sent"), "pending": pushed("notifications.pending") }),
        timestamp: when::utc(standing.now),
    };
    write(id, None, &stats, out);
}

/// The newest session of each channel: at once, and again whenever one begins or ends.
fn sessions(standing: &Standing, topics: Topics, out: &mut Vec<u8>) {
    if topics.meets(Topics::SESSION) {
        for session in standing.stats.sessions() {
            write(&id(standing, standing.seq), Some("session"), &session, out);
        }
    }
}

fn event(standing: &Standing, delta: &Delta, topics: Topics, out: &mut Vec<u8>) {
    let Some(event) = delta.event.and_then(|event| event.shown_to(topics)) else {
        return;
    };
    let id = id(standing, delta.seq);
    match &event.kind {
        // Seed 004's pages want what was pushed, and nothing around it.
        EventKind::Custom { name, data } => write(&id, Some(name), data, out),
        // Told by the sessions themselves.
        EventKind::Stream { .. } | EventKind::Title { .. } => {}
        kind => write(&id, Some(kind.name()), &*event, out),
    }
}

fn id(standing: &Standing, seq: u64) -> String {
    format!("{}:{seq}", standing.epoch)
}

fn write(id: &str, name: Option<&str>, data: &impl Serialize, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("id: {id}\n").as_bytes());
    if let Some(name) = name {
        out.extend_from_slice(format!("event: {name}\n").as_bytes());
    }
    out.extend_from_slice(b"data: ");
    // Writing to a Vec cannot fail; JSON holds no line end.
    _ = serde_json::to_writer(&mut *out, data);
    out.extend_from_slice(b"\n\n");
}
