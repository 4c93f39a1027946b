//! Where it listens: on this computer only, unless its user says otherwise, and each address has the same guard; and
//! what another user of this computer may do (RELIABILITY S-10, S-12).

use std::{
    fs,
    io::Write as _,
    net::{IpAddr, SocketAddr, TcpListener, UdpSocket},
    process::Command,
};

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    in_time,
    polling::Polling,
    raw::knock,
    tokens,
};
use serde_json::{Value, json};

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

fn skip(why: &str) {
    // Written past the test's own output, which nobody sees of a test that passes.
    _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// The address of this computer in a network; nothing is sent to find it.
fn network() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
}

/// The addresses that a process listens on, as the kernel writes them.
#[cfg(target_os = "linux")]
fn listens(pid: u64) -> Vec<String> {
    let links = fs::read_dir(format!("/proc/{pid}/fd"))
        .expect("its files")
        .flatten();
    let links: Vec<String> = links
        .filter_map(|link| Some(fs::read_link(link.path()).ok()?.display().to_string()))
        .collect();
    let mut found = Vec::new();
    for table in ["tcp", "tcp6"] {
        let table = fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default();
        for line in table.lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if words[3] == "0A" && links.contains(&format!("socket:[{}]", words[9])) {
                found.push(words[1].split(':').next().expect("an address").to_owned());
            }
        }
    }
    found
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_listens_on_this_computer_only() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let found = listens(app.ready["pid"].as_u64().expect("a pid"));
    assert!(!found.is_empty(), "it listens somewhere");
    for address in &found {
        let is_loopback = ["0100007F", "00000000000000000000000001000000"].contains(&address.as_str());
        assert!(is_loopback, "{address} of {found:?}");
    }
}

async fn status(address: &str, host: &str, token: Option<&str>) -> u16 {
    let bearer = token.map(|token| format!("Authorization: Bearer {token}"));
    let host = format!("Host: {host}");
    let headers: Vec<&str> = [host.as_str()].into_iter().chain(bearer.as_deref()).collect();
    knock(address, "GET /api/stats HTTP/1.1", &headers).await.status
}

#[tokio::test]
async fn in_a_network_nothing_goes_without_a_token() {
    let Some(ip) = network() else {
        return skip("this computer is in no network");
    };
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let (_, reads) = tokens::make(folder.path(), "read", &[]).await;
    let port = app.address().rsplit(':').next().expect("a port");
    let address = SocketAddr::new(ip, port.parse().expect("a port")).to_string();
    let refused = tokio::net::TcpStream::connect(&address).await;
    assert!(refused.is_err(), "nobody listens there unless the user says so");
    let lan = json!({ "ask": "set_access", "settings": { "lan": [ip] } });
    let (code, told) = tokens::ask(app.http(), &admin, lan).await;
    assert_eq!(
        (code, &told["listeners"][0]["why"]),
        (200, &Value::Null),
        "{told}"
    );
    assert_eq!(status(&address, &address, None).await, 401, "even for reading");
    assert_eq!(status(&address, &address, Some(&reads)).await, 200);
    assert_eq!(
        status(&address, &address, Some(&admin)).await,
        403,
        "an admin is at home"
    );
    for foreign in ["evil.example", &format!("evil.example:{port}"), app.address()] {
        assert_eq!(status(&address, foreign, Some(&reads)).await, 403, "{foreign}");
    }
    let there = Polling::open(&format!("http://{address}")).await;
    for (token, says) in [(&admin, "44"), (&reads, "40")] {
        there.say(format!("40{}", json!({ "token": token }))).await;
        let (_, told) = there.hear().await;
        assert!(told.starts_with(says), "nor by Socket.IO: {told}");
    }
    assert_eq!(
        status(app.address(), app.address(), None).await,
        200,
        "here as before"
    );
}

#[tokio::test]
async fn one_more_port_has_its_own_guard_and_comes_when_it_is_free() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let port = taken.local_addr().expect("an address").port();
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let more = json!({ "ask": "set_access", "settings": { "extra_ports": [port] } });
    let (_, told) = tokens::ask(app.http(), &admin, more).await;
    let listener = &told["listeners"][0];
    assert_eq!(listener["address"], address.as_str(), "{told}");
    assert!(
        listener["why"].as_str().is_some_and(|why| why.contains(&address)),
        "it says which is taken: {told}"
    );
    drop(taken);
    let opened = async {
        while tokio::net::TcpStream::connect(&address).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    in_time("the port to be taken over", opened).await;
    assert_eq!(status(&address, &address, None).await, 200);
    assert_eq!(
        status(&address, app.address(), None).await,
        403,
        "the other port’s name"
    );
    assert_eq!(status(&address, "evil.example", None).await, 403);
    let told = async {
        loop {
            let (_, told) = tokens::ask(app.http(), &admin, json!({ "ask": "access" })).await;
            if told["listeners"][0]["why"].is_null() {
                return;
            }
        }
    };
    in_time("the state to say so", told).await;
}

/// What a program of another user gets from a command; `None` where we may not be another.
#[cfg(unix)]
fn as_nobody(command: &str) -> Option<String> {
    let output = Command::new("su")
        .args(["nobody", "-s", "/bin/sh", "-c", command])
        .output()
        .ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(unix)]
#[tokio::test]
async fn another_user_of_this_computer_reads_numbers_at_most() {
    if as_nobody("id -un").as_deref() != Some("nobody") {
        return skip("only root may be another user");
    }
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    for file in ["access/root.key", "access/access.json", "run/endpoint.json"] {
        let path = folder.path().join(file);
        assert!(fs::read(&path).is_ok(), "{file} is there");
        let seen = as_nobody(&format!("cat {} 2>&1 >/dev/null", path.display()));
        assert!(
            seen.as_deref().is_some_and(|said| said.contains("denied")),
            "{file}: {seen:?}"
        );
    }
    let curl = "curl --noproxy '*' -s -o /dev/null -w '%{http_code}'";
    let post = "-H 'Content-Type: application/json' -d '{\"type\":\"share\",\"channel\":\"twitch:luna\"}'";
    let push = as_nobody(&format!("{curl} {post} {}/api/events", app.http()));
    assert_eq!(push.as_deref(), Some("401"));
    let read = || as_nobody(&format!("{curl} {}/api/stats", app.http()));
    assert_eq!(read().as_deref(), Some("200"), "the numbers are public");
    let off = json!({ "ask": "set_access", "settings": { "public_reading": false } });
    assert_eq!(tokens::ask(app.http(), &admin, off).await.0, 200);
    assert_eq!(read().as_deref(), Some("401"), "unless the user says otherwise");
}
