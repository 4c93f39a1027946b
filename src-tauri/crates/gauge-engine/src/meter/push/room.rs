//! How many channels a profile may have. Each is in every snapshot, and its first event is a new snapshot for
//! everybody: a producer that writes people's names where the channel belongs would bring all to a halt.

use std::collections::BTreeSet;

use gauge_model::{Fault, FaultCode, StreamEvent};

use crate::meter::Meter;

/// Channels of a profile, those that are set aside included.
const MOST: usize = 1000;

impl Meter {
    /// Refuses a push that names more channels than there is room for.
    pub(in crate::meter) fn channels_fit(&self, events: &[StreamEvent]) -> Result<(), Fault> {
        let stats = &self.standing.stats;
        let known = stats.channel_count();
        if known + events.len() <= MOST {
            return Ok(());
        }
        let is_new = |event: &&StreamEvent| stats.channel(&event.channel).is_none();
        let new: BTreeSet<_> = events.iter().filter(is_new).map(|event| &event.channel).collect();
        if new.is_empty() || known + new.len() <= MOST {
            return Ok(());
        }
        let full = format!(
            "This profile has {known} channels, and at most {MOST} fit into one. `channel` names the streamer's \
             channel; who did something goes into `user`. Push into another profile for more."
        );
        Err(Fault::new(FaultCode::ChannelName, full))
    }
}
