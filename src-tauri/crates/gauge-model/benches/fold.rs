//! One event in the meter's turn: counted, watched by the rules, and written for readers; and how everything stands.
//!
//! `cargo bench -p gauge-model`

use std::sync::Arc;

use criterion::Criterion;
use gauge_model::{Delta, Detector, EventKind, Gift, Standing, StreamEvent, Topics, User};

const NOW: i64 = 1_790_000_000_000;
/// Channels of a busy profile.
const CHANNELS: u64 = 4;

fn event(n: u64, kind: EventKind) -> StreamEvent {
    StreamEvent {
        kind,
        channel: format!("twitch:streamer{}", n % CHANNELS)
            .parse()
            .expect("a channel"),
        source: "push".into(),
        id: Some(n.to_string().into()),
        // A thousand a second.
        at: NOW + n as i64,
        user: Some(User {
            id: (n * 7919 % 5000).to_string().into(),
            name: "Fern".into(),
        }),
        simulated: false,
        history: false,
    }
}

fn chat(n: u64) -> StreamEvent {
    let text = "what a lovely evening this is PogChamp".into();
    event(n, EventKind::Chat { text })
}

fn gift(n: u64) -> StreamEvent {
    let gift = Gift {
        gift: "Rose".into(),
        coins: 1,
        count: 1,
        combo: Some((n / 50).to_string().into()),
        repeat: Some(n % 50 + 1),
        ended: false,
    };
    event(n, EventKind::Gift(gift))
}

fn viewers(n: u64) -> StreamEvent {
    event(
        n,
        EventKind::Viewers {
            count: 1000 + n % 100,
        },
    )
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, make) in [
        ("chat", chat as fn(u64) -> StreamEvent),
        ("gift", gift),
        ("viewers", viewers),
    ] {
        apply(&mut criterion, name, make);
        watch(&mut criterion, name, make);
        delta(&mut criterion, name, make);
    }
    snapshot(&mut criterion);
    criterion.final_summary();
}

fn apply(criterion: &mut Criterion, name: &str, make: fn(u64) -> StreamEvent) {
    let (mut standing, mut n) = (Standing::default(), 0);
    criterion.bench_function(&format!("apply/{name}"), |bench| {
        bench.iter_batched(
            || {
                n += 1;
                make(n)
            },
            |event| standing.stats.apply(&event, event.at),
            criterion::BatchSize::SmallInput,
        );
    });
}

fn watch(criterion: &mut Criterion, name: &str, make: fn(u64) -> StreamEvent) {
    let (mut detector, mut n) = (Detector::default(), 0);
    criterion.bench_function(&format!("watch/{name}"), |bench| {
        bench.iter_batched(
            || {
                n += 1;
                make(n)
            },
            |event| detector.hear(&event, 1),
            criterion::BatchSize::SmallInput,
        );
    });
}

fn delta(criterion: &mut Criterion, name: &str, make: fn(u64) -> StreamEvent) {
    let mut standing = Standing::default();
    for n in 0..1000 {
        let event = make(n);
        standing.stats.apply(&event, event.at);
    }
    let event = make(1000);
    let change = standing.stats.apply(&event, event.at);
    let mut out = Vec::new();
    criterion.bench_function(&format!("serialise/delta/{name}"), |bench| {
        bench.iter(|| {
            out.clear();
            let delta = Delta {
                seq: 1000,
                at: event.at,
                channel: Some(&event.channel),
                change,
                event: Some(&event),
                ..Delta::default()
            };
            delta.write_native(&standing.stats, Topics::NATIVE, &mut out)
        });
    });
}

fn snapshot(criterion: &mut Criterion) {
    let mut standing = Standing::default();
    for n in 0..1000 {
        let event = Arc::new(if n % 10 == 0 { gift(n) } else { chat(n) });
        standing.stats.apply(&event, event.at);
        standing.note(&event);
    }
    let mut out = Vec::new();
    criterion.bench_function("serialise/snapshot", |bench| {
        bench.iter(|| {
            out.clear();
            serde_json::to_writer(&mut out, &standing.snapshot(Topics::NATIVE)).expect("JSON");
            out.len()
        });
    });
}
