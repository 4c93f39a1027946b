//! What may be asked about the files of profiles: rename, copy, trash, export, import, backups.

use std::path::PathBuf;

use gauge_model::{
    BackupInfo, Fault, FaultCode, ImportReport, Millis, ProfileInfo, ProfileName, TrashedProfile,
};
use gauge_store::{Profiles, StoreError};
use tokio::sync::oneshot;

use super::{Engine, fault, open::Open};
use crate::{
    opening::{blocking, prepare},
    request::Request,
    rounds,
};

impl Engine {
    pub(super) async fn rename(&self, id: String, name: &str) -> Result<ProfileInfo, Fault> {
        let name = good_name(name)?;
        let mut open = self.shared.open.lock().await;
        let Some(active) = open.as_mut().filter(|open| open.info.id == id) else {
            return self
                .with_files(move |profiles, _| profiles.rename(&id, &name))
                .await;
        };
        let info = self
            .with_files(move |profiles, _| profiles.may_rename(&id, &name))
            .await?;
        active.info.name.clone_from(&info.name);
        // A request that is not answered: the writer has it before any later one.
        _ = self.requests.send(Request::Rename(info.name.clone())).await;
        // The list is read from the files. While nothing can be stored the new name is in memory.
        _ = self.settle().await;
        Ok(info)
    }

    pub(super) async fn duplicate(&self, id: String, name: &str) -> Result<ProfileInfo, Fault> {
        let name = good_name(name)?;
        // What cannot be stored just now cannot be copied; the rest can.
        _ = self.settle().await;
        self.with_files(move |profiles, _| profiles.duplicate(&id, &name))
            .await
    }

    pub(super) async fn delete(&self, id: String) -> Result<(), Fault> {
        // Held, so that it is not opened meanwhile.
        let open = self.shared.open.lock().await;
        if let Some(active) = open.as_ref().filter(|open| open.info.id == id) {
            return Err(fault(StoreError::Active(active.info.name.clone())));
        }
        self.with_files(move |profiles, now| {
            // It goes to the trash whole; should the trash be emptied, the backup stays.
            if let Err(error) = profiles.backups().make(&id, &profiles.path(&id), now) {
                tracing::warn!(%error, "a profile is deleted without a backup");
            }
            profiles.delete(&id, now)
        })
        .await
    }

    pub(super) async fn trash(&self) -> Result<Vec<TrashedProfile>, Fault> {
        self.with_files(|profiles, _| profiles.trash()).await
    }

    pub(super) async fn restore_deleted(&self, id: String) -> Result<ProfileInfo, Fault> {
        self.with_files(move |profiles, _| profiles.restore_deleted(&id))
            .await
    }

    pub(super) async fn export(&self, id: String, path: String) -> Result<(), Fault> {
        _ = self.settle().await;
        self.with_files(move |profiles, _| profiles.export(&id, &PathBuf::from(path)))
            .await
    }

    pub(super) async fn import(&self, path: String, name: Option<String>) -> Result<ImportReport, Fault> {
        let name = name.as_deref().map(good_name).transpose()?;
        self.with_files(move |profiles, now| profiles.import(&PathBuf::from(path), name.as_ref(), now))
            .await
    }

    pub(super) async fn backups(&self, id: String) -> Result<Vec<BackupInfo>, Fault> {
        self.with_files(move |profiles, _| {
            profiles.find(&id)?;
            profiles.backups().list(&id)
        })
        .await
    }

    /// Backs the open profile up now.
    pub(super) async fn back_up(&self) -> Result<BackupInfo, Fault> {
        self.settle().await?;
        let stopping = || Fault::new(FaultCode::Stopping, "No profile is open.");
        let open = self.profile().await.ok_or_else(stopping)?;
        rounds::back_up(&self.shared.profiles, &open.id, (self.shared.clock)())
            .await
            .map_err(fault)
    }

    pub(super) async fn restore_backup(&self, id: String, backup: String) -> Result<ProfileInfo, Fault> {
        let mut open = self.shared.open.lock().await;
        let found = self.with_files({
            let (id, backup) = (id.clone(), backup.clone());
            move |profiles, _| {
                // Before anything is closed: what cannot be restored changes nothing.
                profiles.backups().path(&id, &backup)?;
                profiles.find(&id)
            }
        });
        let found = found.await?;
        let restore = self.with_files(move |profiles, now| profiles.restore_backup(&id, &backup, now));
        match open.take() {
            Some(old) if old.info.id == found.id => {
                if let Err(fault) = old.may_close() {
                    *open = Some(old);
                    return Err(fault);
                }
                self.restore_open(&mut open, old, restore).await?;
            }
            other => {
                *open = other;
                restore.await?;
            }
        }
        Ok(found)
    }

    /// Changes the file of the open profile between closing and opening it.
    pub(super) async fn restore_open<T>(
        &self,
        open: &mut Option<Open>,
        old: Open,
        restore: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Fault> {
        let stopping = |_| Fault::new(FaultCode::Stopping, "Streamgauge is stopping. Start it again.");
        let info = old.info.clone();
        old.stop().await;
        let (closed, is_closed) = oneshot::channel();
        let (give, profile) = oneshot::channel();
        let (reply, reopened) = oneshot::channel();
        let request = Request::Reopen {
            closed,
            profile,
            reply,
        };
        self.requests
            .send(request)
            .await
            .map_err(|_| Fault::new(FaultCode::Stopping, "Streamgauge is stopping. Start it again."))?;
        is_closed.await.map_err(stopping)?;
        let restored = restore.await;
        // Whether or not it was restored: the profile is opened again as it is now.
        let (sink, prepared) = prepare(&self.shared.profiles, info, self.shared.clock)
            .await
            .map_err(fault)?;
        *open = Some(self.start_open(&prepared, sink));
        _ = give.send(prepared);
        reopened.await.map_err(stopping)?;
        restored
    }

    pub(super) async fn with_files<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Profiles, Millis) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Fault> {
        let now = (self.shared.clock)();
        blocking(self.shared.profiles.clone(), move |profiles| work(&profiles, now))
            .await
            .map_err(fault)
    }
}

fn good_name(text: &str) -> Result<ProfileName, Fault> {
    ProfileName::new(text).map_err(|error| Fault::new(FaultCode::ProfileName, error))
}
