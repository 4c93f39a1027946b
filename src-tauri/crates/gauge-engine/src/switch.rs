//! Which profile is open: making, switching, the demo's, and coming back from a replay's.

use gauge_model::{Fault, FaultCode, ProfileInfo, ProfileName};

use crate::{
    Engine,
    engine::{fault, open::Open},
    opening::{DEMO, blocking, prepare},
    request::Request,
};

impl Engine {
    pub(crate) async fn profiles(&self) -> Result<Vec<ProfileInfo>, Fault> {
        blocking(self.shared.profiles.clone(), |profiles| profiles.list())
            .await
            .map_err(fault)
    }

    pub(crate) async fn create_profile(&self, name: &str) -> Result<ProfileInfo, Fault> {
        let name = ProfileName::new(name).map_err(|error| Fault::new(FaultCode::ProfileName, error))?;
        let now = (self.shared.clock)();
        let made = blocking(self.shared.profiles.clone(), move |profiles| {
            profiles.create(&name, now)
        })
        .await;
        self.open(made.map_err(fault)?).await
    }

    pub(crate) async fn switch_to(&self, id: &str) -> Result<ProfileInfo, Fault> {
        let id = id.to_owned();
        let found = blocking(self.shared.profiles.clone(), move |profiles| profiles.find(&id))
            .await
            .map_err(fault)?;
        if found.simulated && !found.active {
            return self.start_demo().await;
        }
        self.open(found).await
    }

    pub(crate) async fn start_demo(&self) -> Result<ProfileInfo, Fault> {
        let now = (self.shared.clock)();
        // Held over all of it: of two at once, each would discard the other's file.
        let mut open = self.shared.open.lock().await;
        let made = blocking(self.shared.profiles.clone(), move |p| {
            p.create_scratch(DEMO, true, now)
        })
        .await;
        let opened = self.open_into(&mut open, made.map_err(fault)?).await?;
        let id = opened.id.clone();
        let discarded = blocking(self.shared.profiles.clone(), move |p| {
            p.discard_scratch(DEMO, &id)
        });
        if let Err(error) = discarded.await {
            tracing::warn!(%error, "an earlier demo could not be discarded");
        }
        Ok(opened)
    }

    async fn open(&self, info: ProfileInfo) -> Result<ProfileInfo, Fault> {
        let mut open = self.shared.open.lock().await;
        self.open_into(&mut open, info).await
    }

    /// The hot switch: drain, commit, close, open, a new snapshot to everybody.
    async fn open_into(&self, open: &mut Option<Open>, info: ProfileInfo) -> Result<ProfileInfo, Fault> {
        if let Some(now) = open.as_ref().filter(|now| now.info.id == info.id) {
            return Ok(now.info.clone());
        }
        if let Some(old) = open.as_ref() {
            old.may_close()?;
        }
        // Before the old one is closed: if this fails, everything is as it was.
        let (sink, prepared) = prepare(&self.shared.profiles, info, self.shared.clock)
            .await
            .map_err(fault)?;
        let info = prepared.info.clone();
        if let Some(old) = open.take() {
            old.stop().await;
        }
        let next = self.start_open(&prepared, sink);
        self.request(|reply| Request::Open {
            profile: Box::new(prepared),
            reply,
        })
        .await?;
        *open = Some(next);
        let id = info.id.clone();
        let noted = blocking(self.shared.profiles.clone(), move |profiles| {
            profiles.set_active(&id)
        });
        if let Err(error) = noted.await {
            // It is open all the same; only the next start would open another one.
            tracing::error!(%error, "which profile is open could not be noted");
        }
        Ok(info)
    }

    /// After a replay's own profile the next start opens the user's again. (After a crash it opens the replay's, with
    /// what it had counted.)
    pub(crate) fn come_back(&self, last: Option<String>) {
        let (profiles, before) = (&self.shared.profiles, &self.shared.before);
        if let (Some(last), Some(before)) = (last, before)
            && profiles.is_scratch(&last)
            && profiles.path(before).exists()
            && let Err(error) = profiles.set_active(before)
        {
            tracing::warn!(%error, "the next start opens the replay's profile");
        }
    }
}
