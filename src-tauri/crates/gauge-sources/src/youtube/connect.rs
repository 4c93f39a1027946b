//! The stream of one channel, looked at and listened to.

use std::{convert::Infallible, time::Duration};

use async_trait::async_trait;
use gauge_model::{ChannelId, EventKind, Millis, Secret, YouTubePlace as Place};
use tokio::time::{Instant, sleep_until};

use super::{
    api::{Api, Failure},
    decode::{Refusal, Video, chat_page},
    quota::LOOK,
};
use crate::{BackOff, Connector, Ended, Link};

/// Between two questions for the chat, where YouTube does not say how long, ms.
const PAUSE: Millis = 5_000;
/// Between two of them at most, after YouTube wanted to be asked less often, ms.
const SLOWEST: Millis = 120_000;
const HOUR: Millis = 3_600_000;

/// The connector.
#[derive(Debug)]
pub struct YouTube {
    base: String,
    secret: Option<Secret>,
    place: Place,
    units: u32,
    hours: u32,
    /// The list of the channel's videos, once it is known.
    uploads: Option<String>,
    chat: Option<Chat>,
    /// When it was last seen not to stream.
    offline_at: Option<Millis>,
    likes: Option<u64>,
    title: Option<String>,
}

/// Where we are in a chat; it outlives connections.
#[derive(Debug, Default)]
struct Chat {
    id: String,
    next: Option<String>,
    /// What was said until then is known, or was said before us; none: all of it.
    told_until: Option<Millis>,
    /// How much longer than wanted we wait, ms.
    slower: Millis,
}

impl YouTube {
    /// Of the stream there. The key is given `units` a day, which last for `hours` of a stream.
    #[must_use]
    pub fn new(base: &str, secret: Option<Secret>, place: Place, (units, hours): (u32, u32)) -> Self {
        Self {
            base: base.to_owned(),
            secret,
            place,
            units,
            hours,
            uploads: None,
            chat: None,
            offline_at: None,
            likes: None,
            title: None,
        }
    }

    async fn talk(&mut self, link: &Link) -> Result<Infallible, Ended> {
        let (base, secret) = (self.base.clone(), self.secret.clone());
        let (Some(key), Some(channel)) = (secret, link.channels().into_iter().next()) else {
            return Err(Ended::Refused(
                "YouTube needs an API key with YouTube Data API v3. Paste yours.".to_owned(),
            ));
        };
        let api = Api::new(&base, &key, self.units, link)?;
        let video = self.find(&api, link).await?;
        link.live().await;
        let stream = Stream {
            planned_end: video.started.unwrap_or_else(|| link.now()) + Millis::from(self.hours) * HOUR,
            channel,
            api,
            link,
        };
        stream.tell(EventKind::Stream { live: true }).await?;
        // Another broadcast may be called as the one before.
        self.title = None;
        self.take_up(&video);
        self.tell_numbers(&stream, &video).await?;
        self.stay(&stream, &video.id).await
    }

    /// Looks and listens until the stream ends.
    async fn stay(&mut self, stream: &Stream<'_>, id: &str) -> Result<Infallible, Ended> {
        let every = Duration::from_millis(LOOK.unsigned_abs());
        let (mut look_at, mut chat_at) = (Instant::now() + every, Instant::now());
        loop {
            tokio::select! {
                () = sleep_until(look_at) => {
                    look_at = Instant::now() + every;
                    let videos = stream.api.videos(&[id.to_owned()]).await;
                    let video = videos.map_err(|failure| stream.api.ended(failure))?.into_iter().next();
                    let Some(video) = video.filter(|video| video.live) else {
                        self.offline_at = Some(stream.link.now());
                        stream.tell(EventKind::Stream { live: false }).await?;
                        return Err(Ended::Offline("The stream has ended.".to_owned()));
                    };
                    self.tell_numbers(stream, &video).await?;
                }
                () = sleep_until(chat_at), if self.chat.is_some() => {
                    chat_at = Instant::now() + self.listen(stream).await?;
                    if self.chat.is_none() {
                        look_at = Instant::now();
                    }
                }
            }
        }
    }

    /// The video that is live.
    async fn find(&mut self, api: &Api<'_>, link: &Link) -> Result<Video, Ended> {
        let ids = match &self.place {
            Place::Video(id) => vec![id.clone()],
            _ => {
                let list = self.uploads(api).await?;
                let newest = api.newest(&list).await;
                newest.map_err(|failure| api.ended(failure))?
            }
        };
        let videos = if ids.is_empty() {
            Ok(Vec::new())
        } else {
            api.videos(&ids).await
        };
        let videos = videos.map_err(|failure| api.ended(failure))?;
        if videos.is_empty() && matches!(self.place, Place::Video(_)) {
            let why = "YouTube knows no such video. Paste the address of your stream.";
            return Err(Ended::Refused(why.to_owned()));
        }
        videos.into_iter().find(|video| video.live).ok_or_else(|| {
            self.offline_at = Some(link.now());
            Ended::Offline("No stream is live there now.".to_owned())
        })
    }

