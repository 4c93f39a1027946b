//! What Twitch's Helix is asked again and again: who is on the air with how many viewers, and how many follow.

use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use gauge_model::{ChannelId, EventKind, Millis, StreamEvent};
use serde::Deserialize;
use tokio::time::{MissedTickBehavior, interval};

use super::{
    account::Account,
    api::{Api, ApiError, Session},
    on_air::{OnAir, Word},
};
use crate::{BackOff, Connector, Ended, Link};

/// Between two questions who is on the air; Twitch's numbers are not newer than that.
const STREAMS: Duration = Duration::from_secs(30);
/// Between two questions how many follow.
const FOLLOWERS: Duration = Duration::from_secs(60);
/// Channels in one question.
const AT_ONCE: usize = 100;

/// Asks for the channels of its link, in the name of whoever is logged in.
pub(super) struct Helix {
    pub(super) api: Api,
    pub(super) account: Account,
    pub(super) on_air: OnAir,
    /// The channel of whoever is logged in: of others Twitch does not tell who follows.
    pub(super) own: ChannelId,
    /// What the broadcasts that are on are called, as it was told.
    pub(super) titles: BTreeMap<ChannelId, String>,
}

/// One broadcast.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Stream {
    user_login: String,
    viewer_count: u64,
    started_at: String,
    #[serde(default)]
    title: String,
}

#[derive(Debug, Deserialize)]
struct Streams {
    data: Vec<Stream>,
}

#[derive(Debug, Deserialize)]
struct Followers {
    total: u64,
}

#[async_trait]
impl Connector for Helix {
    async fn connect(&mut self, link: &Link) -> Ended {
        let (mut streams, mut followers) = (interval(STREAMS), interval(FOLLOWERS));
        streams.set_missed_tick_behavior(MissedTickBehavior::Delay);
        followers.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                biased;
                _ = streams.tick() => self.look(link).await,
                _ = followers.tick() => self.count_followers(link).await,
            };
            if let Err(ended) = done {
                return ended;
            }
        }
    }

    fn back_off(&self) -> BackOff {
        BackOff::Remote
    }
}

impl Helix {
    async fn look(&mut self, link: &Link) -> Result<(), Ended> {
        let channels = link.channels();
        let mut streams = Vec::new();
        for some in channels.chunks(AT_ONCE) {
            let query: Vec<_> = some
                .iter()
                .map(|channel| ("user_login", channel.name()))
                .collect();
            let (api, query) = (&self.api, &query);
            let ask = |session| async move { api.get::<Streams>(&session, link, "streams", query).await };
            let answer = self.account.signed(ask).await;
            streams.extend(answer.map_err(|error| error.ended(link.now()))?.data);
        }
        link.live().await;
        let (mut events, mut titles) = (Vec::new(), BTreeMap::new());
        for channel in &channels {
            events.extend(self.seen(link, channel, &streams, &mut titles));
        }
        link.events(events).await?;
        self.titles = titles;
        Ok(())
    }

    /// What is news about a channel.
    fn seen(
        &self,
        link: &Link,
        channel: &ChannelId,
        streams: &[Stream],
        titles: &mut BTreeMap<ChannelId, String>,
    ) -> Vec<StreamEvent> {
        let stream = streams
            .iter()
            .find(|stream| stream.user_login.eq_ignore_ascii_case(channel.name()));
        let (live, now) = (stream.is_some(), link.now());
        let word = self.on_air.polled(channel, live, now);
        let began = stream.and_then(|stream| time(&stream.started_at)).unwrap_or(now);
        let state = EventKind::Stream { live };
        let viewers = EventKind::Viewers {
            count: stream.map_or(0, |stream| stream.viewer_count),
        };
        let mut kinds = Vec::new();
        if word == Word::News {
            kinds.push((began, state));
        }
        if let Some(Stream { title, .. }) = stream.filter(|_| word != Word::Late) {
            if self.titles.get(channel) != Some(title) {
                let title = title.as_str().into();
                kinds.push((now, EventKind::Title { title }));
            }
            titles.insert(channel.clone(), title.clone());
        }
        if word == Word::News || (word == Word::Known && live) {
            kinds.push((now, viewers));
        }
        kinds
            .into_iter()
            .map(|(at, kind)| link.event(channel, None, at, None, kind))
            .collect()
    }

    /// A number that cannot be had is no reason to give the others up.
    async fn count_followers(&self, link: &Link) -> Result<(), Ended> {
        if !link.channels().contains(&self.own) {
            return Ok(());
        }
        let ask = |session: Session| async move {
            let query = [("broadcaster_id", session.user_id.as_str()), ("first", "1")];
            self.api
                .get::<Followers>(&session, link, "channels/followers", &query)
                .await
        };
        match self.account.signed(ask).await {
            Ok(Followers { total }) => {
                let kind = EventKind::FollowerTotal { count: total };
                link.events(vec![link.event(&self.own, None, link.now(), None, kind)])
                    .await
            }
            Err(ApiError::Refused { status, message }) => {
                tracing::debug!(status, %message, "how many follow is not told");
                Ok(())
            }
            Err(error) => Err(error.ended(link.now())),
        }
    }
}

/// RFC 3339 in ms UTC.
pub(super) fn time(text: &str) -> Option<Millis> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(at.as_millisecond()).filter(|at| *at > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twitchs_own_answers_are_understood() {
        let streams: Streams = serde_json::from_str(
            r#"{"data":[{"id":"9cc4","user_id":"34154805","user_login":"laralion0","user_name":"LaraLion0","type":"live","viewer_count":71296,"started_at":"2026-11-20T20:42:40Z","tags":["English"],"title":"Sample stream!"}]}"#,
        )
        .unwrap();
        let stream = Stream {
            user_login: "laralion0".to_owned(),
            viewer_count: 71296,
            started_at: "2026-11-20T20:42:40Z".to_owned(),
            title: "Sample stream!".to_owned(),
        };
        assert_eq!(streams.data, [stream]);
        let followers: Followers = serde_json::from_str(
            r#"{"data":[{"user_id":"5","user_login":"egg","user_name":"Egg","followed_at":"2026-11-20T20:42:39Z"}],"pagination":{"cursor":"eyJ"},"total":2}"#,
        )
        .unwrap();
        assert_eq!(followers.total, 2);
        assert_eq!(time("2026-11-20T20:43:23.362350345Z"), Some(1_795_207_403_362));
        assert_eq!(time("yesterday"), None);
    }
}
