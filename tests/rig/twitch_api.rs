//! A server that speaks as Twitch's logins and Helix do, for one channel's owner.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use url::form_urlencoded;

use crate::{eventsub::EventSub, in_time};

mod helix;

/// What we call ourselves there.
pub const CLIENT: &str = "streamgaugetestclient";
/// Who logs in, and the id of that.
pub const OWNER: &str = "luna_plays";
/// The owner's id.
pub const OWNER_ID: &str = "4400117";
/// How every secret of it begins; none may ever be seen outside.
pub const SECRET: &str = "never-to-be-seen";

/// The running server. It ends when this is dropped, and then looks whether anything was done that Twitch punishes.
#[derive(Debug)]
pub struct TwitchApi {
    /// Its `EventSub`.
    pub eventsub: EventSub,
    /// For `STREAMGAUGE_ENDPOINTS`.
    pub endpoints: String,
    stage: Arc<Stage>,
    serving: JoinHandle<()>,
}

/// What has happened at the server.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Questions whether the code was typed.
    pub polls: usize,
    /// Refresh tokens that were traded.
    pub refreshes: usize,
    /// Refresh tokens that were shown a second time.
    pub reused: usize,
    /// Tokens that were validated.
    pub validations: usize,
    /// Answers to who is on the air.
    pub streams: usize,
    /// Answers that asked for patience.
    pub limited: usize,
    /// Answers that refused the access token.
    pub unauthorized: usize,
    /// Subscriptions that were asked for: the type, and the answer.
    pub subscriptions: Vec<(String, u16)>,
    /// Tokens that were given back.
    pub revoked: usize,
}

#[derive(Debug)]
struct Stage {
    now: Mutex<Now>,
    seen: watch::Sender<Seen>,
    eventsub: EventSub,
}

/// How the platform is.
#[derive(Debug, Default)]
struct Now {
    /// The code that waits, and whether it was typed.
    device: Option<(String, bool)>,
    access: BTreeSet<String>,
    refresh: Option<String>,
    given: usize,
    on_air: BTreeMap<String, (u64, String)>,
    followers: u64,
    title: String,
    /// Answers to come that ask for patience.
    limit: usize,
    /// So many refusals there are when the first refused subscription is answered.
    together: usize,
    /// What is answered to subscriptions of this type.
    refused: BTreeMap<String, u16>,
    /// Taken subscriptions: type and session.
    taken: BTreeSet<(String, String)>,
}

impl TwitchApi {
    /// Starts it on free ports.
    ///
    /// # Panics
    /// When there are none.
    pub async fn start() -> Self {
        let eventsub = EventSub::start().await;
        let (tell, _) = watch::channel(Seen::default());
        let stage = Arc::new(Stage {
            now: Mutex::default(),
            seen: tell,
            eventsub: eventsub.clone(),
        });
        let router = Router::new()
            .route("/oauth2/device", post(device))
            .route("/oauth2/token", post(token))
            .route("/oauth2/validate", get(validate))
            .route("/oauth2/revoke", post(revoke))
            .route("/helix/streams", get(helix::streams))
            .route("/helix/channels/followers", get(helix::followers))
            .route("/helix/eventsub/subscriptions", post(helix::subscribe))
            .with_state(Arc::clone(&stage));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let http = format!("http://{}", listener.local_addr().expect("its address"));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        let endpoints = json!({
            "twitch_id": http,
            "twitch_api": format!("{http}/helix"),
            "twitch_eventsub": eventsub.url(),
        });
        Self {
            eventsub,
            endpoints: endpoints.to_string(),
            stage,
            serving,
        }
    }

    /// The user types the code.
    ///
    /// # Panics
    /// When no code waits.
    pub fn type_code(&self) {
        self.now().device.as_mut().expect("a code waits").1 = true;
    }

    /// The code is good for nothing any more.
    pub fn forget_code(&self) {
        self.now().device = None;
    }

    /// Access tokens end, as they do after four hours; the refresh token is good.
    pub fn expire(&self) {
        let refused = self.stage.seen.borrow().unauthorized;
        let mut now = self.now();
        now.access.clear();
        now.together = refused + 2;
    }

    /// The user takes the permission back at Twitch.
    pub fn withdraw(&self) {
        let mut now = self.now();
        now.access.clear();
        now.refresh = None;
    }

    /// A channel is on the air since then with so many viewers, or it is not.
    pub fn air(&self, login: &str, stream: Option<(u64, &str)>) {
        let mut now = self.now();
        match stream {
            Some((viewers, since)) => now.on_air.insert(login.to_owned(), (viewers, since.to_owned())),
            None => now.on_air.remove(login),
        };
    }

    /// Broadcasts are called so.
    pub fn title(&self, title: &str) {
        title.clone_into(&mut self.now().title);
    }

    /// So many follow the owner.
    pub fn followers(&self, count: u64) {
        self.now().followers = count;
    }

    /// The next so many answers ask for patience.
    pub fn limit(&self, answers: usize) {
        self.now().limit = answers;
    }

    /// Subscriptions of this type are refused.
    pub fn refuse(&self, kind: &str, status: u16) {
        self.now().refused.insert(kind.to_owned(), status);
    }

