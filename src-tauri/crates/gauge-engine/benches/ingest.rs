//! How many ledger events a second one profile takes: decoded, counted, shown and on disk, viewers, sessions and
//! samples with them.
//!
//! `cargo bench -p gauge-engine`. The wall clock is worth something only beside another figure of the same run; CPU
//! seconds say more on a busy machine.

use std::time::{Duration, Instant};

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, Score};

const BATCH: usize = 1000;
const BATCHES: usize = 600;
const PRODUCERS: usize = 4;
/// Rows of a leaderboard in one answer.
const PAGE: usize = 1000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads");
    for people in [5000, 50_000] {
        runtime.block_on(ingest(people));
    }
}

/// Four producers, each waiting for its acknowledgement, push follows of so many people.
async fn ingest(people: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = DataDir::claim(folder.path()).expect("the folder is ours");
    let engine = Engine::start(data, Opening::Last, gauge_engine::now)
        .await
        .expect("an engine");
    let mut bodies = (0..BATCHES).map(|batch| body(batch, people));
    let shares: Vec<Vec<String>> = (0..PRODUCERS)
        .map(|_| bodies.by_ref().take(BATCHES / PRODUCERS).collect())
        .collect();
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let producers: Vec<_> = shares
        .into_iter()
        .map(|share| tokio::spawn(push_all(engine.clone(), share)))
        .collect();
    let mut waits = Vec::new();
    for producer in producers {
        waits.extend(producer.await.expect("it went through"));
    }
    let seconds = start.elapsed().as_secs_f64();
    let cpu = cpu_seconds() - cpu;
    let events = BATCH * BATCHES;
    assert_eq!(
        follows_on_the_board(&engine, people).await,
        events as u64,
        "nobody is missing"
    );
    engine.stop().await;
    waits.sort_unstable();
    let events = events as f64;
    eprintln!(
        "{events} follows of {people} people in {seconds:.2} s: {:.0} a second, each acknowledged after its commit \
         (p50 {:?}, p99 {:?}); {:.2} CPU s per million",
        events / seconds,
        waits[waits.len() / 2],
        waits[waits.len() * 99 / 100],
        cpu * 1e6 / events,
    );
}

async fn push_all(engine: Engine, bodies: Vec<String>) -> Vec<Duration> {
    let mut waits = Vec::new();
    for body in bodies {
        let start = Instant::now();
        let receipt = engine
            .push(body.as_bytes())
            .await
            .expect("it is stored")
            .expect("it is good");
        assert_eq!(receipt.accepted, BATCH);
        waits.push(start.elapsed());
    }
    waits
}

/// What people are said to have given, all of them together.
async fn follows_on_the_board(engine: &Engine, people: usize) -> u64 {
    let mut sum = 0;
    for offset in (0..people).step_by(PAGE) {
        let ask = Ask::Leaderboard {
            by: Score::Follows,
            session: None,
            limit: PAGE as u32,
            offset: offset as u32,
        };
        let Ok(Answer::Board(rows)) = engine.ask(ask).await else {
            panic!("no board");
        };
        sum += rows.iter().map(|row| row.value).sum::<u64>();
    }
    sum
}

fn body(batch: usize, people: usize) -> String {
    let event = |i: usize| {
        let id = batch * BATCH + i;
        // Far apart from one event to the next, as people are.
        let user = id * 7919 % people;
        format!(
            "{{\"type\":\"follow\",\"channel\":\"twitch:luna\",\"id\":\"{id}\",\"user\":{{\"id\":\"{user}\",\"name\":\"Ann\"}}}}\n"
        )
    };
    (0..BATCH).map(event).collect()
}

/// Of all threads, user and system. 0 where the system has no `/proc`.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: f64 = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}
