//! The handle by which the rest of the program speaks with OBS, whether it is there or not.

use std::time::Duration;

use gauge_model::ObsState;
use serde_json::Value;
use tokio::{
    sync::{broadcast, mpsc, oneshot, watch},
    time::timeout,
};

use super::facts::Fact;

/// How long OBS may take to answer. It answers in milliseconds, or never.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why OBS did not do it; the words are for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObsError {
    /// There is no connection.
    #[error("OBS is not connected. Start OBS, and see how it is under Settings, OBS.")]
    Away,
    /// It did not answer.
    #[error("OBS did not answer in time. Look whether it hangs.")]
    Silent,
    /// It said no.
    #[error("OBS refuses: {comment} (code {code}).")]
    Refused {
        /// obs-websocket's own.
        code: u16,
        /// OBS's words.
        comment: String,
    },
    /// It cannot be done like that.
    #[error("{0}")]
    Cannot(&'static str),
}

/// A handle. Clones are the same OBS.
#[derive(Clone, Debug)]
pub struct Obs {
    orders: mpsc::Sender<Order>,
    facts: broadcast::Sender<Fact>,
    state: watch::Receiver<ObsState>,
}

/// What is wanted of OBS.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) kind: &'static str,
    pub(super) data: Value,
    pub(super) reply: oneshot::Sender<Result<Value, ObsError>>,
}

/// The other end of the handle: what is wanted.
#[derive(Debug)]
pub struct Orders(pub(super) mpsc::Receiver<Order>);

/// The other end of the handle: what is told.
#[derive(Debug)]
pub struct Told {
    pub(super) facts: broadcast::Sender<Fact>,
    pub(super) state: watch::Sender<ObsState>,
}

impl Obs {
    /// A handle and its other end, for [`super::watch`].
    #[must_use]
    pub fn new() -> (Self, Orders, Told) {
        let (orders, wanted) = mpsc::channel(8);
        let (facts, _) = broadcast::channel(32);
        let (tell, state) = watch::channel(ObsState::default());
        let told = Told {
            facts: facts.clone(),
            state: tell,
        };
        (Self { orders, facts, state }, Orders(wanted), told)
    }

    /// What is known of it now.
    #[must_use]
    pub fn state(&self) -> ObsState {
        self.state.borrow().clone()
    }

    /// Ends when OBS is connected; false: never more.
    pub async fn connected(&mut self) -> bool {
        self.state.wait_for(|state| state.connected).await.is_ok()
    }

    /// What comes to pass from now on.
    pub(super) fn listen(&self) -> broadcast::Receiver<Fact> {
        self.facts.subscribe()
    }

    pub(super) async fn ask(&self, kind: &'static str, data: Value) -> Result<Value, ObsError> {
        let (reply, answer) = oneshot::channel();
        let asked = async {
            let order = Order { kind, data, reply };
            self.orders.send(order).await.map_err(|_| ObsError::Away)?;
            answer.await.map_err(|_| ObsError::Away)?
        };
        timeout(PATIENCE, asked).await.unwrap_or(Err(ObsError::Silent))
    }
}
