//! What everybody on the computer may know of an event: that it happened, not who did it or what was written.

use std::borrow::Cow;

use crate::{EventKind, StreamEvent, Topics};

impl StreamEvent {
    /// The event as these topics may show it; `None` when they may not, or do not want it.
    #[must_use]
    pub fn shown_to(&self, topics: Topics) -> Option<Cow<'_, StreamEvent>> {
        if !topics.meets(Topics::of(&self.kind)) {
            None
        } else if topics.meets(Topics::PRIVATE) {
            Some(Cow::Borrowed(self))
        } else {
            self.public().map(Cow::Owned)
        }
    }

    /// Without people and what they wrote; platforms' ids can lead to both.
    fn public(&self) -> Option<StreamEvent> {
        let mut kind = match &self.kind {
            EventKind::Chat { .. } | EventKind::Moderation { .. } => return None,
            EventKind::Custom { data, .. } if !data.is_number() => return None,
            kind => kind.clone(),
        };
        match &mut kind {
            EventKind::Tip { text, .. } => *text = None,
            // A file's name holds the user's.
            EventKind::Action(acted) => (acted.path, acted.why, acted.trigger_id) = (None, None, None),
            EventKind::Gift(gift) => gift.combo = None,
            EventKind::Subscription(subscription) => {
                subscription.recipient = None;
                subscription.bomb = None;
            }
            _ => {}
        }
        Some(StreamEvent {
            kind,
            channel: self.channel.clone(),
            source: self.source.clone(),
            id: None,
            at: self.at,
            user: None,
            simulated: self.simulated,
            history: self.history,
        })
    }
}
