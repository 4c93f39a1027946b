//! What Twitch sends is counted as a replay of it is, through breaks and repeats, and everybody sees how the link is.

use gauge_tests::{
    app::Launch,
    folder::Folder,
    in_time,
    irc_server::{Break, IrcServer, Progress, Script},
    live::{Live, source_state},
    recordings::{self, Recording},
    tokens,
};
use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpListener};

const PROFILE: &str = "Stream";

fn script_of(recording: &Recording) -> Script {
    let login = recording.channel.split_once(':').map_or("", |(_, login)| login);
    Script {
        channel: login.to_owned(),
        lines: recording.chat_lines(),
        ..Script::default()
    }
}

/// Plays a script through the real connector, and compares.
async fn counts(recording: &Recording, script: Script) {
    let breaks = script.breaks.len();
    let mut server = IrcServer::start(script).await;
    let folder = Folder::new();
    folder.make_profile(PROFILE, &[recording.channel]);
    let launch = Launch::headless(folder.path())
        .profile(PROFILE)
        .twitch(&server.url);
    let app = launch.start().await;
    let mut live = Live::join(app.http(), &["stats", "source"]).await;
    // Its answer to a ping after the last line: that line has arrived.
    let progress = server
        .wait_until("the end of the script", |p| p.over && p.pongs > 0)
        .await;
    let wanted = recording.truth["chat_messages"].clone();
    live.wait_until("all messages", |state| {
        state["channels"][recording.channel]["chat_messages"] == wanted
    })
    .await;
    assert_eq!(progress.logins, breaks + 1, "one connection after each break");
    app.terminate().await;
    let kept = serde_json::to_value(folder.open(PROFILE).numbers(recording.channel)).expect("JSON");
    assert_eq!(recording.differs_from_numbers(&kept), [""; 0]);
}

#[tokio::test]
async fn a_chat_gives_the_numbers_of_its_replay() {
    for recording in recordings::all() {
        counts(&recording, script_of(&recording)).await;
    }
}

#[tokio::test]
async fn two_lines_in_a_frame_are_two_lines() {
    let small = recordings::small();
    let paired = Script {
        paired: true,
        ..script_of(&small)
    };
    counts(&small, paired).await;
}

#[tokio::test]
async fn breaks_lose_nothing_and_repeats_add_nothing() {
    for recording in recordings::all() {
        let script = script_of(&recording);
        let third = script.lines.len() / 3;
        let broken = Script {
            breaks: vec![
                (third, Break::Drop),
                (third + 9, Break::Reconnect),
                (third * 2, Break::Drop),
            ],
            again: 8,
            ..script
        };
        counts(&recording, broken).await;
    }
}

