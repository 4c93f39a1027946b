//! Which sources the open profile has: the asks about them. Twitch chats stand in a table of their own, all others in
//! one setting; to the user they are one list.

use std::sync::Arc;

use gauge_model::{
    Answer, Ask, ChannelId, Fault, FaultCode, KeptSource, Secret, SourceInfo, SourceKind, SourceList,
    SourceSettings, SourceTest,
};
use gauge_sources::{Capture, Endpoints, Link, Means, connector, kinds, try_once};
use gauge_store::{DataDir, tables::settings};
use serde_json::json;
use ulid::Ulid;

use super::{Engine, captures::RawFrames, open::Open, secrets::Secrets};
use crate::{request::Request, running::Running};

/// What sources need of the engine.
pub(crate) struct SourceDesk {
    endpoints: Arc<Endpoints>,
    pub(super) secrets: Secrets,
}

/// More would be a mistake.
const MOST: usize = 50;

impl SourceDesk {
    pub(super) fn new(data: &DataDir, endpoints: Endpoints) -> Self {
        Self {
            endpoints: Arc::new(endpoints),
            secrets: Secrets::open(data.root().join("access").join("sources.json")),
        }
    }

    /// What a source of this profile needs besides its settings.
    pub(super) fn means(&self, profile: &str, source: &KeptSource) -> Means {
        self.with_secret(self.secrets.of(profile, &source.id))
    }

    fn with_secret(&self, secret: Option<Secret>) -> Means {
        Means {
            endpoints: Arc::clone(&self.endpoints),
            secret,
        }
    }
}

impl Engine {
    /// The asks about sources.
    pub(super) async fn ask_about_sources(&self, ask: Ask) -> Result<Answer, Fault> {
        match ask {
            Ask::AddSource { settings, secret } => {
                let settings = settings.checked().map_err(refuse)?;
                self.add_source(settings, secret).await.map(Answer::SourceInfo)
            }
            Ask::ChangeSource { id, settings, secret } => {
                let settings = settings.checked().map_err(refuse)?;
                let changed = self.change_source(id, settings, secret).await;
                changed.map(Answer::SourceInfo)
            }
            Ask::RemoveSource { id } => self.remove_source(&id).await.map(|()| Answer::Done),
            Ask::RetrySource { id } => self.retry_source(&id).await.map(|()| Answer::Done),
            Ask::CaptureSource { id, on } => self.capture_source(&id, on).await.map(Answer::SourceInfo),
            Ask::TestSource { settings, secret, id } => {
                let settings = settings.checked().map_err(refuse)?;
                self.test_source(settings, secret, id)
                    .await
                    .map(Answer::SourceTest)
            }
            // Every other ask has been answered before it comes here.
            _ => self.sources().await.map(Answer::Sources),
        }
    }

    async fn sources(&self) -> Result<SourceList, Fault> {
        let open = self.shared.open.lock().await;
        let open = open.as_ref().ok_or_else(stopping)?;
        let chats = open.running.chats().map(|channel| {
            let settings = SourceSettings::TwitchChat {
                channel: channel.to_string(),
            };
            self.source_info(open, chat_id(channel), settings)
        });
        let others = open.running.sources().iter();
        let others = others.map(|one| self.source_info(open, one.kept.id.clone(), one.kept.settings.clone()));
        Ok(SourceList {
            kinds: kinds(),
            sources: chats.chain(others).collect(),
        })
    }

    pub(super) fn source_info(&self, open: &Open, id: String, settings: SourceSettings) -> SourceInfo {
        let running = open.running.sources().iter().find(|one| one.kept.id == id);
        let frames = match settings {
            SourceSettings::TwitchChat { .. } => Some(&open.running.twitch_frames),
            _ => running.map(|one| &one.frames),
        };
        SourceInfo {
            capturing: frames.is_some_and(|frames| frames.capture.is_on()),
            capture: frames.and_then(RawFrames::shown),
            has_secret: self.shared.sources.secrets.of(&open.info.id, &id).is_some(),
            statuses: running.map_or_else(|| settings.statuses(), |one| one.glance.statuses()),
            id,
            settings,
        }
    }

