//! Sessions, and seed 002's four scenarios, through the engine's own door and across restarts. Time is told.

use std::sync::atomic::{AtomicI64, Ordering};

use gauge_engine::{DataDir, Engine, Opening, StoreError};
use gauge_model::{Answer, Ask, ChannelId, FaultCode, Millis, SessionReport, SessionRules};
use gauge_store::tables::stream_stats::{StreamStats, load_stream_stats};
use gauge_tests::{folder::Folder, in_time, reader::Reader};
use rusqlite::Connection;
use serde_json::json;

const MINUTE: Millis = 60_000;
const START: Millis = 1_800_000_000_000;

/// One engine on one data folder, started again as often as wanted.
struct Desk {
    folder: Folder,
    /// `None` only between two starts.
    engine: Option<Engine>,
    clock: &'static AtomicI64,
    tell: fn() -> Millis,
}

/// A clock of its own for each test: engines take a plain function.
macro_rules! desk {
    () => {{
        static CLOCK: AtomicI64 = AtomicI64::new(START);
        fn tell() -> Millis {
            CLOCK.load(Ordering::SeqCst)
        }
        Desk::new(&CLOCK, tell).await
    }};
}

impl Desk {
    async fn new(clock: &'static AtomicI64, tell: fn() -> Millis) -> Self {
        // Nothing of a test ever reaches Twitch: port 9 (discard) refuses.
        gauge_engine::set_twitch_server("ws://127.0.0.1:9".to_owned());
        let folder = Folder::new();
        let engine = Some(start(&folder, tell).await);
        Self {
            folder,
            engine,
            clock,
            tell,
        }
    }

    async fn restart(&mut self) {
        self.engine().stop().await;
        // Its folder is free when the last of it is gone.
        self.engine = None;
        self.engine = Some(start(&self.folder, self.tell).await);
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().expect("it runs")
    }

    fn minutes_pass(&self, minutes: Millis) {
        self.clock.fetch_add(minutes * MINUTE, Ordering::SeqCst);
    }

    async fn push(&self, channel: &str, kind: &str, count: u64) {
        let event = json!({ "type": kind, "channel": channel, "count": count, "coins": 1 });
        let pushed = self.engine().push(event.to_string().as_bytes()).await;
        pushed.expect("it is counted").expect("it is good");
    }

    async fn connect(&self, channel: &str) {
        let ask = Ask::AddChannel {
            channel: channel.to_owned(),
        };
        self.engine().ask(ask).await.expect("a channel");
    }

    async fn disconnect(&self, channel: &str) {
        let channel: ChannelId = channel.parse().expect("a channel");
        self.engine()
            .ask(Ask::RemoveChannel { channel })
            .await
            .expect("done");
    }

    async fn sessions(&self) -> Vec<SessionReport> {
        let ask = Ask::Sessions {
            channel: None,
            limit: 10,
        };
        match self.engine().ask(ask).await {
            Ok(Answer::Sessions(sessions)) => sessions,
            other => panic!("no sessions: {other:?}"),
        }
    }

    /// A number of the totals, as a new reader sees it.
    async fn shown(&self, number: &str) -> u64 {
        let mut reader = Reader::sit(self.engine()).await;
        reader.next_snapshot().await["stats"][number]
            .as_u64()
            .expect("a number")
    }

    /// The seed's row, when everything is on disk.
    async fn row(&self) -> Option<StreamStats> {
        self.sessions().await;
        let file = Connection::open(self.folder.profile_files().remove(0)).expect("the file");
        load_stream_stats(&file).expect("a row, or none")
    }
}

async fn start(folder: &Folder, tell: fn() -> Millis) -> Engine {
    // Another test that starts a program holds a copy of this process's lock between fork and exec.
    let claimed = async {
        loop {
            match DataDir::claim(folder.path()) {
                Err(StoreError::InUse(_)) => tokio::task::yield_now().await,
                claimed => return claimed.expect("the folder"),
            }
        }
    };
    let data = in_time("the folder to be free", claimed).await;
    Engine::start(data, Opening::Last, tell).await.expect("an engine")
}

fn row(likes: u64, gifts: u64) -> Option<StreamStats> {
    Some(StreamStats {
        likes,
        gifts,
        total_coins: gifts,
        ..StreamStats::default()
    })
}

