//! What was made for one replay or demo never takes the place of the user's own, and never takes it along.

use std::fs;

use gauge_engine::{DataDir, Engine, Opening};
use gauge_model::{Ask, FaultCode};
use gauge_tests::{app::Launch, folder::Folder, http::push, live::Live, recordings};
use serde_json::json;

#[tokio::test]
async fn after_a_replay_the_next_start_opens_the_users_profile() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Mine").start().await;
    app.terminate().await;
    let replay = Launch::headless(folder.path()).replay(&recordings::small().file, "max");
    assert!(replay.to_report().run().await.status.success());
    let app = Launch::headless(folder.path()).start().await;
    assert_eq!(app.ready["profile"], "Mine");
}

#[tokio::test]
async fn what_is_pushed_into_a_replays_profile_is_kept() {
    let folder = Folder::new();
    let small = recordings::small();
    let app = Launch::headless(folder.path())
        .replay(&small.file, "max")
        .start()
        .await;
    push(
        app.http(),
        json!({ "type": "follow", "channel": "generic:me", "id": "1" }),
    )
    .await;
    app.terminate().await;
    let replay = Launch::headless(folder.path()).replay(&small.file, "max");
    assert!(replay.to_report().run().await.status.success());
    let kept = folder.profile_files().len();
    assert_eq!(kept, 2, "the one with the push, and the newest replay's");
    let app = Launch::headless(folder.path()).start().await;
    let live = Live::join(app.http(), &["stats"]).await;
    assert_eq!(live.state["channels"]["generic:me"]["follows"], 1);
}

#[tokio::test]
async fn the_demo_takes_nothing_real() {
    let folder = Folder::new();
    let data = DataDir::claim(folder.path()).expect("the folder is free");
    let engine = Engine::start(data, Opening::Last, gauge_engine::now)
        .await
        .expect("an engine");
    engine.ask(Ask::StartDemo).await.expect("the demo");
    let body = json!({ "type": "follow", "channel": "generic:me" }).to_string();
    let fault = engine.push(body.as_bytes()).await.expect_err("a refusal");
    assert_eq!(fault.code, FaultCode::Simulated);
    engine.stop().await;
}

#[tokio::test]
async fn odd_lines_do_not_spoil_a_recording() {
    let folder = Folder::new();
    let small = recordings::small();
    let chat = fs::read_to_string(&small.file).expect("the fixture");
    let untimed = ":early!early@early.tmi.twitch.tv PRIVMSG #mossgarden :nobody knows when\r\n";
    let far =
        "@id=far;tmi-sent-ts=9223372036854775807;user-id=1 :a!a@a.tmi.twitch.tv PRIVMSG #mossgarden :far\r\n";
    let file = folder.path().join("odd.irc");
    fs::write(&file, ["\u{feff}", untimed, &chat, far].concat()).expect("a file");
    let launch = Launch::headless(folder.path())
        .replay(&file, "max")
        .arg("--channel")
        .arg(small.channel);
    let ended = launch.to_report().run().await;
    let report = ended.report();
    let messages = small.truth["chat_messages"].as_u64().map(|count| count + 2);
    assert_eq!(report["chat_messages"].as_u64(), messages, "{}", ended.stderr);
    assert_eq!(report["first_ms"], small.truth["first_ms"]);
    assert_eq!(report["last_ms"], small.truth["last_ms"]);
}
