//! The program, whose user logs in at a Twitch of ours.

use serde_json::{Value, json};

use crate::{
    app::{App, Launch},
    folder::Folder,
    irc_server::{IrcServer, Script},
    live::Live,
    tokens,
    twitch_api::{CLIENT, OWNER, TwitchApi},
};

/// The owner's channel.
pub const CHANNEL: &str = "twitch:luna_plays";
/// The profile.
pub const PROFILE: &str = "Stream";

/// The program and the Twitch around it.
#[derive(Debug)]
pub struct Stand {
    /// Logins, Helix and `EventSub`.
    pub twitch: TwitchApi,
    /// Chat: nothing is said before it is let on.
    pub chat: IrcServer,
    /// The program.
    pub app: App,
    /// A reader.
    pub live: Live,
    /// Its data.
    pub folder: Folder,
    admin: String,
}

impl Stand {
    /// Starts all of it with the owner's channel; nobody is logged in.
    pub async fn start(lines: &[&str]) -> Self {
        Self::start_with(Folder::new(), TwitchApi::start().await, lines, |launch| launch).await
    }

    /// The same in this folder, at this Twitch, with more said at the start.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(
        folder: Folder,
        twitch: TwitchApi,
        lines: &[&str],
        more: impl FnOnce(Launch) -> Launch,
    ) -> Self {
        let chat = IrcServer::start(Script {
            channel: OWNER.to_owned(),
            lines: lines.iter().map(|&line| line.to_owned()).collect(),
            gated: true,
            ..Script::default()
        })
        .await;
        if folder.profile_files().is_empty() {
            folder.make_profile(PROFILE, &[CHANNEL]);
        }
        let launch = Launch::headless(folder.path())
            .profile(PROFILE)
            .twitch(&chat.url)
            .env("STREAMGAUGE_ENDPOINTS", &twitch.endpoints);
        let app = more(launch).start().await;
        let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
        let live = Live::join(app.http(), &["stats", "source", "event"]).await;
        Self {
            twitch,
            chat,
            app,
            live,
            folder,
            admin,
        }
    }

    /// What an ask answers.
    ///
    /// # Panics
    /// When it is a fault.
    pub async fn ask(&self, ask: Value) -> Value {
        let (status, answer) = self.try_ask(ask).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// The same of an ask that may be a fault.
    pub async fn try_ask(&self, ask: Value) -> (u16, Value) {
        tokens::ask(self.app.http(), &self.admin, ask).await
    }

    /// How the login is.
    pub async fn account(&self) -> Value {
        self.ask(json!({ "ask": "twitch_account" })).await
    }

    /// Waits until the login is so.
    pub async fn wait_for_account(&self, state: &str) -> Value {
        let waiting = async {
            loop {
                let account = self.account().await;
                if account["state"] == state {
                    return account;
                }
            }
        };
        crate::in_time(&format!("the login to be {state}"), waiting).await
    }

    /// Begins a login; the answer holds the code.
    pub async fn begin(&self) -> Value {
        self.ask(json!({ "ask": "set_twitch_client", "client_id": CLIENT }))
            .await;
        self.ask(json!({ "ask": "log_in_to_twitch" })).await
    }

    /// Logs the owner in, and waits until all that it gives is there.
    pub async fn log_in(&mut self) {
        self.begin().await;
        self.twitch.type_code();
        self.wait_for_account("in").await;
        for kind in ["twitch_helix", "twitch_eventsub", "twitch_chat"] {
            self.wait_for_source(kind, CHANNEL, "live").await;
        }
        // The last of Helix's first questions: none is under way when the test goes on.
        self.live
            .wait_until("how many follow", |state| {
                !state["channels"][CHANNEL]["follower_total"].is_null()
            })
            .await;
    }

    /// Has Helix asked again, now: one channel more is wanted.
    pub async fn ask_helix(&self, channel: &str) {
        let before = self.twitch.wait_until("anything", |_| true).await.streams;
        self.ask(json!({ "ask": "add_channel", "channel": channel }))
            .await;
        self.twitch
            .wait_until("Helix", |seen| seen.streams > before)
            .await;
    }

    /// Waits until a source is so; empty: until it is no more.
    pub async fn wait_for_source(&mut self, kind: &str, channel: &str, wanted: &str) {
        let id = format!("{kind}/{channel}");
        let what = format!("{id}: {wanted}");
        self.live
            .wait_until(&what, |state| {
                source(state, &id)["state"].as_str().unwrap_or("") == wanted
            })
            .await;
    }

    /// Waits until a number of the owner's channel is so.
    pub async fn wait_for(&mut self, field: &str, wanted: Value) {
        let what = format!("{field} {wanted}");
        self.live
            .wait_until(&what, |state| state["channels"][CHANNEL][field] == wanted)
            .await;
    }

    /// Waits until so many events of a source were not counted, because another owns their kinds.
    pub async fn wait_for_what_is_left_to_others(&mut self, kind: &str, events: u64) {
        let id = format!("{kind}/{CHANNEL}");
        let what = format!("{events} events of {id} left to others");
        self.live
            .wait_until(&what, |state| source(state, &id)["not_owner"] == events)
            .await;
    }

    /// A source as the reader sees it.
    #[must_use]
    pub fn source(&self, kind: &str) -> &Value {
        source(&self.live.state, &format!("{kind}/{CHANNEL}"))
    }

    /// Someone follows: told over the newest connection.
    pub fn follow(&self, user: &str) {
        self.twitch
            .eventsub
            .notify("channel.follow", &person(user, json!({})));
    }
}

fn source<'a>(state: &'a Value, id: &str) -> &'a Value {
    let mut sources = state["sources"].as_array().into_iter().flatten();
    sources.rfind(|source| source["id"] == id).unwrap_or(&Value::Null)
}

/// An event of this person.
#[must_use]
pub fn person(login: &str, mut event: Value) -> Value {
    event["user_id"] = json!(format!("9{}", login.len()));
    event["user_login"] = json!(login);
    event["user_name"] = json!(login);
    event["broadcaster_user_id"] = json!(crate::twitch_api::OWNER_ID);
    event
}
