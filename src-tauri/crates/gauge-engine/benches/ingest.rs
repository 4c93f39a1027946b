//! How many ledger events a second one profile takes: decoded, counted, shown and on disk.
//!
//! `cargo bench -p gauge-engine`. A figure is worth something only beside another of the same run.

use std::time::Instant;

use gauge_engine::{DataDir, Engine, Opening};

const BATCH: usize = 1000;
const BATCHES: usize = 600;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("threads").block_on(async {
        let data = DataDir::claim(folder.path()).expect("the folder is ours");
        let engine = Engine::start(data, Opening::Last, gauge_engine::now)
            .await
            .expect("an engine");
        let bodies: Vec<String> = (0..BATCHES).map(body).collect();
        let start = Instant::now();
        // Four producers, each waiting for its acknowledgement.
        let producers = (0..4).map(|producer| {
            let (engine, own) = (
                engine.clone(),
                bodies[producer * BATCHES / 4..(producer + 1) * BATCHES / 4].to_vec(),
            );
            tokio::spawn(async move {
                for body in own {
                    let receipt = engine
                        .push(body.as_bytes())
                        .await
                        .expect("it is stored")
                        .expect("it is good");
                    assert_eq!(receipt.accepted, BATCH);
                }
            })
        });
        for producer in producers.collect::<Vec<_>>() {
            producer.await.expect("it went through");
        }
        let seconds = start.elapsed().as_secs_f64();
        let events = BATCH * BATCHES;
        eprintln!(
            "{events} follows in {seconds:.2} s: {:.0} a second, each acknowledged after its commit",
            events as f64 / seconds
        );
        engine.stop().await;
    });
}

fn body(batch: usize) -> String {
    let event = |i: usize| {
        let id = batch * BATCH + i;
        format!(
            "{{\"type\":\"follow\",\"channel\":\"twitch:luna\",\"id\":\"{id}\",\"user\":{{\"id\":\"{}\",\"name\":\"Ann\"}}}}\n",
            id % 5000
        )
    };
    (0..BATCH).map(event).collect()
}
