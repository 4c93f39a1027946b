//! What Helix answers: who is on the air, how many follow, and whether a subscription is taken.

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{OWNER_ID, Stage, Stages, answer, fields, wrong};

pub(super) async fn streams(State(stage): Stages, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    if let Some(refusal) = stage.refuse_call(&headers) {
        return refusal;
    }
    let wanted = fields(query.unwrap_or_default().as_bytes());
    let now = stage.now();
    let data: Vec<Value> = wanted
        .iter()
        .filter_map(|(_, login)| {
            let (viewers, since) = now.on_air.get(login)?;
            Some(json!({
                "id": "1", "user_id": "5", "user_login": login, "user_name": login, "type": "live", "title": now.title,
                "viewer_count": viewers, "started_at": since, "game_id": "1", "tags": ["English"], "language": "en",
            }))
        })
        .collect();
    drop(now);
    stage.note(|seen| seen.streams += 1);
    answer(&json!({ "data": data, "pagination": {} }))
}

pub(super) async fn followers(State(stage): Stages, headers: HeaderMap) -> Response {
    if let Some(refusal) = stage.refuse_call(&headers) {
        return refusal;
    }
    let total = stage.now().followers;
    answer(&json!({ "data": [], "pagination": {}, "total": total }))
}

pub(super) async fn subscribe(State(stage): Stages, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = stage.refuse_call(&headers) {
        // Those that are asked for together are refused together: none is so late that it finds a new token there.
        let together = stage.now().together;
        let mut news = stage.seen.subscribe();
        _ = news.wait_for(|seen| seen.unauthorized >= together).await;
        return refusal;
    }
    let wish: Value = serde_json::from_slice(&body).expect("JSON");
    let kind = wish["type"].as_str().unwrap_or_default().to_owned();
    let session = wish["transport"]["session_id"].as_str().unwrap_or_default();
    let status = stage.judge(&wish, &kind, session);
    stage.note(|seen| seen.subscriptions.push((kind, status)));
    if status != 202 {
        return wrong(
            status,
            "The combination of values in the type and version fields is not valid",
        );
    }
    let made = json!({
        "data": [{ "id": "9", "status": "enabled", "type": wish["type"], "version": wish["version"], "cost": 0,
            "condition": wish["condition"], "transport": wish["transport"] }],
        "total": 1, "max_total_cost": 10, "total_cost": 0,
    });
    (StatusCode::ACCEPTED, answer(&made)).into_response()
}

impl Stage {
    fn judge(&self, wish: &Value, kind: &str, session: &str) -> u16 {
        let version = if kind == "channel.follow" { "2" } else { "1" };
        let names = match kind {
            "channel.follow" => &["broadcaster_user_id", "moderator_user_id"][..],
            "channel.raid" => &["to_broadcaster_user_id"],
            _ => &["broadcaster_user_id"],
        };
        let is_whole = names.iter().all(|&name| wish["condition"][name] == OWNER_ID);
        let mut now = self.now();
        if let Some(&refused) = now.refused.get(kind) {
            refused
        } else if wish["version"] != version {
            410
        } else if !is_whole || !self.eventsub.has(session) {
            400
        } else if now.taken.insert((kind.to_owned(), session.to_owned())) {
            202
        } else {
            409
        }
    }
}