    /// Waits until this is seen.
    ///
    /// # Panics
    /// When it never is.
    pub async fn wait_until(&self, what: &str, seen: impl FnMut(&Seen) -> bool) -> Seen {
        let mut news = self.stage.seen.subscribe();
        let seen = in_time(what, news.wait_for(seen)).await;
        seen.expect("the server runs").clone()
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.stage.now()
    }
}

impl Drop for TwitchApi {
    fn drop(&mut self) {
        self.serving.abort();
        if !std::thread::panicking() {
            let reused = self.stage.seen.borrow().reused;
            assert_eq!(
                reused, 0,
                "a refresh token was used twice: Twitch ends such a login"
            );
        }
    }
}

type Stages = State<Arc<Stage>>;

impl Stage {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, what: impl FnOnce(&mut Seen)) {
        self.seen.send_modify(what);
    }

    /// A new pair of tokens; the pair before is good for nothing any more.
    fn tokens(&self) -> Value {
        let mut now = self.now();
        now.given += 1;
        let (access, refresh) = (
            format!("{SECRET}-access-{}", now.given),
            format!("{SECRET}-refresh-{}", now.given),
        );
        now.access = [access.clone()].into();
        now.refresh = Some(refresh.clone());
        json!({
            "access_token": access, "refresh_token": refresh, "expires_in": 14_400, "token_type": "bearer",
            "scope": ["bits:read", "channel:read:subscriptions", "moderator:read:followers"],
        })
    }

    /// Why a call of Helix is not answered.
    fn refuse_call(&self, headers: &HeaderMap) -> Option<Response> {
        let of = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or("")
        };
        let token = of("Authorization").strip_prefix("Bearer ").unwrap_or("");
        let mut now = self.now();
        if of("Client-Id") != CLIENT || !now.access.contains(token) {
            drop(now);
            self.note(|seen| seen.unauthorized += 1);
            return Some(wrong(401, "Invalid OAuth token"));
        }
        if now.limit > 0 {
            now.limit -= 1;
            drop(now);
            self.note(|seen| seen.limited += 1);
            let second = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs() + 1;
            let headers = [
                ("Ratelimit-Limit", "800".to_owned()),
                ("Ratelimit-Remaining", "0".to_owned()),
                ("Ratelimit-Reset", second.to_string()),
            ];
            return Some((headers, wrong(429, "")).into_response());
        }
        None
    }
}

fn wrong(status: u16, message: &str) -> Response {
    let code = StatusCode::from_u16(status).expect("a status");
    let error = code.canonical_reason().unwrap_or_default();
    let body = json!({ "status": status, "error": error, "message": message });
    (code, body.to_string()).into_response()
}

fn answer(body: &Value) -> Response {
    ([("Content-Type", "application/json")], body.to_string()).into_response()
}

fn fields(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(field, _)| field == name);
    found.map_or("", |(_, value)| value)
}

async fn device(State(stage): Stages, body: Bytes) -> Response {
    let fields = fields(&body);
    if field(&fields, "client_id") != CLIENT {
        return wrong(400, "invalid client");
    }
    assert!(!field(&fields, "scopes").is_empty(), "it asks for something");
    let code = format!("{SECRET}-device");
    stage.now().device = Some((code.clone(), false));
    answer(&json!({
        "device_code": code, "expires_in": 1800, "interval": 1, "user_code": "ABCDEFGH",
        "verification_uri": "https://www.twitch.tv/activate?device-code=ABCDEFGH",
    }))
}

async fn token(State(stage): Stages, body: Bytes) -> Response {
    let fields = fields(&body);
    if field(&fields, "client_id") != CLIENT {
        return wrong(400, "invalid client");
    }
    if field(&fields, "grant_type") == "refresh_token" {
        let shown = field(&fields, "refresh_token");
        let is_good = stage.now().refresh.as_deref() == Some(shown);
        if is_good {
            let tokens = stage.tokens();
            stage.note(|seen| seen.refreshes += 1);
            return answer(&tokens);
        }
        // One that was withdrawn is refused too, and nobody is to blame for that.
        let withdrawn = stage.now().refresh.is_none();
        stage.note(|seen| seen.reused += usize::from(!withdrawn));
        return wrong(400, "Invalid refresh token");
    }
    stage.note(|seen| seen.polls += 1);
    let waiting = stage.now().device.clone();
    match waiting {
        Some((code, typed)) if code == field(&fields, "device_code") => {
            if !typed {
                return wrong(400, "authorization_pending");
            }
            stage.now().device = None;
            answer(&stage.tokens())
        }
        _ => wrong(400, "invalid device code"),
    }
}

async fn validate(State(stage): Stages, headers: HeaderMap) -> Response {
    let shown = headers.get("Authorization").and_then(|value| value.to_str().ok());
    let token = shown.and_then(|shown| shown.strip_prefix("OAuth ")).unwrap_or("");
    let is_good = stage.now().access.contains(token);
    stage.note(|seen| seen.validations += 1);
    if !is_good {
        return wrong(401, "invalid access token");
    }
    answer(
        &json!({ "client_id": CLIENT, "login": OWNER, "user_id": OWNER_ID, "scopes": [], "expires_in": 9 }),
    )
}

async fn revoke(State(stage): Stages) -> Response {
    stage.note(|seen| seen.revoked += 1);
    StatusCode::OK.into_response()
}
