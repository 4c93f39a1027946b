//! Two sources of one channel, played into a meter.

use std::sync::Arc;

use gauge_model::{
    ChannelId, EventKind, ProfileName, SourceState, SourceStatus, Standing, StreamEvent, Subscription, Topics,
};
use gauge_sources::Sink;
use gauge_store::Profiles;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};

use crate::{
    hub::{Changes, Dialect},
    meter::Meter,
    opening::prepare,
    request::Request,
};

const WHOLE: Dialect = Dialect {
    name: "whole",
    snapshot: whole,
    changes: Changes::Snapshots,
    keep_alive: &[],
};

fn whole(standing: &Standing, topics: Topics, out: &mut Vec<u8>) {
    serde_json::to_writer(out, &standing.snapshot(topics)).expect("a snapshot is JSON");
}

struct Desk {
    _folder: TempDir,
    sink: Sink,
    requests: mpsc::Sender<Request>,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let profiles = Profiles::new(folder.path().to_owned());
        let info = profiles
            .create(&ProfileName::new("A").expect("a name"), 0)
            .expect("a profile");
        let (sink, opened) = prepare(&profiles, info, || 0).await.expect("it opens");
        let (requests, inbox) = mpsc::channel(4);
        tokio::spawn(Meter::new(opened, mpsc::channel(1).0, Arc::default(), || 0).run(inbox));
        Self {
            _folder: folder,
            sink,
            requests,
        }
    }

    async fn source_is(&self, source: &str, state: SourceState) {
        let status = SourceStatus::new(source, channel(), state);
        self.sink.status(status.bringing(&["subscription", "tip"])).await;
    }

    async fn brings(&self, source: &str, kind: EventKind) {
        let event = StreamEvent {
            kind,
            channel: channel(),
            source: source.into(),
            id: None,
            at: 0,
            user: None,
            simulated: false,
            history: false,
        };
        assert!(self.sink.events(vec![event]).await);
    }

    /// How everything stands when the inbox has been heard.
    async fn stands(&self) -> Value {
        let (reply, settled) = oneshot::channel();
        self.requests
            .send(Request::Settle { reply })
            .await
            .expect("it runs");
        settled.await.expect("it is stored");
        let (reply, seat) = oneshot::channel();
        let seat_for = Request::Seat {
            dialect: WHOLE,
            topics: Topics::NATIVE,
            leaving: None,
            since: None,
            reply,
        };
        self.requests.send(seat_for).await.expect("it runs");
        serde_json::from_slice(&seat.await.expect("a seat").snapshot).expect("JSON")
    }

    /// Subscriptions counted, and what of each source was not.
    async fn counted(&self) -> (Value, Vec<u64>) {
        let stands = self.stands().await;
        let kept_back = |source: &Value| source["not_owner"].as_u64().unwrap_or(0);
        let sources = stands["sources"].as_array().expect("a list").iter();
        (
            stands["stats"]["subscriptions"].clone(),
            sources.map(kept_back).collect(),
        )
    }
}

fn channel() -> ChannelId {
    "twitch:luna".parse().expect("a channel")
}

fn sub() -> EventKind {
    EventKind::Subscription(Subscription {
        count: 1,
        ..Subscription::default()
    })
}

#[tokio::test]
async fn one_of_two_sources_counts_and_the_other_takes_over() {
    let desk = Desk::new().await;
    for source in ["twitch_chat", "twitch_eventsub"] {
        desk.source_is(source, SourceState::Live).await;
    }
    for source in ["twitch_chat", "twitch_eventsub", "push"] {
        desk.brings(source, sub()).await;
    }
    desk.brings("twitch_chat", EventKind::Chat { text: "hi".into() })
        .await;
    let (subscriptions, kept_back) = desk.counted().await;
    assert_eq!(
        (subscriptions, kept_back),
        (2.into(), vec![1, 0]),
        "EventSub's and the push"
    );
    assert_eq!(
        desk.stands().await["stats"]["chat_messages"],
        1,
        "nobody else brings it"
    );
    desk.source_is("twitch_eventsub", SourceState::Connecting).await;
    desk.brings("twitch_chat", sub()).await;
    assert_eq!(desk.counted().await, (3.into(), vec![1, 0]));
    // What is known of it stays when it says how it is.
    desk.source_is("twitch_chat", SourceState::Live).await;
    desk.source_is("twitch_eventsub", SourceState::Live).await;
    desk.brings("twitch_chat", sub()).await;
    assert_eq!(desk.counted().await, (3.into(), vec![2, 0]));
}

#[tokio::test]
async fn what_a_removed_source_still_brings_does_not_keep_its_channel() {
    let desk = Desk::new().await;
    desk.source_is("twitch_chat", SourceState::Live).await;
    desk.brings("twitch_chat", sub()).await;
    let channels = |stands: &Value| stands["channels"].as_object().map_or(0, serde_json::Map::len);
    assert_eq!(channels(&desk.stands().await), 1);
    desk.requests
        .send(Request::SetAside(channel()))
        .await
        .expect("it runs");
    assert_eq!(channels(&desk.stands().await), 0);
    desk.brings("twitch_chat", sub()).await;
    assert_eq!(channels(&desk.stands().await), 1, "it is counted all the same");
    desk.sink
        .gone(SourceStatus::id_of("twitch_chat", &channel()))
        .await;
    assert_eq!(channels(&desk.stands().await), 0);
}
