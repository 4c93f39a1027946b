//! The one way from a source into the meter.

use gauge_model::{SourceStatus, StreamEvent};
use tokio::sync::mpsc;

/// What a source says.
#[derive(Debug)]
pub enum Inbound {
    /// It happened, in this order.
    Events(Vec<StreamEvent>),
    /// The user's own OBS records, or does so no more: of every channel. `None`: it cannot be asked any more.
    Recording(Option<bool>),
    /// The same, as OBS tells its browser sources. It counts where OBS itself is not connected.
    RecordingByPages(Option<bool>),
    /// A source is in a new state.
    Status(SourceStatus),
    /// A source is no more, by id.
    Gone(String),
}

/// A source's end of the meter's inbox. It is bounded: a source that is faster than the meter waits, and its
/// platform's socket with it.
#[derive(Clone, Debug)]
pub struct Sink(mpsc::Sender<Inbound>);

impl Sink {
    /// A sink and the inbox behind it. The inbox is short on purpose: a turn of the meter must be much smaller
    /// than a lane, or nobody could keep up with it (bench/STRUCTURE 6.1).
    #[must_use]
    pub fn inbox() -> (Self, mpsc::Receiver<Inbound>) {
        let (sender, inbox) = mpsc::channel(4);
        (Self(sender), inbox)
    }

    /// Hands events over. Returns false when the profile has been closed: the source should end.
    pub async fn events(&self, events: Vec<StreamEvent>) -> bool {
        events.is_empty() || self.0.send(Inbound::Events(events)).await.is_ok()
    }

    /// Says whether OBS records, as far as it is known. Returns false when the program ends.
    pub async fn recording(&self, active: Option<bool>) -> bool {
        self.0.send(Inbound::Recording(active)).await.is_ok()
    }

    /// Says how a source is.
    pub async fn status(&self, status: SourceStatus) {
        // A closed profile has no use for it.
        _ = self.0.send(Inbound::Status(status)).await;
    }

    /// Says that a source is no more.
    pub async fn gone(&self, id: String) {
        _ = self.0.send(Inbound::Gone(id)).await;
    }
}
