//! The root key and the list of tokens, in the data folder's `access/`; not in any profile, export or backup.

use std::{
    convert::Infallible,
    fs, io,
    net::IpAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use gauge_engine::{Pace, private as files};
use gauge_model::{AccessSettings, Millis, TokenScope};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::token::{self, RootKey};
use crate::guard::{self, Refusal};

const KEY_FILE: &str = "root.key";

/// The tokens that are always there: for our overlays' addresses, for this user's programs, for this user himself.
pub(crate) const OVERLAYS: &str = "overlays";
pub(crate) const PROGRAMS: &str = "programs";
pub(crate) const OWNER: &str = "computer";
pub(crate) const BUILT_IN: [(&str, &str, TokenScope); 3] = [
    (OVERLAYS, "Overlays", TokenScope::Read),
    (PROGRAMS, "Programs on this computer", TokenScope::Write),
    (OWNER, "The streamgauge command", TokenScope::Admin),
];

/// The tokens cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("The tokens in {path} cannot be read or written: {source}. See the folder’s rights.")]
pub struct KeyringError {
    path: PathBuf,
    source: io::Error,
}

/// What a visitor came in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    /// Nothing, and may do nothing.
    Nothing,
    /// Nothing, and may read what is public.
    Public,
    /// A token.
    Token {
        id: Arc<str>,
        generation: u32,
        scope: TokenScope,
        origins: Arc<[String]>,
    },
}

/// The tokens and what the user chose about the port. Cheap to share.
#[derive(Clone)]
pub struct Keyring {
    held: watch::Sender<Arc<Held>>,
    file: Arc<Mutex<PathBuf>>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring")
    }
}

#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) key: RootKey,
    pub(crate) list: List,
}

/// What stands in `access.json`.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct List {
    #[serde(default)]
    pub(crate) settings: AccessSettings,
    pub(crate) tokens: Vec<Record>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) id: Arc<str>,
    pub(crate) label: String,
    pub(crate) scope: TokenScope,
    pub(crate) generation: u32,
    #[serde(default)]
    pub(crate) origins: Arc<[String]>,
    pub(crate) created: Millis,
    /// 0: never. Shared by all copies, so that noting a use changes no list.
    #[serde(default)]
    pub(crate) last_used: Arc<AtomicI64>,
    #[serde(default)]
    pub(crate) revoked: bool,
    /// Events that may be pushed a second.
    #[serde(default)]
    pub(crate) rate: Option<NonZeroU32>,
    /// Goes by the rate. Shared by all copies, as connections are.
    #[serde(skip)]
    pub(crate) pace: Arc<Pace>,
}

impl Keyring {
    /// Opens the tokens of a data folder; the first time, makes them.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub fn open(data: &Path, now: Millis) -> Result<Self, KeyringError> {
        let folder = data.join("access");
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| KeyringError { path, source }
        };
        files::private_folder(&folder).map_err(at(&folder))?;
        let key_file = folder.join(KEY_FILE);
        let key = root_key(&key_file).map_err(at(&key_file))?;
        let file = folder.join("access.json");
        let list = read(&file, |bytes| {
            serde_json::from_slice(&bytes).map_err(|error| error.to_string())
        });
        let mut list: List = list.map_err(at(&file))?.unwrap_or_default();
        let before = list.tokens.len();
        list.add_built_in(now);
        let is_new = list.tokens.len() != before;
        list.set_paces();
        let keyring = Self {
            held: watch::Sender::new(Arc::new(Held { key, list })),
            file: Arc::new(Mutex::new(file.clone())),
        };
        if is_new {
            keyring.save().map_err(at(&file))?;
        }
        Ok(keyring)
    }

    /// What a token lets one do.
    pub(crate) fn pass(&self, text: &str) -> Result<Pass, Refusal> {
        let claim = token::parse(text).ok_or(guard::NO_TOKEN)?;
        let held = Arc::clone(&self.held.borrow());
        let record = held.list.tokens.iter().find(|record| &*record.id == claim.id);
        let record = record.ok_or(guard::NO_TOKEN)?;
        let is_good = claim.scope == record.scope && claim.is_of(&held.key, record.generation);
        if !is_good || record.revoked {
            return Err(guard::REVOKED);
        }
        record.last_used.store(gauge_engine::now(), Ordering::Relaxed);
        Ok(Pass::Token {
            id: Arc::clone(&record.id),
            generation: record.generation,
            scope: record.scope,
            origins: Arc::clone(&record.origins),
        })
    }

    /// Whether everybody on this computer may read the public numbers.
    pub(crate) fn public_reading(&self) -> bool {
        self.held.borrow().list.settings.public_reading
    }

    /// Whether a page of this origin may read with some token: it asks before it shows the token.
    pub(crate) fn lists(&self, origin: &str) -> bool {
        let held = self.held.borrow();
        held.list
            .tokens
            .iter()
            .any(|record| !record.revoked && record.origins.iter().any(|listed| listed == origin))
    }

    /// How fast a token may push.
    pub(crate) fn pace(&self, id: &str) -> Arc<Pace> {
        let held = Arc::clone(&self.held.borrow());
        let record = held.list.tokens.iter().find(|record| &*record.id == id);
        record.map_or_else(Arc::default, |record| Arc::clone(&record.pace))
    }

    /// The text of a token that is always there.
    pub(crate) fn built_in(&self, id: &str) -> String {
        let held = Arc::clone(&self.held.borrow());
        let record = held.list.tokens.iter().find(|record| &*record.id == id);
        record.map_or_else(String::new, |record| held.text(record))
    }

    /// What stands in the place of a token's text by now, though it may have been replaced; `None` where there is none.
    pub(crate) fn text_now(&self, text: &str) -> Option<String> {
        let claim = token::parse(text)?;
        let held = self.held();
        let mut records = held.list.tokens.iter();
        let record = records.find(|record| &*record.id == claim.id && !record.revoked)?;
        Some(held.text(record))
    }

    /// Everything as it is now.
    pub(crate) fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.borrow())
    }

    /// Tells of every change.
    pub(crate) fn changes(&self) -> watch::Receiver<Arc<Held>> {
        self.held.subscribe()
    }

    pub(crate) fn lease(&self, pass: Pass, lan: Option<IpAddr>) -> Lease {
        let mut changes = self.changes();
        // Whatever changed since the request was let in is looked at once.
        changes.mark_changed();
        Lease {
            pass,
            lan,
            is_over: false,
            changes,
        }
    }

    /// Writes down when tokens were used, which changes nothing else.
    pub(crate) fn save(&self) -> io::Result<()> {
        self.change(|_| Ok::<_, Infallible>(())).map(|_| ())
    }

    /// Changes what is held, if `how` does not fail. It is on the disk before anybody goes by it.
    pub(super) fn change<T, E>(
        &self,
        how: impl FnOnce(&mut Held) -> Result<T, E>,
    ) -> io::Result<Result<T, E>> {
        // Held over the whole change: two at once would lose one.
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut held = Held::clone(&self.held.borrow());
        let key = held.key;
        let done = how(&mut held);
        if done.is_err() {
            return Ok(done);
        }
        if key != held.key {
            files::write_private(&file.with_file_name(KEY_FILE), &held.key)?;
        }
        files::write_private(&file, &serde_json::to_vec_pretty(&held.list)?)?;
        held.list.set_paces();
        self.held.send_replace(Arc::new(held));
        Ok(done)
    }
}

