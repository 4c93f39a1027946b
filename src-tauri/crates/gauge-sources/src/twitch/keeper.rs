//! The one task that holds the tokens. It alone refreshes them, one at a time, so none is ever used twice; and it
//! ends with the program, not with a profile, so no answer with a new token is lost.

use std::{sync::Arc, time::Duration};

use gauge_model::{LoginKept, Millis, TwitchLogin};
use tokio::time::{Instant, sleep_until};

use super::{
    account::{Held, Order},
    api::{Api, ApiError, Session},
    keychain::{KeptLogin, Keychain},
    login::{self, Device, Polled, Tokens},
};
use crate::Endpoints;

/// Twitch wants a login to be validated at the start and every hour.
const HOURLY: Duration = Duration::from_secs(3600);
/// The same, where Twitch did not answer.
const SOON: Duration = Duration::from_secs(60);

/// What the login needs to begin with.
#[derive(Debug)]
pub struct Setting {
    /// Where Twitch is.
    pub endpoints: Arc<Endpoints>,
    /// What we call ourselves there.
    pub client_id: Option<String>,
    /// Where the login is kept.
    pub keychain: Keychain,
    /// Whether one is kept there.
    pub resume: bool,
    /// Tells our time.
    pub clock: fn() -> Millis,
}

struct Keeper {
    api: Api,
    client_id: Option<String>,
    keychain: Keychain,
    clock: fn() -> Millis,
    held: Held,
    phase: Phase,
    /// Where the login is kept.
    place: LoginKept,
    /// How many access tokens there have been.
    number: u64,
}

enum Phase {
    Out,
    Waiting {
        device: Device,
        /// When it is asked next whether the code was typed.
        next: Instant,
        over: Instant,
    },
    In {
        kept: KeptLogin,
        /// When it is validated next.
        next: Instant,
    },
}

/// Keeps the login until every [`super::Account`] is gone.
pub async fn keep(setting: Setting, held: Held) {
    let api = match Api::new(setting.endpoints) {
        Ok(api) => api,
        Err(why) => {
            held.shown.send_replace(TwitchLogin::Out { why: Some(why) });
            return;
        }
    };
    let mut keeper = Keeper {
        api,
        client_id: setting.client_id,
        keychain: setting.keychain,
        clock: setting.clock,
        held,
        phase: Phase::Out,
        place: LoginKept::Memory,
        number: 0,
    };
    if setting.resume {
        keeper.resume().await;
    } else {
        keeper.out(None);
    }
    keeper.run().await;
}

