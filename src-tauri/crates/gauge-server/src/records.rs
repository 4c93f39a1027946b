//! `/api/sessions` and its like: what is kept in the open profile, to be read.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{Response, StatusCode, Uri},
};
use gauge_engine::Engine;
use gauge_model::{Ask, ChannelId, Fault, FaultCode, Millis, OverlayOptions, SavedOverlay, Score};
use serde::{Deserialize, Serialize};

use crate::{access::Access, pages, problem::Problem, query, reply};

type Answered = Result<Response<Body>, Problem>;

/// Rows in an answer at most, and unless asked for.
const MOST: u32 = 1000;
const USUAL: u32 = 50;

#[derive(Deserialize)]
struct Sessions {
    channel: Option<ChannelId>,
    limit: Option<u32>,
}

/// `/api/sessions`: newest first.
pub(crate) async fn sessions(State(engine): State<Engine>, uri: Uri) -> Answered {
    let Sessions { channel, limit } = query::read(&uri)?;
    let limit = limit.unwrap_or(USUAL).min(MOST);
    answer(&engine, Ask::Sessions { channel, limit }).await
}

/// `/api/sessions/{id}`
pub(crate) async fn session(State(engine): State<Engine>, Path(id): Path<String>) -> Answered {
    let found = match id.parse() {
        Ok(id) => engine.session(id).await?,
        Err(_) => None,
    };
    let missing = || Problem::Missing(format!("There is no session {id}. See /api/sessions."));
    found.as_ref().ok_or_else(missing).and_then(json)
}

#[derive(Deserialize)]
struct Board {
    by: Option<Score>,
    session: Option<u64>,
    limit: Option<u32>,
    #[serde(default)]
    offset: u32,
}

/// `/api/viewers`: who has most of something. Names are private.
pub(crate) async fn viewers(
    State(engine): State<Engine>,
    Extension(access): Extension<Access>,
    uri: Uri,
) -> Answered {
    access.to_read()?;
    let wish: Board = query::read(&uri)?;
    let ask = Ask::Leaderboard {
        by: wish.by.unwrap_or(Score::Coins),
        session: wish.session,
        limit: wish.limit.unwrap_or(USUAL).min(MOST),
        offset: wish.offset,
    };
    answer(&engine, ask).await
}

/// `/api/viewers/{id}`: one person, `twitch:71092938`.
pub(crate) async fn viewer(
    State(engine): State<Engine>,
    Extension(access): Extension<Access>,
    Path(id): Path<String>,
) -> Answered {
    access.to_read()?;
    let id = id.parse();
    let id = id.map_err(|error| Fault::new(FaultCode::NoSuchViewer, error))?;
    answer(&engine, Ask::Viewer { id }).await
}

/// `/api/profiles`. Their names are the user's own.
pub(crate) async fn profiles(State(engine): State<Engine>, Extension(access): Extension<Access>) -> Answered {
    access.to_read()?;
    answer(&engine, Ask::Profiles).await
}

/// `/api/goals`
pub(crate) async fn goals(State(engine): State<Engine>) -> Answered {
    answer(&engine, Ask::Goals).await
}

/// `/api/overlays/{id}`. A page that was never set is as usual.
pub(crate) async fn overlay(State(engine): State<Engine>, Path(id): Path<String>) -> Answered {
    let usual = pages::is_overlay(&id).then(|| SavedOverlay {
        id: id.clone(),
        name: String::new(),
        page: id.clone(),
        options: OverlayOptions::new(),
        own: false,
    });
    let found = engine.overlay(&id).await.or(usual);
    let missing = || Problem::Missing(format!("There is no overlay {id}. Copy its address again."));
    found.as_ref().ok_or_else(missing).and_then(json)
}

#[derive(Deserialize)]
struct Samples {
    #[serde(default)]
    since: Millis,
    until: Option<Millis>,
}

/// `/api/samples`: one a channel every 10 s, oldest first.
pub(crate) async fn samples(State(engine): State<Engine>, uri: Uri) -> Answered {
    let Samples { since, until } = query::read(&uri)?;
    answer(&engine, Ask::Samples { since, until }).await
}

async fn answer(engine: &Engine, ask: Ask) -> Answered {
    json(&engine.ask(ask).await?)
}

fn json(answer: &impl Serialize) -> Answered {
    // Every answer is serialisable: numbers, texts and lists of them.
    Ok(reply::json(
        StatusCode::OK,
        serde_json::to_vec(answer).unwrap_or_default(),
    ))
}
