//! The one writer of a profile's file: what is handed to its thread, and how it fares.

use std::{
    slice,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use gauge_model::{
    ChannelId, EventKind, Goal, KeptChannel, Millis, Notice, Numbers, Sample, StorageState, StreamEvent,
    ViewerCounts, ViewerTallies,
};
use rusqlite::{Connection, Transaction};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Profiles, StoreError, TakenBack,
    refused::Refused,
    tables::{
        channel_stats, channels, chatters, events, goals, profile, samples, seen_ids, sessions, settings,
        stream_stats,
    },
    writing::Desk,
};

/// An event as it was counted.
#[derive(Clone, Debug)]
pub struct CountedEvent {
    /// The event.
    pub event: Arc<StreamEvent>,
    /// The time of its arrival, ms UTC.
    pub received_at: Millis,
    /// The session that it belongs to.
    pub session: Option<u64>,
    /// What it gave to the person who did it.
    pub credit: ViewerCounts,
}

/// What belongs together: the events, and the numbers as they are after them.
#[derive(Debug, Default)]
pub struct Rows {
    /// Events, as they were counted.
    pub events: Vec<CountedEvent>,
    /// What is kept of the native ids that were counted.
    pub ids: Vec<u64>,
    /// The sessions that have begun among these events: whoever wrote before wrote in an earlier one.
    pub begun: Vec<(ChannelId, u64)>,
    /// Sessions in whose place another has begun, as they ended.
    pub ended: Vec<(ChannelId, KeptChannel)>,
    /// The changed channels.
    pub channels: Vec<(ChannelId, KeptChannel)>,
    /// The totals, when any number changed.
    pub totals: Option<Box<Numbers>>,
    /// Samples that fell due.
    pub samples: Vec<Sample>,
    /// What came for each viewer.
    pub viewers: ViewerTallies,
    /// Whether somebody is about to read the viewers: in a flood they are written later than their events.
    pub viewers_now: bool,
    /// Goals that changed.
    pub goals: Vec<Goal>,
    /// Goals that are no more.
    pub goals_gone: Vec<u64>,
    /// Settings, by name.
    pub settings: Vec<(&'static str, Value)>,
    /// Resets that were taken back.
    pub taken_back: Vec<TakenBack>,
}

/// What the writer's thread does, in the order it was handed over.
pub(crate) enum Job {
    Rows(Box<Rows>, Vec<oneshot::Sender<()>>),
    AddChannel(ChannelId, Millis),
    RemoveChannel(ChannelId),
    Keep,
    Rename(String),
    /// Look whether the file is still there.
    Look,
    /// Thin some of the samples before this moment, and note whether any are left.
    Thin(Millis, Arc<AtomicBool>),
}

/// How the writer fares.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// The state of the file.
    pub state: StorageState,
    /// What the user must know, oldest first.
    pub told: Vec<Notice>,
}

/// The handle of the writer's thread. Dropping it without [`Writer::close`] commits too, but nobody waits.
#[derive(Debug)]
pub struct Writer {
    jobs: mpsc::Sender<Job>,
    health: watch::Receiver<Health>,
    stored: Arc<AtomicU64>,
    done: oneshot::Receiver<()>,
}

/// Room for one job in the writer's queue. Nothing waits once it is had.
#[derive(Debug)]
pub struct Slot<'a>(mpsc::Permit<'a, Job>);

/// What looks after a writer without keeping it.
#[derive(Clone, Debug)]
pub struct Watcher {
    jobs: mpsc::WeakSender<Job>,
    stored: Arc<AtomicU64>,
}

/// Jobs that wait in the queue. What comes faster is put together before it is handed over.
const QUEUE: usize = 16;

