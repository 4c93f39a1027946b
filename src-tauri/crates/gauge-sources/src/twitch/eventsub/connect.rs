//! A session of `EventSub`: subscribed to, heard, and handed over from one connection to the next without a gap.

use async_trait::async_trait;
use futures_util::future::{BoxFuture, FutureExt, OptionFuture};
use gauge_model::{ChannelId, EventKind};

use super::{
    decode::{Frame, Notice, decode},
    socket::{Heard, Socket},
    subscribe::subscribe,
};
use crate::{
    BackOff, Connector, Ended, Link,
    twitch::{account::Account, api::Api, on_air::OnAir},
};

/// The shortest that Twitch offers, s: what a dead connection swallows is lost, and until then nobody else counts it.
const KEEPALIVE: u32 = 10;

/// Brings what happens on the channel of whoever is logged in.
pub(in crate::twitch) struct EventSub {
    pub(in crate::twitch) api: Api,
    pub(in crate::twitch) account: Account,
    pub(in crate::twitch) on_air: OnAir,
    pub(in crate::twitch) channel: ChannelId,
}

/// The connections of one session: while it is handed over there are two.
struct Session {
    now: Socket,
    /// The one to come.
    next: Option<BoxFuture<'static, Result<Socket, String>>>,
    /// The one before; what was on its way over it is still heard.
    before: Option<Socket>,
    /// What comes whole: nobody else may count it.
    brings: Vec<&'static str>,
}

#[async_trait]
impl Connector for EventSub {
    async fn connect(&mut self, link: &Link) -> Ended {
        let base = &self.api.endpoints.twitch_eventsub;
        let now = match Socket::open(&format!("{base}?keepalive_timeout_seconds={KEEPALIVE}")).await {
            Ok(socket) => socket,
            Err(why) => return Ended::Lost(why),
        };
        let brings = match subscribe(&self.api, &self.account, &now.session, link).await {
            Ok(brings) => brings,
            Err(ended) => return ended,
        };
        link.live_bringing(&brings).await;
        let mut session = Session {
            now,
            next: None,
            before: None,
            brings,
        };
        loop {
            if let Err(ended) = self.step(&mut session, link).await {
                return ended;
            }
        }
    }

    fn back_off(&self) -> BackOff {
        BackOff::Remote
    }
}

impl EventSub {
    /// The next thing that is heard, over any of the connections.
    async fn step(&self, session: &mut Session, link: &Link) -> Result<(), Ended> {
        let Session {
            now, next, before, ..
        } = session;
        tokio::select! {
            Some(opened) = OptionFuture::from(next.as_mut()) => {
                session.next = None;
                self.hand_over(session, opened.map_err(Ended::Lost)?).await;
                Ok(())
            }
            Some(heard) = OptionFuture::from(before.as_mut().map(|socket| socket.hear().boxed())) => match heard {
                Heard::Text(text) => self.take(session, link, &text).await,
                Heard::Gone(_) => {
                    session.before = None;
                    Ok(())
                }
            },
            heard = now.hear() => match heard {
                Heard::Text(text) => self.take(session, link, &text).await,
                Heard::Gone(why) => {
                    // Twitch closes the old one when it likes to; the session goes on over the new one.
                    let next = session.next.take().ok_or(Ended::Lost(why))?;
                    session.now = next.await.map_err(Ended::Lost)?;
                    Ok(())
                }
            },
        }
    }

    async fn hand_over(&self, session: &mut Session, next: Socket) {
        let mut before = std::mem::replace(&mut session.now, next);
        before.leave().await;
        session.before = Some(before);
    }

    /// A frame that makes no sense is no reason to miss the next.
    async fn take(&self, session: &mut Session, link: &Link, text: &str) -> Result<(), Ended> {
        link.heard(text);
        match decode(text) {
            Ok(Frame::Happened(notice)) => self.tell(&session.brings, link, notice).await,
            Ok(Frame::Reconnect(url)) => {
                if session.next.is_none() && self.is_twitchs(&url) {
                    session.next = Some(async move { Socket::open(&url).await }.boxed());
                }
                Ok(())
            }
            Ok(Frame::Revoked { kind, status }) => Err(self.lose(&kind, &status).await),
            Ok(Frame::Welcome { .. } | Frame::Other) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "EventSub");
                Ok(())
            }
        }
    }

    async fn tell(&self, brings: &[&str], link: &Link, notice: Notice) -> Result<(), Ended> {
        let now = link.now();
        if let EventKind::Stream { live } = notice.kind {
            if !self.on_air.told(&self.channel, live, now) {
                return Ok(());
            }
        } else if !brings.contains(&notice.kind.name()) {
            // Only a part of its kind would come: whoever brings all of it counts it.
            return Ok(());
        }
        let at = notice.at.unwrap_or(now);
        let event = link.event(&self.channel, Some(notice.id), at, notice.user, notice.kind);
        link.events(vec![event]).await
    }

    /// Twitch takes something back.
    async fn lose(&self, kind: &str, status: &str) -> Ended {
        tracing::warn!(kind, status, "Twitch takes a subscription back");
        if status == "version_removed" {
            // The next session does without it.
            return Ended::Lost(format!("Twitch does not tell of {kind} like this any more."));
        }
        self.account.check().await;
        Ended::Refused("Twitch has taken the permission back. Log out and in again.".to_owned())
    }

    /// Whether an address may follow ours: an encrypted session stays one.
    fn is_twitchs(&self, url: &str) -> bool {
        let is_secure = |url: &str| url.starts_with("wss://");
        is_secure(url) || !is_secure(&self.api.endpoints.twitch_eventsub)
    }
}
