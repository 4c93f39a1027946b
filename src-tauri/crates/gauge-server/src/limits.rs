//! How much one client, or all of them, may ask of the port (RELIABILITY ).

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, Uri, header},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, sync::Semaphore, time::timeout};

use crate::reply;

/// How long a request's head may take, and how long a connection may idle between two requests.
pub(crate) const HEADER: Duration = Duration::from_secs(10);

/// Connections at once, where the system gives enough files.
const MOST_CONNECTIONS: usize = 10_000;
/// Files that are not connections: databases, logs, and what the window needs.
const OTHER_FILES: usize = 512;
/// Bytes of a path with its query.
const LONGEST_ADDRESS: usize = 4096;

/// Of a body that is too large, so much is let pass before it is cut off: who is cut off does not read why.
const LET_PASS: usize = 16 * 1024 * 1024;
/// How long a body may take to come.
const BODY: Duration = Duration::from_secs(10);

/// Why there is no body.
pub(crate) enum NoBody {
    TooSlow,
    TooLarge,
    BrokeOff,
}

/// A whole body, if it is no larger than this.
pub(crate) async fn body(body: Body, largest: usize) -> Result<Bytes, NoBody> {
    let mut parts = body.into_data_stream();
    let mut bytes = BytesMut::new();
    let mut passed = 0;
    let taking = async {
        while let Some(part) = parts.next().await {
            let part = part.map_err(|_| NoBody::BrokeOff)?;
            passed += part.len();
            if passed <= largest {
                bytes.extend_from_slice(&part);
            } else if passed > LET_PASS {
                break;
            }
        }
        Ok(())
    };
    let taken = timeout(BODY, taking).await;
    if passed > largest {
        return Err(NoBody::TooLarge);
    }
    taken.map_err(|_| NoBody::TooSlow)??;
    Ok(bytes.freeze())
}

/// How many connections there may be. Asks the system for as many files as this user may have.
pub(crate) fn most_connections() -> usize {
    let files = raise_files();
    // Where there are few, most are still for clients.
    let left = files.saturating_sub(OTHER_FILES).max(files / 4);
    left.min(MOST_CONNECTIONS)
}

#[cfg(unix)]
fn raise_files() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limits = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: limits.maximum,
        maximum: limits.maximum,
    };
    let now = if setrlimit(Resource::Nofile, wanted).is_ok() {
        limits.maximum
    } else {
        limits.current
    };
    // No limit is no number.
    now.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX))
}

/// Windows has no such limit for sockets.
#[cfg(not(unix))]
fn raise_files() -> usize {
    usize::MAX
}

/// An address longer than any of ours.
pub(crate) fn refuse_address(uri: &Uri) -> Option<Response<Body>> {
    let length = uri.path_and_query().map_or(0, |both| both.as_str().len());
    (length > LONGEST_ADDRESS).then(|| {
        let message = "The address is longer than 4 KiB. Send data as a body.";
        reply::error(StatusCode::URI_TOO_LONG, "address_too_long", message)
    })
}

/// Says no to connections that are too many, a few at a time; the others are cut off.
pub(crate) struct Refusals(Arc<Semaphore>);

impl Default for Refusals {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(16)))
    }
}

impl Refusals {
    const PATIENCE: Duration = Duration::from_secs(2);

    pub(crate) fn refuse(&self, socket: TcpStream) {
        let Ok(permit) = Arc::clone(&self.0).try_acquire_owned() else {
            return;
        };
        tokio::spawn(async move {
            let no = service_fn(async |_: Request<Incoming>| Ok::<_, Infallible>(too_many()));
            let answering = http1::Builder::new()
                .keep_alive(false)
                .serve_connection(TokioIo::new(socket), no);
            // Whoever does not even ask need not be told.
            _ = timeout(Self::PATIENCE, answering).await;
            drop(permit);
        });
    }
}

fn too_many() -> Response<Body> {
    let message = "Too many clients are connected. Close those that are not needed, and try again.";
    let mut response = reply::error(StatusCode::SERVICE_UNAVAILABLE, "too_many_connections", message);
    let later = HeaderValue::from_static("5");
    response.headers_mut().insert(header::RETRY_AFTER, later);
    reply::seal(response, None)
}