impl Writer {
    /// Gives the connection to the file of the profile `id` to a thread of its own.
    ///
    /// # Errors
    /// [`StoreError::Closed`] when the system gives no thread.
    pub fn start(
        db: Connection,
        profiles: &Profiles,
        id: &str,
        clock: fn() -> Millis,
    ) -> Result<Self, StoreError> {
        // Viewers are written by one statement per set of numbers that grew.
        db.set_prepared_statement_cache_capacity(256);
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let (tell, done) = oneshot::channel();
        let (say, health) = watch::channel(Health::default());
        let stored = Arc::new(AtomicU64::new(0));
        let mut desk = Desk::new(db, profiles.clone(), id, clock, say.clone(), Arc::clone(&stored));
        say.send_modify(|health| health.state = desk.first_state());
        thread::Builder::new()
            .name("gauge-writer".into())
            .spawn(move || {
                desk.write_all(waiting);
                _ = tell.send(());
            })
            .map_err(|_| StoreError::Closed)?;
        Ok(Self {
            jobs,
            health,
            stored,
            done,
        })
    }

    /// Room in the queue, if there is some now.
    #[must_use]
    pub fn slot(&self) -> Option<Slot<'_>> {
        self.jobs.try_reserve().ok().map(Slot)
    }

    /// Waits for room in the queue; `None` when the writer is gone.
    pub async fn free_slot(&self) -> Option<Slot<'_>> {
        self.jobs.reserve().await.ok().map(Slot)
    }

    /// How it fares, now and from now on.
    #[must_use]
    pub fn health(&self) -> watch::Receiver<Health> {
        self.health.clone()
    }

    /// Something that looks after it.
    #[must_use]
    pub fn watcher(&self) -> Watcher {
        Watcher {
            jobs: self.jobs.downgrade(),
            stored: Arc::clone(&self.stored),
        }
    }

    /// Waits until everything handed over is on disk and the file is closed, its log folded in. What cannot be
    /// stored is given up after a few tries.
    pub async fn close(self) {
        drop(self.jobs);
        // An error means that the thread is gone, which is what is waited for.
        _ = self.done.await;
    }
}

impl Slot<'_> {
    /// Hands rows over. `stored` are told after the commit that holds them, and dropped when it fails.
    pub fn write(self, rows: Rows, stored: Vec<oneshot::Sender<()>>) {
        self.0.send(Job::Rows(Box::new(rows), stored));
    }

    /// Keeps a channel.
    pub fn add_channel(self, channel: ChannelId, now: Millis) {
        self.0.send(Job::AddChannel(channel, now));
    }

    /// Forgets a channel; its numbers stay.
    pub fn remove_channel(self, channel: ChannelId) {
        self.0.send(Job::RemoveChannel(channel));
    }

    /// Keeps a scratch profile for good: somebody put something of their own into it.
    pub fn keep(self) {
        self.0.send(Job::Keep);
    }

    /// Gives the profile another name.
    pub fn rename(self, name: String) {
        self.0.send(Job::Rename(name));
    }
}

impl Watcher {
    /// Has the writer look whether its file is still there.
    pub fn look(&self) {
        if let Some(jobs) = self.jobs.upgrade() {
            // A full queue means that it is writing, and then it looks anyway.
            _ = jobs.try_send(Job::Look);
        }
    }

    /// Has the writer thin some of the samples before this moment; `more` is told whether any are left.
    pub fn thin(&self, before: Millis, more: &Arc<AtomicBool>) {
        if let Some(jobs) = self.jobs.upgrade() {
            // A full queue means that it has more urgent things to do; it is asked again.
            _ = jobs.try_send(Job::Thin(before, Arc::clone(more)));
        }
    }

    /// Events stored since the profile was opened.
    #[must_use]
    pub fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }
}

impl Job {
    pub(crate) fn weight(&self) -> usize {
        match self {
            Job::Rows(rows, _) => 1 + rows.events.len(),
            _ => 1,
        }
    }

    /// `refused` takes what the database refuses, which costs a savepoint an event; without it, that is an error.
    pub(crate) fn write(&self, tx: &Transaction, refused: Option<&mut Refused>) -> rusqlite::Result<()> {
        match self {
            Job::Rows(rows, _) => rows.write(tx, refused),
            Job::AddChannel(channel, now) => channels::add(tx, channel, *now),
            Job::RemoveChannel(channel) => channels::remove(tx, channel),
            Job::Keep => profile::keep(tx),
            Job::Rename(name) => profile::rename(tx, name),
            Job::Look => Ok(()),
            Job::Thin(before, more) => {
                more.store(samples::thin(tx, *before)?, Ordering::Relaxed);
                Ok(())
            }
        }
    }
}