#[tokio::test]
async fn everybody_sees_how_the_link_is() {
    let small = recordings::small();
    let script = script_of(&small);
    let half = script.lines.len() / 2;
    let server = IrcServer::start(Script {
        breaks: vec![(half, Break::Drop)],
        ..script
    })
    .await;
    let folder = Folder::new();
    folder.make_profile(PROFILE, &[small.channel]);
    let launch = Launch::headless(folder.path())
        .profile(PROFILE)
        .twitch(&server.url);
    let app = launch.start().await;
    let mut live = Live::join(app.http(), &["source"]).await;
    // The first live state, or the break, may have come before this reader did; what follows the break cannot.
    live.wait_until("the break", |state| {
        source_state(state, small.channel) == "waiting"
    })
    .await;
    let source = &live.state["sources"][0];
    assert!(source["until"].as_i64() > live.state["at"].as_i64(), "{source}");
    assert!(
        source["why"].as_str().is_some_and(|why| why.contains("Twitch")),
        "{source}"
    );
    assert_eq!(source["kind"], "twitch_chat");
    for next in ["connecting", "live"] {
        live.wait_until(next, |state| source_state(state, small.channel) == next)
            .await;
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_waited_for() {
    let folder = Folder::new();
    folder.make_profile(PROFILE, &["twitch:mossgarden"]);
    // Nothing listens where the rig sends it.
    let app = Launch::headless(folder.path()).profile(PROFILE).start().await;
    let mut live = Live::join(app.http(), &["source"]).await;
    live.wait_until("waiting", |state| {
        source_state(state, "twitch:mossgarden") == "waiting"
    })
    .await;
    let why = live.state["sources"][0]["why"].to_string();
    assert!(why.contains("Twitch cannot be reached"), "{why}");
}

/// Twitch's own address is an encrypted one; every other test speaks in clear.
#[tokio::test]
async fn an_encrypted_chat_is_spoken_to_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    let folder = Folder::new();
    folder.make_profile(PROFILE, &["twitch:mossgarden"]);
    let launch = Launch::headless(folder.path())
        .profile(PROFILE)
        .twitch(&format!("wss://{address}"));
    let app = launch.start().await;
    let mut live = Live::join(app.http(), &["source"]).await;
    let (mut socket, _) = in_time("a connection", listener.accept()).await.expect("it");
    let mut first = [0; 2];
    in_time("its first bytes", socket.read_exact(&mut first))
        .await
        .expect("bytes");
    // A handshake, of some version of TLS.
    assert_eq!(first, [22, 3]);
    drop((socket, listener));
    live.wait_until("waiting", |state| {
        source_state(state, "twitch:mossgarden") == "waiting"
    })
    .await;
}

#[tokio::test]
async fn a_channel_that_twitch_does_not_know_is_refused_alone() {
    let small = recordings::small();
    let server = IrcServer::start(Script {
        unknown: vec!["nobody_here".to_owned()],
        ..script_of(&small)
    })
    .await;
    let folder = Folder::new();
    folder.make_profile(PROFILE, &[small.channel, "twitch:nobody_here"]);
    let launch = Launch::headless(folder.path())
        .profile(PROFILE)
        .twitch(&server.url);
    let app = launch.start().await;
    let mut live = Live::join(app.http(), &["source"]).await;
    live.wait_until("the refusal", |state| {
        source_state(state, "twitch:nobody_here") == "refused"
    })
    .await;
    assert_eq!(source_state(&live.state, small.channel), "live");
    let sources = live.state["sources"].to_string();
    assert!(sources.contains("No such channel"), "{sources}");
}

#[tokio::test]
async fn a_refused_chat_is_asked_for_again_when_the_user_wants() {
    const NOBODY: &str = "nobody_here";
    let mut server = IrcServer::start(Script {
        unknown: vec![NOBODY.to_owned()],
        ..Script::default()
    })
    .await;
    let folder = Folder::new();
    folder.make_profile(PROFILE, &["twitch:nobody_here"]);
    let launch = Launch::headless(folder.path())
        .profile(PROFILE)
        .twitch(&server.url);
    let app = launch.start().await;
    let mut live = Live::join(app.http(), &["source"]).await;
    live.wait_until("the refusal", |state| {
        source_state(state, "twitch:nobody_here") == "refused"
    })
    .await;
    let wish = json!({ "ask": "retry_source", "id": "twitch_chat/twitch:nobody_here" });
    tokens::asked(folder.path(), app.http(), wish).await;
    let joins = |progress: &Progress| progress.joins.iter().filter(|join| *join == NOBODY).count();
    server
        .wait_until("another join", |progress| joins(progress) == 2)
        .await;
    live.wait_until("another try", |state| {
        source_state(state, "twitch:nobody_here") == "connecting"
    })
    .await;
}

/// Neither end of the connection knows that the other is gone; the client asks for a sign of life.
#[tokio::test]
async fn a_server_that_falls_silent_is_left_and_nothing_is_lost() {
    let small = recordings::small();
    let script = script_of(&small);
    let half = script.lines.len() / 2;
    let silent = Script {
        breaks: vec![(half, Break::Silence)],
        again: 5,
        ..script
    };
    counts(&small, silent).await;
}

#[tokio::test]
async fn lines_that_make_no_sense_hinder_nothing() {
    let small = recordings::small();
    let mut script = script_of(&small);
    let nonsense = [
        "@",
        "@id=",
        ":",
        "@a=b;;;c :x PRIVMSG",
        ":tmi.twitch.tv PRIVMSG #nobody_here :of another channel",
        "@id=n1;user-id=5 :a!a@a.tmi.twitch.tv PRIVMSG",
        "@id=n2;bits=many;tmi-sent-ts=soon :a!a@a.tmi.twitch.tv USERNOTICE #",
        "@msg-id=unheard_of :tmi.twitch.tv NOTICE * :?",
        ":tmi.twitch.tv 999 x :y",
        "\u{1F98A}\u{202E}",
    ];
    // One after every few lines of the chat.
    for (number, line) in nonsense.iter().enumerate() {
        script.lines.insert(number * 3, (*line).to_owned());
    }
    counts(&small, script).await;
}
