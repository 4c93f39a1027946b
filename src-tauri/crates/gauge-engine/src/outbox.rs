//! The meter's side of the reliable door: what the writer cannot take now waits here, and the meter goes on.

use std::{collections::VecDeque, time::Duration};

use gauge_model::{ChannelId, Millis, Notice, NoticeCode, Seen, StorageState};
use gauge_store::{Health, Rows, Slot, Writer};
use tokio::{
    select,
    sync::{oneshot, watch},
    time::{Instant, sleep, timeout},
};

/// Everything on its way to one writer.
pub(crate) struct Outbox {
    writer: Writer,
    health: watch::Receiver<Health>,
    rows: Rows,
    stored: Vec<oneshot::Sender<()>>,
    chores: VecDeque<Chore>,
    /// Whether a writer that is merely slow is waited for. One that hangs is waited for once.
    patient: bool,
    /// Since when the writer has taken nothing of what waits.
    waiting_since: Option<Instant>,
    lost: usize,
    lost_told: usize,
}

/// What is written beside rows.
enum Chore {
    AddChannel(ChannelId, Millis),
    RemoveChannel(ChannelId),
    Keep,
    Rename(String),
}

/// What has changed since it was asked last.
pub(crate) struct News {
    pub(crate) state: StorageState,
    /// Every notice of this writer, oldest first.
    pub(crate) told: Vec<Notice>,
}

/// Rows behind which a slow writer is waited for, so that a flood waits in its sockets.
const ENOUGH: usize = 5_000;
/// Rows beyond which those that are no ledger rows are dropped, while nothing can be stored.
const MOST: usize = 100_000;
/// Rows beyond which even ledger rows of platforms, which cannot be refused, are dropped.
const LIMIT: usize = 2 * MOST;
/// How long a writer may take for one transaction before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a closing profile is waited for.
const CLOSING: Duration = Duration::from_secs(4);

impl Outbox {
    pub(crate) fn new(writer: Writer) -> Self {
        Self {
            health: writer.health(),
            writer,
            rows: Rows::default(),
            stored: Vec::new(),
            chores: VecDeque::new(),
            patient: true,
            waiting_since: None,
            lost: 0,
            lost_told: 0,
        }
    }

    /// Whether what is handed over now is stored soon.
    pub(crate) fn state(&self) -> StorageState {
        match self.health.has_changed() {
            Ok(_) => self.health.borrow().state.clone(),
            Err(_) => StorageState::Failed {
                why: "The profile's writer has ended. Start Streamgauge again.".to_owned(),
            },
        }
    }

    /// Whether the writer hangs: what comes now would wait for longer than a producer is to wait.
    pub(crate) fn is_stuck(&self) -> bool {
        self.waiting_since.is_some_and(|since| since.elapsed() > PATIENCE)
    }

    /// Whether more waits already than a hanging writer should be handed.
    pub(crate) fn is_full(&self) -> bool {
        self.is_stuck() && self.rows.events.len() >= ENOUGH
    }

    /// Hands rows over, now or as soon as the writer takes them. `stored` is told after the commit that holds
    /// them, and dropped when it fails.
    pub(crate) async fn store(&mut self, rows: Rows, stored: Option<oneshot::Sender<()>>) {
        self.rows.append(rows);
        self.stored.extend(stored);
        self.flush();
        if self.rows.events.len() >= ENOUGH && self.patient && self.state().is_ok() {
            self.wait().await;
        }
        if self.rows.events.len() > MOST {
            self.drop_lesser();
        }
        self.bound_ids();
    }

    pub(crate) fn add_channel(&mut self, channel: ChannelId, now: Millis) {
        self.chores.push_back(Chore::AddChannel(channel, now));
        self.flush();
    }

    pub(crate) fn remove_channel(&mut self, channel: ChannelId) {
        self.chores.push_back(Chore::RemoveChannel(channel));
        self.flush();
    }

    /// Keeps a scratch profile for good.
    pub(crate) fn keep(&mut self) {
        self.chores.push_back(Chore::Keep);
        self.flush();
    }

    pub(crate) fn rename(&mut self, name: String) {
        self.chores.push_back(Chore::Rename(name));
        self.flush();
    }

    /// Hands over what waits, as far as the writer takes it. While nothing can be stored it is not even asked: it
    /// is busy trying, and its queue would only make those who wait for an answer wait for ever.
    pub(crate) fn flush(&mut self) {
        if !self.state().is_ok() {
            self.stored.clear();
            return;
        }
        while let Some(chore) = self.chores.pop_front() {
            let Some(slot) = self.writer.slot() else {
                self.chores.push_front(chore);
                return;
            };
            chore.give(slot);
        }
        if self.rows.is_empty() && self.stored.is_empty() {
            return;
        }
        if let Some(slot) = self.writer.slot() {
            slot.write(std::mem::take(&mut self.rows), std::mem::take(&mut self.stored));
            self.patient = true;
            self.waiting_since = None;
        } else {
            self.waiting_since.get_or_insert_with(Instant::now);
        }
    }

