//! What the window may do is written in a few files; a slip of one word would open it to every page (RELIABILITY
//! S-18).

use std::fs;

use gauge_tests::recordings::root;
use serde_json::{Value, json};

use crate::window::Desk;

/// What is wrong with the window's settings.
fn openings(config: &Value, capabilities: &[Value]) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut check = |is_sealed: bool, what| {
        if !is_sealed {
            found.push(what);
        }
    };
    let (app, security) = (&config["app"], &config["app"]["security"]);
    let policy = &security["csp"];
    check(policy.is_object(), "no policy for the page");
    check(
        policy["default-src"] == "'none'",
        "the policy allows what it does not name",
    );
    check(policy["script-src"] == "'self'", "scripts from elsewhere");
    check(
        app["withGlobalTauri"] == false,
        "Tauri stands in every page's window",
    );
    check(security["freezePrototype"] == true, "prototypes can be changed");
    check(
        security["dangerousDisableAssetCspModification"].is_null(),
        "nonces are left out of the policy",
    );
    let pages = config["build"]["frontendDist"].as_str().unwrap_or("https:");
    check(!pages.contains("://"), "the page comes from a network");
    for capability in capabilities {
        check(capability["remote"].is_null(), "pages of a network may call us");
        let permissions = capability["permissions"].to_string();
        for word in ["shell:", "fs:", "http:", "process:"] {
            check(
                !permissions.contains(word),
                "the page may reach files, programs or networks",
            );
        }
    }
    found
}

fn read(path: &str) -> Value {
    let text = fs::read_to_string(root().join(path)).expect(path);
    serde_json::from_str(&text).expect(path)
}

fn capabilities() -> Vec<Value> {
    let folder = root().join("src-tauri/capabilities");
    let files = fs::read_dir(folder).expect("a folder").flatten();
    let files: Vec<_> = files
        .map(|file| {
            read(&format!(
                "src-tauri/capabilities/{}",
                file.file_name().to_string_lossy()
            ))
        })
        .collect();
    assert!(!files.is_empty());
    files
}

#[test]
fn the_window_is_sealed() {
    let config = read("src-tauri/tauri.conf.json");
    assert_eq!(openings(&config, &capabilities()), [""; 0]);
}

#[test]
fn an_open_window_would_be_seen() {
    let (config, capabilities) = (read("src-tauri/tauri.conf.json"), capabilities());
    let slips = [
        ("/app/security/csp", Value::Null),
        ("/app/security/csp/script-src", json!("'self' https:")),
        ("/app/withGlobalTauri", json!(true)),
        ("/app/security/freezePrototype", json!(false)),
        ("/build/frontendDist", json!("https://example.com")),
    ];
    for (place, value) in slips {
        let mut config = config.clone();
        *config.pointer_mut(place).expect(place) = value;
        assert!(!openings(&config, &capabilities).is_empty(), "{place}");
    }
    for (name, value) in [
        ("remote", json!({ "urls": ["http://127.0.0.1:*"] })),
        ("permissions", json!(["fs:allow-read-file"])),
    ] {
        let mut capabilities = capabilities.clone();
        capabilities[0][name] = value;
        assert!(!openings(&config, &capabilities).is_empty(), "{name}");
    }
}

/// Whoever brings the page to go elsewhere, it stays: what comes from a network must not sit where the window is.
#[tokio::test]
async fn the_window_goes_nowhere_else() {
    let desk = Desk::new(&[]).await;
    desk.window.value("window.here = true").await;
    for (count, place) in [
        format!("{}/docs", desk.http),
        "https://evil.invalid/".to_owned(),
        "data:text/html,x".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        desk.window.value(&format!("location.href = '{place}'")).await;
        desk.push(json!({ "type": "like", "channel": "generic:luna", "count": 1 }))
            .await;
        desk.until_tile("likes", &(count + 1).to_string()).await;
        assert_eq!(desk.window.value("window.here").await, true, "{place}");
    }
    // The control: where it may go, it goes. The driver waits for the new page.
    let origin = desk.window.value("location.origin").await;
    let own = format!("{}/index.html", origin.as_str().expect("an origin"));
    desk.window.page.goto(&own).await.expect("it goes there");
    desk.window
        .until("window.here === undefined && document.body.dataset.ready === 'true'")
        .await;
}
