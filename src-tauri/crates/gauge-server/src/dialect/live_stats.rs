//! `GET /api/live-stats`: the shape of seed 002 (PROTOCOLS 5).

use gauge_engine::{Changes, Dialect};
use gauge_model::{ChannelId, Millis, SourceState, SourceStatus, Standing, Topics};
use serde_json::json;

use super::when;

/// The dialect.
pub(crate) const LIVE_STATS: Dialect = Dialect {
    name: "live_stats",
    snapshot,
    changes: Changes::Snapshots,
    keep_alive: &[],
};

fn snapshot(standing: &Standing, _: Topics, out: &mut Vec<u8>) {
    let totals = standing.stats.totals();
    let source = connected(standing);
    let seconds = seconds(standing);
    let body = json!({
        "success": true,
        "isConnected": source.is_some(),
        "username": username(standing),
        "stats": {
            "runtime": when::clock(seconds),
            "streamDuration": seconds,
            "viewers": totals.viewers.unwrap_or(0),
            "likes": totals.likes,
            "coins": totals.coins,
            "followers": totals.follows,
            "gifts": totals.gifts,
            "shares": totals.shares,
        },
        "timestamp": when::utc(standing.now),
    });
    // Writing to a Vec cannot fail.
    _ = serde_json::to_writer(out, &body);
}

/// The source that has a connection, the first of several.
fn connected(standing: &Standing) -> Option<&SourceStatus> {
    standing
        .sources
        .values()
        .find(|source| source.state == SourceState::Live)
}

/// Whose stream it is, as that seed's clients show one.
pub(super) fn username(standing: &Standing) -> Option<&str> {
    let channel = connected(standing).map(|source| &source.channel);
    let channel = channel.or_else(|| standing.stats.channels().next().map(|(id, _)| id));
    channel.map(ChannelId::name)
}

/// How long the stream has gone on. After its end it does not run on.
pub(super) fn seconds(standing: &Standing) -> Millis {
    let totals = standing.stats.totals();
    let last = totals.last_at.filter(|_| !standing.live());
    let at = last.unwrap_or_else(|| standing.stats.stream_now(standing.now));
    totals.first_at.map_or(0, |first| (at - first).max(0) / 1000)
}
