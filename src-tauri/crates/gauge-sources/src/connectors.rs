//! Which connector speaks for which kind of source.

use std::sync::Arc;

use gauge_model::{Secret, SourceSettings};

use crate::{Connector, Endpoints, tikfinity::TikFinity};

/// What a connector needs besides its source's settings.
#[derive(Clone, Debug, Default)]
pub struct Means {
    /// Where the platforms are reached.
    pub endpoints: Arc<Endpoints>,
    /// The source's password or key.
    pub secret: Option<Secret>,
}

/// The connector for these settings; `None` for Twitch chat, whose channels share one client ([`crate::twitch`]).
#[must_use]
pub fn connector(settings: &SourceSettings, _means: &Means) -> Option<Box<dyn Connector>> {
    match settings {
        SourceSettings::TwitchChat { .. } => None,
        SourceSettings::Tikfinity { host, port, .. } => Some(Box::new(TikFinity::new(host, *port))),
    }
}
