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
                &"Only Twitch channels can be added by their name alone. Add a source of another kind under Sources, or push its events.",
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
        let status = open.running.add_chat(channel.clone());
        // Requests that are not answered: the writer has them before any later one.
        _ = self.requests.send(Request::TakeBack(channel.clone())).await;
        _ = self.requests.send(Request::KeepChannel(channel)).await;
        Ok(status)
    }

    pub(super) async fn remove_channel(&self, channel: ChannelId) -> Result<(), Fault> {
        if let Some(open) = self.shared.open.lock().await.as_mut() {
            open.running.remove_chat(&channel);
            let sources = open.running.sources().iter();
            let only = sources.filter(|one| one.glance.channels() == [channel.clone()]);
            let ids: Vec<_> = only.map(|one| one.kept.id.clone()).collect();
            if !ids.is_empty() {
                self.remove_supervised(open, &ids).await?;
            }
        }
        _ = self.requests.send(Request::SetAside(channel.clone())).await;
        _ = self.requests.send(Request::ForgetChannel(channel)).await;
        Ok(())
    }
}
