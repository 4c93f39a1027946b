//! How many channels a profile may have, and how many units of tips a channel. Each is in every snapshot, and a
//! channel's first event is a new snapshot for everybody: a producer that writes people's names where the channel
//! belongs, or amounts where the unit belongs, would bring all to a halt.

use std::collections::{BTreeMap, BTreeSet};

use gauge_model::{EventKind, Fault, FaultCode, StreamEvent};

use crate::meter::Meter;

/// Channels of a profile, those that are set aside included.
const CHANNELS: usize = 1000;
/// Units in which a channel is tipped: there are some 180 currencies, and nobody is tipped in all of them.
const UNITS: usize = 64;

impl Meter {
    /// Refuses a push that names more channels, or more units of tips, than there is room for.
    pub(in crate::meter) fn fits(&self, events: &[StreamEvent]) -> Result<(), Fault> {
        self.channels_fit(events)?;
        self.units_fit(events)
    }

    fn channels_fit(&self, events: &[StreamEvent]) -> Result<(), Fault> {
        let stats = &self.standing.stats;
        let known = stats.channel_count();
        if known + events.len() <= CHANNELS {
            return Ok(());
        }
        let is_new = |event: &&StreamEvent| stats.channel(&event.channel).is_none();
        let new: BTreeSet<_> = events.iter().filter(is_new).map(|event| &event.channel).collect();
        if new.is_empty() || known + new.len() <= CHANNELS {
            return Ok(());
        }
        let full = format!(
            "This profile has {known} channels, and at most {CHANNELS} fit into one. `channel` names the streamer's \
             channel; who did something goes into `user`. Push into another profile for more."
        );
        Err(Fault::new(FaultCode::ChannelName, full))
    }

    fn units_fit(&self, events: &[StreamEvent]) -> Result<(), Fault> {
        let stats = &self.standing.stats;
        let mut new = BTreeMap::<_, BTreeSet<_>>::new();
        for event in events {
            let EventKind::Tip { currency, .. } = &event.kind else {
                continue;
            };
            let known = stats.channel(&event.channel).map(|numbers| &numbers.tips);
            if known.is_none_or(|known| !known.contains_key(&**currency)) {
                let new = new.entry(&event.channel).or_default();
                new.insert(currency);
                if known.map_or(0, |known| known.len()) + new.len() > UNITS {
                    return Err(too_many_units(event));
                }
            }
        }
        Ok(())
    }
}

fn too_many_units(event: &StreamEvent) -> Fault {
    let full = format!(
        "{} is tipped in {UNITS} units already, and no more fit. `currency` names one: twitch_bit, or an ISO 4217 code \
         such as EUR; how much goes into `amount`.",
        event.channel
    );
    Fault::new(FaultCode::ChannelName, full)
}
