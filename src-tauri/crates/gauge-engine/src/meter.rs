//! The meter: the one task that owns the numbers. A turn takes what has come, counts it, stores it by the
//! reliable door and shows it by the lossy one.

mod actions;
mod history;
mod mark;
mod obs;
mod profile;
mod push;
mod show;
mod sources;
mod undo;

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use gauge_model::{
    ChannelId, Delta, Detector, Millis, Notice, Owners, Seen, ServerState, Standing, StreamEvent, Topics,
};
use gauge_sources::Inbound;
use gauge_store::{CountedEvent, Rows, tables::settings};
use serde_json::json;
use tokio::{
    sync::{Notify, mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use crate::{
    actions::Deed,
    hub::{Dialect, Hub, Seat, Since},
    lane::Lane,
    latest::Latest,
    outbox::Outbox,
    request::{OpenProfile, Request},
};

mod storage;
mod triggers;

pub(crate) use triggers::trigger;

/// The meter's task. It outlives profiles: a switch is one turn of it.
pub(crate) struct Meter {
    clock: fn() -> Millis,
    hub: Hub,
    pub(crate) standing: Standing,
    /// `None` only between two profiles.
    outbox: Option<Outbox>,
    /// Told whenever a session of the profile ends.
    session_ended: Arc<Notify>,
    /// Notices from elsewhere than the writer.
    told: Vec<Notice>,
    inbox: mpsc::Receiver<Inbound>,
    seen: Seen,
    /// Who may count what, where several sources bring the same.
    pub(crate) owners: Owners,
    pub(crate) actions: actions::Actions,
    obs: obs::ObsWord,
    pub(crate) detector: Detector,
    /// Channels whose chat a tool brings while their own sources are away.
    pushed: BTreeSet<ChannelId>,
    show: show::Show,
    /// What it takes to take the newest reset back.
    unreset: Option<Box<undo::Unreset>>,
    /// Sources of which events were not counted since they were shown.
    kept_back: BTreeSet<String>,
    /// Custom numbers changed since they were stored.
    dirty_gauges: bool,
    /// Whether nobody has put anything of their own into this demo's or replay's profile.
    is_scratch: bool,
    pub(crate) rows: Rows,
    dirty: HashSet<ChannelId>,
    /// Goals that changed since they were stored.
    pub(crate) dirty_goals: BTreeSet<u64>,
    /// Whether something of this turn must be on disk soon.
    urgent: bool,
    /// Told of every change of `standing`.
    latest: Arc<Latest>,
    beat: u64,
}

const BEAT: Duration = Duration::from_millis(200);
/// Beats in a second, and beats between two signs of life.
const SECOND: u64 = 5;
const KEEP_ALIVE: u64 = 25 * SECOND;
/// Rows that wait for the second to end, at most.
const ROWS: usize = 4096;

impl Meter {
    pub(crate) fn new(
        profile: OpenProfile,
        deeds: mpsc::Sender<Deed>,
        latest: Arc<Latest>,
        clock: fn() -> Millis,
    ) -> Self {
        let OpenProfile {
            info,
            kept,
            writer,
            session_ended,
            inbox,
            told,
        } = profile;
        let mut meter = Self {
            clock,
            hub: Hub::default(),
            standing: Standing::default(),
            outbox: Some(Outbox::new(writer)),
            session_ended,
            told,
            inbox,
            seen: Seen::default(),
            owners: Owners::default(),
            actions: actions::Actions::new(deeds),
            obs: obs::ObsWord::default(),
            detector: Detector::default(),
            pushed: BTreeSet::new(),
            show: show::Show::default(),
            unreset: None,
            kept_back: BTreeSet::new(),
            dirty_gauges: false,
            is_scratch: false,
            rows: Rows::default(),
            dirty: HashSet::new(),
            dirty_goals: BTreeSet::new(),
            urgent: false,
            latest,
            beat: 0,
        };
        meter.take_up(info, kept);
        meter
    }

    /// Runs until it is told to stop, then closes the profile.
    pub(crate) async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut inbound = Vec::new();
        loop {
            tokio::select! {
                request = requests.recv() => match request {
                    Some(Request::Stop) | None => break,
                    Some(request) => { self.start_turn(); self.serve(request).await }
                },
                1.. = self.inbox.recv_many(&mut inbound, 16) => {
                    self.start_turn();
                    for inbound in inbound.drain(..) {
                        self.hear(inbound);
                    }
                }
                _ = beat.tick() => { self.start_turn(); self.pass().await },
            }
            self.end_turn().await;
        }
        self.close_profile().await;
        self.hub.close();
    }

    fn start_turn(&mut self) {
        self.standing.now = (self.clock)();
    }

    async fn serve(&mut self, request: Request) {
        match request {
            Request::Push { pushes, turn, reply } => {
                // Whoever pushed may have gone away; what was counted stays counted.
                _ = reply.send(self.push(pushes).await);
                drop(turn);
            }
            Request::Seat {
                dialect,
                topics,
                since,
                leaving,
                reply,
            } => _ = reply.send(self.seat(dialect, topics, since, leaving)),
            Request::Snapshot { dialect, reply } => _ = reply.send(self.snapshot(&dialect)),
            Request::Open { profile, reply } => {
                self.switch(*profile).await;
                _ = reply.send(());
            }
            Request::TakeBack(_) | Request::SetAside(_) | Request::EndSession(_) | Request::Reset => {
                self.change_show(request).await;
            }
            Request::KeepChannel(channel) => self.keep_channel(channel),
            Request::ForgetChannel(channel) => self.forget_channel(channel),
            Request::Reopen {
                closed,
                profile,
                reply,
            } => {
                self.reopen(closed, profile).await;
                _ = reply.send(());
            }
            Request::UndoReset { reply } => _ = reply.send(self.undo_reset().await),
            Request::Mark { channel, reply } => _ = reply.send(self.mark(channel)),
            Request::Rename(name) => self.rename(name),
            Request::Tell(notice) => self.tell_notice(notice),
            Request::Server(state) => self.tell_server(state),
            Request::OverlaysSet => self.start_anew(),
            Request::OfObs(inbound) => self.hear_obs(inbound),
            Request::Acted { profile, event } => self.note_acted(&profile, *event),
            Request::Goals { wish, reply } => _ = reply.send(self.wish(wish).await),
            Request::Set { name, value, reply } => self.set(name, value, reply).await,
            Request::SetRules { rules, reply } => self.set_rules(rules, reply).await,
            Request::Settle { reply } => self.settle(reply).await,
            Request::Stop => {}
        }
    }

    fn seat(
        &mut self,
        dialect: Dialect,
        topics: Topics,
        since: Option<Since>,
        leaving: Option<Arc<Lane>>,
    ) -> Seat {
        let left = leaving.map(|lane| lane.head());
        let now = (&self.standing, &*self.latest);
        let seat = self.hub.seat(dialect, topics, since.as_ref(), now);
        Seat { left, ..seat }
    }

    fn snapshot(&self, dialect: &Dialect) -> Bytes {
        self.latest.snapshot(dialect, Topics::NONE, &self.standing)
    }

    fn tell_server(&mut self, state: ServerState) {
        self.standing.server = Some(state.clone());
        self.tell(Delta {
            server: Some(&state),
            ..Delta::default()
        });
    }

    fn hear(&mut self, inbound: Inbound) {
        match inbound {
            Inbound::Events(events) => {
                for event in events {
                    self.count(event);
                }
            }
            // Only OBS says so, and it has its own way here.
            Inbound::Recording(_) | Inbound::RecordingByPages(_) => {}
            Inbound::Status(status) => self.note_source(status),
            Inbound::Gone(id) => self.forget_source(&id),
        }
    }

    /// Counts one event, or nothing if it was counted before or is another source's to bring.
    fn count(&mut self, event: StreamEvent) -> Option<()> {
        if !self.owners.may_count(&event) {
            self.keep_back(&event);
            return None;
        }
        if let Some(id) = &event.id {
            let hash = self.seen.note(&event.source, event.channel.as_str(), id)?;
            self.rows.ids.push(hash);
        }
        let event = Arc::new(event);
        if event.history {
            self.note_history(event);
            return Some(());
        }
        let change = self.standing.stats.apply(&event, self.standing.now);
        self.count_unreset(&event, change.session);
        self.note_viewer(&event, &change.credit);
        if change.session {
            // Before its first numbers are shown to them.
            self.goals_of_a_new_session(&event.channel);
        }
        let goals = self.watch_goals(&event.channel);
        self.dirty_gauges |= self.standing.note(&event);
        if !self.dirty.contains(&event.channel) {
            self.dirty.insert(event.channel.clone());
        }
        self.tell(Delta {
            channel: Some(&event.channel),
            change,
            event: Some(&event),
            goals: &goals,
            ..Delta::default()
        });
        self.urgent |= event.kind.is_ledger();
        let session = self.standing.stats.session_id(&event.channel);
        if change.session {
            self.session_began(&event.channel, session);
        }
        if !event.kind.is_gauge() {
            self.rows.events.push(CountedEvent {
                event: Arc::clone(&event),
                received_at: self.standing.now,
                session,
                credit: change.credit,
            });
        }
        self.set_off(&event);
        self.watch(&event, change.credit.coins);
        self.clear_if_told(&event);
        Some(())
    }

    /// Numbers a delta and shows it.
    pub(crate) fn tell(&mut self, delta: Delta) {
        self.standing.seq += 1;
        self.latest.change();
        let at = self.standing.stats.stream_now(self.standing.now);
        self.hub.note(
            &self.standing,
            &Delta {
                seq: self.standing.seq,
                at,
                ..delta
            },
        );
    }

    /// Time passes.
    async fn pass(&mut self) {
        self.beat += 1;
        self.look_after_storage();
        if !self.beat.is_multiple_of(SECOND) {
            return;
        }
        self.note_live_sources();
        self.show_kept_back();
        self.tell_newcomers_of_recording();
        self.look_for_triggers();
        self.pass_unreset();
        let mut sessions_ended = false;
        for (channel, change) in self.standing.stats.tick(self.standing.now) {
            self.tell(Delta {
                channel: Some(&channel),
                change,
                ..Delta::default()
            });
            sessions_ended |= change.session;
            self.dirty.insert(channel);
        }
        if sessions_ended {
            self.session_ended.notify_one();
            self.start_anew();
        }
        self.store(None).await;
        // Time has passed: whoever joins now must not be handed the time of the last event.
        self.latest.change();
        self.hub.tidy();
        if self.beat.is_multiple_of(KEEP_ALIVE) {
            self.hub.keep_alive();
        }
    }

    /// Hands everything to the writer that it does not have yet.
    pub(crate) async fn store(&mut self, stored: Option<oneshot::Sender<()>>) {
        self.urgent = false;
        let mut rows = std::mem::take(&mut self.rows);
        rows.samples = self.standing.stats.take_samples();
        rows.ended = self.standing.stats.take_ended();
        self.hand_over_goals(&mut rows);
        if std::mem::take(&mut self.dirty_gauges) {
            rows.settings
                .push((settings::GAUGES, json!(self.standing.gauges)));
        }
        let stats = &self.standing.stats;
        rows.channels = self
            .dirty
            .drain()
            .filter_map(|id| stats.kept(&id).map(|kept| (id, kept)))
            .collect();
        // When nobody is left the row stands: zeros are shown, but not kept (seed 002, disconnect).
        if !rows.channels.is_empty() && stats.is_anybody_present() {
            rows.totals = Some(Box::new(stats.totals().clone()));
        }
        if rows.is_empty() && stored.is_none() {
            return;
        }
        if let Some(outbox) = &mut self.outbox {
            outbox.store(rows, stored).await;
        }
    }
}

impl std::fmt::Debug for Meter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meter")
            .field("profile", &self.standing.profile_id)
            .finish_non_exhaustive()
    }
}
