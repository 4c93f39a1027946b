//! Tokens as a user has them: from the `streamgauge token` command, and over HTTP from `POST /api/ask`.

use std::{path::Path, process::Stdio};

use serde_json::{Value, json};
use tokio::process::Command;

use crate::{app::binary, http::client, in_time};

/// Runs `streamgauge token …` in a data folder; what it says, line by line, or why not.
///
/// # Panics
/// When it cannot be started, or a line is no JSON.
pub async fn command(data: &Path, args: &[&str]) -> Result<Vec<Value>, String> {
    let mut command = Command::new(binary());
    command.arg("token").args(args).arg("--data-dir").arg(data);
    let output = in_time("the command", command.stdin(Stdio::null()).output()).await;
    let output = output.expect("the program can be started");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect())
}

/// A new token: its id and its text.
///
/// # Panics
/// When it is not made.
pub async fn make(data: &Path, scope: &str, more: &[&str]) -> (String, String) {
    let args = [&["new", "--scope", scope, "--label", "a test"], more].concat();
    let made = command(data, &args).await.expect("a token");
    pair(&made[0])
}

/// The id and the text in an answer.
///
/// # Panics
/// When they are not there.
#[must_use]
pub fn pair(token: &Value) -> (String, String) {
    let text = |name: &str| token[name].as_str().expect("a text").to_owned();
    (text("id"), text("token"))
}

/// Asks over HTTP; the status and the answer.
///
/// # Panics
/// When there is no answer.
pub async fn ask(http: &str, token: &str, ask: Value) -> (u16, Value) {
    let request = client()
        .post(format!("{http}/api/ask"))
        .bearer_auth(token)
        .json(&ask);
    let answer = in_time("an answer", request.send()).await.expect("an answer");
    (
        answer.status().as_u16(),
        answer.json().await.unwrap_or(json!(null)),
    )
}

/// Reads with a token in the header; the status and the answer.
///
/// # Panics
/// When there is no answer.
pub async fn read(http: &str, path: &str, token: Option<&str>) -> (u16, Value) {
    let mut request = client().get(format!("{http}{path}"));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = in_time("an answer", request.send()).await.expect("an answer");
    (
        answer.status().as_u16(),
        answer.json().await.unwrap_or(json!(null)),
    )
}

/// Asks as the user himself, with a token made for it.
///
/// # Panics
/// When it is refused.
pub async fn asked(data: &Path, http: &str, wish: Value) -> Value {
    let (_, admin) = make(data, "admin", &[]).await;
    let (status, answer) = ask(http, &admin, wish).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// The token of our overlays' addresses.
///
/// # Panics
/// When there is none.
pub async fn of_overlays(data: &Path, http: &str) -> String {
    let all = asked(data, http, json!({ "ask": "tokens" })).await;
    let found = all
        .as_array()
        .into_iter()
        .flatten()
        .find(|token| token["id"] == "overlays");
    pair(found.expect("it is always there")).1
}
