//! The port that the user chose.

use std::{future::pending, io, sync::Arc};

use gauge_model::AccessSettings;
use tokio::sync::watch;

use super::{PORT, bind};
use crate::access::{Held, Keyring};

/// Follows the port of the settings.
pub(super) struct Choice {
    changes: watch::Receiver<Arc<Held>>,
    /// As the settings were when it was looked at last.
    chosen: Option<u16>,
}

impl Choice {
    pub(super) fn new(keyring: &Keyring) -> Self {
        let changes = keyring.changes();
        let chosen = changes.borrow().list.settings.port;
        Self { changes, chosen }
    }

    pub(super) fn port(&self) -> u16 {
        self.chosen.unwrap_or(PORT)
    }

    /// Waits until another port than this one is chosen.
    pub(super) async fn moves_from(&mut self, port: u16) {
        loop {
            let before = self.chosen;
            let chosen = self.changes.wait_for(|held| held.list.settings.port != before);
            let Ok(chosen) = chosen.await.map(|held| held.list.settings.port) else {
                // The program ends.
                return pending().await;
            };
            self.chosen = chosen;
            if self.port() != port {
                return;
            }
        }
    }
}

/// Why a port cannot be moved to, before anything is given up for it. `now` is where is served, if anywhere.
pub(crate) fn refuse(settings: &AccessSettings, before: &AccessSettings, now: Option<u16>) -> Option<String> {
    let port = settings.port.unwrap_or(PORT);
    if settings.port == before.port || Some(port) == now {
        return None;
    }
    if before.extra_ports.contains(&port) {
        return Some(format!(
            "Port {port} is one of the extra ports. Remove it there first."
        ));
    }
    let (address, error) = bind(port).err()?;
    Some(match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Another program uses {address}. Choose another port; until then everything stays as it was."
        ),
        _ => format!(
            "{address} cannot be used: {error}. Choose another port; until then everything stays as it was."
        ),
    })
}
