//! Where asks come in, from the window and over HTTP. What is asked about the port is answered here, all else by the
//! engine.

use std::{
    net::{IpAddr, Ipv4Addr, UdpSocket},
    path::{Path, PathBuf},
    time::Duration,
};

use gauge_engine::Engine;
use gauge_model::{AccessSettings, AccessState, Answer, Ask, Fault, FaultCode, ListenerState};
use tokio::{sync::watch, task::spawn_blocking, time::timeout};

use crate::{
    access::{Keyring, KeyringError, OVERLAYS},
    listen, loader, own,
    reports::Reports,
};

/// How long an answer waits for listeners to be opened.
const OPENING: Duration = Duration::from_secs(1);
/// More would be a mistake.
const MOST_LISTENERS: usize = 8;

/// Answers asks. Cheap to share.
#[derive(Clone, Debug)]
pub struct Desk {
    pub(crate) engine: Engine,
    pub(crate) keyring: Keyring,
    pub(crate) reports: Reports,
    /// What became of which settings.
    pub(crate) listeners: watch::Sender<(AccessSettings, Vec<ListenerState>)>,
}

impl Desk {
    /// The desk of an engine, with the tokens of its data folder.
    ///
    /// # Errors
    /// When the tokens cannot be read or written.
    pub fn open(engine: Engine) -> Result<Self, KeyringError> {
        let keyring = Keyring::open(&engine.data_dir(), gauge_engine::now())?;
        Ok(Self {
            engine,
            keyring,
            reports: Reports::default(),
            listeners: watch::Sender::default(),
        })
    }

    /// Answers one ask of the user himself.
    ///
    /// # Errors
    /// A fault with words for the user.
    pub async fn ask(&self, ask: Ask) -> Result<Answer, Fault> {
        match ask {
            Ask::Access => Ok(Answer::Access(self.access())),
            Ask::SetAccess { settings } => self.set_access(settings).await.map(Answer::Access),
            Ask::Tokens
            | Ask::NewToken { .. }
            | Ask::RotateToken { .. }
            | Ask::RevokeToken { .. }
            | Ask::SetTokenRate { .. }
            | Ask::RotateAllTokens => {
                let keyring = self.keyring.clone();
                let answered = spawn_blocking(move || keyring.answer(&ask, gauge_engine::now())).await;
                answered.ok().flatten().unwrap_or_else(|| Err(stopping()))
            }
            Ask::Overlays => Ok(Answer::Overlays(self.reports.overlays(gauge_engine::now()))),
            Ask::OverlayFile { .. } | Ask::OwnOverlays | Ask::MakeOwnOverlay { .. } => {
                self.ask_about_overlay_files(ask).await
            }
            ask => self.engine.ask(ask).await,
        }
    }

    /// The asks about the folder of overlays.
    async fn ask_about_overlay_files(&self, ask: Ask) -> Result<Answer, Fault> {
        let http = match self.engine.ask(Ask::About).await? {
            Answer::About(about) => about.http,
            _ => None,
        };
        let (data, token) = (self.engine.data_dir(), self.keyring.built_in(OVERLAYS));
        let answering = spawn_blocking(move || match ask {
            Ask::OverlayFile { url, name } => {
                let http = http.ok_or_else(|| {
                    let why =
                        "There is no address now: the port is somebody else’s. Free it, then try again.";
                    Fault::new(FaultCode::File, why)
                })?;
                loader::write(&data, &http, &url, &name).map(Answer::Path)
            }
            Ask::MakeOwnOverlay { name } => {
                own::make(&data, http.as_deref(), &token, name.trim()).map(Answer::OwnOverlay)
            }
            _ => own::list(&data, http.as_deref(), &token).map(Answer::OwnOverlays),
        });
        answering.await.unwrap_or_else(|_| Err(stopping()))
    }

