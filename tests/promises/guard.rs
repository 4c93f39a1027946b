//! No other page in the user's browser can read, write or listen; every answer says so.

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    open_server::OpenServer,
    raw::{Head, knock},
};

/// What a client sends to become a WebSocket.
const UPGRADE: [&str; 4] = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

struct Door {
    app: App,
    host: String,
    _folder: Folder,
}

impl Door {
    async fn open() -> Self {
        let folder = Folder::new();
        let app = Launch::headless(folder.path()).start().await;
        let host = format!("Host: {}", app.address());
        Self {
            app,
            host,
            _folder: folder,
        }
    }

    /// Sends these headers and no other.
    async fn bare(&self, line: &str, headers: &[&str]) -> Head {
        knock(self.app.address(), line, headers).await
    }

    /// With the right Host.
    async fn get(&self, path: &str, headers: &[&str]) -> Head {
        let headers: Vec<&str> = [self.host.as_str()]
            .into_iter()
            .chain(headers.iter().copied())
            .collect();
        self.bare(&format!("GET {path} HTTP/1.1"), &headers).await
    }

    fn port(&self) -> &str {
        self.app.address().rsplit(':').next().expect("a port")
    }
}

#[tokio::test]
async fn who_belongs_here_comes_in() {
    let door = Door::open().await;
    let own = format!("Origin: http://{}", door.app.address());
    for path in ["/", "/health", "/api/stats", "/api/live-stats", "/sse/stats"] {
        for headers in [&[][..], &[own.as_str()], &["Sec-Fetch-Site: same-origin"]] {
            assert_eq!(door.get(path, headers).await.status, 200, "{path} {headers:?}");
        }
    }
    let mut upgrade = UPGRADE.to_vec();
    assert_eq!(door.get("/ws/live", &upgrade).await.status, 101);
    upgrade.push(&own);
    assert_eq!(door.get("/ws/live", &upgrade).await.status, 101);
    let localhost = format!("Host: LOCALHOST:{}", door.port());
    assert_eq!(door.bare("GET /health HTTP/1.1", &[&localhost]).await.status, 200);
}

