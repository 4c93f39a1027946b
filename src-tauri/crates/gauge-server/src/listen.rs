//! Both loopback addresses, one task a connection.

use std::{
    convert::Infallible,
    future::pending,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
    time::Duration,
};

mod choice;
mod more;
mod patient;

use axum::{Router, body::Body, extract::Request, http::Response};
use gauge_model::{Millis, ServerState};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{Domain, Socket, Type};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use choice::Choice;

use crate::{
    access::{Endpoint, Keyring, PROGRAMS},
    desk::Desk,
    guard::{Guard, Verdict},
    limits::{self, HEADER, Refusals},
    loader,
    push::Producers,
    reply, rest,
};

pub(crate) use choice::refuse;
pub(crate) use patient::Patient;

/// The port unless the user chose another one. Overlay addresses hold it, so it never changes by itself.
const PORT: u16 = 7828;

/// How long until a taken port is tried again.
const RETRY: Duration = Duration::from_secs(5);

/// What came of the first try to have the port: the address, or why not.
pub type Port = Result<String, String>;

/// The listeners and the port that they have, or which address could not be had, and why.
type Bound = Result<(Vec<TcpListener>, u16), (SocketAddr, io::Error)>;

/// Serves until `stop`, on the port of the command line, else on the one of the settings; once the user chooses another
/// one, there. A taken port is tried again every 5 s, and never another one by itself: the next to take the old port
/// would be handed every overlay. `first` hears what came of the first try. 0 stands for any free port.
pub async fn serve(desk: Desk, flag: Option<u16>, first: oneshot::Sender<Port>, stop: CancellationToken) {
    let mut first = Some(first);
    let mut choice = Choice::new(&desk.keyring);
    let mut wanted = flag.unwrap_or_else(|| choice.port());
    let mut bound = bind(wanted);
    loop {
        bound = match bound {
            Ok((listeners, port)) => {
                let next = next_after(port, &mut choice);
                match serve_at(&desk, listeners, port, &mut first, next, &stop).await {
                    Some(next) => Ok(next),
                    None => return,
                }
            }
            Err((address, error)) => {
                let why = explain(address, &error);
                tracing::warn!(%address, %error, "the port cannot be had; it is tried again every 5 s");
                wait_at(&desk, address, why.clone()).await;
                tell(&mut first, Err(why));
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = sleep(RETRY) => {}
                    () = choice.moves_from(wanted) => wanted = choice.port(),
                }
                bind(wanted)
            }
        };
    }
}

/// The next port that the user chooses, once it is had: until then nothing is given up for it.
async fn next_after(port: u16, choice: &mut Choice) -> (Vec<TcpListener>, u16) {
    loop {
        choice.moves_from(port).await;
        while choice.port() != port {
            match bind(choice.port()) {
                Ok(bound) => return bound,
                Err((address, error)) => tracing::warn!("{}", explain(address, &error)),
            }
            // It was free when it was chosen, and somebody was faster.
            _ = timeout(RETRY, choice.moves_from(choice.port())).await;
        }
    }
}

/// Serves on one port until `stop`, or until the `next` one is had: that.
async fn serve_at(
    desk: &Desk,
    listeners: Vec<TcpListener>,
    port: u16,
    first: &mut Option<oneshot::Sender<Port>>,
    next: impl Future<Output = (Vec<TcpListener>, u16)>,
    stop: &CancellationToken,
) -> Option<(Vec<TcpListener>, u16)> {
    let http = format!("http://127.0.0.1:{port}");
    let state = ServerState::Serving { http: http.clone() };
    desk.engine.set_server(state).await;
    let data = desk.engine.data_dir();
    let announced = announce(&data, http.clone(), port, &desk.keyring);
    tell(first, Ok(http));
    let here = stop.child_token();
    let mut bound = None;
    let leaving = async {
        bound = Some(next.await);
        here.cancel();
        pending::<()>().await;
    };
    tokio::select! {
        () = announced => {}
        () = desk.reports.clone().tell(desk.engine.clone()) => {}
        () = leaving => {}
        () = accept_all(desk, listeners, port, here.clone()) => {}
    }
    Endpoint::remove(&data);
    if let Err(error) = desk.keyring.save() {
        tracing::warn!(%error, "when tokens were used last cannot be noted");
    }
    bound
}

async fn wait_at(desk: &Desk, address: SocketAddr, why: String) {
    let retry = Millis::try_from(RETRY.as_millis()).unwrap_or(0);
    let state = ServerState::Waiting {
        address: address.to_string(),
        why,
        until: gauge_engine::now() + retry,
    };
    desk.engine.set_server(state).await;
}

/// Writes the endpoint file now, and anew whenever its token changes.
fn announce(data: &Path, url: String, port: u16, keyring: &Keyring) -> impl Future<Output = ()> + use<> {
    let mut changes = keyring.changes();
    let (data, keyring) = (data.to_owned(), keyring.clone());
    let write = move || {
        let endpoint = Endpoint {
            url: url.clone(),
            port,
            pid: std::process::id(),
            token: keyring.built_in(PROGRAMS),
        };
        if let Err(error) = endpoint.write(&data) {
            tracing::warn!(%error, "the endpoint file cannot be written: producers do not find their token");
        }
        if let Err(error) = loader::renew(&data, &url, &keyring) {
            tracing::warn!(%error, "a loader file cannot be written anew");
        }
    };
    write();
    async move {
        while changes.changed().await.is_ok() {
            write();
        }
    }
}

