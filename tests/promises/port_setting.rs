//! The port is the user's to choose: it moves at once, only to one that is free, and stays chosen.

use std::{fs, net::TcpListener};

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    in_time,
    raw::knock,
    screen::free_port,
    tokens,
};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::window::Desk;

async fn start(folder: &Folder) -> (App, String) {
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    (app, admin)
}

fn choose(port: u16) -> Value {
    json!({ "ask": "set_access", "settings": { "port": port } })
}

fn endpoint(folder: &Folder) -> Option<Value> {
    serde_json::from_slice(&fs::read(folder.path().join("run/endpoint.json")).ok()?).ok()
}

/// Whether it answers there as itself.
async fn answers(port: u16) -> bool {
    let address = format!("127.0.0.1:{port}");
    TcpStream::connect(&address).await.is_ok()
        && knock(
            &address,
            "GET /api/stats HTTP/1.1",
            &[&format!("Host: {address}")],
        )
        .await
        .status
            == 200
}

#[tokio::test]
async fn another_port_is_moved_to_at_once_and_after_a_restart() {
    let (folder, port) = (Folder::new(), free_port());
    let (app, admin) = start(&folder).await;
    let old = app.address().to_owned();
    let (code, told) = tokens::ask(app.http(), &admin, choose(port)).await;
    assert_eq!((code, &told["settings"]["port"]), (200, &json!(port)), "{told}");
    let moved = async { while !answers(port).await {} };
    in_time("the port to move", moved).await;
    assert!(TcpStream::connect(&old).await.is_err(), "the old one is given up");
    let said = async { while endpoint(&folder).is_none_or(|said| said["port"] != port) {} };
    in_time("the file for producers to say so", said).await;
    app.terminate().await;

    let app = Launch::as_set(folder.path()).start().await;
    assert_eq!(app.http(), format!("http://127.0.0.1:{port}"));
    app.terminate().await;
    let app = Launch::headless(folder.path()).start().await;
    assert_ne!(
        app.http(),
        format!("http://127.0.0.1:{port}"),
        "--port goes before it"
    );
}

#[tokio::test]
async fn a_port_that_cannot_be_had_is_refused_and_nothing_is_given_up() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let folder = Folder::new();
    let (app, admin) = start(&folder).await;
    for (wish, words) in [
        (port, format!("127.0.0.1:{port}")),
        (0, "from 1 to 65535".to_owned()),
    ] {
        let (code, told) = tokens::ask(app.http(), &admin, choose(wish)).await;
        let why = told["message"].as_str();
        assert!(
            code >= 400 && why.is_some_and(|why| why.contains(&words)),
            "{code} {told}"
        );
    }
    let (_, told) = tokens::ask(app.http(), &admin, json!({ "ask": "access" })).await;
    assert_eq!(told["settings"]["port"], Value::Null, "as it was: {told}");
    drop(taken);
    let (code, told) = tokens::ask(app.http(), &admin, choose(port)).await;
    assert_eq!(
        code, 200,
        "a negative control: once it is free, it is taken: {told}"
    );
}

/// A page in a browser came from the old port: it goes along, and asks who is there, as at any other address.
#[tokio::test]
async fn a_browser_goes_along_to_another_port() {
    let (desk, port) = (Desk::in_browser(&[]).await, free_port());
    desk.press("7").await;
    desk.choose("[data-section=connection]").await;
    desk.type_over("port", &port.to_string()).await;
    // The page is being left: its driver is asked where it is, not the page.
    let gone = async {
        loop {
            let at = desk.window.page.current_url().await;
            if at.is_ok_and(|at| at.port() == Some(port)) {
                return;
            }
        }
    };
    in_time("the page to go along", gone).await;
    desk.until_seen("input[name=token]").await;
}