    async fn uploads(&mut self, api: &Api<'_>) -> Result<String, Ended> {
        if self.uploads.is_none() {
            self.uploads = match &self.place {
                // Every channel has this list, by the rest of its own id.
                Place::Channel(id) => id.strip_prefix("UC").map(|rest| format!("UU{rest}")),
                Place::Handle(handle) => {
                    let found = api.uploads_of(handle).await;
                    found.map_err(|failure| api.ended(failure))?
                }
                Place::Video(_) => None,
            };
        }
        self.uploads.clone().ok_or_else(|| {
            Ended::Refused(
                "YouTube knows no such channel. Check the name, or paste the stream’s address.".to_owned(),
            )
        })
    }

    /// Goes on in a chat that we were in. A stream that we saw begin has no history.
    fn take_up(&mut self, video: &Video) {
        let before = self.chat.take();
        self.chat = video.chat.as_ref().map(|id| match before {
            Some(chat) if chat.id == *id => chat,
            _ => Chat {
                id: id.clone(),
                told_until: self.offline_at,
                ..Chat::default()
            },
        });
    }

    async fn tell_numbers(&mut self, stream: &Stream<'_>, video: &Video) -> Result<(), Ended> {
        if let Some(count) = video.viewers {
            stream.tell(EventKind::Viewers { count }).await?;
        }
        if video.title != self.title {
            if let Some(title) = &video.title {
                let title = title.as_str().into();
                stream.tell(EventKind::Title { title }).await?;
            }
            self.title.clone_from(&video.title);
        }
        if video.likes != self.likes {
            self.likes = video.likes;
            let total = video.likes;
            stream.tell(EventKind::Like { count: 0, total }).await?;
        }
        Ok(())
    }

    /// One page of the chat; how long until the next one. It is over when there is no chat afterwards.
    async fn listen(&mut self, stream: &Stream<'_>) -> Result<Duration, Ended> {
        let Some(mut chat) = self.chat.take() else {
            return Ok(Duration::ZERO);
        };
        let answer = match stream.api.chat(&chat.id, chat.next.as_deref()).await {
            Ok(answer) => answer,
            Err(failure) => return self.without_page(chat, failure, stream),
        };
        // Where we go on, all is news.
        let told_until = chat.next.as_ref().map_or(chat.told_until, |_| Some(Millis::MIN));
        let origin = (&stream.channel, stream.link.source());
        let page = chat_page(&answer, origin, told_until, stream.link.now());
        let newest = page.events.iter().map(|event| event.at).max();
        chat.told_until = chat.told_until.max(newest).or(Some(Millis::MIN));
        chat.next = page.next;
        chat.slower = 0;
        self.chat = (!page.ended).then_some(chat);
        stream.link.events(page.events).await?;
        Ok(stream
            .api
            .chat_pause(page.pause.unwrap_or(PAUSE), stream.planned_end))
    }

    /// The same when there is none.
    fn without_page(
        &mut self,
        mut chat: Chat,
        failure: Failure,
        stream: &Stream<'_>,
    ) -> Result<Duration, Ended> {
        let mut wanted = PAUSE;
        match failure {
            Failure::Refused(Refusal::ChatDisabled | Refusal::ChatEnded) => return Ok(Duration::ZERO),
            Failure::Refused(Refusal::PageToken) => chat.next = None,
            Failure::Refused(Refusal::TooFast) => {
                chat.slower = (chat.slower * 2).clamp(PAUSE, SLOWEST);
                wanted += chat.slower;
            }
            // The viewers may be looked at all the same.
            Failure::Spent(_) => {}
            failure => {
                self.chat = Some(chat);
                return Err(stream.api.ended(failure));
            }
        }
        self.chat = Some(chat);
        Ok(stream.api.chat_pause(wanted, stream.planned_end))
    }
}

/// A stream that is on.
struct Stream<'a> {
    api: Api<'a>,
    link: &'a Link,
    channel: ChannelId,
    planned_end: Millis,
}

impl Stream<'_> {
    /// Tells what is so now.
    async fn tell(&self, kind: EventKind) -> Result<(), Ended> {
        let event = self.link.event(&self.channel, None, self.link.now(), None, kind);
        self.link.events(vec![event]).await
    }
}

#[async_trait]
impl Connector for YouTube {
    async fn connect(&mut self, link: &Link) -> Ended {
        let Err(ended) = self.talk(link).await;
        ended
    }

    fn back_off(&self) -> BackOff {
        BackOff::Remote
    }
}
