//! How long a profile of a million events takes to open, and its leaderboards to be read.
//!
//! `cargo bench -p gauge-engine --bench opening`. Wanted: opened in 300 ms, a leaderboard in 50 ms.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, Score};
use gauge_store::{Kept, Profiles};

const EVENTS: usize = 1_000_000;
const VIEWERS: usize = 50_000;
const BATCH: usize = 2000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads");
    runtime.block_on(async {
        let engine = start(folder.path()).await;
        for batch in 0..EVENTS / BATCH {
            let receipt = engine.push(body(batch).as_bytes()).await.expect("it is stored");
            assert_eq!(receipt.expect("it is good").accepted, BATCH);
        }
        engine.stop().await;
        drop(engine);
        steps(folder.path());
        for _ in 0..3 {
            let (engine, took) = timed(start(folder.path())).await;
            eprintln!("opened, counting and showing: {took:?}");
            boards(&engine).await;
            engine.stop().await;
        }
    });
}

async fn start(folder: &Path) -> Engine {
    let data = DataDir::claim(folder).expect("the folder is ours");
    Engine::start(data, Opening::Last, gauge_engine::now)
        .await
        .expect("an engine")
}

async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let done = work.await;
    (done, start.elapsed())
}

fn steps(folder: &Path) {
    let profiles = Profiles::new(folder.join("profiles"));
    let id = profiles.active().expect("one was open");
    let bytes = std::fs::metadata(profiles.path(&id)).expect("its file").len();
    let start = Instant::now();
    let db = gauge_store::open(&profiles.path(&id)).expect("it opens");
    let opened = start.elapsed();
    let kept = Kept::read(&db).expect("it can be read");
    let read = start.elapsed() - opened;
    let events: i64 = db
        .query_row("SELECT count(*) FROM events", (), |row| row.get(0))
        .expect("a count");
    let shown = kept.stats.totals().chat_messages;
    eprintln!(
        "{events} events ({shown} of them chat), {} MB: the file opens in {opened:?}, what it keeps is read in {read:?}",
        bytes >> 20
    );
}

async fn boards(engine: &Engine) {
    for by in [Score::Coins, Score::Messages, Score::Xp] {
        let ask = Ask::Leaderboard {
            by,
            session: None,
            limit: 100,
            offset: 0,
        };
        let (answer, took) = timed(engine.ask(ask)).await;
        assert!(matches!(answer, Ok(Answer::Board(rows)) if rows.len() == 100));
        eprintln!("the first hundred by {by:?}: {took:?}");
    }
}

/// Of ten events seven are chat, two are frames of streaks and one is a follow.
fn body(batch: usize) -> String {
    let event = |i: usize| {
        let id = batch * BATCH + i;
        let user = format!("\"user\":{{\"id\":\"{}\",\"name\":\"Ann\"}}", id * 7919 % VIEWERS);
        let what = match id % 10 {
            0..=6 => "\"type\":\"chat\",\"text\":\"what a lovely evening this is\"".to_owned(),
            7 | 8 => format!(
                "\"type\":\"gift\",\"gift\":\"rose\",\"count\":1,\"coins\":1,\"combo\":\"{}\",\"repeat\":{}",
                id / 50,
                id % 50
            ),
            _ => "\"type\":\"follow\"".to_owned(),
        };
        format!("{{\"channel\":\"twitch:luna\",\"id\":\"m{id}\",{user},{what}}}\n")
    };
    (0..BATCH).map(event).collect()
}
