//! Questions to YouTube's Data API: each costs units, and may be refused.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use gauge_model::{Millis, Quota, Secret};
use reqwest::Client;
use serde_json::Value;

use super::{
    decode::{Refusal, Video, refusal, uploads, uploads_list, videos},
    quota::{CHAT, Governor, LIST, VIDEO},
};
use crate::{Ended, Link, https};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest answer, bytes: 2000 messages of the longest kind.
const LARGEST: usize = 16 << 20;
/// How long it is left alone when it was asked too fast, ms.
const TOO_FAST: Millis = 30_000;

/// The units of each key, once for the process: two channels may share a key, and a source that begins anew has not
/// been given new ones.
static KEYS: LazyLock<Mutex<HashMap<String, Arc<Mutex<Governor>>>>> = LazyLock::new(Mutex::default);

/// The API, as one key may use it.
pub(super) struct Api<'a> {
    http: Client,
    base: &'a str,
    key: &'a Secret,
    governor: Arc<Mutex<Governor>>,
    link: &'a Link,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Refused(Refusal),
    /// It did not come, or is none.
    Away,
    /// There are no units left until then.
    Spent(Millis),
}

impl<'a> Api<'a> {
    /// The API at this address; `units` are given to the key each day.
    pub(super) fn new(base: &'a str, key: &'a Secret, units: u32, link: &'a Link) -> Result<Self, Ended> {
        let http = https::http_client(PATIENCE).build();
        let http = http.map_err(|error| Ended::Lost(format!("YouTube cannot be asked: {error}.")))?;
        let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Arc::new(Mutex::new(Governor::new(units, link.now())));
        let governor = Arc::clone(keys.entry(key.0.clone()).or_insert_with(fresh));
        drop(keys);
        let api = Self {
            http,
            base,
            key,
            governor,
            link,
        };
        api.governor().set_limit(units);
        Ok(api)
    }

    /// How these videos are; those that YouTube does not know are left out.
    pub(super) async fn videos(&self, ids: &[String]) -> Result<Vec<Video>, Failure> {
        let ids = ids.join(",");
        let query = [("part", "snippet,liveStreamingDetails,statistics"), ("id", &ids)];
        Ok(videos(&self.get("videos", &query, VIDEO).await?))
    }

    /// The list of all videos of the channel of this handle.
    pub(super) async fn uploads_of(&self, handle: &str) -> Result<Option<String>, Failure> {
        let handle = format!("@{handle}");
        let query = [("part", "contentDetails"), ("forHandle", &handle)];
        Ok(uploads_list(&self.get("channels", &query, LIST).await?))
    }

    /// The newest videos of a list.
    pub(super) async fn newest(&self, list: &str) -> Result<Vec<String>, Failure> {
        let query = [
            ("part", "contentDetails"),
            ("playlistId", list),
            ("maxResults", "10"),
        ];
        Ok(uploads(&self.get("playlistItems", &query, LIST).await?))
    }

    /// A page of a chat: the next one, or the newest.
    pub(super) async fn chat(&self, chat: &str, page: Option<&str>) -> Result<Value, Failure> {
        let mut query = vec![
            ("liveChatId", chat),
            ("part", "id,snippet,authorDetails"),
            ("maxResults", "2000"),
        ];
        query.extend(page.map(|page| ("pageToken", page)));
        self.get("liveChat/messages", &query, CHAT).await
    }

    /// How long to wait before the chat is asked again; see [`Governor::chat_pause`].
    pub(super) fn chat_pause(&self, wanted: Millis, planned_end: Millis) -> Duration {
        let (now, mut governor) = (self.link.now(), self.governor());
        let pause = governor.chat_pause(wanted, planned_end, now);
        let ms = pause.unwrap_or_else(|| governor.resets_at() - now);
        Duration::from_millis(ms.max(1).unsigned_abs())
    }

    /// Why the connection ends with this failure.
    pub(super) fn ended(&self, failure: Failure) -> Ended {
        let now = self.link.now();
        let spent = |until| Ended::Limited {
            until,
            why: "The units of this YouTube key are used up. It goes on at midnight, Pacific time."
                .to_owned(),
        };
        match failure {
            Failure::Spent(until) => spent(until),
            Failure::Refused(Refusal::QuotaExceeded) => spent(self.governor().resets_at()),
            Failure::Refused(Refusal::TooFast) => Ended::Limited {
                until: now + TOO_FAST,
                why: "YouTube wants to be asked less often.".to_owned(),
            },
            Failure::Refused(Refusal::Key(why)) => Ended::Refused(why.to_owned()),
            Failure::Refused(Refusal::Other(status, said)) => {
                Ended::Lost(format!("YouTube answers with an error ({status}): {said}"))
            }
            Failure::Refused(_) | Failure::Away => {
                Ended::Lost("YouTube cannot be reached. Is this computer online?".to_owned())
            }
        }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)], units: u32) -> Result<Value, Failure> {
        let spent = self.governor().spend(units, self.link.now());
        self.tell().await;
        spent.map_err(Failure::Spent)?;
        let request = self.http.get(format!("{}/{path}", self.base)).query(query);
        let sent = request.query(&[("key", self.key.0.as_str())]).send().await;
        let mut answer = sent.map_err(|_| Failure::Away)?;
        let (status, mut body) = (answer.status(), Vec::new());
        while let Some(chunk) = answer.chunk().await.map_err(|_| Failure::Away)? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST {
                return Err(Failure::Away);
            }
        }
        self.link.heard(&String::from_utf8_lossy(&body));
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        match (status.is_success(), answer.is_object()) {
            (true, true) => Ok(answer),
            (true, false) => Err(Failure::Away),
            (false, _) => Err(Failure::Refused(self.refusal(status.as_u16(), &answer).await)),
        }
    }

    async fn refusal(&self, status: u16, answer: &Value) -> Refusal {
        let refusal = refusal(status, answer);
        if refusal == Refusal::QuotaExceeded {
            self.governor().exhaust(self.link.now());
            self.tell().await;
        }
        refusal
    }

    /// Shows what is used and left.
    async fn tell(&self) {
        let quota = {
            let governor = self.governor();
            Quota {
                used: governor.used(),
                left: governor.left(),
                resets_at: governor.resets_at(),
            }
        };
        self.link.quota(quota).await;
    }

    fn governor(&self) -> MutexGuard<'_, Governor> {
        self.governor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