#[tokio::test]
async fn a_new_profile_has_no_row_and_a_reset_one_has_zeros() {
    let mut desk = desk!();
    assert_eq!(desk.row().await, None, "never saved is not zero");
    desk.push("tiktok:a", "like", 5).await;
    desk.push("tiktok:a", "gift", 2).await;
    assert_eq!(desk.row().await, row(5, 2));
    desk.push("tiktok:a", "like", 1).await;
    assert_eq!(desk.row().await, row(6, 2), "the second replaces the first");
    desk.engine().ask(Ask::Reset).await.expect("done");
    assert_eq!((desk.shown("likes").await, desk.row().await), (0, row(0, 0)));
    desk.restart().await;
    assert_eq!(desk.shown("likes").await, 0);
}

#[tokio::test]
async fn a_disconnect_shows_zeros_and_keeps_the_row_and_the_same_streamer_goes_on() {
    let mut desk = desk!();
    desk.connect("twitch:a").await;
    desk.push("twitch:a", "like", 7).await;
    for _ in 0..2 {
        desk.disconnect("twitch:a").await;
        assert_eq!((desk.shown("likes").await, desk.row().await), (0, row(7, 0)));
    }
    desk.restart().await;
    assert_eq!((desk.shown("likes").await, desk.row().await), (0, row(7, 0)));
    desk.minutes_pass(5);
    desk.connect("twitch:a").await;
    assert_eq!(desk.shown("likes").await, 7);
    desk.push("twitch:a", "like", 1).await;
    assert_eq!(desk.row().await, row(8, 0));
    assert_eq!(desk.sessions().await.len(), 1);
}

#[tokio::test]
async fn another_streamer_starts_at_zero_in_a_session_of_its_own() {
    let desk = desk!();
    desk.connect("twitch:a").await;
    desk.push("twitch:a", "like", 7).await;
    desk.disconnect("twitch:a").await;
    desk.connect("twitch:b").await;
    desk.push("twitch:b", "gift", 1).await;
    assert_eq!((desk.shown("likes").await, desk.row().await), (0, row(0, 1)));
    let sessions = desk.sessions().await;
    let told: Vec<_> = sessions
        .iter()
        .map(|one| (one.session.channel.as_str(), one.numbers.likes))
        .collect();
    assert_eq!(told, [("twitch:b", 0), ("twitch:a", 7)]);
}

#[tokio::test]
async fn a_restart_inside_the_grace_period_goes_on_and_after_it_begins_anew() {
    let mut desk = desk!();
    for (minutes, likes, sessions) in [(0, 3, 1), (9, 6, 1), (10, 3, 2)] {
        desk.minutes_pass(minutes);
        desk.restart().await;
        desk.push("tiktok:a", "like", 3).await;
        assert_eq!(desk.shown("likes").await, likes, "after {minutes} min");
        assert_eq!(desk.sessions().await.len(), sessions, "after {minutes} min");
    }
    let first = desk.sessions().await.remove(1);
    assert_eq!((first.numbers.likes, first.session.started_at), (6, START));
}

#[tokio::test]
async fn a_session_can_be_ended_by_hand() {
    let desk = desk!();
    desk.push("tiktok:a", "like", 3).await;
    let channel: ChannelId = "tiktok:a".parse().expect("a channel");
    desk.engine()
        .ask(Ask::EndSession { channel })
        .await
        .expect("done");
    assert!(desk.sessions().await[0].session.ended_at.is_some());
    assert_eq!(desk.shown("likes").await, 3, "shown until the next begins");
    desk.push("tiktok:a", "like", 1).await;
    assert_eq!((desk.shown("likes").await, desk.sessions().await.len()), (1, 2));
}

#[tokio::test]
async fn the_grace_period_is_a_setting_of_the_profile() {
    let mut desk = desk!();
    let rules = SessionRules { grace_s: 60 };
    let set = desk.engine().ask(Ask::SetSessionRules { rules }).await;
    assert_eq!(set, Ok(Answer::SessionRules(rules)));
    desk.push("tiktok:a", "like", 3).await;
    // The second time by what was kept.
    for sessions in [2, 3] {
        desk.minutes_pass(2);
        desk.push("tiktok:a", "like", 1).await;
        let kept = desk.sessions().await;
        let open = kept.iter().filter(|one| one.session.ended_at.is_none());
        assert_eq!((kept.len(), open.count()), (sessions, 1));
        desk.restart().await;
    }
    assert_eq!(
        desk.engine().ask(Ask::SessionRules).await,
        Ok(Answer::SessionRules(rules))
    );
    let too_long = SessionRules { grace_s: 86_401 };
    let fault = desk.engine().ask(Ask::SetSessionRules { rules: too_long }).await;
    assert_eq!(fault.expect_err("a refusal").code, FaultCode::Rules);
}
