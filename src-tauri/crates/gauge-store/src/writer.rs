//! The one writer of a profile's file: a thread that drains what is waiting into one transaction.

use std::{sync::Arc, thread, time::Duration};

use gauge_model::{ChannelId, EventKind, Goal, Millis, Numbers, Sample, StreamEvent, ViewerTallies};
use rusqlite::{Connection, Transaction};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tracing::{error, info};

use crate::{
    StoreError,
    tables::{
        channel_stats, channels, chatters, events, goals, profile, samples, settings, stream_stats, viewers,
    },
};

/// What belongs together: the events, and the numbers as they are after them.
#[derive(Debug, Default)]
pub struct Rows {
    /// Events with the time of their arrival.
    pub events: Vec<(Arc<StreamEvent>, Millis)>,
    /// The changed channels' numbers.
    pub channels: Vec<(ChannelId, Numbers)>,
    /// The totals, when any number changed.
    pub totals: Option<Box<Numbers>>,
    /// Samples that fell due.
    pub samples: Vec<Sample>,
    /// What came for each viewer; over all rows of a transaction each is written once.
    pub viewers: ViewerTallies,
    /// Goals that changed.
    pub goals: Vec<Goal>,
    /// Goals that are no more.
    pub goals_gone: Vec<u64>,
    /// Settings, by name.
    pub settings: Vec<(&'static str, Value)>,
}

enum Job {
    Rows(Rows, Option<oneshot::Sender<()>>),
    AddChannel(ChannelId, Millis),
    RemoveChannel(ChannelId),
    Keep,
}

/// The handle of the writer's thread. Dropping it without [`Writer::close`] commits too, but nobody waits.
#[derive(Debug)]
pub struct Writer {
    jobs: mpsc::Sender<Job>,
    done: oneshot::Receiver<()>,
}

/// Events in one transaction at most: it bounds how long an acknowledgement waits behind a flood.
const BATCH: usize = 20_000;

impl Writer {
    /// Gives the connection to a thread of its own.
    ///
    /// # Errors
    /// [`StoreError::Closed`] when the system gives no thread.
    pub fn start(db: Connection) -> Result<Self, StoreError> {
        // Viewers are written by one statement per set of numbers that grew.
        db.set_prepared_statement_cache_capacity(256);
        let (jobs, waiting) = mpsc::channel(64);
        let (tell, done) = oneshot::channel();
        thread::Builder::new()
            .name("gauge-writer".into())
            .spawn(move || {
                write_all(db, waiting);
                _ = tell.send(());
            })
            .map_err(|_| StoreError::Closed)?;
        Ok(Self { jobs, done })
    }

    /// Hands rows over. `stored` is told after the commit that holds them.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn write(&self, rows: Rows, stored: Option<oneshot::Sender<()>>) -> Result<(), StoreError> {
        self.send(Job::Rows(rows, stored)).await
    }

    /// Keeps a channel.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn add_channel(&self, channel: ChannelId, now: Millis) -> Result<(), StoreError> {
        self.send(Job::AddChannel(channel, now)).await
    }

    /// Forgets a channel; its numbers stay.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn remove_channel(&self, channel: ChannelId) -> Result<(), StoreError> {
        self.send(Job::RemoveChannel(channel)).await
    }

    /// Keeps a scratch profile for good: somebody put something of their own into it.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn keep(&self) -> Result<(), StoreError> {
        self.send(Job::Keep).await
    }

    /// Waits until everything handed over is on disk and the file is closed, its log folded in.
    pub async fn close(self) {
        drop(self.jobs);
        // An error means that the thread is gone, which is what is waited for.
        _ = self.done.await;
    }

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        self.jobs.send(job).await.map_err(|_| StoreError::Closed)
    }
}

fn write_all(mut db: Connection, mut waiting: mpsc::Receiver<Job>) {
    while let Some(first) = waiting.blocking_recv() {
        let mut weight = first.weight();
        let mut batch = vec![first];
        while weight < BATCH
            && let Ok(next) = waiting.try_recv()
        {
            weight += next.weight();
            batch.push(next);
        }
        commit_until_stored(&mut db, &batch);
        for job in batch {
            if let Job::Rows(_, Some(stored)) = job {
                // Whoever asked may have gone away meanwhile.
                _ = stored.send(());
            }
        }
    }
    if let Err(error) = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())) {
        error!(%error, "the log could not be folded into the profile's file; the next start does it");
    }
    if let Err((_, error)) = db.close() {
        error!(%error, "the profile's file could not be closed");
    }
}

/// A full disk passes; what was counted waits for it. Nothing is acknowledged meanwhile.
fn commit_until_stored(db: &mut Connection, batch: &[Job]) {
    const RETRY: Duration = Duration::from_secs(1);
    let mut failed = false;
    loop {
        match commit(db, batch) {
            Ok(()) => {
                if failed {
                    info!("the profile is stored again");
                }
                return;
            }
            Err(error) => {
                if !failed {
                    error!(%error, "the profile cannot be stored; it is tried every second");
                }
                failed = true;
                thread::park_timeout(RETRY);
            }
        }
    }
}

fn commit(db: &mut Connection, batch: &[Job]) -> rusqlite::Result<()> {
    let tx = db.transaction()?;
    for job in batch {
        job.write(&tx)?;
    }
    let mut tallies = ViewerTallies::default();
    batch
        .iter()
        .filter_map(Job::viewers)
        .for_each(|more| tallies.merge(more));
    viewers::add(&tx, &tallies)?;
    tx.commit()
}

impl Job {
    fn weight(&self) -> usize {
        match self {
            Job::Rows(rows, _) => 1 + rows.events.len(),
            _ => 1,
        }
    }

    fn viewers(&self) -> Option<&ViewerTallies> {
        match self {
            Job::Rows(rows, _) => Some(&rows.viewers),
            _ => None,
        }
    }

    fn write(&self, tx: &Transaction) -> rusqlite::Result<()> {
        match self {
            Job::Rows(rows, _) => rows.write(tx),
            Job::AddChannel(channel, now) => channels::add(tx, channel, *now),
            Job::RemoveChannel(channel) => channels::remove(tx, channel),
            Job::Keep => profile::keep(tx),
        }
    }
}

impl Rows {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let no_goals = self.goals.is_empty() && self.goals_gone.is_empty();
        let no_numbers = self.channels.is_empty() && self.totals.is_none() && self.samples.is_empty();
        let no_people = self.viewers.is_empty();
        self.events.is_empty() && no_numbers && no_people && no_goals && self.settings.is_empty()
    }

    fn write(&self, tx: &Transaction) -> rusqlite::Result<()> {
        for (event, received_at) in &self.events {
            events::append(tx, event, *received_at)?;
            if let (EventKind::Chat { .. }, Some(user)) = (&event.kind, &event.user)
                && !user.id.is_empty()
            {
                chatters::note(tx, event.channel.as_str(), &user.id)?;
            }
        }
        for (channel, numbers) in &self.channels {
            channel_stats::save(tx, channel.as_str(), numbers)?;
        }
        if let Some(totals) = &self.totals {
            channel_stats::save(tx, channel_stats::TOTALS, totals)?;
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
        Ok(())
    }
}