    /// Answers one ask that came over HTTP: it may name files in one folder only.
    pub(crate) async fn ask_from_outside(&self, mut ask: Ask) -> Result<Answer, Fault> {
        if let Ask::ExportProfile { path, .. } | Ask::ImportProfile { path, .. } = &mut ask {
            let folder = self.engine.data_dir().join("exports");
            let file = exchanged(&folder, path)?;
            crate::access::private_folder(&folder).map_err(|error| Fault::new(FaultCode::File, error))?;
            *path = file.display().to_string();
        }
        self.ask(ask).await
    }

    /// Where the port is served, if it is.
    async fn port(&self) -> Option<u16> {
        let Ok(Answer::About(about)) = self.engine.ask(Ask::About).await else {
            return None;
        };
        about.http?.rsplit(':').next()?.parse().ok()
    }

    fn access(&self) -> AccessState {
        AccessState {
            settings: self.keyring.held().list.settings.clone(),
            listeners: self.listeners.borrow().1.clone(),
            lan_address: lan_address(),
        }
    }

    async fn set_access(&self, settings: AccessSettings) -> Result<AccessState, Fault> {
        check(&settings)?;
        let before = self.keyring.held().list.settings.clone();
        if let Some(why) = listen::refuse(&settings, &before, self.port().await) {
            return Err(Fault::new(FaultCode::Access, why));
        }
        let mut listeners = self.listeners.subscribe();
        let (keyring, wanted) = (self.keyring.clone(), settings.clone());
        let edited = spawn_blocking(move || {
            keyring.edit(|held| {
                held.list.settings = wanted;
                Ok(())
            })
        });
        edited.await.map_err(|_| stopping())??;
        // While the main port is somebody else's, the others are not opened either.
        _ = timeout(OPENING, listeners.wait_for(|(done, _)| *done == settings)).await;
        Ok(self.access())
    }
}

fn stopping() -> Fault {
    Fault::new(FaultCode::Stopping, "Streamgauge is stopping. Start it again.")
}

fn check(settings: &AccessSettings) -> Result<(), Fault> {
    let refuse = |why: String| Err(Fault::new(FaultCode::Access, why));
    if settings.extra_ports.len() + settings.lan.len() > MOST_LISTENERS {
        return refuse(format!(
            "At most {MOST_LISTENERS} more addresses can be listened on."
        ));
    }
    if settings
        .extra_ports
        .iter()
        .chain(&settings.port)
        .any(|port| *port == 0)
    {
        return refuse("A port is a number from 1 to 65535.".to_owned());
    }
    let is_strange = |ip: &&IpAddr| ip.is_loopback() || ip.is_unspecified() || ip.is_multicast();
    match settings.lan.iter().find(is_strange) {
        Some(ip) => refuse(format!(
            "{ip} is no address of this computer in a network. Name the one that others see."
        )),
        None => Ok(()),
    }
}

/// The file that a program may export to or import from: by its name, in one folder. It could else write over, or
/// read, whatever the user can.
fn exchanged(folder: &Path, path: &str) -> Result<PathBuf, Fault> {
    let asked = Path::new(path);
    let name = if asked.is_absolute() {
        asked.strip_prefix(folder).unwrap_or(asked)
    } else {
        asked
    };
    let mut parts = name.components();
    match (parts.next(), parts.next()) {
        (Some(std::path::Component::Normal(name)), None) => Ok(folder.join(name)),
        _ => Err(Fault::new(
            FaultCode::File,
            format!(
                "Over HTTP a profile is exported to and imported from {} only. Send just a file’s name.",
                folder.display()
            ),
        )),
    }
}

/// The address from which this computer would reach another network. Nothing is sent.
fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // RFC 5737: nobody's.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_over_http_are_in_one_folder() {
        let folder = Path::new("/data/exports");
        let want = folder.join("luna.sgprofile");
        for good in ["luna.sgprofile", "/data/exports/luna.sgprofile"] {
            assert_eq!(exchanged(folder, good).as_ref(), Ok(&want), "{good}");
        }
        for bad in [
            "",
            ".",
            "./luna.sgprofile",
            "..",
            "../luna",
            "a/b",
            "/etc/passwd",
            "/data/exports",
            "/data/exports/../x",
            "/data/exports/a/b",
        ] {
            assert!(exchanged(folder, bad).is_err(), "{bad}");
        }
    }
}