    async fn add_source(
        &self,
        settings: SourceSettings,
        secret: Option<Secret>,
    ) -> Result<SourceInfo, Fault> {
        let secret = secret.filter(|secret| !secret.0.is_empty());
        settings.check_secret(secret.is_some()).map_err(refuse)?;
        let mut held = self.shared.open.lock().await;
        let open = real(held.as_mut())?;
        free(&open.running, &settings, None)?;
        if let SourceSettings::TwitchChat { .. } = settings {
            for channel in settings.channels() {
                open.running.add_chat(channel.clone());
                // Requests that are not answered: the writer has them before any later one.
                _ = self.requests.send(Request::TakeBack(channel.clone())).await;
                _ = self.requests.send(Request::KeepChannel(channel)).await;
            }
            let id = settings.statuses().remove(0);
            return Ok(self.source_info(open, id, settings));
        }
        let kept = KeptSource {
            id: Ulid::new().to_string(),
            settings,
        };
        let mut all = all_kept(&open.running);
        if all.len() >= MOST {
            return Err(refuse(format!(
                "At most {MOST} sources can be connected at once. Remove one first."
            )));
        }
        all.push(kept.clone());
        self.keep_secret(&open.info.id, &kept.id, secret).await?;
        self.keep_sources(&all).await?;
        self.connect(open, kept.clone()).await;
        Ok(self.source_info(open, kept.id, kept.settings))
    }

    async fn change_source(
        &self,
        id: String,
        settings: SourceSettings,
        secret: Option<Secret>,
    ) -> Result<SourceInfo, Fault> {
        let mut held = self.shared.open.lock().await;
        let open = real(held.as_mut())?;
        let mut all = all_kept(&open.running);
        let one = all.iter_mut().find(|one| one.id == id).ok_or_else(no_such)?;
        if one.settings.kind() != settings.kind() {
            return Err(refuse(
                "A source stays of its kind. Remove it, and add another.".to_owned(),
            ));
        }
        free(&open.running, &settings, Some(&id))?;
        let has_secret = match &secret {
            Some(secret) => !secret.0.is_empty(),
            None => self.shared.sources.secrets.of(&open.info.id, &id).is_some(),
        };
        settings.check_secret(has_secret).map_err(refuse)?;
        one.settings = settings;
        let kept = one.clone();
        if secret.is_some() {
            self.keep_secret(&open.info.id, &id, secret).await?;
        }
        self.keep_sources(&all).await?;
        let before = open.running.disconnect(&id).await;
        self.connect(open, kept.clone()).await;
        self.set_aside(&open.running, before).await;
        Ok(self.source_info(open, kept.id, kept.settings))
    }

    /// Starts it; what its channels had is shown again.
    async fn connect(&self, open: &mut Open, kept: KeptSource) {
        for channel in kept.settings.channels() {
            _ = self.requests.send(Request::TakeBack(channel)).await;
        }
        let means = self.shared.sources.means(&open.info.id, &kept);
        open.running.connect(kept, &means);
    }

    async fn remove_source(&self, id: &str) -> Result<(), Fault> {
        let mut held = self.shared.open.lock().await;
        let open = held.as_mut().ok_or_else(stopping)?;
        if let Some(channel) = chat(&open.running, id) {
            open.running.remove_chat(&channel);
            self.set_aside(&open.running, vec![channel.clone()]).await;
            _ = self.requests.send(Request::ForgetChannel(channel)).await;
            return Ok(());
        }
        self.remove_supervised(open, &[id.to_owned()]).await
    }

    /// Removes these sources, all but Twitch chats.
    pub(super) async fn remove_supervised(&self, open: &mut Open, ids: &[String]) -> Result<(), Fault> {
        let mut all = all_kept(&open.running);
        let before = all.len();
        all.retain(|one| !ids.contains(&one.id));
        if all.len() == before {
            return Err(no_such());
        }
        self.keep_sources(&all).await?;
        for id in ids {
            let channels = open.running.disconnect(id).await;
            self.set_aside(&open.running, channels).await;
            // It is not used any more; should it not go now, it goes with the next that is kept.
            if let Err(fault) = self.keep_secret(&open.info.id, id, None).await {
                tracing::warn!(%fault, "a removed source's key stays");
            }
        }
        Ok(())
    }