#[tokio::test]
async fn other_origins_are_refused_before_anything() {
    let door = Door::open().await;
    let localhost = format!("Origin: http://localhost:{}", door.port());
    let secure = format!("Origin: https://{}", door.app.address());
    let longer = format!("Origin: http://{}.evil.example", door.app.address());
    let origins = [
        "Origin: https://evil.example",
        "Origin: http://127.0.0.1",
        "Origin: http://127.0.0.1:1",
        "Origin: ",
        &localhost,
        &secure,
        &longer,
    ];
    for origin in origins {
        for path in [
            "/",
            "/health",
            "/api/stats",
            "/api/live-stats",
            "/sse/stats",
            "/nowhere",
        ] {
            assert_eq!(door.get(path, &[origin]).await.status, 403, "{path} {origin}");
        }
        let mut upgrade = UPGRADE.to_vec();
        upgrade.push(origin);
        let refused = door.get("/ws/live", &upgrade).await;
        assert_eq!(refused.status, 403, "no 101 for {origin}");
        assert_eq!(refused.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn other_methods_are_guarded_too() {
    let door = Door::open().await;
    let json = [
        "Content-Type: application/json",
        "Content-Length: 0",
        "Origin: https://evil.example",
    ];
    for method in ["OPTIONS", "POST", "PUT", "DELETE", "HEAD"] {
        let headers: Vec<&str> = [door.host.as_str()].into_iter().chain(json).collect();
        let answer = door
            .bare(&format!("{method} /api/events HTTP/1.1"), &headers)
            .await;
        assert_eq!(answer.status, 403, "{method}");
    }
    for method in ["TRACE", "CONNECT"] {
        let answer = door.bare(&format!("{method} / HTTP/1.1"), &[&door.host]).await;
        assert!(matches!(answer.status, 400 | 405), "{method}: {}", answer.status);
    }
}

#[tokio::test]
async fn the_host_must_be_ours_and_one() {
    let door = Door::open().await;
    let other_port = "Host: 127.0.0.1:1";
    for host in [
        "Host: evil.example",
        "Host: 127.0.0.1",
        "Host: 0.0.0.0:80",
        other_port,
    ] {
        assert_eq!(
            door.bare("GET /health HTTP/1.1", &[host]).await.status,
            403,
            "{host}"
        );
    }
    let rebound = format!("Host: evil.example:{}", door.port());
    assert_eq!(door.bare("GET /health HTTP/1.1", &[&rebound]).await.status, 403);
    for hosts in [
        &[][..],
        &["Host: "],
        &[door.host.as_str(), door.host.as_str()],
        &[door.host.as_str(), "Host: evil.example"],
    ] {
        assert_eq!(
            door.bare("GET /health HTTP/1.1", hosts).await.status,
            400,
            "{hosts:?}"
        );
    }
    assert_eq!(door.bare("GET /health HTTP/1.0", &[]).await.status, 400);
    let absolute = format!("GET http://{}/health HTTP/1.1", door.app.address());
    assert_eq!(door.bare(&absolute, &[&door.host]).await.status, 400);
    let foreign = "GET http://evil.example/health HTTP/1.1";
    assert_eq!(door.bare(foreign, &[&door.host]).await.status, 400);
    assert_eq!(
        door.get("/health", &[]).await.status,
        200,
        "the same without the mistake"
    );
}

#[tokio::test]
async fn what_a_browser_fetches_for_others_is_refused() {
    let door = Door::open().await;
    for site in ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"] {
        for path in ["/api/stats", "/sse/stats", "/health", "/"] {
            assert_eq!(door.get(path, &[site]).await.status, 403, "{site} {path}");
        }
        let navigation = [site, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
        assert_eq!(door.get("/", &navigation).await.status, 200, "a link to the page");
        assert_eq!(
            door.get("/api/stats", &navigation).await.status,
            403,
            "a link to the data"
        );
        let frame = [site, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"];
        assert_eq!(door.get("/", &frame).await.status, 403, "a frame around the page");
    }
    assert_eq!(door.get("/", &["Sec-Fetch-Site: none"]).await.status, 200);
}

/// The headers that are not as every answer has them.
fn unsealed(answer: &Head) -> Vec<&'static str> {
    let seal = [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("vary", "Origin"),
        ("cache-control", "no-store"),
        ("access-control-allow-origin", ""),
        ("access-control-allow-credentials", ""),
    ];
    let broken = seal
        .into_iter()
        .filter(|(name, want)| answer.header(name) != *want);
    broken.map(|(name, _)| name).collect()
}

#[tokio::test]
async fn an_open_answer_would_be_seen() {
    let open = OpenServer::start().await;
    let address = format!("127.0.0.1:{}", open.port);
    let answer = knock(&address, "GET / HTTP/1.1", &[&format!("Host: {address}")]).await;
    assert_eq!(unsealed(&answer).len(), 6, "all but one of them");
}

#[tokio::test]
async fn every_answer_is_sealed() {
    let door = Door::open().await;
    let evil = "Origin: https://evil.example";
    for (path, headers) in [
        ("/", &[][..]),
        ("/health", &[]),
        ("/api/stats", &[]),
        ("/api/live-stats", &[]),
        ("/sse/stats", &[]),
        ("/nowhere", &[]),
        ("/api/events", &[]),
        ("/ws/live", &[]),
        ("/ws/live", &UPGRADE[..]),
        ("/api/stats", &[evil]),
        ("/api/stats", &["Sec-Fetch-Site: cross-site"]),
    ] {
        let answer = door.get(path, headers).await;
        assert_eq!(unsealed(&answer), [""; 0], "{path} {headers:?}");
    }
    let page = door.get("/", &[]).await;
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
}
