//! The passwords and keys of sources: beside the tokens, for this user alone, and in no profile's file. A profile that
//! is given away, or taken in, has none; that is why they hang on the profile's id and not on the source's alone.

use std::{
    collections::BTreeMap,
    fs, io,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use gauge_model::Secret;
use gauge_store::private;
use tokio::task::spawn_blocking;

/// Every secret, by its profile and source.
pub(super) struct Secrets {
    file: PathBuf,
    held: Mutex<Held>,
    /// Held while the file is written, so that the newest stands in it.
    writing: tokio::sync::Mutex<()>,
}

type Held = BTreeMap<String, Secret>;

impl Secrets {
    /// Reads what is kept.
    pub(super) fn open(file: PathBuf) -> Self {
        let kept = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(%error, "the keys of sources cannot be read: they have to be entered again");
                Held::new()
            }),
            Err(_) => Held::new(),
        };
        Self {
            file,
            held: Mutex::new(kept),
            writing: tokio::sync::Mutex::default(),
        }
    }

    pub(super) fn of(&self, profile: &str, source: &str) -> Option<Secret> {
        self.held().get(&key(profile, source)).cloned()
    }

    /// Keeps a secret, or forgets it: `None`, or an empty one.
    ///
    /// # Errors
    /// What the system says; then nothing has changed.
    pub(super) async fn set(&self, profile: &str, source: &str, secret: Option<Secret>) -> io::Result<()> {
        let _alone = self.writing.lock().await;
        let key = key(profile, source);
        let mut next = self.held().clone();
        match secret.filter(|secret| !secret.0.is_empty()) {
            Some(secret) => _ = next.insert(key, secret),
            None if next.remove(&key).is_none() => return Ok(()),
            None => {}
        }
        let (file, kept) = (self.file.clone(), serde_json::to_vec_pretty(&next)?);
        let written = spawn_blocking(move || {
            file.parent().map_or(Ok(()), private::private_folder)?;
            private::write_private(&file, &kept)
        });
        written.await.map_err(io::Error::other)??;
        *self.held() = next;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(profile: &str, source: &str) -> String {
    format!("{profile}/{source}")
}
