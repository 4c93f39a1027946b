//! What follows which end of a connection, and a connector that ends as it is told, under the supervisor.

use std::{collections::VecDeque, sync::Arc};

use async_trait::async_trait;
use gauge_model::{EventKind, SourceKind, SourceState, SourceStatus};
use tokio::{
    sync::{Notify, mpsc::Receiver},
    time::Duration,
};

use super::{Connector, Ended, Next, Tries, supervise, try_once};
use crate::{BackOff, Capture, Inbound, Link, Sink};

/// Seconds that are waited after a connection that stood so long.
fn after(tries: &mut Tries, ended: Ended, held: Option<u64>) -> Option<u64> {
    let next = tries
        .after(ended, held.map(Duration::from_secs), 0)
        .expect("it goes on");
    let (until, delay) = match (&next.state, next.delay) {
        (SourceState::Waiting { until, .. } | SourceState::Offline { until, .. }, Some(delay)) => {
            (until.unsigned_abs(), delay)
        }
        (SourceState::Refused { .. }, None) => return None,
        _ => panic!("{next:?}"),
    };
    assert_eq!(u128::from(until), delay.as_millis(), "it is told as it is done");
    Some(until / 1000)
}

fn lost() -> Ended {
    Ended::Lost("lost".to_owned())
}

#[test]
fn waiting_grows_and_a_good_connection_ends_that() {
    let mut tries = Tries::new(BackOff::Local);
    for (held, want) in [(None, 2), (None, 3), (Some(29), 4), (Some(30), 2), (None, 3)] {
        assert_eq!(after(&mut tries, lost(), held), Some(want), "{held:?}");
    }
}

#[test]
fn other_ends_have_a_wait_of_their_own() {
    let limited = |until| Ended::Limited {
        until,
        why: "limit".to_owned(),
    };
    for (ended, want) in [
        (Ended::Offline("off".to_owned()), Some(60)),
        (Ended::Refused("no key".to_owned()), None),
        (limited(600_000), Some(600)),
        (limited(-5), Some(1)),
        (limited(i64::MAX), Some(86_400)),
    ] {
        let mut tries = Tries::new(BackOff::Remote);
        assert_eq!(after(&mut tries, ended.clone(), None), want, "{ended:?}");
    }
    let closed: Option<Next> = Tries::new(BackOff::Remote).after(Ended::Closed, None, 0);
    assert_eq!(closed, None);
}

/// Connections: whether each stands, and why it ends at once; after the last, one that hangs.
struct Actor(VecDeque<(bool, Ended)>);

#[async_trait]
impl Connector for Actor {
    async fn connect(&mut self, link: &Link) -> Ended {
        let Some((stands, ended)) = self.0.pop_front() else {
            return std::future::pending().await;
        };
        if stands {
            link.live().await;
            let channel = &link.channels()[0];
            let event = link.event(channel, None, 0, None, EventKind::Follow);
            if link.events(vec![event]).await.is_err() {
                return Ended::Closed;
            }
        }
        ended
    }

    fn back_off(&self) -> BackOff {
        BackOff::Local
    }
}

fn link(sink: Sink) -> Link {
    let channels = vec!["tiktok:luna".parse().expect("a channel")];
    Link::new(&SourceKind::TIKFINITY, channels, sink, || 0, Capture::default())
}

/// The next state's name.
async fn state(inbox: &mut Receiver<Inbound>) -> &'static str {
    loop {
        match inbox.recv().await.expect("it runs") {
            Inbound::Events(events) => assert_eq!(events.len(), 1),
            Inbound::Status(SourceStatus { state, .. }) => {
                return match state {
                    SourceState::Connecting => "connecting",
                    SourceState::Live => "live",
                    SourceState::Waiting { .. } => "waiting",
                    SourceState::Offline { .. } => "offline",
                    SourceState::Refused { .. } => "refused",
                    SourceState::Idle => "idle",
                };
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn asking_again_ends_a_refusal_a_waiting_and_a_connection() {
    let acts = [(false, Ended::Refused("no key".to_owned())), (true, lost())];
    let (sink, mut inbox) = Sink::inbox();
    let again = Arc::new(Notify::new());
    let wish = Arc::clone(&again);
    tokio::spawn(async move { supervise(&mut Actor(acts.into()), &mut link(sink), wish).await });
    for want in [
        "connecting",
        "refused",
        "again",
        "connecting",
        "live",
        "waiting",
        "again",
        "connecting",
        "again",
        "connecting",
    ] {
        if want == "again" {
            again.notify_one();
        } else {
            assert_eq!(state(&mut inbox).await, want);
        }
    }
}

#[tokio::test]
async fn a_closed_profile_ends_it() {
    let (sink, inbox) = Sink::inbox();
    drop(inbox);
    supervise(
        &mut Actor([(true, lost())].into()),
        &mut link(sink),
        Arc::default(),
    )
    .await;
}

#[tokio::test]
async fn a_test_says_what_came_and_what_hinders() {
    let mut actor = Actor([(true, lost()), (false, lost())].into());
    let test = try_once(&mut actor, link).await;
    assert_eq!(
        (test.connected, test.why.as_deref(), test.events.get("follow")),
        (true, Some("lost"), Some(&1))
    );
    let test = try_once(&mut actor, link).await;
    assert_eq!(
        (test.connected, test.why.as_deref(), test.events.len()),
        (false, Some("lost"), 0)
    );
}
