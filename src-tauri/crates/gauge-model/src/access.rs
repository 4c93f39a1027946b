//! Who may do what on the port, as the window shows and sets it.

use std::{fmt, net::IpAddr};

use serde::{Deserialize, Serialize};

use crate::Millis;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// Everything the feed holds. For overlays; may stand in an address.
    Read,
    /// Reading, and pushing events. For producers.
    Write,
    /// That, and every ask.
    Admin,
}

/// A token's text. It is shown to the user and never logged: its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// One token, as the user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct TokenInfo {
    /// Eight letters and digits.
    pub id: String,
    /// What the user calls it.
    pub label: String,
    /// What it allows.
    pub scope: TokenScope,
    /// Pages of other sites that may read with it: `http://localhost:5173`.
    pub origins: Vec<String>,
    /// ms UTC.
    #[cfg_attr(test, ts(type = "number"))]
    pub created: Millis,
    /// ms UTC; `null` if never, as far as is known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub last_used: Option<Millis>,
    /// It opens nothing any more.
    pub revoked: bool,
    /// Events a second that may be pushed with it; `null`: any number.
    pub rate: Option<u32>,
    /// Streamgauge made it for itself: it can be rotated, and is always there.
    pub built_in: bool,
    /// The token itself; `null` once it is revoked.
    pub token: Option<Secret>,
}

/// What the user chose about the port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(default)]
pub struct AccessSettings {
    /// The port of this computer that overlays and clients know; `null`: 7828.
    pub port: Option<u16>,
    /// Programs without a token, and our own pages, may read the public numbers: no chat, no names.
    pub public_reading: bool,
    /// More ports of this computer to listen on, such as the seeds' 5000 and 8000.
    pub extra_ports: Vec<u16>,
    /// Addresses of this computer's networks to listen on too; a token is needed for everything there.
    pub lan: Vec<IpAddr>,
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            port: None,
            public_reading: true,
            extra_ports: Vec::new(),
            lan: Vec::new(),
        }
    }
}

/// How the port is set, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct AccessState {
    /// As the user chose.
    pub settings: AccessSettings,
    /// Every address besides the main port's.
    pub listeners: Vec<ListenerState>,
    /// This computer's address in its network, as something to offer for `lan`.
    pub lan_address: Option<IpAddr>,
}

/// One more address that is listened on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ListenerState {
    /// `127.0.0.1:5000`
    pub address: String,
    /// Why it does not answer, with what to do; `null` when it answers. It is tried again every 5 s.
    pub why: Option<String>,
}
