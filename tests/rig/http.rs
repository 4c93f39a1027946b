//! A well-behaved HTTP client.

use reqwest::{Client, Response};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde_json::Value;

use crate::{endpoint, in_time};

/// A client that no proxy of this machine stands before.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn client() -> Client {
    // It trusts nobody: nothing here is encrypted.
    let tls = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let client = Client::builder().no_proxy().tls_backend_preconfigured(tls);
    client.build().expect("an HTTP client")
}

/// A JSON document.
///
/// # Panics
/// When the answer is anything else.
pub async fn get(http: &str, path: &str) -> Value {
    let answer = client().get(format!("{http}{path}")).send();
    let answer = in_time(path, answer).await.expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().await.expect("JSON")
}

/// Pushes a body under a content type; the status and the answer.
///
/// # Panics
/// When there is no answer, or none in JSON.
pub async fn push_as(http: &str, content_type: Option<&str>, body: String) -> (u16, Value) {
    let request = client().post(format!("{http}/api/events")).body(body);
    let mut request = request.bearer_auth(endpoint::token(http));
    if let Some(content_type) = content_type {
        request = request.header("Content-Type", content_type);
    }
    let answer: Response = in_time("a push", request.send()).await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Pushes JSON that may be refused.
pub async fn try_push(http: &str, body: impl ToString) -> (u16, Value) {
    push_as(http, Some("application/json"), body.to_string()).await
}

/// Pushes JSON that is taken.
///
/// # Panics
/// When it is refused.
pub async fn push(http: &str, body: impl ToString) -> Value {
    let body = body.to_string();
    let (status, answer) = try_push(http, &body).await;
    assert_eq!(status, 200, "{body} → {answer}");
    answer
}
