//! How fast viewers are written with their events, and their boards read: `cargo run --release -p gauge-store
//! --example viewers_at_speed [events] [viewers]`.

use std::{env, error::Error, sync::Arc, time::Instant};

use gauge_model::{ChannelId, Counter, EventKind, Gift, Goals, Score, Stats, StreamEvent, User};
use gauge_store::{
    Reader, Rows, Writer,
    tables::{leaderboard::Page, why::Why},
};

/// As many as the meter hands over at once.
const ROWS: u64 = 4096;

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the numbers are what it is for")]
async fn main() -> Result<(), Box<dyn Error>> {
    let argument = |at: usize, default: u64| env::args().nth(at).map_or(Ok(default), |text| text.parse());
    let (events, viewers) = (argument(1, 1_000_000)?, argument(2, 50_000)?);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("speed.db");
    let begin = Instant::now();
    write(Writer::start(gauge_store::open(&file)?)?, events, viewers).await?;
    let took = begin.elapsed();
    let rate = u128::from(events) * 1000 / took.as_millis().max(1);
    println!("{events} gifts of {viewers} viewers in {took:?}: {rate} a second");

    let reader = Reader::open(&file)?;
    let page = Page {
        limit: 100,
        offset: 0,
    };
    for session in [None, Some(1)] {
        for by in Score::ALL {
            let begin = Instant::now();
            let rows = reader.leaderboard(by, session, page)?.len();
            println!("{by:?} {session:?}: {rows} rows in {:?}", begin.elapsed());
        }
    }
    let begin = Instant::now();
    let found = reader.find_viewers("4999", 100)?.len();
    println!("search: {found} rows in {:?}", begin.elapsed());
    let why = Why {
        field: Counter::Coins,
        channel: None,
        session: None,
        limit: 100,
    };
    let begin = Instant::now();
    let found = reader.why(&why)?.len();
    println!("why: {found} rows in {:?}", begin.elapsed());
    Ok(())
}

async fn write(writer: Writer, events: u64, viewers: u64) -> Result<(), Box<dyn Error>> {
    let channel: ChannelId = "tiktok:luna".parse()?;
    let (mut stats, mut goals) = (Stats::default(), Goals::default());
    let mut rows = Rows::default();
    for at in 0..events {
        // Everybody comes, in an order that is none.
        let user = at * 2_654_435_761 % viewers;
        let event = gift(&channel, user, at);
        let credit = stats.apply(&event, at as i64).credit;
        rows.viewers.note(Some(1), &event, &credit);
        if let Some(numbers) = stats.channel(&channel) {
            goals.observe(&channel, numbers);
        }
        rows.events.push((Arc::new(event), at as i64));
        if rows.events.len() as u64 >= ROWS || at + 1 == events {
            let numbers = stats.channel(&channel).cloned().unwrap_or_default();
            rows.channels.push((channel.clone(), numbers));
            writer.write(std::mem::take(&mut rows), None).await?;
        }
    }
    writer.close().await;
    Ok(())
}

fn gift(channel: &ChannelId, user: u64, at: u64) -> StreamEvent {
    StreamEvent {
        kind: EventKind::Gift(Gift {
            gift: "Rose".into(),
            coins: 1 + user % 100,
            count: 1,
            combo: None,
            repeat: None,
            ended: false,
        }),
        channel: channel.clone(),
        source: "push".into(),
        id: Some(at.to_string().into()),
        at: at as i64,
        user: Some(User {
            id: user.to_string().into(),
            name: format!("viewer {user}").into(),
        }),
        simulated: false,
    }
}
