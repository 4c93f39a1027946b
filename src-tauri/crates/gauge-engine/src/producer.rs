//! The producers' door. Each producer has so many pushes on their way to the meter and no more; the rest wait in
//! its own queue. So the meter's short inbox is shared by turns, however much one of them pushes.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use gauge_model::{Fault, FaultCode, StreamEvent};
use gauge_sources::{PushError, decode_push};
use tokio::{
    sync::{Semaphore, oneshot},
    time::timeout,
};

use crate::{
    Engine,
    pace::{Pace, TooFast},
    request::{Receipt, Request},
};

/// Somebody who pushes. Clones are the same producer.
#[derive(Clone, Debug)]
pub struct Producer {
    source: Arc<str>,
    turns: Arc<Semaphore>,
    pace: Arc<Pace>,
}

impl Producer {
    /// Pushes on their way at once: one is decoded while another is counted.
    const TURNS: usize = 2;

    /// A producer whose events are of this source: the same id is counted once per source and channel.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self {
            source: source.into(),
            turns: Arc::new(Semaphore::new(Self::TURNS)),
            pace: Arc::default(),
        }
    }

    /// The same producer, pushing no faster than this.
    #[must_use]
    pub fn paced(self, pace: Arc<Pace>) -> Self {
        Self { pace, ..self }
    }
}

impl Default for Producer {
    fn default() -> Self {
        Self::new("push")
    }
}

/// Events that are counted together or not at all.
#[derive(Debug)]
pub struct Push {
    pub(crate) events: Vec<StreamEvent>,
    pub(crate) durable: bool,
    /// Rather refused than kept waiting for the disk.
    pub(crate) is_hurried: bool,
}

impl Push {
    /// Whether it is acknowledged only after it is on disk.
    #[must_use]
    pub fn is_durable(&self) -> bool {
        self.durable
    }

    /// The id of its event, if it is one event with an id.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self.events.as_slice() {
            [only] => only.id.as_deref(),
            _ => None,
        }
    }
}

/// What became of some pushes.
#[derive(Debug)]
pub struct Counted {
    /// One for each, in their order. A refusal counted nothing.
    pub answers: Vec<Result<Receipt, Refused>>,
    /// Tells when the durable ones among them are on disk, if there are any. It ends without telling when they
    /// could not be stored.
    pub stored: Option<oneshot::Receiver<()>>,
}

/// Pushes on their way.
#[derive(Debug)]
pub struct Submitted(oneshot::Receiver<Counted>);

/// Why nothing of a push was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is wrong.
    Bad(PushError),
    /// It cannot be counted, or stored, in time: more was pushed than can be, or the disk hangs.
    Busy,
    /// Its token allows fewer events a second.
    TooFast(TooFast),
    /// Nothing can be counted, or stored, now.
    Fault(Fault),
}

impl Submitted {
    /// Waits until they are counted. What this has begun to wait for goes on when it is dropped.
    ///
    /// # Errors
    /// When the app is stopping.
    pub async fn counted(&mut self) -> Result<Counted, Fault> {
        (&mut self.0).await.map_err(|_| stopping())
    }
}

impl Engine {
    /// Decodes one event, an array, or one event a line. `sync` makes any push durable; ledger events always are.
    ///
    /// # Errors
    /// What is wrong with it, or [`Refused::TooFast`].
    pub fn decode(&self, producer: &Producer, body: &[u8], sync: bool) -> Result<Push, Refused> {
        let events = decode_push(body, &producer.source, None, (self.shared.clock)());
        let events = events.map_err(Refused::Bad)?;
        producer
            .pace
            .take(events.len(), Instant::now())
            .map_err(Refused::TooFast)?;
        let durable = sync || events.iter().any(|event| event.kind.is_ledger());
        Ok(Push {
            events,
            durable,
            is_hurried: false,
        })
    }

    /// Hands pushes to the meter as soon as it is the producer's turn; `patience` is how long that may take. With it
    /// they are also refused rather than kept waiting for a disk that hangs.
    ///
    /// # Errors
    /// [`Refused::Busy`], or the app is stopping.
    pub async fn submit(
        &self,
        producer: &Producer,
        mut pushes: Vec<Push>,
        patience: Option<Duration>,
    ) -> Result<Submitted, Refused> {
        for push in &mut pushes {
            push.is_hurried = patience.is_some();
        }
        let turn = async {
            let turn = Arc::clone(&producer.turns).acquire_owned().await.ok()?;
            Some((turn, self.requests.reserve().await.ok()?))
        };
        let had = match patience {
            Some(patience) => timeout(patience, turn).await.map_err(|_| Refused::Busy)?,
            None => turn.await,
        };
        let (turn, slot) = had.ok_or_else(|| Refused::Fault(stopping()))?;
        let (reply, counted) = oneshot::channel();
        slot.send(Request::Push { pushes, turn, reply });
        Ok(Submitted(counted))
    }

    /// Counts one push of somebody who pushes only this, however long it takes. Answers when it is counted, and, if
    /// ledger events are in it, stored.
    ///
    /// # Errors
    /// The inner one says what is wrong with the push, the outer one that nothing can be counted now.
    pub async fn push(&self, body: &[u8]) -> Result<Result<Receipt, PushError>, Fault> {
        match self.push_as(&Producer::default(), body, false, None).await {
            Ok(receipt) => Ok(Ok(receipt)),
            Err(Refused::Bad(error)) => Ok(Err(error)),
            Err(Refused::Fault(fault)) => Err(fault),
            // Whoever waits however long it takes, and has no limit.
            Err(Refused::Busy | Refused::TooFast(_)) => Err(stopping()),
        }
    }

    /// Counts one push of a producer.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn push_as(
        &self,
        producer: &Producer,
        body: &[u8],
        sync: bool,
        patience: Option<Duration>,
    ) -> Result<Receipt, Refused> {
        let push = self.decode(producer, body, sync)?;
        let mut submitted = self.submit(producer, vec![push], patience).await?;
        let counted = submitted.counted().await.map_err(Refused::Fault)?;
        let answer = counted.answers.into_iter().next();
        let receipt = answer.unwrap_or_else(|| Err(Refused::Fault(stopping())))?;
        if let Some(stored) = counted.stored {
            stored.await.map_err(|_| Refused::Fault(lost()))?;
        }
        Ok(receipt)
    }
}

/// What was counted could not be stored.
#[must_use]
pub fn lost() -> Fault {
    let lost = "The events were counted, but could not be stored. See the log, and push them again.";
    Fault::new(FaultCode::Storage, lost)
}

fn stopping() -> Fault {
    Fault::new(FaultCode::Stopping, "Streamgauge is stopping. Start it again.")
}
