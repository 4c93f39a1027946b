//! Tokens: what each lets one do, and that they can be shown again, replaced and revoked (RELIABILITY 2, S-09, S-13,
//! S-21, S-25).

use std::fs;

use gauge_tests::{
    app::{App, Launch},
    endpoint::{self, endpoint},
    folder::Folder,
    http::{client, get, push},
    in_time,
    live::Live,
    raw::{Head, knock},
    tokens,
};
use serde_json::{Value, json};

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

async fn knock_at(app: &App, line: &str, headers: &[&str]) -> Head {
    let host = format!("Host: {}", app.address());
    let headers: Vec<&str> = [host.as_str()]
        .into_iter()
        .chain(headers.iter().copied())
        .collect();
    knock(app.address(), &format!("{line} HTTP/1.1"), &headers).await
}

/// The access that a token gives, or the error.
async fn access(app: &App, token: Option<&str>) -> String {
    let (_, told) = tokens::read(app.http(), "/api/whoami", token).await;
    assert!(
        told["message"].as_str().is_some_and(|words| words.len() > 20),
        "{told}"
    );
    told.get("access")
        .unwrap_or(&told["error"])
        .as_str()
        .expect("a word")
        .to_owned()
}

#[tokio::test]
async fn pushing_needs_a_token_that_writes() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, reads) = tokens::make(folder.path(), "read", &[]).await;
    let (_, writes) = tokens::make(folder.path(), "write", &[]).await;
    let event = json!({ "type": "share", "channel": "twitch:luna" });
    let send = async |token: Option<&str>| {
        let mut request = client().post(format!("{}/api/events", app.http())).json(&event);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = in_time("a push", request.send()).await.expect("an answer");
        let status = answer.status().as_u16();
        (
            status,
            answer.json::<Value>().await.expect("JSON")["error"]
                .as_str()
                .unwrap_or("")
                .to_owned(),
        )
    };
    assert_eq!(send(None).await, (401, "token_required".to_owned()));
    assert_eq!(send(Some(&reads)).await, (403, "scope".to_owned()));
    assert_eq!(
        send(Some("sgw1_nonsense")).await,
        (401, "invalid_token".to_owned())
    );
    assert_eq!(
        send(Some(&reads.replace("sgr1", "sgw1"))).await,
        (401, "token_revoked".to_owned())
    );
    assert_eq!(
        get(app.http(), "/api/live-stats").await["stats"]["shares"],
        0,
        "nothing was counted"
    );
    assert_eq!(send(Some(&writes)).await, (200, String::new()));
    let address = |token: &str| format!("POST /api/events?token={token}");
    assert_eq!(
        knock_at(&app, &address(&writes), &[]).await.status,
        400,
        "a write token in the address"
    );
    let bearer = format!("Authorization: Bearer {reads}");
    let both = format!("GET /api/stats?token={reads}");
    assert_eq!(
        knock_at(&app, &both, &[&bearer]).await.status,
        400,
        "two credentials"
    );
    assert_eq!(knock_at(&app, &both, &[]).await.status, 200, "one");
}

#[tokio::test]
async fn everybody_is_told_what_he_may_do() {
    let folder = Folder::new();
    let app = start(&folder).await;
    assert_eq!(access(&app, None).await, "public");
    for scope in ["read", "write", "admin"] {
        let (_, token) = tokens::make(folder.path(), scope, &[]).await;
        assert_eq!(access(&app, Some(&token)).await, scope);
    }
    assert_eq!(access(&app, Some("nonsense")).await, "invalid_token");
}

