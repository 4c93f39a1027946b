//! The meter's profile: taken up, gone on with, closed.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use gauge_model::{Delta, Detector, Owners, ProfileInfo, Standing, StorageState, StreamEvent};
use gauge_store::Kept;
use ulid::Ulid;

use super::Meter;
use crate::{outbox::Outbox, request::OpenProfile};

impl Meter {
    pub(super) async fn switch(&mut self, next: OpenProfile) {
        let from = self.standing.profile.clone();
        self.close_profile().await;
        self.go_on_with(next);
        self.tell(Delta {
            switched_from: Some(&from),
            ..Delta::default()
        });
        self.show_anew();
        self.obs_goes_on();
    }

    pub(super) fn go_on_with(&mut self, next: OpenProfile) {
        let OpenProfile {
            info,
            kept,
            writer,
            session_ended,
            inbox,
            told,
        } = next;
        self.outbox = Some(Outbox::new(writer));
        self.session_ended = session_ended;
        self.told = told;
        self.inbox = inbox;
        self.take_up(info, kept);
    }

    /// Runs dry: what the sources, which have ended, left behind; then the rows; then the file.
    pub(super) async fn close_profile(&mut self) {
        self.inbox.close();
        while let Some(inbound) = self.inbox.recv().await {
            self.hear(inbound);
        }
        self.close_show().await;
        self.store(None).await;
        self.hub.flush(&self.standing);
        if let Some(outbox) = self.outbox.take() {
            outbox.close().await;
        }
    }

    pub(super) fn take_up(&mut self, info: ProfileInfo, kept: Kept) {
        self.seen = kept.seen;
        self.owners = Owners::new(kept.owner_rules);
        self.actions.rules = kept.action_rules;
        self.detector = Detector::new(kept.trigger_rules);
        self.pushed.clear();
        self.kept_back.clear();
        self.unreset = None;
        self.is_scratch = kept.profile.scratch;
        self.latest.change();
        let shared = |events: Vec<StreamEvent>| events.into_iter().map(Arc::new).collect::<VecDeque<_>>();
        self.standing = Standing {
            profile: kept.profile.name,
            profile_id: info.id.into(),
            simulated: kept.profile.simulated,
            epoch: Ulid::new().to_string(),
            seq: 0,
            now: (self.clock)(),
            stats: kept.stats,
            recent: shared(kept.recent),
            triggers: shared(kept.triggers),
            sources: BTreeMap::new(),
            server: self.standing.server.take(),
            storage: self.outbox.as_ref().map_or(StorageState::Ok, Outbox::state),
            notices: self.told.clone(),
            gauges: kept.gauges,
            goals: kept.goals,
            undo_until: None,
        };
    }
}