impl Record {
    /// When it was used last, as far as is known.
    pub(crate) fn used_at(&self) -> Option<Millis> {
        Some(self.last_used.load(Ordering::Relaxed)).filter(|at| *at != 0)
    }
}

impl Held {
    /// The text of a token.
    pub(crate) fn text(&self, record: &Record) -> String {
        token::text(&self.key, record.scope, &record.id, record.generation)
    }

    /// Whether somebody who came in with this may stay.
    fn admits(&self, pass: &Pass, lan: Option<IpAddr>) -> bool {
        if lan.is_some_and(|ip| !self.list.settings.lan.contains(&ip)) {
            return false;
        }
        match pass {
            Pass::Nothing => true,
            Pass::Public => self.list.settings.public_reading,
            Pass::Token { id, generation, .. } => self
                .list
                .tokens
                .iter()
                .any(|record| record.id == *id && record.generation == *generation && !record.revoked),
        }
    }
}

impl List {
    fn set_paces(&self) {
        for record in &self.tokens {
            record.pace.set(record.rate);
        }
    }

    fn add_built_in(&mut self, now: Millis) {
        for (id, label, scope) in BUILT_IN {
            if self.tokens.iter().all(|record| &*record.id != id) {
                self.tokens.push(Record {
                    id: id.into(),
                    label: label.to_owned(),
                    scope,
                    generation: 0,
                    origins: Arc::default(),
                    created: now,
                    last_used: Arc::default(),
                    revoked: false,
                    rate: None,
                    pace: Arc::default(),
                });
            }
        }
    }
}

/// A connection's right to go on.
pub(crate) struct Lease {
    pass: Pass,
    lan: Option<IpAddr>,
    is_over: bool,
    changes: watch::Receiver<Arc<Held>>,
}

impl Lease {
    /// Whether it has been taken away. Costs one atomic load while nothing changes.
    pub(crate) fn is_over(&mut self) -> bool {
        if !self.is_over && self.changes.has_changed().unwrap_or(true) {
            self.is_over = !self.changes.borrow_and_update().admits(&self.pass, self.lan);
        }
        self.is_over
    }

    /// Waits until it is taken away. May be dropped and called again.
    pub(crate) async fn over(&mut self) {
        while !self.is_over() {
            if self.changes.changed().await.is_err() {
                return;
            }
            self.changes.mark_changed();
        }
    }
}

fn root_key(file: &Path) -> io::Result<RootKey> {
    let kept = read(file, |bytes| {
        RootKey::try_from(bytes).map_err(|bytes| format!("it has {} bytes in place of 32", bytes.len()))
    })?;
    if let Some(key) = kept {
        return Ok(key);
    }
    let key = new_root_key()?;
    files::write_private(file, &key)?;
    Ok(key)
}

pub(crate) fn new_root_key() -> io::Result<RootKey> {
    let mut key = RootKey::default();
    getrandom::fill(&mut key).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(key)
}

/// What is in a file; `None` when it is missing. One that is damaged is set aside: then every address and producer
/// needs a new token, which is better than no port at all.
fn read<T>(file: &Path, parse: impl FnOnce(Vec<u8>) -> Result<T, String>) -> io::Result<Option<T>> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match parse(bytes) {
        Ok(kept) => Ok(Some(kept)),
        Err(why) => {
            let aside = file.with_extension("damaged");
            fs::rename(file, &aside)?;
            tracing::error!(%why, aside = %aside.display(), "the tokens’ file was damaged: there are new tokens now");
            Ok(None)
        }
    }
}
