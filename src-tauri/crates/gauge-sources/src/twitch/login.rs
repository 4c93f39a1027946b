//! The steps of a login: the device code grant of a public client, which has no secret (CONNECTORS 2.1).

use std::time::Duration;

use gauge_model::Secret;
use serde::Deserialize;

use super::api::{Api, ApiError};

/// What is asked for; all of it only reads.
const SCOPES: &str = "moderator:read:followers bits:read channel:read:subscriptions";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A login that waits for its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Device {
    code: Secret,
    /// What the user types.
    pub(super) user_code: String,
    /// Where.
    pub(super) uri: String,
    /// Between two questions whether it was typed.
    pub(super) interval: Duration,
    /// How long the code is good.
    pub(super) lasts: Duration,
}

/// A pair of tokens. The refresh token works once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Tokens {
    #[serde(rename = "access_token")]
    pub(super) access: Secret,
    #[serde(rename = "refresh_token")]
    pub(super) refresh: Secret,
}

/// Whose a token is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Owner {
    pub(super) login: String,
    pub(super) user_id: String,
}

/// What the question whether the code was typed may answer.
#[derive(Debug)]
pub(super) enum Polled {
    /// Not yet.
    Pending,
    /// Not yet, and it is asked too often.
    TooOften,
    /// Yes.
    Done(Tokens),
    /// It never will be; why.
    Over(&'static str),
    /// Twitch did not answer this time.
    Unknown,
}

/// Begins a login.
pub(super) async fn begin(api: &Api, client_id: &str) -> Result<Device, ApiError> {
    #[derive(Deserialize)]
    struct Answer {
        device_code: Secret,
        expires_in: u64,
        interval: u64,
        user_code: String,
        verification_uri: String,
    }
    let fields = [("client_id", client_id), ("scopes", SCOPES)];
    let answer: Answer = api.form("device", &fields).await?;
    Ok(Device {
        code: answer.device_code,
        user_code: answer.user_code,
        uri: answer.verification_uri,
        interval: Duration::from_secs(answer.interval.clamp(1, 60)),
        lasts: Duration::from_secs(answer.expires_in.min(86_400)),
    })
}

/// Asks whether the code was typed.
pub(super) async fn poll(api: &Api, client_id: &str, device: &Device) -> Polled {
    let fields = [
        ("client_id", client_id),
        ("scopes", SCOPES),
        ("device_code", &device.code.0),
        ("grant_type", GRANT),
    ];
    polled(api.form("token", &fields).await)
}

fn polled(answer: Result<Tokens, ApiError>) -> Polled {
    match answer {
        Ok(tokens) => Polled::Done(tokens),
        Err(ApiError::Away(_)) => Polled::Unknown,
        Err(ApiError::Limited(_)) => Polled::TooOften,
        Err(ApiError::Refused { message, .. }) => match message.as_str() {
            "authorization_pending" => Polled::Pending,
            "slow_down" => Polled::TooOften,
            "invalid device code" => Polled::Over("The code was not used in time. Start the login again."),
            "access_denied" => Polled::Over("Twitch was told not to allow it. Start the login again."),
            _ => Polled::Over("Twitch ended the login. Start it again."),
        },
        Err(ApiError::Unauthorized) => Polled::Over("Twitch ended the login. Start it again."),
    }
}

/// Trades a refresh token for a new pair. It is good for nothing afterwards, whatever becomes of the answer.
pub(super) async fn refresh(api: &Api, client_id: &str, refresh: &Secret) -> Result<Tokens, ApiError> {
    let fields = [
        ("client_id", client_id),
        ("grant_type", "refresh_token"),
        ("refresh_token", &refresh.0),
    ];
    api.form("token", &fields).await
}

/// Whose a token is, if it is good.
pub(super) async fn validate(api: &Api, access: &Secret) -> Result<Owner, ApiError> {
    api.validate(access).await
}

/// Gives a token back. Whether that works changes nothing here.
pub(super) async fn revoke(api: &Api, client_id: &str, access: &Secret) {
    let fields = [("client_id", client_id), ("token", &access.0)];
    // It answers with an empty body, which is no JSON.
    _ = api.form::<serde::de::IgnoredAny>("revoke", &fields).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twitch_says_in_words_how_a_login_goes_on() {
        let says = |message: &str| {
            polled(Err(ApiError::Refused {
                status: 400,
                message: message.to_owned(),
            }))
        };
        assert!(matches!(says("authorization_pending"), Polled::Pending));
        assert!(matches!(says("slow_down"), Polled::TooOften));
        for over in ["invalid device code", "access_denied", "invalid client"] {
            assert!(matches!(says(over), Polled::Over(_)), "{over}");
        }
        let away = polled(Err(ApiError::Away("no connection".to_owned())));
        assert!(matches!(away, Polled::Unknown));
    }
}
