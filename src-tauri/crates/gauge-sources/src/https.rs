//! Encrypted connections: one crypto library and one set of roots for every source.

use std::{sync::Once, time::Duration};

use reqwest::{Client, ClientBuilder, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

/// Chooses the crypto library of the process. Without it every encrypted connection panics; a client of somebody
/// else's (twitch-irc, tungstenite) does not do it by itself.
pub(crate) fn prepare() {
    static ONCE: Once = Once::new();
    // An error says that one has been chosen already.
    ONCE.call_once(|| _ = ring::default_provider().install_default());
}

/// A client that asks nobody's proxy, follows nobody's redirection (it would carry tokens elsewhere), and gives up
/// after `patience`.
pub(crate) fn http_client(patience: Duration) -> ClientBuilder {
    prepare();
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let tls = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(Policy::none())
        .timeout(patience)
}
