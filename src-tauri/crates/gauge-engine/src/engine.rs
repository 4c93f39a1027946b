//! The engine: the one list of asks, and which profile is open.

use std::{path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use gauge_model::{About, Answer, Ask, Fault, FaultCode, Millis, Notice, ProfileInfo, ServerState, Topics};
use gauge_sources::{Endpoints, Recording, Sink, Speed};
use gauge_store::{DataDir, Profiles, StoreError};
use tokio::{
    sync::{Mutex, mpsc, oneshot, watch},
    task::JoinHandle,
    time::timeout,
};

use crate::{
    engine::{
        boards::Boards, obs::ObsDesk, open::Open, overlays::OverlayShelf, sources::SourceDesk,
        twitch::TwitchDesk,
    },
    hub::{Dialect, Seat, Since},
    lane::Lane,
    latest::Latest,
    meter::Meter,
    opening::{Opening, blocking, prepare_first},
    request::{OpenProfile, Request},
    running::Running,
};

mod boards;
pub(crate) mod captures;
mod channels;
mod check;
mod files;
mod obs;
pub(crate) mod open;
mod overlays;
mod reads;
mod secrets;
mod sources;
mod twitch;

pub use twitch::Beside;

/// The live part of the program. Cheap to share; [`Engine::stop`] ends it.
#[derive(Clone)]
pub struct Engine {
    pub(crate) requests: mpsc::Sender<Request>,
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    data: DataDir,
    pub(crate) profiles: Profiles,
    pub(crate) clock: fn() -> Millis,
    /// How everything stands, as it was told last.
    latest: Arc<Latest>,
    /// Held over a whole switch: two at once would race for the meter.
    pub(crate) open: Mutex<Option<Open>>,
    server: watch::Sender<Option<ServerState>>,
    obs: ObsDesk,
    boards: Boards,
    overlays: OverlayShelf,
    sources: SourceDesk,
    pub(crate) twitch: TwitchDesk,
    questions: reads::Questions,
    /// The profile to come back to when a replay's own has been closed.
    pub(crate) before: Option<String>,
    meter: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("data", &self.shared.data.root())
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens a profile and starts counting.
    ///
    /// # Errors
    /// What hinders the profile from being opened.
    pub async fn start(data: DataDir, opening: Opening, clock: fn() -> Millis) -> Result<Self, StoreError> {
        Self::start_beside(data, opening, clock, Endpoints::default()).await
    }

    /// The same, with something of what is around it chosen.
    ///
    /// # Errors
    /// What hinders the profile from being opened.
    pub async fn start_beside(
        data: DataDir,
        opening: Opening,
        clock: fn() -> Millis,
        beside: impl Into<Beside>,
    ) -> Result<Self, StoreError> {
        let (profiles, beside) = (Profiles::new(data.profiles()), beside.into());
        blocking(profiles.clone(), move |profiles| {
            profiles.sweep();
            profiles.empty_trash(clock());
            Ok(())
        })
        .await?;
        let before = profiles.active();
        let (sink, prepared) = prepare_first(&profiles, opening, clock).await?;
        if let Err(error) = profiles.set_active(&prepared.info.id) {
            // A full disk is no reason not to start.
            tracing::error!(%error, "which profile is open could not be noted");
        }
        // Short, so that a flood of pushes waits in its sockets and not in front of everybody else.
        let (requests, inbox) = mpsc::channel(4);
        let (act, deeds) = mpsc::channel(4);
        let server = watch::Sender::new(None);
        let obs = ObsDesk::start(&data, deeds, requests.clone(), server.subscribe(), clock);
        let overlays = OverlayShelf::open(&data);
        let twitch = TwitchDesk::start(&data, &beside, clock);
        let sources = SourceDesk::new(&data, beside.endpoints);
        let shared = Shared {
            data,
            profiles,
            clock,
            latest: Arc::default(),
            open: Mutex::default(),
            server,
            obs,
            boards: Boards::default(),
            overlays,
            sources,
            twitch,
            questions: reads::Questions::default(),
            before,
            meter: Mutex::default(),
        };
        let engine = Self {
            requests,
            shared: Arc::new(shared),
        };
        *engine.shared.open.lock().await = Some(engine.start_open(&prepared, sink));
        let latest = Arc::clone(&engine.shared.latest);
        let meter = tokio::spawn(Meter::new(prepared, act, latest, clock).run(inbox));
        *engine.shared.meter.lock().await = Some(meter);
        Ok(engine)
    }

    /// Answers one ask.
    ///
    /// # Errors
    /// A fault with words for the user.
    #[expect(clippy::too_many_lines, reason = "the one list of asks, an arm each")]
    pub async fn ask(&self, ask: Ask) -> Result<Answer, Fault> {
        match ask {
            Ask::Profiles => Ok(Answer::Profiles(self.profiles().await?)),
            Ask::CreateProfile { name } => self.create_profile(&name).await.map(Answer::Profile),
            Ask::SwitchProfile { id } => self.switch_to(&id).await.map(Answer::Profile),
            Ask::RenameProfile { id, name } => self.rename(id, &name).await.map(Answer::Profile),
            Ask::DuplicateProfile { id, name } => self.duplicate(id, &name).await.map(Answer::Profile),
            Ask::DeleteProfile { id } => self.delete(id).await.map(|()| Answer::Done),
            Ask::Trash => self.trash().await.map(Answer::Trash),
            Ask::RestoreProfile { id } => self.restore_deleted(id).await.map(Answer::Profile),
            Ask::ExportProfile { id, path } => self.export(id, path).await.map(|()| Answer::Done),
            Ask::ImportProfile { path, name } => self.import(path, name).await.map(Answer::Imported),
            Ask::Backups { profile } => self.backups(profile).await.map(Answer::Backups),
            Ask::BackUp => self.back_up().await.map(Answer::Backup),
            Ask::RestoreBackup { profile, backup } => {
                self.restore_backup(profile, backup).await.map(Answer::Profile)
            }
            Ask::Sources
            | Ask::AddSource { .. }
            | Ask::ChangeSource { .. }
            | Ask::RemoveSource { .. }
            | Ask::RetrySource { .. }
            | Ask::CaptureSource { .. }
            | Ask::TestSource { .. } => self.ask_about_sources(ask).await,
            Ask::AddChannel { channel } => self.add_channel(&channel).await.map(Answer::Source),
            Ask::RemoveChannel { channel } => self.remove_channel(channel).await.map(|()| Answer::Done),
            Ask::StartDemo => self.start_demo().await.map(Answer::Profile),
            Ask::Samples { since, until } => self.samples(since, until).await.map(Answer::Samples),
            Ask::Sessions { channel, limit } => self.sessions(channel, limit).await.map(Answer::Sessions),
            Ask::EndSession { channel } => self.send(Request::EndSession(channel)).await,
            Ask::Mark { channel } => self.mark(channel).await.map(|()| Answer::Done),
            Ask::Reset => self.send(Request::Reset).await,
            Ask::UndoReset => self.undo_reset().await,
            Ask::ObsSettings
            | Ask::SetObsSettings { .. }
            | Ask::ObsState
            | Ask::ObsScenes
            | Ask::AddOverlayToScene { .. }
            | Ask::CaptureObs { .. } => self.ask_about_obs(ask).await,
            Ask::TwitchAccount | Ask::LogInToTwitch | Ask::LogOutOfTwitch | Ask::SetTwitchClient { .. } => {
                self.ask_about_twitch(ask).await
            }
            Ask::SavedOverlays | Ask::SetOverlay { .. } | Ask::RemoveOverlay { .. } => {
                self.ask_about_overlays(ask).await
            }
            Ask::TryTriggerRules { rules, session } => self.try_trigger_rules(rules, session).await,
            Ask::Triggers { session, limit } => self.triggers(session, limit).await,
            Ask::SessionRules
            | Ask::SetSessionRules { .. }
            | Ask::OwnerRules
            | Ask::SetOwnerRules { .. }
            | Ask::ActionRules
            | Ask::SetActionRules { .. }
            | Ask::TriggerRules
            | Ask::SetTriggerRules { .. } => self.ask_about_rules(ask).await,
            Ask::About => Ok(Answer::About(self.about())),
            Ask::Tokens
            | Ask::NewToken { .. }
            | Ask::RotateToken { .. }
            | Ask::RevokeToken { .. }
            | Ask::SetTokenRate { .. }
            | Ask::RotateAllTokens
            | Ask::Access
            | Ask::SetAccess { .. }
            | Ask::Overlays
            | Ask::OverlayFile { .. }
            | Ask::OwnOverlays
            | Ask::MakeOwnOverlay { .. } => {
                Err(Fault::new(FaultCode::Access, "There is no port in this program."))
            }
            // Named one by one, so that an ask that nobody answers does not compile.
            Ask::Leaderboard { .. }
            | Ask::Viewer { .. }
            | Ask::Audience { .. }
            | Ask::FindViewers { .. }
            | Ask::Why { .. }
            | Ask::XpRules
            | Ask::SetXpRules { .. }
            | Ask::Goals
            | Ask::AddGoal { .. }
            | Ask::ChangeGoal { .. }
            | Ask::RemoveGoal { .. } => self.ask_about_viewers(ask).await,
        }
    }

    /// A place to read from.
    ///
    /// # Errors
    /// When the app is stopping.
    pub async fn seat(&self, dialect: Dialect, topics: Topics) -> Result<Seat, Fault> {
        self.change_seat(dialect, topics, None, None).await
    }

    /// A place in another lane than the one that is being left, so that nothing is missed between the two; for who
    /// comes back, at the place where it was, if what it missed since then is still held.
    ///
    /// # Errors
    /// When the app is stopping.
    pub async fn change_seat(
        &self,
        dialect: Dialect,
        topics: Topics,
        since: Option<Since>,
        leaving: Option<Arc<Lane>>,
    ) -> Result<Seat, Fault> {
        self.request(|reply| Request::Seat {
            dialect,
            topics,
            since,
            leaving,
            reply,
        })
        .await
    }

    /// How everything stands, once. The meter is asked only for what has changed: it may be busy.
    ///
    /// # Errors
    /// When the app is stopping.
    pub async fn snapshot(&self, dialect: Dialect) -> Result<Bytes, Fault> {
        let latest = self.shared.latest.get(&dialect, Topics::NONE);
        // Nobody counts any more where nobody takes requests.
        match latest.filter(|_| !self.requests.is_closed()) {
            Some(latest) => Ok(latest),
            None => self.request(|reply| Request::Snapshot { dialect, reply }).await,
        }
    }

    /// Notes how the port is, for everybody to see.
    pub async fn set_server(&self, state: ServerState) {
        self.shared.server.send_replace(Some(state.clone()));
        // A stopping app shows nothing any more.
        _ = self.requests.send(Request::Server(state)).await;
    }

    /// Plays a recording into the open profile; `done` is told when it is over.
    pub async fn replay(&self, recording: Recording, speed: Speed, done: impl FnOnce() + Send + 'static) {
        if let Some(open) = &*self.shared.open.lock().await {
            open.running.replay(recording, speed, done);
        }
    }

    /// The open profile.
    pub async fn profile(&self) -> Option<ProfileInfo> {
        self.shared
            .open
            .lock()
            .await
            .as_ref()
            .map(|open| open.info.clone())
    }

    /// What the user must know of how the open profile was opened.
    pub async fn told(&self) -> Vec<Notice> {
        let open = self.shared.open.lock().await;
        open.as_ref().map(|open| open.told.clone()).unwrap_or_default()
    }

    /// The data folder.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.shared.data.root().to_owned()
    }

    /// Runs dry: sources, meter, writer, readers.
    pub async fn stop(&self) {
        const DEADLINE: Duration = Duration::from_secs(3);
        let last = self.shared.open.lock().await.take();
        let last_id = last.as_ref().map(|open| open.info.id.clone());
        if let Some(open) = last {
            open.stop().await;
        }
        self.shared.twitch.settle().await;
        // It may have ended already.
        _ = self.requests.send(Request::Stop).await;
        if let Some(meter) = self.shared.meter.lock().await.take()
            && timeout(DEADLINE, meter).await.is_err()
        {
            tracing::error!("the profile could not be closed in 3 s; what was not stored by now is lost");
        }
        self.come_back(last_id);
    }

    pub(crate) async fn settle(&self) -> Result<(), Fault> {
        let lost = "Not everything that was counted is stored yet. See how the storage is, and try again.";
        let settled = self.request(|reply| Request::Settle { reply }).await;
        settled.map_err(|_| Fault::new(FaultCode::Storage, lost))
    }

    pub(crate) async fn request<T>(
        &self,
        make: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Result<T, Fault> {
        let stopping = || Fault::new(FaultCode::Stopping, "Streamgauge is stopping. Start it again.");
        let (reply, answer) = oneshot::channel();
        self.requests.send(make(reply)).await.map_err(|_| stopping())?;
        answer.await.map_err(|_| stopping())
    }

    pub(crate) fn start_open(&self, prepared: &OpenProfile, sink: Sink) -> Open {
        let (profiles, requests) = (self.shared.profiles.clone(), self.requests.clone());
        let check = self.look_through(prepared.info.id.clone());
        let means = |source: &_| self.shared.sources.means(&prepared.info.id, source);
        let (clock, login) = (self.shared.clock, self.shared.twitch.login());
        let running = Running::start(prepared.kept.channels.clone(), sink, clock, login);
        Open::start(prepared, running, profiles, requests, clock, check, means)
    }

    /// What is seen in the feed and not in an answer; it is on disk when this returns.
    async fn send(&self, request: Request) -> Result<Answer, Fault> {
        let stopping = |_| Fault::new(FaultCode::Stopping, "Streamgauge is stopping. Start it again.");
        self.requests.send(request).await.map_err(stopping)?;
        self.settle().await.map(|()| Answer::Done)
    }

    async fn undo_reset(&self) -> Result<Answer, Fault> {
        self.request(|reply| Request::UndoReset { reply }).await??;
        self.settle().await.map(|()| Answer::Done)
    }

    fn about(&self) -> About {
        About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: self.shared.data.root().display().to_string(),
            http: match &*self.shared.server.borrow() {
                Some(ServerState::Serving { http }) => Some(http.clone()),
                _ => None,
            },
        }
    }
}

/// What the store says, as a user sees it.
pub(crate) fn fault(error: StoreError) -> Fault {
    let code = match &error {
        StoreError::NoSuchProfile(_) => FaultCode::NoSuchProfile,
        StoreError::NameTaken(_) | StoreError::BadName(_) => FaultCode::ProfileName,
        StoreError::Active(_) => FaultCode::ProfileActive,
        StoreError::NoSuchCopy(_) => FaultCode::NoSuchCopy,
        StoreError::Refused(_) => FaultCode::File,
        _ => FaultCode::Storage,
    };
    Fault::new(code, error)
}
