//! What producers push: counted whole or refused whole, and acknowledged when it is on disk if it must be.

mod room;

use gauge_model::{Fault, FaultCode};
use tokio::sync::oneshot;

use super::Meter;
use crate::{
    outbox::Outbox,
    producer::{Counted, Push, Refused},
    request::Receipt,
};

impl Meter {
    /// Counts some pushes of one producer in one turn, and hands what must be stored to one commit.
    pub(super) async fn push(&mut self, pushes: Vec<Push>) -> Counted {
        let mut durable = false;
        let answers: Vec<_> = pushes
            .into_iter()
            .map(|push| {
                let (must_wait, answer) = (push.durable, self.count_push(push));
                durable |= must_wait && answer.is_ok();
                answer
            })
            .collect();
        let stored = if durable {
            let (tell, stored) = oneshot::channel();
            self.store(Some(tell)).await;
            Some(stored)
        } else {
            None
        };
        Counted { answers, stored }
    }

    /// What must be stored and cannot be now is refused, uncounted. So is everything while the demo is open.
    fn count_push(&mut self, push: Push) -> Result<Receipt, Refused> {
        if self.standing.simulated {
            let demo =
                "The demo is open, and nothing real is mixed into it. Switch to a profile of your own first.";
            return Err(Refused::Fault(Fault::new(FaultCode::Simulated, demo)));
        }
        self.fits(&push.events).map_err(Refused::Fault)?;
        if push.durable {
            // Also when all are duplicates: the first delivery may still be on its way to the disk.
            self.may_store().map_err(Refused::Fault)?;
        }
        self.has_room(&push)?;
        let offered = push.events.len();
        let accepted = push
            .events
            .into_iter()
            .filter_map(|event| self.count(event))
            .count();
        if accepted > 0 {
            self.keep_profile();
        }
        Ok(Receipt {
            accepted,
            duplicates: offered - accepted,
            seq: self.standing.seq,
            profile: self.standing.profile_id.clone(),
        })
    }

    /// Whether the disk keeps up. Values that only replace others always come in.
    fn has_room(&self, push: &Push) -> Result<(), Refused> {
        let outbox = self.outbox.as_ref();
        let would_wait = push.is_hurried && push.durable && outbox.is_some_and(Outbox::is_stuck);
        let is_kept = push.events.iter().any(|event| !event.kind.is_gauge());
        if would_wait || (is_kept && outbox.is_some_and(Outbox::is_full)) {
            return Err(Refused::Busy);
        }
        Ok(())
    }
}
