//! What is kept can be read by HTTP, what is private only with a token.

use gauge_tests::{
    app::{App, Launch},
    endpoint,
    folder::Folder,
    http::{client, get, push},
    in_time,
};
use serde_json::{Value, json};

async fn start(folder: &Folder) -> App {
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let gift = |user: &str, coins: u64| {
        json!({ "type": "gift", "channel": "tiktok:luna", "gift": "Rose", "coins": coins, "at": 1_768_645_845_123_i64,
                "user": { "id": user, "name": user.to_uppercase() } })
    };
    let viewers = json!({ "type": "viewers", "channel": "twitch:xqc", "count": 45_000 });
    push(
        app.http(),
        json!([gift("a", 5), gift("b", 7), gift("c", 1), viewers]),
    )
    .await;
    app
}

/// The status and the answer, with a token or without.
async fn ask(app: &App, path: &str, token: Option<&str>) -> (u16, Value) {
    let mut request = client().get(format!("{}{path}", app.http()));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = in_time(path, request.send()).await.expect("an answer");
    assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn sessions_are_listed_newest_first_and_found_by_their_id() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let all = get(app.http(), "/api/sessions").await;
    let channels: Vec<_> = all
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["session"]["channel"])
        .collect();
    assert_eq!(channels, ["twitch:xqc", "tiktok:luna"]);
    assert_eq!(get(app.http(), "/api/sessions?limit=1").await, json!([all[0]]));
    assert_eq!(
        get(app.http(), "/api/sessions?channel=tiktok%3Aluna").await,
        json!([all[1]])
    );
    let id = &all[1]["session"]["id"];
    assert_eq!(get(app.http(), &format!("/api/sessions/{id}")).await, all[1]);
    assert_eq!(all[1]["numbers"]["coins"], 13);
    assert_eq!(ask(&app, "/api/sessions/77", None).await.0, 404);
    let (status, wrong) = ask(&app, "/api/sessions?limit=many", None).await;
    assert_eq!((status, &wrong["error"]), (400, &json!("bad_query")), "{wrong}");
}

#[tokio::test]
async fn people_are_shown_only_to_who_has_a_token() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let token = endpoint::token(app.http());
    for path in ["/api/viewers", "/api/viewers/tiktok:a", "/api/profiles"] {
        let (status, refused) = ask(&app, path, None).await;
        assert_eq!(
            (status, &refused["error"]),
            (401, &json!("token_required")),
            "{path}"
        );
        assert_eq!(ask(&app, path, Some(&token)).await.0, 200, "{path}");
    }
    let board = async |query: &str| ask(&app, &format!("/api/viewers{query}"), Some(&token)).await.1;
    let names = |board: &Value| {
        let rows = board.as_array().expect("a list").iter();
        rows.map(|row| row["name"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&board("").await), ["B", "A", "C"]);
    assert_eq!(names(&board("?by=coins&limit=1&offset=1").await), ["A"]);
    assert_eq!(names(&board("?by=gifts&session=99").await), [""; 0]);
    let (_, one) = ask(&app, "/api/viewers/tiktok:b", Some(&token)).await;
    assert_eq!(one["total"]["coins"], 7, "{one}");
    assert_eq!(ask(&app, "/api/viewers/tiktok:zoe", Some(&token)).await.0, 404);
    let (_, profiles) = ask(&app, "/api/profiles", Some(&token)).await;
    assert_eq!(profiles[0]["name"], "Main");
}

#[tokio::test]
async fn samples_and_goals_are_open() {
    let folder = Folder::new();
    let app = start(&folder).await;
    assert_eq!(get(app.http(), "/api/goals").await, json!([]));
    // Stream time moves on by 20 s: the sample of the moments between is taken.
    let later = json!({ "type": "like", "channel": "tiktok:luna", "at": 1_768_645_865_123_i64 });
    push(app.http(), later).await;
    let samples = get(app.http(), "/api/samples").await;
    assert_eq!(samples[0]["coins"], 13, "{samples}");
    let at = samples[0]["at"].as_i64().expect("a time");
    let none = get(app.http(), &format!("/api/samples?until={}", at - 1)).await;
    assert_eq!(none, json!([]));
    let rest = get(app.http(), &format!("/api/samples?since={at}")).await;
    assert_eq!(rest, samples);
}
