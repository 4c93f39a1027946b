//! A moment that the user marks: a trigger like any other, so that every client and every report shows it.

use gauge_model::{ChannelId, EventKind, Fault, FaultCode, StreamEvent};
use serde_json::json;

use super::Meter;
use crate::{Engine, request::Request};

impl Engine {
    pub(crate) async fn mark(&self, channel: Option<ChannelId>) -> Result<(), Fault> {
        self.request(|reply| Request::Mark { channel, reply }).await??;
        self.settle().await
    }
}

impl Meter {
    /// Marks this moment on a channel, or on the one that most people watch.
    pub(super) fn mark(&mut self, channel: Option<ChannelId>) -> Result<(), Fault> {
        self.may_store()?;
        let stats = &self.standing.stats;
        let channel = stats
            .channels()
            .filter(|(id, _)| channel.as_ref().is_none_or(|wanted| wanted == *id))
            .max_by_key(|(id, numbers)| (stats.session_id(id).is_some(), numbers.viewers))
            .map(|(id, _)| id.clone());
        let Some(channel) = channel else {
            let why = "There is no such channel to mark this moment on. Add it first.";
            return Err(Fault::new(FaultCode::ChannelName, why));
        };
        self.count(StreamEvent {
            kind: EventKind::Trigger {
                trigger: "mark".into(),
                details: json!({}),
            },
            channel,
            source: "user".into(),
            id: None,
            at: self.standing.stats.stream_now(self.standing.now),
            user: None,
            simulated: self.standing.simulated,
            history: false,
        });
        Ok(())
    }
}