impl Rows {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let no_goals = self.goals.is_empty() && self.goals_gone.is_empty();
        let no_numbers = self.channels.is_empty()
            && self.ended.is_empty()
            && self.totals.is_none()
            && self.samples.is_empty();
        let no_people = self.viewers.is_empty();
        self.events.is_empty()
            && self.ids.is_empty()
            && no_numbers
            && no_people
            && no_goals
            && self.settings.is_empty()
            && self.taken_back.is_empty()
    }

    fn is_of_an_earlier_session(&self, channel: &ChannelId, session: Option<u64>) -> bool {
        self.begun
            .iter()
            .any(|(begun_in, begun)| begun_in == channel && session < Some(*begun))
    }

    /// Puts later rows behind these: of numbers the later ones stand.
    pub fn append(&mut self, mut later: Rows) {
        self.events.append(&mut later.events);
        self.ids.append(&mut later.ids);
        self.begun.append(&mut later.begun);
        self.samples.append(&mut later.samples);
        self.ended.append(&mut later.ended);
        self.channels
            .retain(|(id, _)| later.channels.iter().all(|(newer, _)| newer != id));
        self.channels.append(&mut later.channels);
        self.totals = later.totals.or(self.totals.take());
        self.viewers.merge(later.viewers);
        self.viewers_now |= later.viewers_now;
        self.goals_gone.append(&mut later.goals_gone);
        self.goals
            .retain(|goal| later.goals.iter().all(|newer| newer.id != goal.id));
        self.goals.append(&mut later.goals);
        self.goals.retain(|goal| !self.goals_gone.contains(&goal.id));
        self.settings
            .retain(|(name, _)| later.settings.iter().all(|(newer, _)| newer != name));
        self.settings.append(&mut later.settings);
        self.taken_back.append(&mut later.taken_back);
    }

    fn write(&self, tx: &Transaction, refused: Option<&mut Refused>) -> rusqlite::Result<()> {
        for (channel, _) in &self.begun {
            chatters::forget(tx, channel.as_str())?;
        }
        if let Some(refused) = refused {
            for counted in &self.events {
                refused.sift(tx, counted, || self.write_events(tx, slice::from_ref(counted)))?;
            }
        } else {
            self.write_events(tx, &self.events)?;
        }
        self.write_numbers(tx)
    }

    fn write_events(&self, tx: &Transaction, events: &[CountedEvent]) -> rusqlite::Result<()> {
        events::append(tx, events)?;
        for counted in events {
            let event = &*counted.event;
            if let (EventKind::Chat { .. }, Some(user)) = (&event.kind, &event.user)
                && !user.id.is_empty()
                && !event.history
                && !self.is_of_an_earlier_session(&event.channel, counted.session)
            {
                chatters::note(tx, event.channel.as_str(), &user.id)?;
            }
        }
        Ok(())
    }

    fn write_numbers(&self, tx: &Transaction) -> rusqlite::Result<()> {
        seen_ids::append(tx, &self.ids)?;
        for (channel, kept) in &self.ended {
            if let Some(broadcast) = &kept.broadcast {
                sessions::save(tx, channel, broadcast, &kept.numbers)?;
            }
        }
        for (channel, kept) in &self.channels {
            channel_stats::save(tx, channel.as_str(), &kept.numbers, kept.is_aside)?;
            if let Some(broadcast) = &kept.broadcast {
                sessions::save(tx, channel, broadcast, &kept.numbers)?;
            }
        }
        if let Some(totals) = &self.totals {
            channel_stats::save(tx, channel_stats::TOTALS, totals, false)?;
            stream_stats::save_stream_stats(tx, totals.as_ref().into())?;
        }
        for sample in &self.samples {
            samples::append(tx, sample)?;
        }
        for goal in &self.goals {
            goals::save(tx, goal)?;
        }
        for id in &self.goals_gone {
            goals::remove(tx, *id)?;
        }
        for (name, value) in &self.settings {
            settings::save(tx, name, value)?;
        }
        // After everything that was handed over before it.
        let is_over = |channel: &ChannelId, session| self.is_of_an_earlier_session(channel, session);
        self.taken_back
            .iter()
            .try_for_each(|taken_back| taken_back.write(tx, is_over))
    }
}
