//! OBS: where it is reached, the asks about it, and the tasks that speak with it. All of it outlives profiles.

use std::{fs, io, path::PathBuf};

use gauge_model::{Answer, Ask, Fault, FaultCode, Millis, ObsPlace, ObsSettings, ServerState};
use gauge_sources::{
    Inbound, Sink,
    obs::{self, Obs, ObsError},
};
use gauge_store::{DataDir, private};
use tokio::{
    sync::{Mutex, mpsc, watch},
    task::{JoinSet, spawn_blocking},
};

use super::{Engine, captures::RawFrames};
use crate::{
    actions::{self, Deed},
    request::Request,
};

/// What of OBS the engine holds.
pub(crate) struct ObsDesk {
    link: Obs,
    /// Held while it is being set, so that the file and what is done agree.
    place: Mutex<watch::Sender<ObsPlace>>,
    file: PathBuf,
    /// What it says.
    frames: Mutex<RawFrames>,
    /// They end with this value.
    _tasks: JoinSet<()>,
}

impl ObsDesk {
    /// Starts what speaks with OBS, and what does what triggers set off.
    pub(crate) fn start(
        data: &DataDir,
        deeds: mpsc::Receiver<Deed>,
        requests: mpsc::Sender<Request>,
        server: watch::Receiver<Option<ServerState>>,
        clock: fn() -> Millis,
    ) -> Self {
        let file = data.root().join("access").join("obs.json");
        let (place, wanted) = watch::channel(kept(&file));
        let (link, orders, told) = Obs::new();
        let (sink, mut inbox) = Sink::inbox();
        let frames = RawFrames::default();
        let mut tasks = JoinSet::new();
        let capture = frames.capture.clone();
        tasks.spawn(obs::watch(wanted, orders, told, sink, clock, capture));
        tasks.spawn(refresh_once(link.clone(), server));
        tasks.spawn(actions::run(deeds, link.clone(), requests.clone(), clock));
        tasks.spawn(async move {
            while let Some(inbound) = inbox.recv().await {
                if requests.send(Request::OfObs(inbound)).await.is_err() {
                    return;
                }
            }
        });
        Self {
            link,
            place: Mutex::new(place),
            file,
            frames: Mutex::new(frames),
            _tasks: tasks,
        }
    }

    async fn set(&self, place: ObsPlace) -> io::Result<()> {
        let (file, kept) = (self.file.clone(), serde_json::to_vec_pretty(&place)?);
        let holder = self.place.lock().await;
        let written = spawn_blocking(move || {
            file.parent().map_or(Ok(()), private::private_folder)?;
            private::write_private(&file, &kept)
        });
        written.await.map_err(io::Error::other)??;
        holder.send_replace(place);
        Ok(())
    }
}

fn kept(file: &PathBuf) -> ObsPlace {
    let Ok(bytes) = fs::read(file) else {
        return ObsPlace::default();
    };
    serde_json::from_slice(&bytes).unwrap_or_else(|error| {
        tracing::warn!(%error, "where OBS is reached cannot be read: it has to be set again");
        ObsPlace::default()
    })
}

/// OBS that was there before us shows blank pages, and never tries again by itself.
async fn refresh_once(mut link: Obs, mut server: watch::Receiver<Option<ServerState>>) {
    let serves = |state: &Option<ServerState>| matches!(state, Some(ServerState::Serving { .. }));
    let http = match server.wait_for(serves).await.as_deref() {
        Ok(Some(ServerState::Serving { http })) => http.clone(),
        _ => return,
    };
    if !link.connected().await {
        return;
    }
    match link.refresh_pages(&http).await {
        Ok(count) => tracing::info!(count, "browser sources were refreshed"),
        Err(error) => tracing::warn!(%error, "browser sources could not be refreshed"),
    }
}

impl Engine {
    /// Notes whether OBS records, as it tells its browser sources; `None` when none of them says so any more.
    pub async fn note_recording_by_pages(&self, active: Option<bool>) {
        // A stopping app shows nothing any more.
        _ = self
            .requests
            .send(Request::OfObs(Inbound::RecordingByPages(active)))
            .await;
    }

    /// The asks about OBS.
    pub(super) async fn ask_about_obs(&self, ask: Ask) -> Result<Answer, Fault> {
        let desk = &self.shared.obs;
        match ask {
            Ask::SetObsSettings {
                enabled,
                host,
                port,
                password,
            } => {
                let before = desk.place.lock().await.borrow().password.clone();
                let place = ObsPlace {
                    enabled,
                    host: host.trim().to_owned(),
                    port,
                    password: password.unwrap_or(before),
                };
                if let Some(why) = place.refusal() {
                    return Err(Fault::new(FaultCode::Obs, why));
                }
                desk.set(place).await.map_err(|error| {
                    let lost = format!("The settings of OBS could not be stored: {error}. Try again.");
                    Fault::new(FaultCode::Storage, lost)
                })?;
            }
            Ask::CaptureObs { on } => {
                let mut frames = desk.frames.lock().await;
                let secret = desk.place.lock().await.borrow().password.clone();
                self.capture(&mut frames, obs::SOURCE, Some(secret), on).await?;
            }
            Ask::ObsState => return Ok(Answer::ObsState(Box::new(desk.link.state()))),
            Ask::ObsScenes => return desk.link.scenes().await.map(Answer::ObsScenes).map_err(fault),
            Ask::AddOverlayToScene(wish) => {
                let added = desk.link.add_overlay(&wish).await;
                return added.map(|()| Answer::Done).map_err(fault);
            }
            // Every other ask has been answered before it comes here.
            _ => {}
        }
        let frames = desk.frames.lock().await;
        let settings = desk.place.lock().await.borrow().settings();
        Ok(Answer::ObsSettings(ObsSettings {
            capture: frames.shown(),
            capturing: frames.capture.is_on(),
            ..settings
        }))
    }
}

fn fault(error: ObsError) -> Fault {
    Fault::new(FaultCode::Obs, error)
}
