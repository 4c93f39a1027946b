//! Taking a reset back. Beside the numbers that began at zero the meter keeps, for a while, those that nobody reset,
//! and counts everything into both. So they are exact, whatever has come meanwhile.

use gauge_model::{ChannelId, Fault, FaultCode, Goals, Millis, SessionRules, Standing, Stats, StreamEvent};
use gauge_store::TakenBack;

use super::Meter;
use crate::goals::is_alone;

/// Who has written, by channel and session.
fn everybody(stats: &Stats) -> Vec<(ChannelId, Option<u64>, Vec<Box<str>>)> {
    stats
        .chatters()
        .map(|(id, people)| (id.clone(), stats.session_id(id), people.iter().cloned().collect()))
        .collect()
}

/// The numbers as they would be without the newest reset.
pub(super) struct Unreset {
    stats: Stats,
    goals: Goals,
    /// When the reset was.
    at: Millis,
    /// Sessions that would not have begun, each with the one that would have gone on.
    merged: Vec<(u64, u64)>,
}

impl Unreset {
    /// For so long, ms.
    const OPEN: Millis = 600_000;

    fn new(standing: &Standing) -> Self {
        Self {
            stats: standing.stats.clone(),
            goals: standing.goals.clone(),
            at: standing.now,
            merged: Vec::new(),
        }
    }

    /// Counts an event that the numbers of now have counted; `began` says that a session of theirs began with it,
    /// which is then the `newest`. False: the sessions of both cannot be put together any more.
    fn count(&mut self, event: &StreamEvent, now: Millis, (began, newest): (bool, u64)) -> bool {
        self.stats.number_sessions_after(newest - u64::from(began));
        let change = self.stats.apply(event, now);
        if change.session {
            let alone = is_alone(&self.stats, &event.channel);
            self.goals.session_began(&event.channel, alone);
        }
        if let Some(numbers) = self.stats.channel(&event.channel) {
            self.goals.observe(&event.channel, numbers);
        }
        match (began, change.session) {
            (true, false) => {
                let goes_on = self.stats.session_id(&event.channel);
                self.merged.extend(goes_on.map(|into| (newest, into)));
                goes_on.is_some()
            }
            (began, begins) => began == begins,
        }
    }
}

impl Meter {
    /// Ends every session and sets every number to zero, which can be taken back for a while.
    pub(super) fn reset(&mut self) {
        self.unreset = Some(Box::new(Unreset::new(&self.standing)));
        self.standing.undo_until = Some(self.standing.now + Unreset::OPEN);
        let changed = self.standing.goals.numbers_were_reset();
        self.note_goals(changed);
        self.standing.stats.reset();
        self.show_was_changed();
    }

    /// The numbers go on as if there had been no reset.
    pub(super) async fn undo_reset(&mut self) -> Result<(), Fault> {
        let Some(unreset) = self.unreset.take() else {
            let words = "There is no reset that could be taken back. That is possible for ten minutes, as long as its \
                         profile stays open; the ended sessions are in the history.";
            return Err(Fault::new(FaultCode::NoSuchCopy, words));
        };
        // What has come since then, under the sessions that it came in.
        self.store(None).await;
        let Unreset {
            mut stats,
            goals,
            at,
            merged,
        } = *unreset;
        stats.number_sessions_after(self.standing.stats.newest_session());
        self.rows.taken_back.push(TakenBack {
            reset_at: at,
            merged,
            samples: stats.take_samples(),
            chatters: everybody(&stats),
        });
        self.standing.stats = stats;
        let standing = &mut self.standing;
        let changed = standing.goals.reset_was_taken_back(&goals, &standing.stats);
        self.note_goals(changed);
        self.standing.undo_until = None;
        self.show_was_changed();
        Ok(())
    }

    /// An event was counted; `began`: with it a session began.
    pub(super) fn count_unreset(&mut self, event: &StreamEvent, began: bool) {
        let (now, newest) = (self.standing.now, self.standing.stats.newest_session());
        if let Some(unreset) = &mut self.unreset
            && !unreset.count(event, now, (began, newest))
        {
            tracing::info!("the reset can no longer be taken back: its sessions have parted");
            self.forget_unreset();
        }
    }

    /// Time passes.
    pub(super) fn pass_unreset(&mut self) {
        let now = self.standing.now;
        if self.standing.undo_until.is_some_and(|until| now >= until) {
            self.forget_unreset();
        }
        if let Some(unreset) = &mut self.unreset {
            unreset.stats.tick(now);
        }
    }

    fn forget_unreset(&mut self) {
        self.unreset = None;
        self.standing.undo_until = None;
    }

    /// The numbers of now, and those without the reset.
    pub(super) fn both_stats(&mut self) -> impl Iterator<Item = &mut Stats> {
        let unreset = self.unreset.as_mut().map(|unreset| &mut unreset.stats);
        std::iter::once(&mut self.standing.stats).chain(unreset)
    }

    /// Sessions begin and end by these rules.
    pub(crate) fn set_session_rules(&mut self, rules: SessionRules) {
        self.both_stats().for_each(|stats| stats.set_session_rules(rules));
    }
}