    /// How the writer fares, if that is news.
    pub(crate) fn news(&mut self) -> Option<News> {
        let state = self.state();
        let changed = self.health.has_changed().unwrap_or(true) || self.lost > self.lost_told;
        if !changed {
            return None;
        }
        self.lost_told = self.lost;
        let mut told = self.health.borrow_and_update().told.clone();
        if self.lost > 0 {
            let message = format!(
                "{} chat messages and other small events were counted but could not be stored for want of room: \
                 they are missing in the profile's history.",
                self.lost
            );
            told.push(Notice::new(NoticeCode::RowsLost, message));
        }
        Some(News { state, told })
    }

    /// Hands everything over and waits for the file to be closed, but not for ever.
    pub(crate) async fn close(mut self) {
        let closing = async {
            self.flush();
            while self.state().is_ok()
                && !(self.rows.is_empty() && self.chores.is_empty() && self.stored.is_empty())
            {
                self.wait().await;
            }
            let (left, writer) = (self.rows.events.len(), self.writer);
            writer.close().await;
            left
        };
        match timeout(CLOSING, closing).await {
            Ok(0) => {}
            Ok(left) => tracing::error!(left, "the profile was closed without being able to store events"),
            Err(_) => tracing::error!("the profile's writer did not end in time"),
        }
    }

    /// Waits until the writer takes something, or is known not to.
    async fn wait(&mut self) {
        let mut health = self.health.clone();
        let free = select! {
            slot = self.writer.free_slot() => slot.is_some(),
            _ = health.changed() => true,
            () = sleep(PATIENCE) => false,
        };
        self.patient = free;
        self.flush();
    }

    /// Older ids would not be remembered at opening either. In lots, since each of them moves all the others.
    fn bound_ids(&mut self) {
        let ids = &mut self.rows.ids;
        if ids.len() > Seen::KEPT + MOST {
            ids.drain(..ids.len() - Seen::KEPT);
        }
    }

    fn drop_lesser(&mut self) {
        let before = self.rows.events.len();
        self.rows.events.retain(|counted| counted.event.kind.is_ledger());
        let kept = self.rows.events.len();
        self.rows.events.drain(..kept.saturating_sub(LIMIT));
        let samples = self.rows.samples.len();
        self.rows.samples.drain(..samples.saturating_sub(MOST));
        self.lost += before - self.rows.events.len();
    }
}

impl Chore {
    fn give(self, slot: Slot) {
        match self {
            Self::AddChannel(channel, now) => slot.add_channel(channel, now),
            Self::RemoveChannel(channel) => slot.remove_channel(channel),
            Self::Keep => slot.keep(),
            Self::Rename(name) => slot.rename(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use gauge_model::{EventKind, ProfileName, StreamEvent, ViewerCounts};
    use gauge_store::{CountedEvent, Profiles};

    use super::*;

    fn event(kind: EventKind) -> StreamEvent {
        StreamEvent {
            channel: "twitch:luna".parse().expect("a channel"),
            source: "push".into(),
            id: None,
            at: 1,
            user: None,
            simulated: false,
            history: false,
            kind,
        }
    }

    fn rows(count: usize, kind: &EventKind) -> Rows {
        let counted = CountedEvent {
            event: Arc::new(event(kind.clone())),
            received_at: 1,
            session: None,
            credit: ViewerCounts::told_by(kind),
        };
        Rows {
            events: vec![counted; count],
            ..Rows::default()
        }
    }

    #[tokio::test]
    async fn chat_is_dropped_before_follows() {
        let chat = EventKind::Chat { text: "hi".into() };
        let mut waiting = rows(MOST, &chat);
        waiting.append(rows(10, &EventKind::Follow));
        let folder = tempfile::tempdir().expect("a folder");
        let profiles = Profiles::new(folder.path().join("profiles"));
        std::fs::create_dir_all(folder.path().join("profiles")).expect("a folder");
        let made = profiles
            .create(&ProfileName::new("A").expect("a name"), 0)
            .expect("a profile");
        let opened = profiles.open(&made.id, 0).expect("it opens");
        let mut outbox = Outbox::new(Writer::start(opened.db, &profiles, &made.id, || 0).expect("a thread"));
        outbox.rows = waiting;
        outbox.drop_lesser();
        assert_eq!((outbox.rows.events.len(), outbox.lost), (10, MOST));
        let told = outbox.news().expect("news").told;
        assert_eq!(told[0].code, NoticeCode::RowsLost);
        assert!(told[0].message.starts_with("100000 "), "{}", told[0].message);
        assert!(outbox.news().is_none(), "it is told once");
        outbox.rows.ids = (0..(Seen::KEPT + MOST) as u64).collect();
        outbox.bound_ids();
        assert_eq!(
            outbox.rows.ids.len(),
            Seen::KEPT + MOST,
            "they are dropped in lots"
        );
        outbox.rows.ids.push(0);
        outbox.bound_ids();
        assert_eq!(
            (outbox.rows.ids.len(), outbox.rows.ids.last()),
            (Seen::KEPT, Some(&0))
        );
        outbox.rows.ids.clear();
        let (tell, stored) = oneshot::channel();
        outbox.store(Rows::default(), Some(tell)).await;
        tokio::time::timeout(Duration::from_secs(30), stored)
            .await
            .expect("in time")
            .expect("stored");
        outbox.close().await;
        let kept = profiles.open(&made.id, 0).expect("it opens").kept;
        assert_eq!(kept.recent.len(), 10);
    }
}
