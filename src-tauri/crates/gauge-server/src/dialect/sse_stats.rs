//! `/sse/stats`: our totals, with the fields of seed 004's admin pages (PROTOCOLS 4).

use gauge_engine::{Changes, Dialect};
use gauge_model::{Numbers, Standing, Topics};
use serde::Serialize;
use serde_json::{Number, Value, json};

use super::when;

/// The dialect; bytes are server-sent events.
pub(crate) const SSE_STATS: Dialect = Dialect {
    name: "sse_stats",
    snapshot,
    changes: Changes::Snapshots,
    keep_alive: b": still here\n\n",
};

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

fn snapshot(standing: &Standing, _: Topics, out: &mut Vec<u8>) {
    let pushed = |name: &str| standing.gauges.get(name).cloned().unwrap_or_else(|| 0.into());
    let stats = Stats {
        totals: standing.stats.totals(),
        users: pushed("users"),
        requests: json!({ "total": pushed("requests.total"), "tracking": pushed("requests.tracking") }),
        episodes_tracked: pushed("episodes_tracked"),
        notifications: json!({ "sent": pushed("notifications.sent"), "pending": pushed("notifications.pending") }),
        timestamp: when::utc(standing.now),
    };
    out.extend_from_slice(format!("id: {}\ndata: ", standing.seq).as_bytes());
    // Writing to a Vec cannot fail; JSON holds no line end.
    _ = serde_json::to_writer(&mut *out, &stats);
    out.extend_from_slice(b"\n\n");
}
