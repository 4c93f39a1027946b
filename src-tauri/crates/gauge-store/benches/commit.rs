//! From counted events to the disk: one transaction of so many, with its `fsync`. On a disk in memory it is SQLite's
//! own work that is seen.
//!
//! `cargo bench -p gauge-store`

use std::sync::Arc;

use criterion::{Criterion, Throughput};
use gauge_model::{EventKind, ProfileName, StreamEvent, User, ViewerCounts};
use gauge_store::{CountedEvent, Profiles, Rows, Writer};
use tokio::sync::oneshot;

const NOW: i64 = 1_790_000_000_000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("profiles");
    std::fs::create_dir_all(&dir).expect("a folder");
    let profiles = Profiles::new(dir);
    let name = ProfileName::new("Bench").expect("a name");
    let made = profiles.create(&name, NOW).expect("a profile");
    let opened = profiles.open(&made.id, NOW).expect("it opens");
    let writer = Writer::start(opened.db, &profiles, &made.id, || NOW).expect("a thread");
    let mut criterion = Criterion::default().configure_from_args();
    let mut next = 0;
    for count in [1, 100, 1000] {
        commit(&mut criterion, &writer, count, &mut next);
    }
    criterion.final_summary();
}

fn commit(criterion: &mut Criterion, writer: &Writer, count: u64, next: &mut u64) {
    let mut group = criterion.benchmark_group("commit");
    group.throughput(Throughput::Elements(count));
    group.bench_function(format!("follows/{count}"), |bench| {
        bench.iter_batched(
            || {
                *next += count;
                rows(*next, count)
            },
            |rows| {
                let (tell, stored) = oneshot::channel();
                writer.slot().expect("nothing else waits").write(rows, vec![tell]);
                stored.blocking_recv().expect("it is stored");
            },
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn rows(first: u64, count: u64) -> Rows {
    let kind = EventKind::Follow;
    let one = |n: u64| CountedEvent {
        credit: ViewerCounts::told_by(&kind),
        received_at: NOW,
        session: None,
        event: Arc::new(StreamEvent {
            kind: kind.clone(),
            channel: "twitch:luna".parse().expect("a channel"),
            source: "push".into(),
            id: Some(n.to_string().into()),
            at: NOW,
            user: Some(User {
                id: (n * 7919 % 5000).to_string().into(),
                name: "Fern".into(),
            }),
            simulated: false,
            history: false,
        }),
    };
    Rows {
        events: (first..first + count).map(one).collect(),
        ids: (first..first + count).collect(),
        ..Rows::default()
    }
}
