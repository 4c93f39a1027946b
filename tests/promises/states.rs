//! What goes wrong outside is a state in the window, until it is over: not a line that passes.

use std::net::TcpListener;

use gauge_tests::{
    app::binary,
    folder::Folder,
    http::{self, try_push},
    irc_server::{IrcServer, Script},
    recordings,
    screen::{Driver, Screen, free_port},
    small_disk::SmallDisk,
    tokens,
    youtube_server::{Stream, VIDEO, YouTubeServer},
};
use serde_json::json;

use crate::window::Desk;

fn alert(words: &str) -> String {
    format!(
        "[...document.querySelectorAll('main [role=alert]')].some((one) => one.innerText.includes('{words}'))"
    )
}

#[tokio::test]
async fn an_unplugged_source_is_seen_as_one_until_it_is_back() {
    let script = Script {
        channel: "mossgarden".to_owned(),
        lines: recordings::small().chat_lines(),
        ..Script::default()
    };
    let server = IrcServer::start(script).await;
    let desk = Desk::new(&["--twitch-server", &server.url]).await;
    desk.enter("channel", "mossgarden").await;
    desk.until_seen("[data-source][data-state=live]").await;
    drop(server);
    desk.until_seen("[data-source][data-state=waiting]").await;
    // In place of the triggers: which, why, and when it is tried again.
    desk.window
        .until("document.querySelector('[data-trouble]').innerText.match(/retry in|trying again/)")
        .await;
    desk.window
        .until("document.querySelector('[data-trouble] .why').innerText.length > 10")
        .await;
    desk.press("5").await;
    desk.until_seen("[data-source-row][data-state=waiting]").await;
    assert_eq!(
        desk.window
            .value("document.querySelectorAll('.toast').length")
            .await,
        0
    );
}

/// The trouble with a channel that no Twitch here knows.
const MISTYPED: &str = "[data-trouble=\"twitch_chat/twitch:no_such\"]";

async fn twitch_without_it() -> IrcServer {
    let script = Script {
        unknown: vec!["no_such".to_owned()],
        ..Script::default()
    };
    IrcServer::start(script).await
}

#[tokio::test]
async fn a_mistyped_channel_is_removed_where_it_is_told_and_taken_back() {
    let server = twitch_without_it().await;
    let desk = Desk::new(&["--twitch-server", &server.url]).await;
    desk.enter("channel", "no_such").await;
    desk.choose(&format!("{MISTYPED} .act button")).await;
    desk.window
        .until("!document.querySelector('[data-trouble], [data-channel]')")
        .await;
    desk.click("Undo").await;
    desk.until_seen("[data-channel=\"twitch:no_such\"]").await;
}

#[tokio::test]
async fn what_else_was_refused_is_set_right_and_not_removed_where_it_is_told() {
    let (twitch, youtube) = (
        twitch_without_it().await,
        YouTubeServer::start(Stream::default()).await,
    );
    let endpoints = json!({ "youtube": youtube.url }).to_string();
    let flags = ["--twitch-server", &twitch.url, "--endpoints", &endpoints];
    let desk = Desk::in_browser(&flags).await;
    let video = json!({ "kind": "youtube", "channel": "@luna", "video": VIDEO, "units": 10_000, "hours": 6 });
    // Of the chat's channel something else is set too: its name is no slip.
    let bot = json!({ "kind": "streamerbot", "host": "127.0.0.1", "port": free_port(), "endpoint": "/",
        "twitch": "no_such", "youtube": "", "kick": "", "own": "" });
    for wish in [
        json!({ "ask": "add_source", "settings": video, "secret": "no key" }),
        json!({ "ask": "add_source", "settings": bot, "secret": null }),
        json!({ "ask": "add_channel", "channel": "twitch:no_such" }),
    ] {
        tokens::asked(desk.folder.path(), &desk.http, wish).await;
    }
    let refused = "[data-trouble=\"youtube/youtube:luna\"]";
    for row in [refused, MISTYPED] {
        desk.until_seen(&format!("{row} .act a[href=\"#sources\"]")).await;
    }
    let removes = "document.querySelectorAll('[data-trouble] .act button').length";
    assert_eq!(desk.window.value(removes).await, 0);
    desk.choose(&format!("{refused} .act a")).await;
    desk.until_view("sources").await;
    for id in ["youtube/youtube:luna", "twitch_chat/twitch:no_such"] {
        desk.until_seen(&format!("[data-source-row=\"{id}\"][data-state=refused]"))
            .await;
    }
}