#[tokio::test]
async fn without_a_token_there_are_numbers_and_no_people() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let topics = ["stats", "event", "chat", "gift", "source"];
    let mut public = Live::join_with(app.http(), None, &topics).await;
    let mut private = Live::join(app.http(), &topics).await;
    let user = json!({ "id": "u-77", "name": "Ferngully" });
    let events = json!([
        { "type": "chat", "channel": "twitch:luna", "text": "hush-hush", "user": user },
        { "type": "gift", "channel": "twitch:luna", "gift": "Rose", "coins": 5, "count": 1, "user": user },
        { "type": "tip", "channel": "twitch:luna", "amount": 5, "currency": "EUR", "text": "hush-hush", "user": user },
    ]);
    push(app.http(), events).await;
    let mut told = [String::new(), String::new()];
    for (live, told) in [&mut public, &mut private].into_iter().zip(&mut told) {
        while live.state["stats"]["coins"] != 5 || !told.contains("\"tip\"") {
            *told += &live.next().await.expect("a frame").to_string();
        }
    }
    let late = Live::join_with(app.http(), None, &topics).await;
    let [public, private] = told;
    for secret in ["hush-hush", "Ferngully", "u-77"] {
        assert!(private.contains(secret), "with a token {secret} is seen");
        assert!(
            !public.contains(secret),
            "{secret} is told to everybody: {public}"
        );
        assert!(
            !late.state.to_string().contains(secret),
            "{secret} is in a snapshot"
        );
    }
    assert!(public.contains("Rose"), "that it happened is public");
}

#[tokio::test]
async fn public_reading_can_be_switched_off_and_ends_connections() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let live = Live::join_with(app.http(), None, &["stats"]).await;
    let off = json!({ "ask": "set_access", "settings": { "public_reading": false } });
    let (status, answer) = tokens::ask(app.http(), &admin, off).await;
    assert_eq!(
        (status, &answer["settings"]["public_reading"]),
        (200, &json!(false))
    );
    assert_eq!(live.end().await, Some(4503));
    assert_eq!(tokens::read(app.http(), "/api/stats", None).await.0, 401);
    assert_eq!(tokens::read(app.http(), "/api/stats", Some(&admin)).await.0, 200);
    assert_eq!(access(&app, None).await, "token_required");
    assert_eq!(
        knock_at(&app, "GET /o/stats", &[]).await.status,
        200,
        "a page holds no data"
    );
    app.kill().await;
    let app = start(&folder).await;
    assert_eq!(
        tokens::read(app.http(), "/api/stats", None).await.0,
        401,
        "also after a crash"
    );
}

#[tokio::test]
async fn a_rotated_token_is_gone_at_once_and_for_good() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (id, old) = tokens::make(folder.path(), "read", &[]).await;
    let (_, other) = tokens::make(folder.path(), "read", &[]).await;
    let live = Live::join_with(app.http(), Some(&old), &["stats"]).await;
    let mut kept = Live::join_with(app.http(), Some(&other), &["stats"]).await;
    let rotated = tokens::command(folder.path(), &["rotate", &id])
        .await
        .expect("a token");
    let (_, new) = tokens::pair(&rotated[0]);
    assert_eq!(live.end().await, Some(4503));
    push(app.http(), json!({ "type": "share", "channel": "twitch:luna" })).await;
    kept.wait_until("the other goes on", |state| state["stats"]["shares"] == 1)
        .await;
    // At once after the answer, as a crash may come.
    app.kill().await;
    let app = start(&folder).await;
    assert_eq!(access(&app, Some(&old)).await, "token_revoked");
    assert_eq!(access(&app, Some(&new)).await, "read");
    assert_eq!(access(&app, Some(&other)).await, "read");
    let (status, stderr) = app.terminate().await;
    assert!(status.success(), "{stderr}");
    let again = tokens::command(folder.path(), &["list"])
        .await
        .expect("a list, while nothing runs");
    assert!(
        again.iter().any(|token| token["token"] == new.as_str()),
        "it is shown again"
    );
    tokens::command(folder.path(), &["revoke", &id])
        .await
        .expect("it is revoked while nothing runs");
    let app = start(&folder).await;
    assert_eq!(access(&app, Some(&new)).await, "token_revoked");
}

#[tokio::test]
async fn all_tokens_are_replaced_at_once() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, token) = tokens::make(folder.path(), "read", &[]).await;
    let before = endpoint::token(app.http());
    let live = Live::join_with(app.http(), Some(&token), &["stats"]).await;
    let all = tokens::command(folder.path(), &["rotate-all"])
        .await
        .expect("tokens");
    assert_eq!(live.end().await, Some(4503));
    for old in [&token, &before] {
        assert_eq!(access(&app, Some(old)).await, "token_revoked");
    }
    for token in &all {
        assert_eq!(
            access(&app, token["token"].as_str()).await,
            token["scope"].as_str().expect("a scope")
        );
    }
    let written = async {
        while endpoint::token(app.http()) == before {
            tokio::task::yield_now().await;
        }
    };
    in_time("the endpoint file to follow", written).await;
    push(app.http(), json!({ "type": "share", "channel": "twitch:luna" })).await;
}

