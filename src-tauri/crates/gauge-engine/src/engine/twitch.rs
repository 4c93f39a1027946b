//! The login at Twitch: as whom we ask, whether one is kept, and the asks about it. All of it outlives profiles.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use gauge_model::{Answer, Ask, Fault, FaultCode, LoginKept, Millis, TwitchAccount, TwitchLogin};
use gauge_sources::{
    Endpoints,
    twitch::{self, Account, Keychain},
};
use gauge_store::{DataDir, private};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{Mutex, watch},
    task::{JoinSet, spawn_blocking},
    time::timeout,
};

use super::Engine;
use crate::running::Login;

/// What Streamgauge calls itself at Twitch, if it was registered there when it was built.
const BUILT_IN: Option<&str> = option_env!("STREAMGAUGE_TWITCH_CLIENT_ID");

/// What of Twitch's login the engine holds.
pub(crate) struct TwitchDesk {
    account: Account,
    endpoints: Arc<Endpoints>,
    /// Held while it is being set, so that the file and what is done agree.
    kept: Arc<Mutex<Kept>>,
    file: PathBuf,
    /// They end with this value.
    _tasks: JoinSet<()>,
}

/// What is around the engine, and not its own.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Where the platforms are reached.
    pub endpoints: Endpoints,
    /// Whether logins are kept in the system's keychain; else only until the program ends.
    pub keychain: bool,
}

impl From<Endpoints> for Beside {
    fn from(endpoints: Endpoints) -> Self {
        Self {
            endpoints,
            keychain: false,
        }
    }
}

/// What is kept in a file; the tokens never are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// The user's own client id.
    client_id: Option<String>,
    /// Whether the keychain holds a login. It is not touched, and so asks nobody anything, where it does not.
    in_keychain: bool,
}

impl Kept {
    fn client_id(&self) -> Option<String> {
        self.client_id.clone().or_else(|| BUILT_IN.map(str::to_owned))
    }
}

impl TwitchDesk {
    /// Starts what keeps the login.
    pub(super) fn start(data: &DataDir, beside: &Beside, clock: fn() -> Millis) -> Self {
        let file = data.root().join("access").join("twitch.json");
        let kept = read(&file);
        let endpoints = Arc::new(beside.endpoints.clone());
        let keychain = if beside.keychain {
            Keychain::Named(entry_name(data, &endpoints))
        } else {
            Keychain::Off
        };
        let (account, held) = Account::new();
        let setting = twitch::Setting {
            endpoints: Arc::clone(&endpoints),
            client_id: kept.client_id(),
            keychain,
            resume: kept.in_keychain,
            clock,
        };
        let kept = Arc::new(Mutex::new(kept));
        let mut tasks = JoinSet::new();
        tasks.spawn(twitch::keep(setting, held));
        tasks.spawn(note(account.news(), Arc::clone(&kept), file.clone()));
        Self {
            account,
            endpoints,
            kept,
            file,
            _tasks: tasks,
        }
    }

    /// For the sources of a profile.
    pub(crate) fn login(&self) -> Login {
        Login {
            account: self.account.clone(),
            endpoints: Arc::clone(&self.endpoints),
        }
    }

    /// Lets what was begun end, so that no new token is lost.
    pub(crate) async fn settle(&self) {
        // A keychain that asks its user may not keep the app from ending.
        _ = timeout(Duration::from_secs(2), self.account.settle()).await;
    }

    async fn set_client(&self, client_id: Option<String>) -> io::Result<()> {
        let mut kept = self.kept.lock().await;
        let wanted = Kept {
            client_id,
            ..kept.clone()
        };
        write(&self.file, &wanted).await?;
        *kept = wanted;
        let client_id = kept.client_id();
        drop(kept);
        self.account.set_client(client_id).await;
        Ok(())
    }

    async fn shown(&self) -> TwitchAccount {
        let kept = self.kept.lock().await;
        TwitchAccount {
            login: self.account.login(),
            client_id: kept.client_id(),
            own_client_id: kept.client_id.is_some(),
        }
    }
}

/// Each data folder has a login of its own, since refresh tokens work once; and no other server than Twitch's is ever
/// shown what was given by Twitch.
fn entry_name(data: &DataDir, endpoints: &Endpoints) -> String {
    let folder = data.root().display();
    if *endpoints == Endpoints::default() {
        format!("twitch {folder}")
    } else {
        format!("{} {folder}", endpoints.twitch_id)
    }
}

/// Notes whether the keychain holds a login, whenever that changes.
async fn note(mut news: watch::Receiver<TwitchLogin>, kept: Arc<Mutex<Kept>>, file: PathBuf) {
    while news.changed().await.is_ok() {
        let in_keychain = match &*news.borrow_and_update() {
            TwitchLogin::Starting | TwitchLogin::Waiting { .. } => continue,
            TwitchLogin::Out { .. } => false,
            TwitchLogin::In { kept, .. } => *kept == LoginKept::Keychain,
        };
        let mut kept = kept.lock().await;
        if kept.in_keychain != in_keychain {
            kept.in_keychain = in_keychain;
            if let Err(error) = write(&file, &kept).await {
                tracing::error!(%error, "whether the keychain holds a login could not be noted");
            }
        }
    }
}

fn read(file: &Path) -> Kept {
    let Ok(bytes) = fs::read(file) else {
        return Kept::default();
    };
    serde_json::from_slice(&bytes).unwrap_or_else(|error| {
        tracing::warn!(%error, "how Twitch is logged in to cannot be read: log in again");
        Kept::default()
    })
}

async fn write(file: &Path, kept: &Kept) -> io::Result<()> {
    let (file, bytes) = (file.to_owned(), serde_json::to_vec_pretty(kept)?);
    let written = spawn_blocking(move || {
        file.parent().map_or(Ok(()), private::private_folder)?;
        private::write_private(&file, &bytes)
    });
    written.await.map_err(io::Error::other)?
}

impl Engine {
    /// The asks about the login at Twitch.
    pub(super) async fn ask_about_twitch(&self, ask: Ask) -> Result<Answer, Fault> {
        let desk = &self.shared.twitch;
        let refuse = |why: String| Fault::new(FaultCode::Twitch, why);
        match ask {
            Ask::LogInToTwitch => desk.account.log_in().await.map_err(refuse)?,
            Ask::LogOutOfTwitch => desk.account.log_out().await,
            Ask::SetTwitchClient { client_id } => {
                let client_id = client_id.map(|id| id.trim().to_owned());
                if client_id.as_deref().is_some_and(|id| !is_client_id(id)) {
                    let why =
                        "A client id is letters and digits only. Copy it from Twitch's developer console.";
                    return Err(refuse(why.to_owned()));
                }
                desk.set_client(client_id).await.map_err(|error| {
                    let lost = format!("The client id could not be stored: {error}. Try again.");
                    Fault::new(FaultCode::Storage, lost)
                })?;
            }
            // Every other ask has been answered before it comes here.
            _ => {}
        }
        Ok(Answer::TwitchAccount(desk.shown().await))
    }
}

fn is_client_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}
