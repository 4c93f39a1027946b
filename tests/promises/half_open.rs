//! Connections that ask for nothing, slowly, or too many at once (RELIABILITY S-23, R-13, R-26).

use std::time::{Duration, Instant};

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::get,
    in_time,
    raw::answer,
    wire::{Wire, text},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::interval,
};

async fn connect(app: &App) -> TcpStream {
    TcpStream::connect(app.address()).await.expect("it listens")
}

/// Reads until it hangs up.
async fn closed(mut socket: TcpStream) {
    let mut bytes = [0; 1024];
    let reading = async { while socket.read(&mut bytes).await.is_ok_and(|count| count > 0) {} };
    in_time("it to hang up", reading).await;
}

#[tokio::test]
async fn a_head_that_comes_slowly_is_not_waited_for() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let began = Instant::now();
    let (mut reading, mut writing) = connect(&app).await.into_split();
    let dripping = tokio::spawn(async move {
        let mut second = interval(Duration::from_secs(1));
        for byte in b"GET /health HTTP/1.1\r\nX-Slow: "
            .iter()
            .chain([b'x'; 600].iter())
        {
            second.tick().await;
            if writing.write_all(&[*byte]).await.is_err() {
                return;
            }
        }
    });
    let mut bytes = Vec::new();
    let hung_up = in_time("it to hang up", reading.read_to_end(&mut bytes)).await;
    dripping.abort();
    assert!(hung_up.is_err() || !bytes.starts_with(b"HTTP/1.1 200"));
    assert!(
        began.elapsed() > Duration::from_secs(5),
        "a slow network is no attack"
    );
}

#[tokio::test]
async fn five_hundred_that_say_nothing_stop_nobody() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut idle = Vec::new();
    for n in 0..500 {
        let mut socket = connect(&app).await;
        if n % 2 == 0 {
            socket.write_all(b"GET /hea").await.expect("it is connected");
        }
        idle.push(socket);
    }
    for _ in 0..20 {
        assert_eq!(get(app.http(), "/health").await["status"], "ok");
    }
    let mut wire = Wire::open(app.http(), "/ws/live").await;
    wire.send(&text(r#"{"type":"ping"}"#)).await;
    wire.until("\"pong\"").await;
    for socket in idle {
        closed(socket).await;
    }
    wire.send(&text(r#"{"type":"get_status"}"#)).await;
    wire.until("Connected").await;
}

#[cfg(unix)]
#[tokio::test]
async fn one_connection_too_many_is_told_to_come_again() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).files(200).start().await;
    let mut inside = Vec::new();
    let refused = loop {
        let mut socket = connect(&app).await;
        let request = format!("GET /health HTTP/1.1\r\nHost: {}\r\n\r\n", app.address());
        socket
            .write_all(request.as_bytes())
            .await
            .expect("it is connected");
        let (head, _) = answer(&mut socket).await;
        if head.status != 200 {
            break head;
        }
        inside.push(socket);
        assert!(inside.len() < 200, "there is an end to it");
    };
    assert_eq!(refused.status, 503, "after {} connections", inside.len());
    assert!(
        refused.header("retry-after").parse::<u32>().is_ok(),
        "{refused:?}"
    );
    assert!(inside.len() >= 16, "only {} were let in", inside.len());
    drop(inside);
    assert_is_served(&app).await;
}

/// With so few files that there are none left for sockets: it waits for some, and takes up connections again.
#[cfg(unix)]
#[tokio::test]
async fn being_out_of_files_is_no_end() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).files(40).start().await;
    let mut sockets = Vec::new();
    for _ in 0..120 {
        sockets.push(connect(&app).await);
    }
    drop(sockets);
    assert_is_served(&app).await;
    let (status, stderr) = app.terminate().await;
    assert!(status.success(), "{stderr}");
}

/// Nothing tells when places are free again; only trying does.
#[cfg(unix)]
async fn assert_is_served(app: &App) {
    let mut tries = interval(Duration::from_millis(100));
    let trying = async {
        loop {
            tries.tick().await;
            let request = gauge_tests::http::client().get(format!("{}/health", app.http()));
            if request.send().await.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
        }
    };
    in_time("it to serve again", trying).await;
}
