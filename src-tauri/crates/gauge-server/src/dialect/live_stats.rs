//! `GET /api/live-stats`: the shape of seed 002 (PROTOCOLS 5).

use gauge_engine::{Changes, Dialect};
use gauge_model::{SourceState, Standing, Topics};
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
    let connected = standing
        .sources
        .values()
        .find(|source| source.state == SourceState::Live);
    let channel = connected.map(|source| &source.channel);
    let channel = channel.or_else(|| standing.stats.channels().next().map(|(id, _)| id));
    // After its end a stream does not run on.
    let last = totals.last_at.filter(|_| !standing.live());
    let at = last.unwrap_or_else(|| standing.stats.stream_now(standing.now));
    let seconds = totals.first_at.map_or(0, |first| (at - first).max(0) / 1000);
    let body = json!({
        "success": true,
        "isConnected": connected.is_some(),
        "username": channel.map(gauge_model::ChannelId::name),
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