    /// Sets aside those of these channels that nothing brings any more.
    pub(super) async fn set_aside(&self, running: &Running, channels: Vec<ChannelId>) {
        for channel in channels {
            if !running.brings(&channel) {
                _ = self.requests.send(Request::SetAside(channel)).await;
            }
        }
    }

    async fn retry_source(&self, id: &str) -> Result<(), Fault> {
        let mut held = self.shared.open.lock().await;
        let running = &mut held.as_mut().ok_or_else(stopping)?.running;
        let chat = chat(running, id);
        if running.retry(id) || chat.is_some_and(|channel| running.retry_chat(&channel)) {
            Ok(())
        } else {
            Err(no_such())
        }
    }

    async fn test_source(
        &self,
        settings: SourceSettings,
        secret: Option<Secret>,
        id: Option<String>,
    ) -> Result<SourceTest, Fault> {
        let secret = match (secret.filter(|secret| !secret.0.is_empty()), id) {
            (None, Some(id)) => {
                let profile = self.profile().await.ok_or_else(stopping)?;
                self.shared.sources.secrets.of(&profile.id, &id)
            }
            (secret, _) => secret,
        };
        settings.check_secret(secret.is_some()).map_err(refuse)?;
        let means = self.shared.sources.with_secret(secret);
        let Some(mut connector) = connector(&settings, &means) else {
            let why = "Twitch chat needs no test: add it, and see its state.";
            return Err(refuse(why.to_owned()));
        };
        let (kind, channels, clock) = (settings.kind(), settings.channels(), self.shared.clock);
        let link = |sink| Link::new(kind, channels, sink, clock, Capture::default());
        Ok(try_once(connector.as_mut(), link).await)
    }

    async fn keep_sources(&self, all: &[KeptSource]) -> Result<(), Fault> {
        let (name, value) = (settings::SOURCES, json!(all));
        let stored = self.request(|reply| Request::Set { name, value, reply }).await;
        stored.map_err(|_| not_stored("See how the storage is, and try again."))
    }

    async fn keep_secret(&self, profile: &str, id: &str, secret: Option<Secret>) -> Result<(), Fault> {
        let kept = self.shared.sources.secrets.set(profile, id, secret).await;
        kept.map_err(|error| not_stored(&format!("{error}. Try again.")))
    }
}

/// The id of a Twitch chat.
fn chat_id(channel: &ChannelId) -> String {
    gauge_model::SourceStatus::id_of(SourceKind::TWITCH_CHAT.kind, channel)
}

/// The Twitch chat of this id.
pub(super) fn chat(running: &Running, id: &str) -> Option<ChannelId> {
    running.chats().find(|channel| chat_id(channel) == id).cloned()
}

fn all_kept(running: &Running) -> Vec<KeptSource> {
    running.sources().iter().map(|one| one.kept.clone()).collect()
}

/// A profile that is not made up.
fn real(open: Option<&mut Open>) -> Result<&mut Open, Fault> {
    let open = open.ok_or_else(stopping)?;
    if open.info.simulated {
        let demo = "This is the demo. Switch to a profile of your own first, then add the source there.";
        return Err(refuse(demo.to_owned()));
    }
    Ok(open)
}

/// Whether no other source of the same kind is there for one of these channels.
fn free(running: &Running, wanted: &SourceSettings, of: Option<&str>) -> Result<(), Fault> {
    let others = running
        .sources()
        .iter()
        .filter(|one| Some(one.kept.id.as_str()) != of);
    let mut taken: Vec<String> = others.flat_map(|one| one.kept.settings.statuses()).collect();
    taken.extend(running.chats().map(chat_id));
    match wanted.statuses().iter().find(|status| taken.contains(status)) {
        Some(_) => Err(refuse(
            "This channel is already connected in this way. Change that source.".to_owned(),
        )),
        None => Ok(()),
    }
}

pub(super) fn refuse(why: String) -> Fault {
    Fault::new(FaultCode::Source, why)
}

pub(super) fn no_such() -> Fault {
    refuse("There is no such source any more.".to_owned())
}

pub(super) fn stopping() -> Fault {
    Fault::new(FaultCode::Stopping, "Streamgauge is stopping. Start it again.")
}

fn not_stored(what: &str) -> Fault {
    Fault::new(
        FaultCode::Storage,
        format!("The sources could not be stored. {what}"),
    )
}