fn tell(first: &mut Option<oneshot::Sender<Port>>, port: Port) {
    if let Some(first) = first.take() {
        // Nobody need be waiting.
        _ = first.send(port);
    }
}

fn explain(address: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("Another program uses {address}. Close it, or choose another port.")
        }
        _ => format!("{address} cannot be used: {error}. Choose another port."),
    }
}

/// Both addresses or none: on half a port somebody else could answer for us on the other half (RELIABILITY F6).
fn bind(port: u16) -> Bound {
    let v4 = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let mut failed = None;
    // With any port the first address chooses, and the second may find that one taken.
    for _ in 0..if port == 0 { 16 } else { 1 } {
        let first = listen(v4).map_err(|error| (v4, error))?;
        let port = first.local_addr().map_err(|error| (v4, error))?.port();
        let v6 = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port);
        match listen(v6) {
            Ok(second) => return Ok((vec![first, second], port)),
            Err(error) if is_absent(&error) => {
                tracing::info!(%error, "this computer has no [::1]; only 127.0.0.1 is served");
                return Ok((vec![first], port));
            }
            Err(error) => failed = Some((v6, error)),
        }
    }
    Err(failed.unwrap_or((v4, io::ErrorKind::AddrInUse.into())))
}

/// Whether the computer has no such address at all, or not even the protocol.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        // EAFNOSUPPORT, which has no kind of its own: Linux, macOS, Windows.
        || matches!(error.raw_os_error(), Some(97 | 47 | 10047))
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // After a restart the old connections linger; on Windows the same option would let others in.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // It bounds what a client that does not read holds in the kernel (RELIABILITY F13).
    socket.set_send_buffer_size(64 * 1024)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    TcpListener::from_std(socket.into())
}

async fn accept_all(desk: &Desk, listeners: Vec<TcpListener>, port: u16, stop: CancellationToken) {
    let connections = TaskTracker::new();
    let site = Site {
        router: rest::router(desk),
        guard: Guard::new(port, desk.keyring.clone()),
        connections: connections.clone(),
        most: limits::most_connections(),
        producers: Producers::default(),
        stop: stop.clone(),
    };
    let accepting = TaskTracker::new();
    for listener in listeners {
        let (site, stop) = (site.clone(), stop.clone());
        accepting.spawn(async move { stop.run_until_cancelled(accept(listener, &site)).await });
    }
    let more = more::keep(site, port, desk.clone());
    accepting.spawn(async move { stop.run_until_cancelled(more).await });
    accepting.close();
    accepting.wait().await;
    connections.close();
    if timeout(Duration::from_secs(1), connections.wait()).await.is_err() {
        tracing::debug!(left = connections.len(), "connections are cut off");
    }
}

#[derive(Clone)]
struct Site {
    router: Router,
    guard: Guard,
    /// Every connection, those that became WebSockets included: stopping waits for their goodbyes.
    connections: TaskTracker,
    /// So many connections at once.
    most: usize,
    producers: Producers,
    stop: CancellationToken,
}

async fn accept(listener: TcpListener, site: &Site) {
    let refusals = Refusals::default();
    loop {
        match listener.accept().await {
            Ok((socket, _)) if site.connections.len() >= site.most => refusals.refuse(socket),
            Ok((socket, peer)) if site.guard.takes(peer.ip()) => {
                let (site, connections) = (site.clone(), &site.connections);
                connections.spawn(async move { serve_one(socket, site).await });
            }
            Ok(_) => {}
            Err(error) => {
                // Out of file descriptors, most likely: others will close.
                tracing::warn!(%error, "a connection could not be taken");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn serve_one(socket: TcpStream, site: Site) {
    // Without it each small answer waits for the other side's acknowledgement.
    _ = socket.set_nodelay(true);
    let producers = site.producers.of_connection();
    let service =
        service_fn(async |request: hyper::Request<Incoming>| answer(&site, &producers, request).await);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER)
        .max_buf_size(16 * 1024)
        .max_headers(64)
        .serve_connection(TokioIo::new(Patient::new(socket)), service)
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = site.stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

async fn answer(
    site: &Site,
    producers: &Producers,
    mut request: hyper::Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    if let Some(refusal) = limits::refuse_address(request.uri()) {
        return Ok(reply::seal(refusal, None));
    }
    let verdict = site.guard.check(
        request.method(),
        request.uri(),
        request.version(),
        request.headers(),
    );
    let (response, page) = match verdict {
        Verdict::Enter(access) => {
            let page = access.shared_with();
            let extensions = request.extensions_mut();
            extensions.insert(site.connections.clone());
            extensions.insert(site.stop.clone());
            extensions.insert(producers.clone());
            extensions.insert(access);
            let router = site.router.clone();
            (router.oneshot(request.map(Body::new) as Request).await?, page)
        }
        Verdict::Preflight(page) => (reply::preflight(), Some(page)),
        Verdict::Refused(refusal) => (reply::refused(refusal), None),
    };
    Ok(reply::seal(response, page))
}
