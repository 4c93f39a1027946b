//! Twenty switches of the profile under load: every acknowledged event is in the profile that its answer names, and
//! every reader keeps its socket and sees one profile after the other, never mixed.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::{Write, stderr},
    time::{Duration, Instant},
};

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Answer, Ask, ProfileInfo};
use gauge_tests::{
    endpoint,
    folder::Folder,
    http::{client, push},
    in_time,
    socketio::SocketIo,
    sse::Sse,
    watcher::{Shown, Watcher},
};
use serde_json::{Value, json};
use tokio::{
    sync::{oneshot, watch},
    task::JoinSet,
    time::interval,
};
use tokio_util::sync::CancellationToken;

const SWITCHES: u32 = 20;
/// Between two switches.
const PACE: Duration = Duration::from_secs(1);
const PRODUCERS: usize = 4;
/// Events in a push, and pushes of one producer in a second: 5000 events a second in all.
const BATCH: u32 = 50;
const RATE: u32 = 25;
/// The readers of `/ws/live`, and their topics; and those of Socket.IO.
const READERS: usize = 50;
const TOPICS: &[&str] = &["stats", "gift"];
const SOCKETIO: usize = 10;
const STREAMS: usize = 5;
/// A switch takes less than half a second, but not on a machine that does other things too.
const GENEROUS: Duration = Duration::from_secs(5);

/// The profile and the number of the last frame, once everything has been pushed.
type End = watch::Receiver<Option<(String, u64)>>;
/// Events by the profile that the answer named.
type Acknowledged = HashMap<String, HashSet<String>>;

async fn profile(engine: &Engine, ask: Ask) -> ProfileInfo {
    match engine.ask(ask).await {
        Ok(Answer::Profile(profile)) => profile,
        other => panic!("no profile: {other:?}"),
    }
}

fn batch(producer: usize, made: u32) -> Vec<Value> {
    let event = |n: u32| {
        let id = format!("{producer}-{}", made + n);
        match n {
            0 => {
                json!({ "type": "sensor_event", "event_type": "impact_detected", "sensor_id": id, "id": id })
            }
            1..=5 => json!({ "type": "gift", "channel": "tiktok:luna", "id": id, "coins": 3 }),
            _ => json!({ "type": "like", "channel": "twitch:luna", "id": id }),
        }
    };
    (0..BATCH).map(event).collect()
}

async fn produce(http: String, producer: usize, stop: CancellationToken) -> Acknowledged {
    let (client, mut acknowledged) = (client(), Acknowledged::new());
    let token = endpoint::token(&http);
    let mut ticks = interval(Duration::from_secs(1) / RATE);
    let mut made = 0;
    while !stop.is_cancelled() {
        ticks.tick().await;
        let events = batch(producer, made);
        made += BATCH;
        let request = client
            .post(format!("{http}/api/events"))
            .json(&events)
            .bearer_auth(&token)
            .send();
        let answer = in_time("a push", request).await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let answer: Value = in_time("an answer", answer.json()).await.expect("JSON");
        assert_eq!(
            (&answer["accepted"], &answer["duplicates"]),
            (&json!(BATCH), &json!(0))
        );
        let named = answer["profile"].as_str().expect("it names the profile");
        let ids = events
            .iter()
            .filter_map(|event| event["id"].as_str().map(str::to_owned));
        acknowledged.entry(named.to_owned()).or_default().extend(ids);
    }
    acknowledged
}

async fn read(address: String, mut end: End) -> Shown {
    let mut watcher = Watcher::connect(&address, TOPICS).await;
    loop {
        if let Some((profile, seq)) = &*end.borrow_and_update() {
            let shown = &watcher.shown;
            if shown.profile == *profile && shown.seq >= *seq {
                return watcher.shown;
            }
        }
        tokio::select! {
            () = watcher.look() => {}
            ended = end.changed() => ended.expect("the test goes on"),
        }
    }
}

