//! What /docs and /api/openapi.json say is so.

use std::fs;

use gauge_tests::{
    app::{App, Launch},
    endpoint,
    folder::Folder,
    http::{client, get, push, try_push},
    in_time,
    live::Live,
    push_socket::PushSocket,
    shape::keys,
    stock::{Make, python},
    tokens,
};
use serde_json::{Value, json};
use tokio::process::Command;

async fn start(folder: &Folder) -> (App, Value) {
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let document = get(app.http(), "/api/openapi.json").await;
    (app, document)
}

fn pushes(document: &Value) -> Vec<Value> {
    let body = &document["paths"]["/api/events"]["post"]["requestBody"]["content"]["application/json"];
    body["example"].as_array().expect("examples").clone()
}

async fn page(app: &App) -> String {
    let answer = client().get(format!("{}/docs", app.http())).send();
    let answer = in_time("/docs", answer).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    answer.text().await.expect("text")
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Every address with its method.
fn routes(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods").iter();
            methods.map(move |(method, operation)| (method.clone(), path.clone(), operation.clone()))
        })
        .collect()
}

#[tokio::test]
async fn every_example_of_an_event_is_taken() {
    let folder = Folder::new();
    let (app, document) = start(&folder).await;
    let text = unescaped(&page(&app).await);
    let examples = pushes(&document);
    for example in &examples {
        push(app.http(), example).await;
        assert!(
            text.contains(&format!("<b>{}</b>", example["type"].as_str().expect("a type"))),
            "{example}"
        );
    }
    // The app names every kind it knows: each has an example.
    let (_, refused) = try_push(app.http(), json!({ "type": "no such kind" })).await;
    let message = refused["message"].as_str().expect("words");
    let (_, known) = message.split_once("Known are: ").expect("the kinds");
    let known: Vec<&str> = known.trim_end_matches('.').split(", ").collect();
    let shown: Vec<&str> = examples
        .iter()
        .filter_map(|example| example["type"].as_str())
        .collect();
    assert_eq!(shown, known);
}

#[tokio::test]
async fn every_address_answers_and_its_answer_has_the_shape_of_the_example() {
    let folder = Folder::new();
    let (app, document) = start(&folder).await;
    push(app.http(), Value::Array(pushes(&document))).await;
    let token = endpoint::token(app.http());
    let wish = json!({ "ask": "make_own_overlay", "name": "mine" });
    let own = tokens::asked(folder.path(), app.http(), wish).await;
    let routes = routes(&document);
    assert!(routes.len() >= 25, "{}", routes.len());
    for (method, path, operation) in routes.iter().filter(|(method, ..)| method == "get") {
        if path.starts_with("/assets/") {
            // Their names change with their content; the page itself is what asks for them.
            continue;
        }
        let real = path
            .replace("sessions/{id}", "sessions/1")
            .replace("viewers/{id}", "viewers/twitch:71092938")
            .replace("overlays/{id}", "overlays/stats");
        let mut request = client().get(format!("{}{}", app.http(), real.replace("{path}", "stats")));
        if path.starts_with("/my/") {
            // Its token stands in its address.
            request = client().get(own["address"].as_str().expect("an address"));
        } else {
            request = request.bearer_auth(&token);
        }
        let answer = in_time(path, request.send()).await.expect("an answer");
        let status = answer.status().as_u16();
        let is_socket = path.starts_with("/ws/") && !path.contains("test");
        let wanted = if is_socket {
            426
        } else if path == "/socket.io/" {
            400
        } else {
            200
        };
        assert_eq!(status, wanted, "{method} {path}");
        let content = operation["responses"]["200"]["content"]
            .as_object()
            .expect("what it answers");
        let (media, content) = content.iter().next().expect("one type");
        if status == 200 {
            let told = answer.headers()["content-type"]
                .to_str()
                .expect("ASCII")
                .to_owned();
            assert!(told.starts_with(media.as_str()), "{path}: {told}");
        }
        if let Some(example) = content.get("example") {
            has_shape(&answer.json().await.expect("JSON"), example, path);
        }
    }
}

/// The same fields, as deep as the example goes; an empty list has any shape.
fn has_shape(real: &Value, example: &Value, place: &str) {
    match (real, example) {
        (Value::Object(real), Value::Object(example)) => {
            assert_eq!(
                keys(&Value::Object(real.clone())),
                keys(&Value::Object(example.clone())),
                "{place}"
            );
            for (name, value) in real {
                has_shape(value, &example[name], &format!("{place}.{name}"));
            }
        }
        (Value::Array(real), Value::Array(example)) => {
            if let (Some(real), Some(example)) = (real.first(), example.first()) {
                has_shape(real, example, place);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn an_address_that_is_not_described_is_not_there() {
    let folder = Folder::new();
    let (app, document) = start(&folder).await;
    let text = page(&app).await;
    for (_, path, _) in routes(&document) {
        assert!(text.contains(&path), "{path} is not on /docs");
    }
    for path in [
        "/api",
        "/api/ws",
        "/socket.io",
        "/metrics",
        "/api/openapi.yaml",
        "/o",
    ] {
        let answer = client().get(format!("{}{path}", app.http())).send();
        assert_eq!(
            in_time(path, answer).await.expect("an answer").status(),
            404,
            "{path}"
        );
    }
}

#[tokio::test]
async fn every_message_that_a_client_may_say_is_understood() {
    let folder = Folder::new();
    let (app, _document) = start(&folder).await;
    let text = unescaped(&page(&app).await);
    let section = |wire: &str| {
        let (_, after) = text
            .split_once(&format!("<h3>{wire}</h3>"))
            .expect("the wire is there");
        let section = after.split("<h").next().unwrap_or_default();
        let said = section.split("<b>You</b>").skip(1);
        let codes = said.filter_map(|rest| rest.split_once("<code>")?.1.split("</code>").next());
        codes
            .map(|code| serde_json::from_str::<Value>(code).expect("JSON"))
            .collect::<Vec<_>>()
    };
    let mut live = Live::connect(app.http()).await;
    for message in section("/ws/live") {
        live.tell(message.clone()).await;
        let answer = match message["type"].as_str() {
            Some("subscribe") => "subscription_confirmed",
            Some("unsubscribe") => "unsubscribed",
            Some("ping") => "pong",
            Some("board") => {
                assert_eq!(live.next_legacy().await["type"], "board");
                continue;
            }
            // Nothing is answered.
            Some("report") => continue,
            other => other.map_or("", |kind| kind.trim_start_matches("get_")),
        };
        live.reply(answer).await;
    }
    let mut socket = PushSocket::connect(app.http(), "").await;
    for message in section("/ws/push") {
        let answer = socket.push(&message).await;
        assert_eq!(answer["type"], "ack", "{answer}");
    }
}

#[tokio::test]
async fn the_description_for_programs_is_valid() {
    if let Some(why) = Make::Python.missing() {
        eprintln!("SKIPPED for openapi-spec-validator: {why}");
        return;
    }
    let folder = Folder::new();
    let (_app, document) = start(&folder).await;
    let file = folder.path().join("openapi.json");
    fs::write(&file, document.to_string()).expect("a file");
    let judge = Command::new(python())
        .args(["-m", "openapi_spec_validator"])
        .arg(&file)
        .output();
    let judge = in_time("a judgement", judge).await.expect("it can be started");
    let told = String::from_utf8_lossy(&judge.stdout);
    assert!(
        judge.status.success(),
        "{told}{}",
        String::from_utf8_lossy(&judge.stderr)
    );
}
