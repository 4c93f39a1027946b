//! One call to Twitch over HTTP, and what may come of it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use gauge_model::{Millis, Secret};
use reqwest::{
    Client, RequestBuilder, StatusCode,
    header::{HeaderMap, HeaderValue},
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{Ended, Endpoints, Link, https};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long to wait where Twitch asks for patience and does not say how much, and at most.
const LIMITED: Duration = Duration::from_secs(60);
const LONGEST_LIMIT: Duration = Duration::from_secs(600);

/// Why a call came to nothing; the words are for the user.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApiError {
    /// The access token is good for nothing (any more).
    #[error("Twitch does not accept the login any more.")]
    Unauthorized,
    /// Nothing is answered for so long.
    #[error("Twitch asks for patience: too much was asked.")]
    Limited(Duration),
    /// It says no.
    #[error("Twitch says: {message} ({status}).")]
    Refused {
        /// HTTP's.
        status: u16,
        /// Twitch's words.
        message: String,
    },
    /// There is no answer, or none that makes sense.
    #[error("Twitch cannot be reached ({0}). Is this computer online?")]
    Away(String),
}

impl ApiError {
    /// What it means for a connection.
    pub(super) fn ended(self, now: Millis) -> Ended {
        let why = self.to_string();
        match self {
            Self::Limited(limit) => Ended::Limited {
                until: now.saturating_add(Millis::try_from(limit.as_millis()).unwrap_or(Millis::MAX)),
                why,
            },
            _ => Ended::Lost(why),
        }
    }
}

/// Who is logged in, and the right to ask in that name. Each access token has its own number.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) login: String,
    pub(super) user_id: String,
    pub(super) client_id: String,
    pub(super) access: Secret,
    pub(super) number: u64,
}

/// A client for all of Twitch's servers.
#[derive(Clone, Debug)]
pub(super) struct Api {
    http: Client,
    pub(super) endpoints: Arc<Endpoints>,
}

impl Api {
    /// One for these servers.
    pub(super) fn new(endpoints: Arc<Endpoints>) -> Result<Self, String> {
        let http = https::http_client(PATIENCE).build();
        let http = http.map_err(|error| format!("The HTTP client cannot be made: {error}."))?;
        Ok(Self { http, endpoints })
    }

    /// Posts a form to the server of logins.
    pub(super) async fn form<T: DeserializeOwned>(
        &self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, ApiError> {
        let request = self
            .http
            .post(format!("{}/oauth2/{path}", self.endpoints.twitch_id));
        fetch(request.form(fields)).await?.read()
    }

    /// Asks the server of logins about a token.
    pub(super) async fn validate<T: DeserializeOwned>(&self, access: &Secret) -> Result<T, ApiError> {
        let request = self
            .http
            .get(format!("{}/oauth2/validate", self.endpoints.twitch_id));
        let request = request.header("Authorization", hidden(&format!("OAuth {}", access.0))?);
        fetch(request).await?.read()
    }

    /// Asks for something; the link hears the answer as it came.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        session: &Session,
        link: &Link,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, ApiError> {
        let request = self.http.get(format!("{}/{path}", self.endpoints.twitch_api));
        let answer = fetch(signed(request, session).query(query)).await?;
        answer.heard_by(link).read()
    }

    /// Makes something; the link hears the answer as it came.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        session: &Session,
        link: &Link,
        path: &str,
        body: &serde_json::Value,
    ) -> Result<T, ApiError> {
        let request = self.http.post(format!("{}/{path}", self.endpoints.twitch_api));
        let answer = fetch(signed(request, session).json(body)).await?;
        answer.heard_by(link).read()
    }
}

fn signed(request: RequestBuilder, session: &Session) -> RequestBuilder {
    let request = request.header("Client-Id", &session.client_id);
    // It marks the header as one that is not to be logged.
    request.bearer_auth(&session.access.0)
}

/// A header that is not to be logged.
fn hidden(text: &str) -> Result<HeaderValue, ApiError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| ApiError::Unauthorized)?;
    value.set_sensitive(true);
    Ok(value)
}

/// What was answered.
struct Answer {
    status: StatusCode,
    /// How long nothing more is answered, where it asks for patience.
    limit: Duration,
    body: Vec<u8>,
}

async fn fetch(request: RequestBuilder) -> Result<Answer, ApiError> {
    let sent = request.send().await;
    let answer = sent.map_err(|error| ApiError::Away(away(&error)))?;
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let (status, limit) = (answer.status(), limit_of(answer.headers(), now));
    let body = https::body(answer).await;
    let body = body.ok_or_else(|| ApiError::Away("its answer broke off".to_owned()))?;
    Ok(Answer { status, limit, body })
}

impl Answer {
    fn heard_by(self, link: &Link) -> Self {
        link.heard(&String::from_utf8_lossy(&self.body));
        self
    }

    fn read<T: DeserializeOwned>(self) -> Result<T, ApiError> {
        let (status, body) = (self.status, &self.body);
        match status {
            StatusCode::UNAUTHORIZED => Err(ApiError::Unauthorized),
            StatusCode::TOO_MANY_REQUESTS => Err(ApiError::Limited(self.limit)),
            _ if status.is_server_error() => Err(ApiError::Away(format!("it answers {}", status.as_u16()))),
            _ if !status.is_success() => Err(ApiError::Refused {
                status: status.as_u16(),
                message: words(body),
            }),
            _ => serde_json::from_slice(body)
                .map_err(|_| ApiError::Away("its answer makes no sense".to_owned())),
        }
    }
}

/// Why there is no answer. The error's own words name the address, with what was asked.
fn away(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "it does not answer".to_owned()
    } else if error.is_connect() {
        "no connection".to_owned()
    } else {
        "the connection was lost".to_owned()
    }
}

/// Twitch's own words, cut to what a person reads.
fn words(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Said {
        message: String,
    }
    match serde_json::from_slice::<Said>(body) {
        Ok(said) => said.message.chars().take(200).collect(),
        Err(_) => "no reason given".to_owned(),
    }
}

/// How long nothing is answered: Twitch says it in seconds since 1970, as `now` is given.
fn limit_of(headers: &HeaderMap, now: Duration) -> Duration {
    let reset = headers
        .get("Ratelimit-Reset")
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    reset.map_or(LIMITED, |reset| {
        // Half a second more than it says: clocks differ.
        (reset.saturating_sub(now) + Duration::from_millis(500)).min(LONGEST_LIMIT)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_as_long_as_twitch_says() {
        let now = Duration::from_secs(1000);
        for (reset, want) in [
            (Some("1007"), Duration::from_millis(7500)),
            (Some("900"), Duration::from_millis(500)),
            (Some("9999999999"), LONGEST_LIMIT),
            (Some("soon"), LIMITED),
            (None, LIMITED),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(reset) = reset {
                headers.insert("Ratelimit-Reset", reset.parse().unwrap());
            }
            assert_eq!(limit_of(&headers, now), want, "{reset:?}");
        }
    }
}
