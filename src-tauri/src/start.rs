//! What both modes do first: claim the folder, open the profile, take the port, start the replay.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use gauge_engine::{Beside, DataDir, Engine, Opening, Recording};
use gauge_server::{Desk, Port};
use serde::Serialize;
use tokio::{
    runtime::{Builder, Runtime},
    sync::{Notify, oneshot},
    task::{JoinHandle, spawn_blocking},
};
use tokio_util::sync::CancellationToken;
use tracing_appender::non_blocking::WorkerGuard;

use crate::{flags::Flags, log};

/// Why a program ends whose counting has panicked.
pub(crate) const BROKE_DOWN: &str = "Counting broke down by a mistake of Streamgauge's own. What was acknowledged is kept: \
                                     start it again. The log says what happened; please report it.";

/// The running program, without a window.
pub(crate) struct Started {
    pub(crate) engine: Engine,
    pub(crate) desk: Desk,
    /// Told when the replay is over and its report is printed.
    pub(crate) replayed: Arc<Notify>,
    report_failed: Arc<AtomicBool>,
    server: JoinHandle<()>,
    stop: CancellationToken,
    _log: WorkerGuard,
}

/// The one line that says where everything is.
#[derive(Serialize)]
struct Ready {
    ready: bool,
    /// `null` while the port is somebody else's.
    http: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port_conflict: Option<String>,
    profile: String,
    data_dir: String,
    pid: u32,
}

/// Where everything is kept.
pub(crate) fn data_root(flags: &Flags) -> PathBuf {
    flags.data_dir.clone().unwrap_or_else(DataDir::default_root)
}

/// The threads of everything but the window.
pub(crate) fn runtime() -> Result<Runtime, String> {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).thread_name("streamgauge").enable_all();
    builder
        .build()
        .map_err(|error| format!("The system gives no threads: {error}."))
}

/// Starts everything but the window, in a folder that is ours.
pub(crate) async fn start(flags: &Flags, data: DataDir) -> Result<Started, String> {
    if let Some(url) = &flags.twitch_server {
        gauge_engine::set_twitch_server(url.clone());
    }
    let log = log::start(&data.logs());
    // Before any profile is touched: nothing is kept of a file that is no recording.
    let recording = check_recording(flags).await?;
    let opening = match &flags.profile {
        Some(name) => Opening::Named(name.clone()),
        None if recording.is_some() => Opening::ForReplay,
        None => Opening::Last,
    };
    let beside = Beside {
        endpoints: flags.endpoints.clone().unwrap_or_default(),
        keychain: !flags.no_keychain,
    };
    let engine = Engine::start_beside(data, opening, gauge_engine::now, beside)
        .await
        .map_err(|error| error.to_string())?;
    for notice in engine.told().await {
        log::complain(&notice.message);
    }
    let stop = CancellationToken::new();
    let desk = Desk::open(engine.clone()).map_err(|error| error.to_string())?;
    let (server, first) = serve(&desk, flags.port, &stop);
    let port = first
        .await
        .unwrap_or_else(|_| Err("The server ended.".to_owned()));
    say_ready(&engine, port).await;
    let replayed = Arc::new(Notify::new());
    let started = Started {
        engine,
        desk,
        replayed,
        report_failed: Arc::default(),
        server,
        stop,
        _log: log,
    };
    if let Some(recording) = recording {
        started.replay(recording, flags).await;
    }
    Ok(started)
}

/// Starts the port; the second hears what came of the first try to have it.
fn serve(
    desk: &Desk,
    port: Option<u16>,
    stop: &CancellationToken,
) -> (JoinHandle<()>, oneshot::Receiver<Port>) {
    let (tell, first) = oneshot::channel();
    let serving = gauge_server::serve(desk.clone(), port, tell, stop.clone());
    (tokio::spawn(serving), first)
}

async fn check_recording(flags: &Flags) -> Result<Option<Recording>, String> {
    let Some(path) = flags.replay.clone() else {
        return Ok(None);
    };
    let channel = flags.channel.clone();
    let checked = spawn_blocking(move || Recording::open(&path, channel)).await;
    let checked = checked.map_err(|error| error.to_string())?;
    checked.map(Some).map_err(|error| error.to_string())
}

async fn say_ready(engine: &Engine, port: Port) {
    let (http, port_conflict) = match port {
        Ok(http) => (Some(http), None),
        Err(why) => (None, Some(why)),
    };
    log::say(&Ready {
        ready: true,
        http,
        port_conflict,
        profile: engine
            .profile()
            .await
            .map(|profile| profile.name)
            .unwrap_or_default(),
        data_dir: engine.data_dir().display().to_string(),
        pid: std::process::id(),
    });
}

impl Started {
    async fn replay(&self, recording: Recording, flags: &Flags) {
        let source = recording.source().to_owned();
        let (tell, over) = oneshot::channel();
        // The receiver waits as long as the program runs.
        self.engine
            .replay(recording, flags.speed, move || _ = tell.send(()))
            .await;
        let (engine, replayed, json) = (self.engine.clone(), Arc::clone(&self.replayed), flags.json);
        let failed = Arc::clone(&self.report_failed);
        tokio::spawn(async move {
            if over.await.is_err() {
                // The profile was closed before the end.
                return;
            }
            if json {
                match engine.report(&source).await {
                    Ok(report) => log::say(&report),
                    Err(fault) => {
                        failed.store(true, Ordering::Relaxed);
                        log::complain(&fault.message);
                    }
                }
            }
            replayed.notify_one();
        });
    }

    /// Stops everything, from upstream to downstream, and waits for it.
    ///
    /// # Errors
    /// When something that was asked for could not be done meanwhile.
    pub(crate) async fn stop(self) -> Result<(), String> {
        self.engine.stop().await;
        self.stop.cancel();
        // A panic in it has been logged by its thread.
        _ = self.server.await;
        if self.report_failed.load(Ordering::Relaxed) {
            return Err("The report of the recording could not be made.".to_owned());
        }
        Ok(())
    }
}

/// Listens from now on, so before anybody is told that the program runs: ends when the system or the user wants it
/// to end.
pub(crate) fn asked_to_end() -> impl Future<Output = ()> + Send {
    #[cfg(unix)]
    let mut signals = {
        use tokio::signal::unix::{SignalKind, signal};
        [SignalKind::terminate(), SignalKind::interrupt()].map(signal)
    };
    async move {
        #[cfg(unix)]
        if let [Ok(terminate), Ok(interrupt)] = &mut signals {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = interrupt.recv() => return,
            }
        }
        // Without signals there is only the other way to end.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