#[tokio::test]
async fn a_listed_page_may_read_with_its_token() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let page = "http://localhost:5173";
    let (_, listed) = tokens::make(folder.path(), "read", &["--origin", page]).await;
    let (_, other) = tokens::make(folder.path(), "read", &[]).await;
    let origin = format!("Origin: {page}");
    let read = async |token: &str, origin: &str| {
        let bearer = format!("Authorization: Bearer {token}");
        let head = knock_at(
            &app,
            "GET /api/stats",
            &[origin, &bearer, "Sec-Fetch-Site: cross-site"],
        )
        .await;
        (head.status, head.header("access-control-allow-origin").to_owned())
    };
    assert_eq!(read(&listed, &origin).await, (200, page.to_owned()));
    assert_eq!(read(&other, &origin).await, (403, String::new()));
    assert_eq!(
        read(&listed, "Origin: http://localhost:5174").await,
        (403, String::new())
    );
    assert_eq!(read(&other, "Origin: null").await, (200, "null".to_owned()));
    let ask = async |origin: &str, method: &str| {
        let method = format!("Access-Control-Request-Method: {method}");
        let head = knock_at(&app, "OPTIONS /api/stats", &[origin, &method]).await;
        (head.status, head.header("access-control-allow-origin").to_owned())
    };
    assert_eq!(ask(&origin, "GET").await, (204, page.to_owned()));
    assert_eq!(ask(&origin, "POST").await, (403, String::new()));
    assert_eq!(
        ask("Origin: http://evil.example", "GET").await,
        (403, String::new())
    );
    for bad in [
        "http://localhost:5173/",
        "localhost:5173",
        "*",
        "null",
        "http://a@b",
        "HTTP://x",
    ] {
        let refused = tokens::command(
            folder.path(),
            &["new", "--scope", "read", "--label", "x", "--origin", bad],
        )
        .await;
        assert!(refused.is_err(), "{bad}");
    }
}

#[tokio::test]
async fn asks_over_http_need_the_admin_and_stay_in_one_folder() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    let (_, writes) = tokens::make(folder.path(), "write", &[]).await;
    let profiles = json!({ "ask": "profiles" });
    assert_eq!(tokens::ask(app.http(), &writes, profiles.clone()).await.0, 403);
    let (status, list) = tokens::ask(app.http(), &admin, profiles).await;
    assert_eq!((status, &list[0]["name"]), (200, &json!("Main")));
    let id = list[0]["id"].as_str().expect("an id");
    let export = |path: &str| json!({ "ask": "export_profile", "id": id, "path": path });
    let outside = folder.path().join("stolen.sgprofile");
    for path in ["../stolen.sgprofile", &outside.display().to_string()] {
        let (status, fault) = tokens::ask(app.http(), &admin, export(path)).await;
        assert_eq!((status, &fault["error"]), (422, &json!("file")), "{path}");
    }
    assert_eq!(
        tokens::ask(app.http(), &admin, export("mine.sgprofile")).await.0,
        200
    );
    assert!(folder.path().join("exports/mine.sgprofile").exists() && !outside.exists());
    assert_eq!(
        tokens::ask(app.http(), &admin, json!({ "ask": "nonsense" }))
            .await
            .0,
        400
    );
}

#[cfg(unix)]
#[tokio::test]
async fn secrets_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let app = start(&folder).await;
    let mode = |path: &str| {
        fs::metadata(folder.path().join(path))
            .expect(path)
            .permissions()
            .mode()
            & 0o777
    };
    for file in ["access/root.key", "access/access.json", "run/endpoint.json"] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    for dir in ["access", "run", "profiles", "logs"] {
        assert_eq!(mode(dir), 0o700, "{dir}");
    }
    fs::write(folder.path().join("others"), "").expect("a file");
    assert_ne!(
        mode("others") & 0o077,
        0,
        "a control: it is not this process that makes all private"
    );
    let told = endpoint(folder.path()).expect("an endpoint file");
    assert_eq!(
        (told["url"].as_str(), &told["pid"]),
        (Some(app.http()), &app.ready["pid"])
    );
    app.terminate().await;
    assert_eq!(endpoint(folder.path()), None, "it is removed at the end");
}
