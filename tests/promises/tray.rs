//! The tray and notifications of a desktop that has them.

use std::fs;

use gauge_tests::{
    app::Launch,
    desktop_bus::DesktopBus,
    folder::Folder,
    http,
    irc_server::{IrcServer, Script},
    recordings,
    screen::Screen,
    tokens,
    x11::Hand,
};
use serde_json::json;

fn window(folder: &Folder, screen: &Screen, bus: &DesktopBus) -> Launch {
    Launch::windowed(folder.path())
        .arg("--port")
        .arg("0")
        .on(screen)
        .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
}

#[tokio::test]
async fn quit_in_the_tray_ends_the_app_with_everything_kept() {
    let (screen, folder, mut bus) = (
        Screen::start(1280, 720).await,
        Folder::new(),
        DesktopBus::start().await,
    );
    let app = window(&folder, &screen, &bus).start().await;
    let icon = bus.icon().await;
    let like = json!({ "type": "like", "channel": "generic:luna", "count": 12 });
    http::push(app.http(), &like).await;
    let words: Vec<String> = icon.menu().await.into_iter().map(|(_, words)| words).collect();
    assert_eq!(
        words,
        [
            "Show or hide the window",
            "Mark this moment",
            "Next profile",
            "Copy the overlay’s address",
            "Quit"
        ]
    );
    icon.press("Quit").await;
    let (status, said) = app.ended().await;
    assert!(status.success(), "{said}");
    let again = window(&folder, &screen, &bus).start().await;
    let stats = http::get(again.http(), "/api/live-stats").await;
    assert_eq!(stats["stats"]["likes"], 12);
}

#[tokio::test]
async fn a_closed_window_goes_into_the_tray_if_that_was_chosen_and_comes_back() {
    let (screen, folder, mut bus) = (
        Screen::start(1280, 720).await,
        Folder::new(),
        DesktopBus::start().await,
    );
    let chosen = json!({ "desktop": { "close_to_tray": true } });
    fs::write(folder.path().join("preferences.json"), chosen.to_string()).expect("it is kept");
    let app = window(&folder, &screen, &bus).start().await;
    let icon = bus.icon().await;
    let hand = Hand::at(&screen);
    let shown = hand.window().await;
    hand.close(shown);
    hand.until("the windows", Hand::windows, vec![]).await;
    let like = json!({ "type": "like", "channel": "generic:luna", "count": 12 });
    http::push(app.http(), &like).await;
    icon.press("Show or hide the window").await;
    hand.until("the number of windows", |hand| hand.windows().len(), 1)
        .await;
    let tooltip = icon.tooltip().await;
    assert!(tooltip.contains("Main"), "{tooltip}");
}

#[tokio::test]
async fn a_lost_source_and_a_reached_goal_are_notified() {
    let (screen, folder, mut bus) = (
        Screen::start(1280, 720).await,
        Folder::new(),
        DesktopBus::start().await,
    );
    let chosen = json!({ "desktop": { "notify_goal_reached": true } });
    fs::write(folder.path().join("preferences.json"), chosen.to_string()).expect("it is kept");
    let script = Script {
        channel: "mossgarden".to_owned(),
        lines: recordings::small().chat_lines(),
        ..Script::default()
    };
    let server = IrcServer::start(script).await;
    let app = window(&folder, &screen, &bus).twitch(&server.url).start().await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let rule = json!({ "name": "Ten likes", "counter": "likes", "channel": null, "start": 0, "target": 10,
        "lasts": "session", "on_reached": { "step": 10 } });
    for ask in [
        json!({ "ask": "add_goal", "rule": rule }),
        json!({ "ask": "add_channel", "channel": "twitch:mossgarden" }),
    ] {
        assert_eq!(tokens::ask(app.http(), &admin, ask).await.0, 200);
    }
    // Reached again and again: what happens at once is told as one.
    let like = json!({ "type": "like", "channel": "generic:luna", "count": 12 });
    let pushing = async {
        loop {
            http::push(app.http(), &like).await;
        }
    };
    tokio::select! {
        told = bus.notification() => assert_eq!(told, ("Goal reached".to_owned(), "Ten likes".to_owned())),
        () = pushing => {}
    }
    let mut live = gauge_tests::live::Live::join(app.http(), &["source"]).await;
    live.wait_until("the source", |state| {
        state["sources"].as_array().is_some_and(|all| {
            all.iter()
                .any(|one| one["state"] == "live" && one["channel"] == "twitch:mossgarden")
        })
    })
    .await;
    drop(server);
    while bus.notification().await.0 != "Source lost: twitch:mossgarden" {}
}