/// What a Socket.IO client hears, until the last profile's numbers. After the word of a switch the numbers are the new
/// profile's. How many switches it was told of.
async fn hear(http: String, mut end: End, marks: BTreeMap<String, u64>) -> u32 {
    let mut socket = SocketIo::connect(&http).await;
    let (mut told, mut expected) = (0, None);
    loop {
        let (name, data) = socket.next().await;
        match name.as_str() {
            "profile:switched" => {
                told += 1;
                expected = Some(if data["to"] == "A" { 1 } else { 2 });
            }
            "stats_update" => {
                let mark = data["viewer_counts"]["mark"].as_u64();
                assert!(
                    expected.is_none() || mark == expected,
                    "{data} after the word of a switch"
                );
                let last = end
                    .borrow_and_update()
                    .as_ref()
                    .map(|(profile, _)| marks[profile]);
                if last.is_some() && mark == last {
                    return told;
                }
            }
            _ => {}
        }
    }
}

/// The profiles' marks as they were shown, without repetitions, until that of the last one.
async fn stream(http: String, mut end: End, marks: BTreeMap<String, u64>) -> Vec<u64> {
    let mut sse = Sse::open(&http, "/sse/stats").await;
    let mut shown = Vec::new();
    loop {
        let mark = sse.next().await.data["users"].as_u64().expect("a number");
        if shown.last() != Some(&mark) {
            shown.push(mark);
        }
        let last = end
            .borrow_and_update()
            .as_ref()
            .map(|(profile, _)| marks[profile]);
        if last == Some(mark) {
            return shown;
        }
    }
}

/// The engine and its port, in this process: switching is asked by the window.
struct Desk {
    folder: Folder,
    engine: Engine,
    http: String,
    stop: CancellationToken,
    profiles: [ProfileInfo; 2],
    marks: BTreeMap<String, u64>,
}

impl Desk {
    async fn new() -> Self {
        let folder = Folder::new();
        let data = DataDir::claim(folder.path()).expect("the folder is free");
        let opening = Opening::Named("A".to_owned());
        let engine = Engine::start(data, opening, gauge_engine::now)
            .await
            .expect("an engine");
        let desk = gauge_server::Desk::open(engine.clone()).expect("keys");
        endpoint::note(folder.path());
        let (tell, first) = oneshot::channel();
        let stop = CancellationToken::new();
        tokio::spawn(gauge_server::serve(desk, Some(0), tell, stop.clone()));
        let http = in_time("the port", first)
            .await
            .expect("word of it")
            .expect("a port");
        // One for each dialect that shows no profile.
        let mark = |mark: u64| {
            json!([
                { "type": "custom", "name": "users", "data": mark },
                { "type": "viewers", "channel": "generic:mark", "count": mark },
            ])
        };
        push(&http, mark(1)).await;
        let a = engine.profile().await.expect("it is open");
        let b = profile(&engine, Ask::CreateProfile { name: "B".to_owned() }).await;
        push(&http, mark(2)).await;
        let marks = BTreeMap::from([(a.id.clone(), 1), (b.id.clone(), 2)]);
        Self {
            folder,
            engine,
            http,
            stop,
            profiles: [a, b],
            marks,
        }
    }

    /// The durations of the switches; B is open before and after.
    async fn switch_often(&self) -> Vec<Duration> {
        let mut ticks = interval(PACE);
        let mut took = Vec::new();
        ticks.tick().await;
        for switch in 0..SWITCHES {
            ticks.tick().await;
            let id = self.profiles[switch as usize % 2].id.clone();
            let since = Instant::now();
            profile(&self.engine, Ask::SwitchProfile { id }).await;
            took.push(since.elapsed());
        }
        took
    }

    /// One push more, which every reader waits for.
    async fn end(&self) -> (String, u64) {
        let answer = push(&self.http, json!({ "type": "like", "channel": "twitch:luna" })).await;
        let named = answer["profile"].as_str().expect("it names the profile");
        (named.to_owned(), answer["seq"].as_u64().expect("a number"))
    }