impl Keeper {
    async fn run(&mut self) {
        loop {
            let due = match &self.phase {
                Phase::Out => None,
                Phase::Waiting { next, .. } | Phase::In { next, .. } => Some(*next),
            };
            tokio::select! {
                order = self.held.orders.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => return,
                },
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => self.turn().await,
            }
        }
    }

    /// Takes up the login that was kept.
    async fn resume(&mut self) {
        let kept = self.keychain.read().await;
        // Tokens of another client are good for nothing.
        match kept.filter(|kept| Some(&kept.client_id) == self.client_id.as_ref()) {
            Some(kept) => {
                let next = Instant::now() + SOON;
                self.place = LoginKept::Keychain;
                self.phase = Phase::In { kept, next };
                self.check().await;
            }
            None => self.out(None),
        }
    }

    async fn obey(&mut self, order: Order) {
        // Whoever ordered may have gone.
        match order {
            Order::LogIn(reply) => _ = reply.send(self.log_in().await),
            Order::LogOut(reply) => {
                self.log_out().await;
                _ = reply.send(());
            }
            Order::Client(client_id, reply) => {
                if client_id != self.client_id {
                    self.log_out().await;
                    self.client_id = client_id;
                }
                _ = reply.send(());
            }
            Order::Refresh(number, reply) => {
                // Somebody else may have had it refreshed.
                if number == self.number {
                    self.refresh().await;
                }
                _ = reply.send(());
            }
            Order::Check => self.check().await,
            Order::Settle(reply) => _ = reply.send(()),
        }
    }

    async fn log_in(&mut self) -> Result<(), String> {
        let Some(client_id) = self.client_id.clone() else {
            return Err("Streamgauge has no client id at Twitch yet. Enter one first.".to_owned());
        };
        let device = login::begin(&self.api, &client_id).await;
        let device = device.map_err(|error| match error {
            ApiError::Refused { .. } | ApiError::Unauthorized => {
                format!("{error} Check the client id: it belongs to an application of the type “public”.")
            }
            error => format!("{error} Try again in a moment."),
        })?;
        self.log_out().await;
        let now = Instant::now();
        let lasts = Millis::try_from(device.lasts.as_millis()).unwrap_or(Millis::MAX);
        self.held.shown.send_replace(TwitchLogin::Waiting {
            code: device.user_code.clone(),
            uri: device.uri.clone(),
            until: (self.clock)().saturating_add(lasts),
        });
        self.phase = Phase::Waiting {
            next: now + device.interval,
            over: now + device.lasts,
            device,
        };
        Ok(())
    }

    async fn log_out(&mut self) {
        if let Phase::In { kept, .. } = &self.phase {
            login::revoke(&self.api, &kept.client_id, &kept.access).await;
        }
        self.lose(None).await;
    }

    /// What is due.
    async fn turn(&mut self) {
        match &self.phase {
            Phase::Out => {}
            Phase::Waiting { .. } => self.poll().await,
            Phase::In { .. } => self.check().await,
        }
    }

    async fn poll(&mut self) {
        let (Phase::Waiting { device, next, over }, Some(client_id)) = (&mut self.phase, &self.client_id)
        else {
            return;
        };
        let answer = login::poll(&self.api, client_id, device).await;
        *next = Instant::now() + device.interval;
        match answer {
            Polled::Done(tokens) => self.welcome(tokens).await,
            Polled::Over(why) => self.out(Some(why.to_owned())),
            _ if Instant::now() >= *over => {
                self.out(Some(
                    "The code was not used in time. Start the login again.".to_owned(),
                ));
            }
            Polled::TooOften => device.interval += Duration::from_secs(5),
            Polled::Pending | Polled::Unknown => {}
        }
    }

    /// The code was typed.
    async fn welcome(&mut self, tokens: Tokens) {
        let kept = KeptLogin {
            client_id: self.client_id.clone().unwrap_or_default(),
            access: tokens.access,
            refresh: tokens.refresh,
            login: String::new(),
            user_id: String::new(),
        };
        self.phase = Phase::In {
            kept,
            next: Instant::now() + SOON,
        };
        self.store().await;
        self.check().await;
    }

    /// Asks Twitch whether the login stands, and whose it is.
    async fn check(&mut self) {
        let Phase::In { kept, .. } = &self.phase else {
            return;
        };
        match login::validate(&self.api, &kept.access).await {
            Ok(owner) => {
                let Phase::In { kept, next } = &mut self.phase else {
                    return;
                };
                *next = Instant::now() + HOURLY;
                let is_news = kept.login != owner.login || kept.user_id != owner.user_id;
                (kept.login, kept.user_id) = (owner.login, owner.user_id);
                if is_news {
                    self.store().await;
                }
                self.hand_out(None);
            }
            Err(ApiError::Unauthorized) => self.refresh().await,
            Err(error) => self.be_patient(&error),
        }
    }

    /// Trades the refresh token for a new pair. The new one is kept before anybody uses the access token.
    async fn refresh(&mut self) {
        let Phase::In { kept, .. } = &self.phase else {
            return;
        };
        match login::refresh(&self.api, &kept.client_id, &kept.refresh).await {
            Ok(tokens) => {
                let Phase::In { kept, next } = &mut self.phase else {
                    return;
                };
                (kept.access, kept.refresh) = (tokens.access, tokens.refresh);
                let is_known = !kept.login.is_empty();
                *next = Instant::now() + if is_known { HOURLY } else { SOON };
                self.store().await;
                if is_known {
                    self.hand_out(None);
                }
            }
            Err(ApiError::Unauthorized | ApiError::Refused { .. }) => {
                self.lose(Some("Twitch does not accept the login any more. Log in again."))
                    .await;
            }
            Err(error) => self.be_patient(&error),
        }
    }

    /// Twitch did not answer: the login stands as far as we know.
    fn be_patient(&mut self, error: &ApiError) {
        let Phase::In { kept, next } = &mut self.phase else {
            return;
        };
        *next = Instant::now()
            + match error {
                ApiError::Limited(limit) => SOON.max(*limit),
                _ => SOON,
            };
        if !kept.login.is_empty() {
            self.hand_out(Some(error.to_string()));
        }
    }

    /// Keeps the login, and notes where.
    async fn store(&mut self) {
        let Phase::In { kept, .. } = &self.phase else {
            return;
        };
        self.place = if self.keychain.write(kept).await {
            LoginKept::Keychain
        } else {
            LoginKept::Memory
        };
        self.number += 1;
    }

    /// Whoever asks in the login's name does so with this access token from now on.
    fn hand_out(&mut self, why: Option<String>) {
        let Phase::In { kept, .. } = &self.phase else {
            return;
        };
        let session = Session {
            login: kept.login.clone(),
            user_id: kept.user_id.clone(),
            client_id: kept.client_id.clone(),
            access: kept.access.clone(),
            number: self.number,
        };
        self.held.session.send_if_modified(|held| {
            let is_new = held.as_ref().is_none_or(|held| held.number != session.number);
            *held = Some(session);
            is_new
        });
        self.held.shown.send_replace(TwitchLogin::In {
            login: kept.login.clone(),
            kept: self.place,
            why,
        });
    }

    /// The login is over.
    async fn lose(&mut self, why: Option<&str>) {
        if matches!(self.phase, Phase::In { .. }) {
            self.keychain.clear().await;
        }
        self.out(why.map(str::to_owned));
    }

    fn out(&mut self, why: Option<String>) {
        self.phase = Phase::Out;
        self.held.session.send_replace(None);
        self.held.shown.send_replace(TwitchLogin::Out { why });
    }
}
