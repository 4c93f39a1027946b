//! `/sse/stats`: server-sent events for seed 004's pages, and anybody who prefers them.

use std::{collections::VecDeque, convert::Infallible};

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};
use bytes::Bytes;
use futures_util::stream;
use gauge_engine::{Engine, Seat, Taken};
use gauge_model::Topics;

use crate::{
    access::{Access, Lease},
    dialect::SSE_STATS,
    reply,
};

/// At once how everything stands, then every change, coalesced; a browser comes again 5 s after a break.
pub(crate) async fn stats(
    State(engine): State<Engine>,
    Extension(access): Extension<Access>,
) -> Response<Body> {
    let seat = match engine.seat(SSE_STATS, Topics::NONE).await {
        Ok(seat) => seat,
        Err(fault) => return reply::fault(&fault),
    };
    let mut response = reply::typed(StatusCode::OK, "text/event-stream", Bytes::new());
    let first = VecDeque::from([Bytes::from_static(b"retry: 5000\n\n"), seat.snapshot.clone()]);
    *response.body_mut() = Body::from_stream(stream::unfold((seat, first, engine, access.lease()), next));
    response
}

type Reading = (Seat, VecDeque<Bytes>, Engine, Lease);

async fn next(
    (mut seat, mut pending, engine, mut lease): Reading,
) -> Option<(Result<Bytes, Infallible>, Reading)> {
    let mut news = seat.lane.news();
    loop {
        if lease.is_over() {
            return None;
        }
        if let Some(chunk) = pending.pop_front() {
            return Some((Ok(chunk), (seat, pending, engine, lease)));
        }
        match seat.lane.take(&mut seat.cursor, &mut pending) {
            Taken::Got => {}
            Taken::Empty => tokio::select! {
                changed = news.changed() => changed.ok()?,
                () = lease.over() => return None,
            },
            Taken::Closed => return None,
            Taken::Lagged => {
                seat = engine.seat(SSE_STATS, Topics::NONE).await.ok()?;
                news = seat.lane.news();
                pending.push_back(seat.snapshot.clone());
            }
        }
    }
}