    /// The files hold what was acknowledged, each event in the profile that its answer named.
    async fn files_hold(self, acknowledged: &Acknowledged) -> usize {
        self.stop.cancel();
        self.engine.stop().await;
        let mut sum = 0;
        for info in &self.profiles {
            let kept = self.folder.open(&info.name);
            let ids: Vec<_> = kept.pushed().into_iter().filter_map(|event| event.id).collect();
            let found: HashSet<String> = ids.iter().map(ToString::to_string).collect();
            assert_eq!(ids.len(), found.len(), "each once");
            let differ: Vec<_> = found
                .symmetric_difference(&acknowledged[&info.id])
                .take(9)
                .collect();
            assert!(
                differ.is_empty(),
                "{} holds what was acknowledged for it, but for {differ:?}",
                info.name
            );
            let gifts = ids.len() as u64 * 5 / u64::from(BATCH);
            assert_eq!(kept.numbers("tiktok:luna").gifts, gifts);
            assert_eq!(kept.numbers("*").gifts, gifts);
            sum += found.len();
        }
        sum
    }
}

struct Crowd {
    readers: JoinSet<Shown>,
    socketio: JoinSet<u32>,
    streams: JoinSet<Vec<u64>>,
}

impl Crowd {
    fn gather(desk: &Desk, end: &End) -> Self {
        let address = desk.http.trim_start_matches("http://");
        let (mut readers, mut streams, mut socketio) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
        for _ in 0..READERS {
            readers.spawn(read(address.to_owned(), end.clone()));
        }
        for _ in 0..SOCKETIO {
            socketio.spawn(hear(desk.http.clone(), end.clone(), desk.marks.clone()));
        }
        for _ in 0..STREAMS {
            streams.spawn(stream(desk.http.clone(), end.clone(), desk.marks.clone()));
        }
        Self {
            readers,
            socketio,
            streams,
        }
    }

    /// What they saw is what was acknowledged. How many frames there were.
    async fn saw(mut self, acknowledged: &Acknowledged) -> u64 {
        let mut frames = 0;
        while let Some(reader) = in_time("the readers", self.readers.join_next()).await {
            let shown = reader.expect("no frame was wrong");
            frames += shown.frames;
            assert!(shown.openings > 1, "it saw switches");
            for (id, profile) in &shown.events {
                assert!(
                    acknowledged[profile].contains(id),
                    "{id} was shown in another profile"
                );
            }
        }
        while let Some(told) = in_time("the Socket.IO clients", self.socketio.join_next()).await {
            let told = told.expect("no event was wrong");
            assert!(
                told > SWITCHES / 2 && told <= SWITCHES,
                "{told} switches were told"
            );
        }
        while let Some(marks) = in_time("the streams", self.streams.join_next()).await {
            let changes = marks.expect("no event was wrong").len() - 1;
            assert!(
                changes > 1 && changes <= SWITCHES as usize,
                "{changes} changes of the profile"
            );
        }
        frames
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_switches_under_load_mix_nothing() {
    let desk = Desk::new().await;
    let (tell_end, end) = watch::channel(None);
    let crowd = Crowd::gather(&desk, &end);
    let (stop, mut producers, since) = (CancellationToken::new(), JoinSet::new(), Instant::now());
    for producer in 0..PRODUCERS {
        producers.spawn(produce(desk.http.clone(), producer, stop.clone()));
    }
    let mut took = desk.switch_often().await;
    stop.cancel();
    let mut acknowledged = Acknowledged::new();
    while let Some(told) = in_time("the producers", producers.join_next()).await {
        for (profile, ids) in told.expect("no answer was wrong") {
            acknowledged.entry(profile).or_default().extend(ids);
        }
    }
    let loaded = since.elapsed().as_secs_f64();
    tell_end.send_replace(Some(desk.end().await));
    let frames = crowd.saw(&acknowledged).await;
    let sum: usize = acknowledged.values().map(HashSet::len).sum();
    assert_eq!(
        desk.files_hold(&acknowledged).await,
        sum,
        "both together hold all"
    );
    took.sort();
    let (median, longest) = (took[took.len() / 2], took[took.len() - 1]);
    _ = writeln!(
        stderr(),
        "note: {SWITCHES} switches at {:.0} events/s, {frames} frames read: {median:.0?} as a rule, {longest:.0?} at most",
        sum as f64 / loaded
    );
    assert!(longest < GENEROUS, "a switch took {longest:?}");
}
