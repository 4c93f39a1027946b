//! Which channels the open profile is connected to.

use gauge_model::{ChannelId, Fault, FaultCode, Platform, SourceStatus};

use super::Engine;
use crate::request::Request;

impl Engine {
    pub(super) async fn add_channel(&self, text: &str) -> Result<SourceStatus, Fault> {
        let refuse = |why: &dyn std::fmt::Display| Fault::new(FaultCode::ChannelName, why);
        let channel = if text.contains(':') {
            text.parse()
        } else {
            ChannelId::new(Platform::Twitch, text)
        };
        let channel = channel.map_err(|error| refuse(&error))?;
        if channel.platform() != Platform::Twitch {
            return Err(refuse(
                &"Only Twitch channels can be connected to so far. Other tools can push their events.",
            ));
        }
        let mut open = self.shared.open.lock().await;
        let Some(open) = open.as_mut() else {
            return Err(Fault::new(
                FaultCode::Stopping,
                "Streamgauge is stopping. Start it again.",
            ));
        };
        if open.info.simulated {
            return Err(refuse(
                &"This is the demo. Switch to a profile of your own first, then add the channel there.",
            ));
        }
        let status = open.running.add(channel.clone());
        // A request that is not answered: the writer has it before any later one.
        _ = self.requests.send(Request::KeepChannel(channel)).await;
        Ok(status)
    }

    pub(super) async fn remove_channel(&self, channel: ChannelId) -> Result<(), Fault> {
        if let Some(open) = self.shared.open.lock().await.as_mut() {
            open.running.remove(&channel);
        }
        _ = self.requests.send(Request::ForgetChannel(channel)).await;
        Ok(())
    }
}
