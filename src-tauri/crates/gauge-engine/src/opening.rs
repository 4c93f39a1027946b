//! Which profile is opened first, and what opening one takes.

use std::sync::Arc;

use gauge_model::{Millis, Notice, NoticeCode, ProfileInfo, ProfileName};
use gauge_sources::Sink;
use gauge_store::{Opened, Profiles, StoreError, Writer};
use tokio::task::spawn_blocking;

use crate::request::OpenProfile;

/// Which profile to open first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The one that was open last, or one called “Main” in a new data folder.
    Last,
    /// The one of this name, made if it is missing.
    Named(String),
    /// A new one for one replay; the one of the replay before is discarded.
    ForReplay,
}

const REPLAY: &str = "Replay";
/// What the demo's profile is called.
pub(crate) const DEMO: &str = "Demo";
const MAIN: &str = "Main";

/// Opens the file and reads what it keeps, away from the tasks that must not wait.
pub(crate) async fn prepare(
    profiles: &Profiles,
    mut info: ProfileInfo,
    clock: fn() -> Millis,
) -> Result<(Sink, OpenProfile), StoreError> {
    let id = info.id.clone();
    let (kept, told, writer) = blocking(profiles.clone(), move |profiles| {
        let opened = profiles.open(&id, clock())?;
        let Opened { db, kept, told } = opened;
        let writer = Writer::start(db, &profiles, &id, clock)?;
        Ok((kept, told, writer))
    })
    .await?;
    let (sink, inbox) = Sink::inbox();
    info.active = true;
    info.name.clone_from(&kept.profile.name);
    info.simulated = kept.profile.simulated;
    Ok((
        sink,
        OpenProfile {
            info,
            kept,
            writer,
            session_ended: Arc::default(),
            inbox,
            told,
        },
    ))
}

/// Opens the first profile. When the one that was open last was written by a newer version, it is left alone and
/// another one opened: the app always starts. A profile that was asked for by name is opened or nothing.
pub(crate) async fn prepare_first(
    profiles: &Profiles,
    opening: Opening,
    clock: fn() -> Millis,
) -> Result<(Sink, OpenProfile), StoreError> {
    let wanted = opening.clone();
    let info = blocking(profiles.clone(), move |profiles| {
        first_profile(&profiles, &wanted, clock())
    })
    .await?;
    let newer = match prepare(profiles, info.clone(), clock).await {
        Err(error @ StoreError::Newer(_)) if opening == Opening::Last => error,
        other => return other,
    };
    tracing::error!("{newer}");
    let others = blocking(profiles.clone(), |profiles| profiles.list()).await?;
    let others = others
        .into_iter()
        .filter(|other| other.id != info.id && !other.simulated);
    for other in others {
        match prepare(profiles, other, clock).await {
            Err(StoreError::Newer(_)) => {}
            Ok(opened) => return Ok(in_place_of(&newer, opened)),
            other => return other,
        }
    }
    let main = blocking(profiles.clone(), move |profiles| another_main(&profiles, clock())).await?;
    Ok(in_place_of(&newer, prepare(profiles, main, clock).await?))
}

fn in_place_of(newer: &StoreError, mut opened: (Sink, OpenProfile)) -> (Sink, OpenProfile) {
    let message = format!("{newer} “{}” was opened in its place.", opened.1.info.name);
    opened.1.told.push(Notice::new(NoticeCode::NewerSchema, message));
    opened
}

/// Finds or makes it.
pub(crate) fn first_profile(
    profiles: &Profiles,
    opening: &Opening,
    now: Millis,
) -> Result<ProfileInfo, StoreError> {
    let named = |text: &str| {
        let name = ProfileName::new(text).map_err(|error| StoreError::BadName(error.to_string()))?;
        profiles
            .named(&name)?
            .map_or_else(|| profiles.create(&name, now), Ok)
    };
    match opening {
        Opening::Named(name) => named(name),
        Opening::ForReplay => fresh(profiles, REPLAY, false, now),
        Opening::Last => match profiles.list()?.into_iter().find(|profile| profile.active) {
            Some(demo) if demo.simulated => fresh(profiles, DEMO, true, now),
            Some(last) => Ok(last),
            None => named(MAIN),
        },
    }
}

fn fresh(profiles: &Profiles, name: &str, simulated: bool, now: Millis) -> Result<ProfileInfo, StoreError> {
    let made = profiles.create_scratch(name, simulated, now)?;
    profiles.discard_scratch(name, &made.id)?;
    Ok(made)
}

/// “Main”, or “Main 2” where that is the one that cannot be opened.
fn another_main(profiles: &Profiles, now: Millis) -> Result<ProfileInfo, StoreError> {
    let names = std::iter::once(MAIN.to_owned()).chain((2..).map(|number| format!("{MAIN} {number}")));
    let names = names.filter_map(|name| ProfileName::new(&name).ok());
    for name in names {
        match profiles.create(&name, now) {
            Err(StoreError::NameTaken(_)) => {}
            other => return other,
        }
    }
    Err(StoreError::NameTaken(MAIN.to_owned()))
}

/// Runs what touches files where it may wait.
pub(crate) async fn blocking<A: Send + 'static, T: Send + 'static>(
    argument: A,
    work: impl FnOnce(A) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    spawn_blocking(move || work(argument))
        .await
        .unwrap_or(Err(StoreError::Closed))
}
