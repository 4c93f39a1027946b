//! The system's keychain: where a login survives a restart. Never a plain file.

use gauge_model::Secret;
use keyring::v1::Entry;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

/// The program's name in the keychain.
const SERVICE: &str = "Streamgauge";

/// Where the login of one data folder is kept.
#[derive(Clone, Debug)]
pub enum Keychain {
    /// In the system's keychain, under this name.
    Named(String),
    /// Nowhere.
    Off,
}

/// A login as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptLogin {
    /// The tokens were given to this client and are good for no other.
    pub(super) client_id: String,
    pub(super) access: Secret,
    pub(super) refresh: Secret,
    /// Empty until Twitch has said so.
    pub(super) login: String,
    pub(super) user_id: String,
}

impl Keychain {
    /// What is kept, if anything is.
    pub(super) async fn read(&self) -> Option<KeptLogin> {
        let text = self.with(|entry| entry.get_password()).await?;
        // What an older or newer version kept is as good as nothing.
        serde_json::from_str(&text).ok()
    }

    /// Keeps a login. False: there is no keychain, or it does not want to.
    pub(super) async fn write(&self, login: &KeptLogin) -> bool {
        let Ok(text) = serde_json::to_string(login) else {
            return false;
        };
        self.with(move |entry| entry.set_password(&text)).await.is_some()
    }

    /// Forgets it.
    pub(super) async fn clear(&self) {
        self.with(Entry::delete_credential).await;
    }

    /// The keychain may ask its user first, for as long as that takes.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Entry) -> keyring::v1::Result<T> + Send + 'static,
    ) -> Option<T> {
        let Self::Named(name) = self else {
            return None;
        };
        let name = name.clone();
        let done = spawn_blocking(move || work(&Entry::new(SERVICE, &name)?)).await;
        match done.ok()? {
            Ok(value) => Some(value),
            Err(keyring::v1::Error::NoEntry) => None,
            Err(error) => {
                tracing::info!(%error, "the system’s keychain was not to be had");
                None
            }
        }
    }
}
