//! What cannot be had is told in words, and nothing else is taken in its place.

use std::{
    fs,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use gauge_tests::{
    app::{Ended, Launch},
    folder::Folder,
    http::get,
    in_time,
    live::Live,
};
use tokio::{net::TcpStream, time::interval};

/// A port that the system gives nobody by itself, held on both addresses.
fn squat() -> (TcpListener, TcpListener, u16) {
    // Below the range of ports for clients. Each call looks at others: what one lets go, no other may take.
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let call = std::process::id() * 16 + CALLS.fetch_add(4, Ordering::Relaxed);
    let start = 20_000 + u16::try_from(call % 11_000).unwrap_or(0);
    let hold = |port: u16| {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
        let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).ok()?;
        Some((v4, v6, port))
    };
    (start..32_000).find_map(hold).expect("a free port")
}

/// Waits until somebody listens. Nothing tells when; only trying does.
async fn connect(address: SocketAddr) {
    let mut tries = interval(Duration::from_millis(50));
    let trying = async {
        loop {
            tries.tick().await;
            if TcpStream::connect(address).await.is_ok() {
                return;
            }
        }
    };
    in_time("somebody to listen", trying).await;
}

#[tokio::test]
async fn a_taken_port_is_told_and_had_once_it_is_free() {
    let folder = Folder::new();
    let (v4, v6, port) = squat();
    drop(v6);
    let app = Launch::on_port(folder.path(), port).start().await;
    assert!(app.ready["http"].is_null());
    let told = app.ready["port_conflict"].as_str().expect("words");
    assert!(told.contains(&format!("127.0.0.1:{port}")), "{told}");
    drop(v4);
    connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await;
    let http = format!("http://127.0.0.1:{port}");
    assert_eq!(get(&http, "/health").await["status"], "ok");
    let live = Live::join(&http, &["source"]).await;
    assert_eq!(live.state["server"]["http"], http.as_str());
}

#[tokio::test]
async fn half_a_port_is_none() {
    let folder = Folder::new();
    let (v4, v6, port) = squat();
    drop(v4);
    let app = Launch::on_port(folder.path(), port).start().await;
    assert!(app.ready["http"].is_null());
    let told = app.ready["port_conflict"].as_str().expect("words");
    assert!(told.contains(&format!("[::1]:{port}")), "{told}");
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    assert!(free.is_ok(), "the other half is not held either");
    drop((v6, free));
    connect(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await;
    assert_eq!(
        get(&format!("http://127.0.0.1:{port}"), "/health").await["status"],
        "ok"
    );
}

#[tokio::test]
async fn without_a_port_it_still_ends_when_asked() {
    let folder = Folder::new();
    let (_v4, _v6, port) = squat();
    let app = Launch::on_port(folder.path(), port).start().await;
    let (status, stderr) = app.terminate().await;
    assert!(status.success(), "{status}: {stderr}");
}

fn refused(ended: &Ended, words: &[&str]) {
    assert!(!ended.status.success());
    assert_eq!(ended.stdout, "");
    for word in words {
        assert!(
            ended.stderr.contains(word),
            "“{word}” is not in: {}",
            ended.stderr
        );
    }
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_file_in_place_of_the_data_folder_is_refused() {
    let folder = Folder::new();
    let file = folder.path().join("data");
    fs::write(&file, "mine").expect("a file");
    let words = ["cannot be written", "--data-dir", "data"];
    refused(&Launch::headless(&file).run().await, &words);
    refused(&Launch::headless(&file.join("below")).run().await, &words);
    assert_eq!(fs::read_to_string(&file).ok().as_deref(), Some("mine"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_window_without_a_display_is_refused() {
    let folder = Folder::new();
    let ended = Launch::windowed(folder.path()).run().await;
    refused(&ended, &["display", "--headless"]);
}

#[tokio::test]
async fn bad_flags_are_refused() {
    let folder = Folder::new();
    for (flag, value) in [
        ("--speed", "0"),
        ("--speed", "fast"),
        ("--channel", "xqc"),
        ("--port", "70000"),
    ] {
        let launch = Launch::headless(folder.path()).arg("--replay").arg("x.irc");
        refused(&launch.arg(flag).arg(value).run().await, &[flag]);
    }
    assert!(folder.profile_files().is_empty());
}
