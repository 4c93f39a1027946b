//! The guard as tables: every line is an attack that somebody has made, or a client that must not be hurt.

use axum::http::HeaderValue;

use super::*;

/// Where a reader without a token comes from, or why he does not come in.
fn knock(target: &str, lines: &[(&str, &str)]) -> Result<Origin, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    let guard = Guard::new(7828, Keyring::open(folder.path(), 0).unwrap());
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        );
    }
    match guard.check(&Method::GET, &target.parse().unwrap(), Version::HTTP_11, &headers) {
        Verdict::Enter(access) => Ok(access.origin),
        Verdict::Refused(refusal) => Err(refusal),
        Verdict::Preflight(_) => panic!("nobody asked"),
    }
}

#[test]
fn only_our_own_host_names_are_answered() {
    for host in ["127.0.0.1:7828", "localhost:7828", "LOCALHOST:7828", "[::1]:7828"] {
        assert_eq!(
            knock("/api/stats", &[("host", host)]),
            Ok(Origin::Native),
            "{host}"
        );
    }
    for host in [
        "evil.test:7828",
        "127.0.0.1:7829",
        "127.0.0.1",
        "0.0.0.0:7828",
        "localhost.:7828",
        "127.0.0.1.nip.io:7828",
        "127.0.0.1:7828@evil.test",
    ] {
        assert_eq!(knock("/api/stats", &[("host", host)]), Err(HOST), "{host}");
    }
    for lines in [
        &[][..],
        &[("host", "")],
        &[("host", "127.0.0.1:7828"), ("host", "127.0.0.1:7828")],
    ] {
        assert_eq!(knock("/api/stats", lines), Err(BAD_HOST), "{lines:?}");
    }
    assert_eq!(
        knock("http://evil.test/api/stats", &[("host", "127.0.0.1:7828")]),
        Err(BAD_TARGET)
    );
}

#[test]
fn only_our_own_pages_are_answered() {
    let from = |origin: &str| knock("/ws/live", &[("host", "127.0.0.1:7828"), ("origin", origin)]);
    assert_eq!(from("http://127.0.0.1:7828"), Ok(Origin::Own));
    for origin in [
        "http://evil.example",
        "https://127.0.0.1:7828",
        "http://127.0.0.1.evil.com",
        "http://localhost:7828",
        "http://localhost:3000",
        "http://127.0.0.1:7829",
        "http://192.168.1.1",
        "tauri://localhost",
        "http://tauri.localhost",
        "file://",
        "chrome-extension://x",
        "HTTP://127.0.0.1:7828",
        "http://127.0.0.1:7828/",
        "",
    ] {
        assert_eq!(from(origin), Err(ORIGIN), "{origin}");
    }
    for origin in ["null", "http://absolute"] {
        assert_eq!(from(origin), Err(NO_PASS), "{origin}");
    }
    let two = [
        ("host", "127.0.0.1:7828"),
        ("origin", "http://127.0.0.1:7828"),
        ("origin", "http://evil.example"),
    ];
    assert_eq!(knock("/ws/live", &two), Err(BAD_ORIGIN));
}

#[test]
fn what_a_browser_fetches_for_a_foreign_page_is_refused() {
    let fetch = |target: &str, site: &str, mode: &str, dest: &str| {
        let lines = [
            ("host", "localhost:7828"),
            ("sec-fetch-site", site),
            ("sec-fetch-mode", mode),
            ("sec-fetch-dest", dest),
        ];
        knock(target, &lines)
    };
    assert_eq!(
        fetch("/api/stats", "same-origin", "cors", "empty"),
        Ok(Origin::Native)
    );
    assert_eq!(
        fetch("/api/stats", "none", "navigate", "document"),
        Ok(Origin::Native)
    );
    assert_eq!(
        fetch("/o/stats", "cross-site", "navigate", "document"),
        Ok(Origin::Native)
    );
    // The app's window shows overlays in frames; who else may is said by the page's own frame-ancestors.
    assert_eq!(
        fetch("/o/stats", "cross-site", "navigate", "iframe"),
        Ok(Origin::Native)
    );
    for (target, site, mode, dest) in [
        ("/api/stats", "cross-site", "no-cors", "image"),
        ("/api/stats", "same-site", "no-cors", "script"),
        ("/api/stats", "cross-site", "navigate", "document"),
        ("/api/stats", "cross-site", "navigate", "iframe"),
        ("/sse/stats", "cross-site", "cors", "empty"),
    ] {
        assert_eq!(
            fetch(target, site, mode, dest),
            Err(ORIGIN),
            "{target} {site} {mode} {dest}"
        );
    }
}
