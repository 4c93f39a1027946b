//! Forty `kill -9` in one life of a database, with four producers pushing: what was acknowledged is there, once.

use std::io::{Write, stderr};

use gauge_tests::{
    app::{App, Launch},
    chance::Chance,
    folder::Folder,
    producers::Producers,
};

const PROFILE: &str = "A";
const SEED: u64 = 9;
const KILLS: u64 = 40;
const PRODUCERS: usize = 4;
/// Acknowledged pushes in one life of the program, at most. None is a kill right after the ready line.
const MOST_PUSHES: u64 = 60;

#[tokio::test]
async fn forty_kills_lose_nothing_and_count_nothing_twice() {
    let folder = Folder::new();
    let mut chance = Chance::new(SEED);
    let mut producers = Producers::new(PRODUCERS, SEED);
    let mut kept = 0;
    for kill in 1..=KILLS {
        let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
        let pushes = chance.below(MOST_PUSHES + 1);
        producers.push_until(app, pushes, App::kill).await;
        // A copy, so that looking recovers nothing on behalf of the program.
        let file = folder.file_of(PROFILE);
        let now = producers.told().is_kept(&folder.copy(PROFILE), &file);
        assert!(now >= kept, "kill {kill} took back {} events", kept - now);
        kept = now;
    }
    assert_eq!(folder.profile_files().len(), 1, "one database");
    // Once more without a crash: then everything that was ever sent is there.
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    producers.push_the_rest(&app).await;
    app.terminate().await;
    let told = producers.told();
    assert_eq!(told.acknowledged, told.sent, "the rest was taken");
    let at_the_end = told.is_kept(&folder.open(PROFILE), &folder.file_of(PROFILE));
    assert_eq!(at_the_end, told.sent.len());
    _ = writeln!(
        stderr(),
        "note: {KILLS} kills: {} events sent, {} acknowledged, {kept} kept, {} pushed again and known",
        told.sent.len(),
        told.acknowledged.len(),
        told.duplicates,
    );
    assert!(kept > 1000, "there was something to lose: {kept} events");
}
