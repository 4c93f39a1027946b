//! How the meter lives with its file: what cannot be stored now is refused or waits, and everybody is told.

use gauge_model::{ChannelId, Delta, Fault, FaultCode, Notice, StorageState};
use tokio::sync::oneshot;

use super::Meter;
use crate::{outbox::Outbox, request::OpenProfile};

impl Meter {
    /// Whether what must be stored can be taken now.
    pub(super) fn may_store(&self) -> Result<(), Fault> {
        let state = self.outbox.as_ref().map_or_else(closed_for_good, Outbox::state);
        let Some(why) = state.why() else { return Ok(()) };
        let message =
            format!("Nothing of this was counted: it could not be stored. {why} Push it again later.");
        let code = match state {
            StorageState::ReadOnly { .. } => FaultCode::StorageReadOnly,
            _ => FaultCode::Storage,
        };
        Err(Fault::new(code, message))
    }

    /// What was brought before it was asked for may still wait in the inbox.
    pub(super) async fn settle(&mut self, stored: oneshot::Sender<()>) {
        for _ in 0..self.inbox.len() {
            self.inbox
                .try_recv()
                .into_iter()
                .for_each(|inbound| self.hear(inbound));
        }
        self.rows.viewers_now = true;
        self.store(Some(stored)).await;
    }

    /// Hands over what had to wait, and shows how the file is.
    pub(super) fn look_after_storage(&mut self) {
        let Some(outbox) = &mut self.outbox else { return };
        outbox.flush();
        let Some(news) = outbox.news() else { return };
        let changed = self.standing.storage != news.state;
        self.standing.storage = news.state;
        let notices = [self.told.as_slice(), &news.told].concat();
        if changed || notices != self.standing.notices {
            self.standing.notices = notices;
            self.show_storage();
        }
    }

    /// Shows one more notice.
    pub(super) fn tell_notice(&mut self, notice: Notice) {
        self.told.push(notice.clone());
        self.standing.notices.push(notice);
        self.show_storage();
    }

    fn show_storage(&mut self) {
        let (state, notices) = (self.standing.storage.clone(), self.standing.notices.clone());
        self.tell(Delta {
            storage: Some(&state),
            notices: Some(&notices),
            ..Delta::default()
        });
    }

    /// Closes the profile and goes on with the one that comes then, the same one as a rule, its file changed.
    pub(super) async fn reopen(
        &mut self,
        closed: oneshot::Sender<()>,
        profile: oneshot::Receiver<OpenProfile>,
    ) {
        self.close_profile().await;
        // Whoever asked waits for this, or is gone and sends no profile either.
        _ = closed.send(());
        match profile.await {
            Ok(next) => self.go_on_with(next),
            Err(_) => self.standing.storage = closed_for_good(),
        }
        self.show_anew();
        self.obs_goes_on();
    }

    pub(super) fn keep_channel(&mut self, channel: ChannelId) {
        if let Some(outbox) = &mut self.outbox {
            outbox.add_channel(channel, self.standing.now);
        }
    }

    pub(super) fn forget_channel(&mut self, channel: ChannelId) {
        if let Some(outbox) = &mut self.outbox {
            outbox.remove_channel(channel);
        }
    }

    pub(super) fn rename(&mut self, name: String) {
        self.standing.profile.clone_from(&name);
        if let Some(outbox) = &mut self.outbox {
            outbox.rename(name);
        }
        self.start_anew();
    }
}

fn closed_for_good() -> StorageState {
    let why = "The profile is closed: its file could not be opened again. Switch to another profile.";
    StorageState::Failed { why: why.to_owned() }
}
