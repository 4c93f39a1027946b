//! Which profile is opened first, and what opening one takes.

use gauge_model::{Millis, ProfileInfo, ProfileName};
use gauge_sources::Sink;
use gauge_store::{Kept, Profiles, StoreError, Writer, open};
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
) -> Result<(Sink, OpenProfile), StoreError> {
    let path = profiles.path(&info.id);
    let (kept, file) = blocking(path, |path| {
        let file = open(&path)?;
        Ok((Kept::read(&file)?, file))
    })
    .await?;
    let (sink, inbox) = Sink::inbox();
    info.active = true;
    info.simulated = kept.profile.simulated;
    Ok((
        sink,
        OpenProfile {
            info,
            kept,
            writer: Writer::start(file)?,
            inbox,
        },
    ))
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

/// Runs what touches files where it may wait.
pub(crate) async fn blocking<A: Send + 'static, T: Send + 'static>(
    argument: A,
    work: impl FnOnce(A) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    spawn_blocking(move || work(argument))
        .await
        .unwrap_or(Err(StoreError::Closed))
}
