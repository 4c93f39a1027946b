//! What a login gives to a profile: viewers for all of its Twitch channels, and what happens on the user's own.

use std::{collections::BTreeMap, sync::Arc};

use gauge_model::{ChannelId, Millis, Platform, SourceKind};
use tokio::sync::{Notify, watch};

use super::{
    Wanted,
    account::Account,
    api::{Api, Session},
    eventsub::EventSub,
    helix::Helix,
    on_air::OnAir,
};
use crate::{Capture, Connector, Endpoints, Link, Sink, supervise};

type Watched = watch::Receiver<Wanted>;
type LoggedIn = watch::Receiver<Option<Session>>;

/// What both halves need.
#[derive(Clone)]
struct Means {
    api: Api,
    account: Account,
    on_air: OnAir,
    sink: Sink,
    clock: fn() -> Millis,
    capture: Capture,
}

/// Brings what the login gives for the wanted channels, whoever is logged in, until `wanted` is dropped; what Twitch
/// says goes to `capture` as well.
pub async fn watch_login(
    mut wanted: Watched,
    account: Account,
    endpoints: Arc<Endpoints>,
    sink: Sink,
    clock: fn() -> Millis,
    capture: Capture,
) {
    let api = match Api::new(endpoints) {
        Ok(api) => api,
        Err(why) => {
            tracing::error!("{why}");
            return;
        }
    };
    let mut session = account.session();
    let means = Means {
        api,
        account,
        on_air: OnAir::default(),
        sink,
        clock,
        capture,
    };
    while let Some(owner) = someone(&mut session, &mut wanted).await {
        means.bring(&owner, &wanted, &session).await;
    }
}

impl Means {
    /// Both halves, as long as the login stands.
    async fn bring(&self, owner: &str, wanted: &Watched, session: &LoggedIn) {
        // A login is a channel's name.
        let Ok(own) = ChannelId::new(Platform::Twitch, owner) else {
            return std::future::pending().await;
        };
        let helix = Helix {
            api: self.api.clone(),
            account: self.account.clone(),
            on_air: self.on_air.clone(),
            own: own.clone(),
            titles: BTreeMap::new(),
        };
        let eventsub = EventSub {
            api: self.api.clone(),
            account: self.account.clone(),
            on_air: self.on_air.clone(),
            channel: own.clone(),
        };
        let link = |kind| {
            Link::new(
                kind,
                Vec::new(),
                self.sink.clone(),
                self.clock,
                self.capture.clone(),
            )
        };
        let (of_all, of_own) = (
            link(&SourceKind::TWITCH_HELIX),
            link(&SourceKind::TWITCH_EVENTSUB),
        );
        let is_own = |wanted: &Wanted| wanted.iter().filter(|(one, _)| *one == own).cloned().collect();
        tokio::join!(
            run(
                helix,
                of_all,
                wanted.clone(),
                session.clone(),
                owner,
                Wanted::clone
            ),
            run(eventsub, of_own, wanted.clone(), session.clone(), owner, is_own),
        );
    }
}

/// Who is logged in, as soon as somebody is. `None` when the profile is closed.
async fn someone(session: &mut LoggedIn, wanted: &mut Watched) -> Option<String> {
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
    mut wanted: Watched,
    mut session: LoggedIn,
    owner: &str,
    of: impl Fn(&Wanted) -> Wanted,
) {
    // Nobody but a change asks for another try.
    let again = Arc::new(Notify::new());
    loop {
        let channels: Vec<_> = of(&wanted.borrow_and_update())
            .into_iter()
            .map(|(channel, _)| channel)
            .collect();
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

/// Ends when other channels are wanted of it, or one of them again. False: the profile is closed.
async fn changed(wanted: &mut Watched, of: &impl Fn(&Wanted) -> Wanted) -> bool {
    let before = of(&wanted.borrow());
    let differs = wanted.wait_for(|wanted| of(wanted) != before).await;
    differs.is_ok()
}
