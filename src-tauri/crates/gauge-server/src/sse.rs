//! `/sse/stats`: server-sent events for seed 004's pages, and anybody who prefers them.

use std::{collections::VecDeque, convert::Infallible};

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{HeaderMap, Response, StatusCode, Uri},
};
use bytes::Bytes;
use futures_util::stream;
use gauge_engine::{Dialect, Engine, Seat, Since, Taken};
use gauge_model::{Fault, Topics};
use serde::Deserialize;

use crate::{
    access::{Access, Lease},
    client::parse_since,
    dialect::{SSE_EVENTS, SSE_NAMES, SSE_STATS},
    problem::Problem,
    query, reply,
};

/// A browser comes again 5 s after a break.
const RETRY: &[u8] = b"retry: 5000\n\n";
/// What comes next does not follow what the reader has.
const GAP: &[u8] =
    b"event: gap\ndata: {\"message\":\"Some events were missed: they are not held any more.\"}\n\n";
/// For who looks: a browser's EventSource shows it to nobody.
const PUBLIC: &[u8] = b": chat, notification and log need a token: ?token=sgr1_...\n\n";

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    events: String,
}

/// At once how everything stands, then every change, coalesced; and each event of the kinds that were asked for.
pub(crate) async fn stats(
    State(engine): State<Engine>,
    Extension(access): Extension<Access>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let wish: Wish = query::read(&uri)?;
    let asked = named(&wish.events)?;
    let (dialect, topics) = match asked {
        Topics::NONE => (SSE_STATS, Topics::NONE),
        asked => (SSE_EVENTS, asked.and(access.topics())),
    };
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let since = last.and_then(parse_since).filter(|_| asked != Topics::NONE);
    let seat = engine.change_seat(dialect, topics, since.clone(), None).await?;
    let mut reading = Reading {
        pending: VecDeque::from([Bytes::from_static(RETRY)]),
        lease: access.lease(),
        engine,
        dialect,
        topics,
        seat,
    };
    let needs_token = Topics::CHAT.and(Topics::NOTIFICATION).and(Topics::LOG);
    if asked.meets(needs_token) && !topics.meets(Topics::PRIVATE) {
        reading.pending.push_back(Bytes::from_static(PUBLIC));
    }
    reading.begin(since.as_ref()).await?;
    let mut response = reply::typed(StatusCode::OK, "text/event-stream", Bytes::new());
    *response.body_mut() = Body::from_stream(stream::unfold(reading, next));
    Ok(response)
}

/// `trigger,gift`
fn named(list: &str) -> Result<Topics, Problem> {
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(topic)
        .try_fold(Topics::NONE, |all, one| Ok(all.and(one?)))
}

fn topic(name: &str) -> Result<Topics, Problem> {
    let found = SSE_NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, topics)| *topics).ok_or_else(|| {
        let known = SSE_NAMES.map(|(name, _)| name).join(", ");
        Problem::query(&format!("There are no events “{name}”. There are {known}."))
    })
}

struct Reading {
    engine: Engine,
    dialect: Dialect,
    topics: Topics,
    seat: Seat,
    pending: VecDeque<Bytes>,
    lease: Lease,
}

impl Reading {
    /// What comes first: what was missed, or how everything stands.
    async fn begin(&mut self, since: Option<&Since>) -> Result<(), Fault> {
        let Some(missed) = self.seat.missed.clone() else {
            if since.is_some() {
                self.pending.push_back(Bytes::from_static(GAP));
            }
            self.pending.push_back(self.seat.snapshot.clone());
            return Ok(());
        };
        self.pending.push_back(missed);
        // Without its id: there may be events before it that are still in the lane.
        let now = self.engine.snapshot(SSE_STATS).await?;
        let after_id = now
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        self.pending.push_back(now.slice(after_id..));
        Ok(())
    }

    /// It has fallen out of the lane.
    async fn catch_up(&mut self) -> Option<()> {
        self.seat = self.engine.seat(self.dialect, self.topics).await.ok()?;
        if self.topics != Topics::NONE {
            self.pending.push_back(Bytes::from_static(GAP));
        }
        self.pending.push_back(self.seat.snapshot.clone());
        Some(())
    }
}

async fn next(mut reading: Reading) -> Option<(Result<Bytes, Infallible>, Reading)> {
    loop {
        if reading.lease.is_over() {
            return None;
        }
        while let Some(chunk) = reading.pending.pop_front() {
            if !chunk.is_empty() {
                return Some((Ok(chunk), reading));
            }
        }
        // Before the lane is looked at: what comes from now on is noticed.
        let mut news = reading.seat.lane.news();
        let seat = &mut reading.seat;
        match seat.lane.take(&mut seat.cursor, &mut reading.pending) {
            Taken::Got => {}
            Taken::Empty => tokio::select! {
                changed = news.changed() => changed.ok()?,
                () = reading.lease.over() => return None,
            },
            Taken::Closed => return None,
            Taken::Lagged => reading.catch_up().await?,
        }
    }
}
