//! How the Twitch client reaches its server: the address, the waiting between tries, and word of both.
//!
//! The client (twitch-irc) reconnects by itself but tells nobody, and makes its transport by a function without
//! arguments. So the address and the state of the link stand here, once for the process.

use std::{
    sync::{LazyLock, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use backon::{BackoffBuilder, ExponentialBuilder};
use futures_util::{Stream, StreamExt, future::ready};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};
use twitch_irc::transport::{
    Transport,
    websocket::{ConnectionUri, WSTransport},
};

/// Twitch's own address for chat over WebSocket.
const TWITCH: &str = "wss://irc-ws.chat.twitch.tv";

static SERVER: OnceLock<String> = OnceLock::new();
static LINK: LazyLock<watch::Sender<Link>> = LazyLock::new(|| watch::Sender::new(Link::Connecting));
static TRIES: Mutex<Tries> = Mutex::new(Tries {
    client: 0,
    made: 0,
    failed: 0,
    up_since: None,
    why: String::new(),
});

/// Uses another chat server than Twitch's own, for tests. It must be called before the first connection; later
/// calls change nothing.
pub fn set_server(url: String) {
    // A second call is a second start in one process, with the same setting.
    _ = SERVER.set(url);
}

/// How the link to the chat server is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Link {
    /// On its way.
    Connecting,
    /// It failed and is tried again after `delay` from now.
    Waiting { delay: Duration, why: String },
    /// It stands; the number tells one connection from the next.
    Up(u64),
}

/// News of the link, of a client that begins now: what befell an earlier one does not concern it.
pub(super) fn begin() -> watch::Receiver<Link> {
    let mut tries = tries();
    tries.client += 1;
    tries.failed = 0;
    tries.up_since = None;
    LINK.send_replace(Link::Connecting);
    LINK.subscribe()
}

#[derive(Debug)]
struct Tries {
    /// The client whose link this is. An earlier one that is gone may still wait for its next try.
    client: u64,
    made: u64,
    failed: usize,
    up_since: Option<Instant>,
    why: String,
}

impl Tries {
    /// A connection that held this long was a good one (CONNECTORS 10).
    const HEALTHY: Duration = Duration::from_secs(30);

    /// How long to wait before the next try: nothing after a good connection, else half a second doubling to
    /// 30 s, each with up to as much again by chance.
    fn next_delay(&mut self) -> Duration {
        if let Some(since) = self.up_since.take() {
            "The connection to Twitch was lost.".clone_into(&mut self.why);
            self.failed = if since.elapsed() >= Self::HEALTHY {
                0
            } else {
                self.failed + 1
            };
        }
        let Some(failed_before) = self.failed.checked_sub(1) else {
            return Duration::ZERO;
        };
        let delays = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_max_delay(Duration::from_secs(30))
            .with_jitter()
            .without_max_times();
        delays
            .build()
            .nth(failed_before)
            .unwrap_or(Duration::from_secs(30))
    }

    /// Says how the link of this client is, unless another has taken its place.
    fn tell(&self, client: u64, link: Link) -> Result<(), String> {
        if self.client != client {
            return Err("another client has taken its place".to_owned());
        }
        LINK.send_replace(link);
        Ok(())
    }

    fn succeeded(&mut self, client: u64) -> Result<(), String> {
        self.tell(client, Link::Up(self.made + 1))?;
        self.made += 1;
        self.up_since = Some(Instant::now());
        Ok(())
    }

    fn failed(&mut self, client: u64, why: &str) {
        if self.client == client {
            self.failed += 1;
            why.clone_into(&mut self.why);
        }
    }
}

fn tries() -> MutexGuard<'static, Tries> {
    TRIES.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) struct Address;

impl ConnectionUri for Address {
    fn get_server_uri() -> &'static str {
        SERVER.get().map_or(TWITCH, String::as_str)
    }
}

/// The client's WebSocket transport, with waiting before it and word of it.
#[derive(Debug)]
pub(super) struct Watched(WSTransport<Address>);

#[async_trait]
impl Transport for Watched {
    type ConnectError = String;
    type IncomingError = <WSTransport<Address> as Transport>::IncomingError;
    type OutgoingError = <WSTransport<Address> as Transport>::OutgoingError;
    type Incoming = <WSTransport<Address> as Transport>::Incoming;
    type Outgoing = <WSTransport<Address> as Transport>::Outgoing;

    async fn new() -> Result<Self, String> {
        let (client, delay, why) = {
            let mut tries = tries();
            (tries.client, tries.next_delay(), tries.why.clone())
        };
        if !delay.is_zero() {
            tries().tell(client, Link::Waiting { delay, why })?;
            sleep(delay).await;
        }
        tries().tell(client, Link::Connecting)?;
        let why = match timeout(Duration::from_secs(20), WSTransport::<Address>::new()).await {
            Ok(Ok(transport)) => {
                tries().succeeded(client)?;
                return Ok(Self(transport));
            }
            Ok(Err(error)) => {
                format!("Twitch cannot be reached ({error}). Is this computer online?")
            }
            Err(_) => "Twitch does not answer.".to_owned(),
        };
        tries().failed(client, &why);
        Err(why)
    }

    fn split(self) -> (Self::Incoming, Self::Outgoing) {
        let (incoming, outgoing) = self.0.split();
        // A line that makes no sense is no reason to end the connection and miss the next ones, as the client would.
        let sensible = |line: &<Self::Incoming as Stream>::Item| {
            let nonsense = line.as_ref().err().filter(|wrong| wrong.is_right());
            if let Some(error) = nonsense {
                tracing::warn!(%error, "a line of Twitch's chat makes no sense");
            }
            ready(nonsense.is_none())
        };
        (Box::new(incoming.filter(sensible)), outgoing)
    }
}
