//! What overlays tell of themselves: how each fares, and whether OBS records.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use gauge_engine::Engine;
use gauge_model::{Millis, OverlayHealth, OverlayReport, TokenScope};
use tokio::{sync::watch, time::timeout};

use crate::access::{Access, OVERLAYS, Origin};

/// Overlays that are heard, and of those that are gone, so many are remembered, so long (ms).
const MOST: usize = 256;
const GONE_MOST: usize = 64;
const GONE: Millis = 3_600_000;
/// Characters of an address that are kept.
const LONGEST: usize = 2000;
/// A page that is loaded again is back by then: OBS does not stop recording for it.
const GRACE: Duration = Duration::from_secs(10);

/// Every overlay that told of itself. Cheap to share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reports {
    held: Arc<Mutex<Held>>,
    /// Whether OBS records, by the newest word of a page that is connected.
    recording: watch::Sender<Option<bool>>,
}

#[derive(Debug, Default)]
struct Held {
    /// In the order in which they came.
    here: Vec<Heard>,
    /// The newest last.
    gone: Vec<OverlayHealth>,
    reports: u64,
}

#[derive(Debug)]
struct Heard {
    id: u64,
    /// The number of its newest report.
    newest: u64,
    health: OverlayHealth,
}

/// One connection's way to tell of itself. When it ends, so does its overlay.
#[derive(Debug)]
pub(crate) struct Reporter {
    reports: Reports,
    id: Option<u64>,
}

/// Whether what this visitor tells of itself is heard: it is one of our own pages or programs, with the overlays' token
/// or one that may write. A token for reading that was given away changes nothing.
pub(crate) fn may_report(access: &Access) -> bool {
    let is_ours = matches!(access.origin, Origin::Native | Origin::Own);
    let may = access.token() == Some(OVERLAYS) || access.scope() >= Some(TokenScope::Write);
    is_ours && may
}

impl Reports {
    /// A connection that may tell of itself.
    pub(crate) fn reporter(&self) -> Reporter {
        Reporter {
            reports: self.clone(),
            id: None,
        }
    }

    /// Those that are connected, then those that were.
    pub(crate) fn overlays(&self, now: Millis) -> Vec<OverlayHealth> {
        let mut held = self.lock();
        held.gone.retain(|health| now - health.since < GONE);
        let here = held.here.iter().map(|heard| &heard.health);
        here.chain(held.gone.iter().rev()).cloned().collect()
    }

    /// Tells the engine of every change of OBS's word, for as long as it runs.
    pub(crate) async fn tell(self, engine: Engine) {
        let mut news = self.recording.subscribe();
        loop {
            let word = *news.borrow_and_update();
            if word.is_none()
                && let Ok(changed) = timeout(GRACE, news.changed()).await
            {
                if changed.is_err() {
                    return;
                }
                continue;
            }
            engine.note_recording_by_pages(word).await;
            if news.changed().await.is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // Nothing in here can panic half-way, so a poisoned lock guards good data.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Only a change is told.
    fn weigh(&self, held: &Held) {
        let words = held.here.iter().filter(|heard| heard.health.recording.is_some());
        let newest = words.max_by_key(|heard| heard.newest);
        let word = newest.and_then(|heard| heard.health.recording);
        self.recording
            .send_if_modified(|now| std::mem::replace(now, word) != word);
    }
}

impl Reporter {
    /// Takes a report in.
    pub(crate) fn take(&mut self, report: OverlayReport, now: Millis) {
        let mut held = self.reports.lock();
        held.reports += 1;
        let newest = held.reports;
        let known = held.here.iter_mut().find(|heard| Some(heard.id) == self.id);
        if let Some(heard) = known {
            heard.newest = newest;
            heard.health = seen(report, now, Some(&heard.health));
        } else if held.here.len() < MOST {
            let health = seen(report, now, None);
            held.gone.retain(|gone| gone.address != health.address);
            self.id = Some(newest);
            held.here.push(Heard {
                id: newest,
                newest,
                health,
            });
        }
        self.reports.weigh(&held);
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        let mut held = self.reports.lock();
        let Some(at) = held.here.iter().position(|heard| Some(heard.id) == self.id) else {
            return;
        };
        let mut health = held.here.remove(at).health;
        let is_elsewhere = held
            .here
            .iter()
            .any(|heard| heard.health.address == health.address);
        if !is_elsewhere {
            (health.connected, health.since) = (false, gauge_engine::now());
            held.gone.push(health);
            let too_many = held.gone.len().saturating_sub(GONE_MOST);
            held.gone.drain(..too_many);
        }
        self.reports.weigh(&held);
    }
}

fn seen(report: OverlayReport, now: Millis, before: Option<&OverlayHealth>) -> OverlayHealth {
    let before_it = before.filter(|health| health.visible == report.visible);
    OverlayHealth {
        address: report.address.chars().take(LONGEST).collect(),
        connected: true,
        since: before.map_or(now, |health| health.since),
        visible: report.visible,
        visible_since: before_it.map_or(now, |health| health.visible_since),
        active: report.active,
        delay: report.delay,
        missed: report.missed,
        obs: report.obs.map(|version| version.chars().take(40).collect()),
        recording: report.recording,
        streaming: report.streaming,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(address: &str, recording: Option<bool>) -> OverlayReport {
        OverlayReport {
            address: address.to_owned(),
            visible: true,
            recording,
            ..OverlayReport::default()
        }
    }

    #[test]
    fn the_newest_word_of_a_page_that_is_there_counts() {
        let reports = Reports::default();
        let word = || *reports.recording.borrow();
        let (mut first, mut second) = (reports.reporter(), reports.reporter());
        assert_eq!(word(), None);
        first.take(report("/o/goal", Some(true)), 1);
        assert_eq!(word(), Some(true));
        second.take(report("/o/chat", Some(false)), 2);
        assert_eq!(word(), Some(false));
        second.take(report("/o/chat", None), 3);
        assert_eq!(word(), Some(true), "one that does not know says nothing");
        drop(first);
        assert_eq!(word(), None);
    }

    #[test]
    fn one_that_is_gone_is_remembered_until_it_is_back() {
        let reports = Reports::default();
        let mut overlay = reports.reporter();
        overlay.take(report("/o/goal", None), 1);
        overlay.take(
            OverlayReport {
                visible: false,
                ..report("/o/goal", None)
            },
            5,
        );
        let seen = &reports.overlays(6)[0];
        assert_eq!(
            (seen.connected, seen.since, seen.visible, seen.visible_since),
            (true, 1, false, 5)
        );
        drop(overlay);
        let now = gauge_engine::now();
        assert!(!reports.overlays(now)[0].connected);
        assert!(reports.overlays(now + GONE + 1000).is_empty(), "but not for ever");
        let mut back = reports.reporter();
        for at in 1..=3 {
            back.take(report("/o/goal", None), at);
        }
        assert_eq!(reports.overlays(now).len(), 1);
        let silent = reports.reporter();
        drop(silent);
        assert_eq!(reports.overlays(now).len(), 1, "who says nothing is no overlay");
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let reports = Reports::default();
        let mut all: Vec<_> = (0..MOST + 10).map(|_| reports.reporter()).collect();
        for (n, one) in all.iter_mut().enumerate() {
            one.take(report(&format!("/o/{n}{}", "x".repeat(LONGEST)), None), 1);
        }
        let seen = reports.overlays(1);
        assert_eq!(seen.len(), MOST);
        assert!(seen.iter().all(|one| one.address.len() == LONGEST));
        drop(all);
        assert_eq!(reports.overlays(gauge_engine::now()).len(), GONE_MOST);
    }
}