#[tokio::test]
async fn a_full_disk_is_told_as_long_as_it_is_full() {
    let folder = Folder::new();
    let Some(disk) = SmallDisk::mount(&folder.path().join("profiles"), "4m") else {
        eprintln!("SKIPPED: a small disk needs root and mount; this is NOT checked on this machine");
        return;
    };
    let desk = Desk::in_browser_at(folder, &[]).await;
    let follow = |id: &str| json!({ "type": "follow", "channel": "generic:luna", "id": id });
    desk.push(follow("1")).await;
    desk.until_tile("follows", "1").await;
    assert_eq!(
        desk.window.value(&alert("stored")).await,
        false,
        "a negative control"
    );
    disk.fill();
    // The first that meets it may be taken before anybody knows.
    for n in 2..9 {
        try_push(&desk.http, follow(&n.to_string())).await;
    }
    desk.window.until(&alert("nothing is stored")).await;
    desk.press("2").await;
    desk.until_view("history").await;
    desk.window.until(&alert("nothing is stored")).await;
    disk.again("size=64m");
    desk.window
        .until(&format!("!({})", alert("nothing is stored")))
        .await;
}

/// Of what the window says while its port is somebody else's.
const UNREACHED: &str = "reaches Streamgauge";

/// The window of an app whose port is somebody else's; the screen and the folder last as long as it does.
async fn without_its_port(port: &str) -> (Driver, Screen, Folder) {
    let (screen, folder) = (Screen::start(1280, 720).await, Folder::new());
    let data = folder.path().to_string_lossy().into_owned();
    let program = binary().to_string_lossy().into_owned();
    let args = [
        "--data-dir",
        &data,
        "--port",
        port,
        "--twitch-server",
        "ws://127.0.0.1:9",
    ];
    let mut window = Driver::window(&screen, &program, &args).await;
    let ready = window.printed().await;
    assert!(
        ready["http"].is_null() && ready["port_conflict"].is_string(),
        "{ready}"
    );
    window.until("document.body.dataset.ready === 'true'").await;
    window.until(&alert(UNREACHED)).await;
    (window, screen, folder)
}

#[tokio::test]
async fn a_taken_port_is_told_until_it_is_free() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let (window, _screen, _folder) = without_its_port(&port).await;
    window
        .until("document.querySelector('main').innerText.includes('Tries again')")
        .await;
    window.value("location.hash = '#overlays'").await;
    window.until(&alert(UNREACHED)).await;
    drop(taken);
    window.until(&format!("!({})", alert(UNREACHED))).await;
    window
        .until(&format!(
            "document.querySelector('[data-preview] iframe')?.src.startsWith('http://127.0.0.1:{port}/o/')"
        ))
        .await;
}

#[tokio::test]
async fn a_taken_port_can_be_left_for_another_one() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let (window, _screen, _folder) = without_its_port(&port).await;
    let press = async |one: &str| {
        window.until(one).await;
        window.value(&format!("{one}.click()")).await;
    };
    press("[...document.querySelectorAll('main .banner a')].find((one) => one.innerText === 'Another port')")
        .await;
    let other = free_port();
    for (typed, said) in [
        ("80", "Type a port from 1024"),
        (&port, "until then everything stays"),
        (&other.to_string(), ""),
    ] {
        window.until("document.querySelector('input[name=port]')").await;
        window
            .value(&format!("(() => {{ const field = document.querySelector('input[name=port]'); field.value = '{typed}'; field.dispatchEvent(new Event('input', {{ bubbles: true }})); field.form.requestSubmit(); }})()"))
            .await;
        if !said.is_empty() {
            window
                .until(&format!(
                    "document.querySelector('.settings').innerText.includes('{said}')"
                ))
                .await;
            assert_eq!(window.value(&alert(UNREACHED)).await, true, "still so");
        }
    }
    window.until(&format!("!({})", alert(UNREACHED))).await;
    let address = format!("http://127.0.0.1:{other}");
    window
        .until(&format!(
            "[...document.querySelectorAll('.settings input')].some((one) => one.value === '{address}')"
        ))
        .await;
    assert_eq!(http::get(&address, "/health").await["status"], "ok");
}
