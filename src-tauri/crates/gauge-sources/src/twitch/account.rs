//! The login as the rest of the program holds it: a handle, whoever is logged in.

use std::time::Duration;

use gauge_model::TwitchLogin;
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

use super::api::{ApiError, Session};

/// How long the keeper may take for an order. It is busy for longer only while the keychain asks its user.
const PATIENCE: Duration = Duration::from_secs(30);

/// A handle. Clones are the same account.
#[derive(Clone, Debug)]
pub struct Account {
    orders: mpsc::Sender<Order>,
    shown: watch::Receiver<TwitchLogin>,
    session: watch::Receiver<Option<Session>>,
}

/// What the keeper is told.
#[derive(Debug)]
pub(super) enum Order {
    /// Begin a login.
    LogIn(oneshot::Sender<Result<(), String>>),
    /// End it.
    LogOut(oneshot::Sender<()>),
    /// Ask as another client from now on.
    Client(Option<String>, oneshot::Sender<()>),
    /// The access token of this number is not accepted.
    Refresh(u64, oneshot::Sender<()>),
    /// Twitch says that the login may have been withdrawn.
    Check,
    /// Say when everything before is done.
    Settle(oneshot::Sender<()>),
}

/// The other end, for the keeper.
#[derive(Debug)]
pub struct Held {
    pub(super) orders: mpsc::Receiver<Order>,
    pub(super) shown: watch::Sender<TwitchLogin>,
    pub(super) session: watch::Sender<Option<Session>>,
}

impl Account {
    /// A handle and its other end, for [`super::keep`].
    #[must_use]
    pub fn new() -> (Self, Held) {
        let (orders, wanted) = mpsc::channel(16);
        let (tell, shown) = watch::channel(TwitchLogin::Starting);
        let (hand, session) = watch::channel(None);
        let held = Held {
            orders: wanted,
            shown: tell,
            session: hand,
        };
        (
            Self {
                orders,
                shown,
                session,
            },
            held,
        )
    }

    /// How the login is.
    #[must_use]
    pub fn login(&self) -> TwitchLogin {
        self.shown.borrow().clone()
    }

    /// News of how it is.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<TwitchLogin> {
        self.shown.clone()
    }

    /// Begins a login: [`Account::login`] then holds a code.
    ///
    /// # Errors
    /// Why it cannot begin, for the user.
    pub async fn log_in(&self) -> Result<(), String> {
        self.order(Order::LogIn).await.unwrap_or_else(|| {
            Err("The login is busy. Answer what the system’s keychain asks, and try again.".to_owned())
        })
    }

    /// Ends the login, or gives up one that has begun.
    pub async fn log_out(&self) {
        self.order(Order::LogOut).await;
    }

    /// Asks as this client from now on; a login with another ends.
    pub async fn set_client(&self, client_id: Option<String>) {
        self.order(|reply| Order::Client(client_id, reply)).await;
    }

    /// Waits until what was begun is done, so that no new token is lost with the program.
    pub async fn settle(&self) {
        self.order(Order::Settle).await;
    }

    /// News of who is logged in.
    pub(super) fn session(&self) -> watch::Receiver<Option<Session>> {
        self.session.clone()
    }

    /// Asks Twitch something in the name of whoever is logged in; with a newer token, once, where this one is not
    /// accepted any more.
    pub(super) async fn signed<T, Asked>(&self, ask: impl Fn(Session) -> Asked + Send) -> Result<T, ApiError>
    where
        Asked: Future<Output = Result<T, ApiError>> + Send,
    {
        for _ in 0..2 {
            let Some(session) = self.session.borrow().clone() else {
                break;
            };
            match ask(session.clone()).await {
                Err(ApiError::Unauthorized) => self.refresh(&session).await,
                answer => return answer,
            }
        }
        Err(ApiError::Unauthorized)
    }

    /// This session's access token is not accepted any more: ends when there is a newer one, or nobody is logged in.
    async fn refresh(&self, session: &Session) {
        self.order(|reply| Order::Refresh(session.number, reply)).await;
    }

    /// Has Twitch asked whether the login still stands.
    pub(super) async fn check(&self) {
        // It may have ended.
        _ = self.orders.send(Order::Check).await;
    }

    /// `None` when it took too long.
    async fn order<T>(&self, make: impl FnOnce(oneshot::Sender<T>) -> Order) -> Option<T> {
        let (reply, done) = oneshot::channel();
        let ordered = async {
            self.orders.send(make(reply)).await.ok()?;
            done.await.ok()
        };
        timeout(PATIENCE, ordered).await.ok().flatten()
    }
}
