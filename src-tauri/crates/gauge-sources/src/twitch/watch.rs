//! What a login gives to a profile: viewers for all of its Twitch channels, and what happens on the user's own.

use std::sync::Arc;

use gauge_model::{ChannelId, Millis, Platform, SourceKind};
use tokio::sync::{Notify, watch};

use super::{
    account::Account,
    api::{Api, Session},
    eventsub::EventSub,
    helix::Helix,
    on_air::OnAir,
};
use crate::{Capture, Connector, Endpoints, Link, Sink, supervise};

type Wanted = watch::Receiver<Vec<ChannelId>>;
type LoggedIn = watch::Receiver<Option<Session>>;

/// Brings what the login gives for the wanted channels, whoever is logged in, until `wanted` is dropped.
pub async fn watch_login(
    mut wanted: Wanted,
    account: Account,
    endpoints: Arc<Endpoints>,
    sink: Sink,
    clock: fn() -> Millis,
) {
    let api = match Api::new(endpoints) {
        Ok(api) => api,
        Err(why) => {
            tracing::error!("{why}");
            return;
        }
    };
    let mut session = account.session();
    let on_air = OnAir::default();
    loop {
        let Some(owner) = someone(&mut session, &mut wanted).await else {
            return;
        };
        // A login is a channel's name.
        let Ok(own) = ChannelId::new(Platform::Twitch, &owner) else {
            return;
        };
        let helix = Helix {
            api: api.clone(),
            account: account.clone(),
            on_air: on_air.clone(),
            own: own.clone(),
        };
        let eventsub = EventSub {
            api: api.clone(),
            account: account.clone(),
            on_air: on_air.clone(),
            channel: own.clone(),
        };
        let link = |kind| Link::new(kind, Vec::new(), sink.clone(), clock, Capture::default());
        let of_own = |wanted: &[ChannelId]| wanted.iter().filter(|one| **one == own).cloned().collect();
        tokio::join!(
            run(
                helix,
                link(&SourceKind::TWITCH_HELIX),
                wanted.clone(),
                session.clone(),
                &owner,
                <[_]>::to_vec
            ),
            run(
                eventsub,
                link(&SourceKind::TWITCH_EVENTSUB),
                wanted.clone(),
                session.clone(),
                &owner,
                of_own
            ),
        );
    }
}

/// Who is logged in, as soon as somebody is. `None` when the profile is closed.
async fn someone(session: &mut LoggedIn, wanted: &mut Wanted) -> Option<String> {
    loop {
        if let Some(session) = &*session.borrow_and_update() {
            return Some(session.login.clone());
        }
        tokio::select! {
            changed = session.changed() => changed.ok()?,
            changed = wanted.changed() => changed.ok()?,
        }
    }
}

/// Keeps a connector connected for those of the wanted channels that are its own, as long as the login stands.
async fn run(
    mut connector: impl Connector,
    mut link: Link,
    mut wanted: Wanted,
    mut session: LoggedIn,
    owner: &str,
    of: impl Fn(&[ChannelId]) -> Vec<ChannelId>,
) {
    // Nobody but a change asks for another try.
    let again = Arc::new(Notify::new());
    loop {
        let channels = of(&wanted.borrow_and_update());
        let is_idle = channels.is_empty();
        if link.channels() != channels {
            link.follow(channels).await;
        }
        let supervised = async {
            if is_idle {
                std::future::pending().await
            }
            supervise(&mut connector, &mut link, Arc::clone(&again)).await;
        };
        let goes_on = tokio::select! {
            () = supervised => false,
            () = ended(&mut session, owner) => false,
            changed = changed(&mut wanted, &of) => changed,
        };
        if !goes_on {
            link.hide().await;
            return;
        }
    }
}

/// Ends when nobody is logged in any more, or somebody else.
async fn ended(session: &mut LoggedIn, owner: &str) {
    let is_other = |session: &Option<Session>| session.as_ref().is_none_or(|session| session.login != owner);
    // The account is gone: so is the login.
    _ = session.wait_for(is_other).await;
}

/// Ends when other channels are wanted of it. False: the profile is closed.
async fn changed(wanted: &mut Wanted, of: &impl Fn(&[ChannelId]) -> Vec<ChannelId>) -> bool {
    let before = of(&wanted.borrow());
    let differs = wanted.wait_for(|wanted| of(wanted) != before).await;
    differs.is_ok()
}
