//! One line of Twitch chat into events. Pure; what is unknown gives no event.

use gauge_model::{ChannelId, EventKind, Millis, Moderation, Platform, StreamEvent, Subscription, User};
use twitch_irc::message::{IRCMessage, IRCPrefix};

/// What a line holds for us.
#[derive(Debug, PartialEq)]
pub enum ChatLine {
    /// Something happened; possibly several things (a cheer is a message and a tip).
    Events(Vec<StreamEvent>),
    /// The server lets us hear a channel.
    Joined(ChannelId),
    /// The server will not let us hear a channel; its words.
    Refused(ChannelId, String),
    /// Nothing.
    Other,
}

/// Decodes one line; `source` is what brings it, `now` stands in where the line has no time.
#[must_use]
pub fn decode(line: &IRCMessage, source: &str, now: Millis) -> ChatLine {
    let Some(channel) = channel_of(line) else {
        return ChatLine::Other;
    };
    let line = Line {
        line,
        source,
        now,
        channel,
    };
    match line.line.command.as_str() {
        "PRIVMSG" => ChatLine::Events(line.message()),
        "USERNOTICE" => ChatLine::Events(line.notice().into_iter().collect()),
        "CLEARCHAT" => ChatLine::Events(vec![line.clear_chat()]),
        "CLEARMSG" => ChatLine::Events(vec![line.clear_message()]),
        "ROOMSTATE" => ChatLine::Joined(line.channel),
        "NOTICE" => match line.tag("msg-id") {
            Some("msg_channel_suspended" | "tos_ban" | "msg_banned") => {
                let words = line.line.params.get(1).cloned().unwrap_or_default();
                ChatLine::Refused(line.channel, words)
            }
            _ => ChatLine::Other,
        },
        _ => ChatLine::Other,
    }
}

fn channel_of(line: &IRCMessage) -> Option<ChannelId> {
    let name = line.params.first()?.strip_prefix('#')?;
    ChannelId::new(Platform::Twitch, name).ok()
}

struct Line<'a> {
    line: &'a IRCMessage,
    source: &'a str,
    now: Millis,
    channel: ChannelId,
}

impl Line<'_> {
    fn tag(&self, name: &str) -> Option<&str> {
        self.line
            .tags
            .0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.tag(name)?.parse().ok()
    }

    fn event(&self, id: Option<String>, user: Option<User>, kind: EventKind) -> StreamEvent {
        StreamEvent {
            channel: self.channel.clone(),
            source: self.source.into(),
            id: id.map(Into::into),
            at: self.sent_at().unwrap_or(self.now),
            user,
            simulated: false,
            history: false,
            kind,
        }
    }

    /// A time that no calendar can show is none.
    fn sent_at(&self) -> Option<Millis> {
        const YEAR_9999: Millis = 253_402_300_799_999;
        let at = self.tag("tmi-sent-ts")?.parse().ok()?;
        (1..=YEAR_9999).contains(&at).then_some(at)
    }

    fn id(&self) -> Option<String> {
        self.tag("id").map(str::to_owned)
    }

    fn user(&self) -> Option<User> {
        let nick = match &self.line.prefix {
            Some(IRCPrefix::Full { nick, .. }) => Some(nick.as_str()),
            _ => None,
        };
        let login = self.tag("login").or(nick)?;
        let name = self.tag("display-name").unwrap_or(login);
        Some(User {
            id: self.tag("user-id").unwrap_or_default().into(),
            name: name.into(),
        })
    }

    /// In a shared chat the server also sends what was written in the other channels' chats.
    fn is_from_elsewhere(&self) -> bool {
        self.tag("source-room-id")
            .is_some_and(|room| Some(room) != self.tag("room-id"))
    }

    fn message(&self) -> Vec<StreamEvent> {
        if self.is_from_elsewhere() {
            return Vec::new();
        }
        let text = self.line.params.get(1).map_or("", String::as_str);
        // `/me` is wrapped as a CTCP action.
        let text = text
            .strip_prefix("\u{1}ACTION ")
            .map_or(text, |text| text.trim_end_matches('\u{1}'));
        let mut events = vec![self.event(self.id(), self.user(), EventKind::Chat { text: text.into() })];
        if let Some(amount) = self.number("bits") {
            let kind = EventKind::Tip {
                amount,
                currency: "twitch_bit".into(),
                text: None,
            };
            // The message has the id already.
            events.push(self.event(self.id().map(|id| format!("{id}#bits")), self.user(), kind));
        }
        events
    }

    fn notice(&self) -> Option<StreamEvent> {
        if self.is_from_elsewhere() {
            return None;
        }
        let kind = match self.tag("msg-id")? {
            "sub" => EventKind::Subscription(self.subscription(1)),
            "resub" => EventKind::Subscription(Subscription {
                resub: true,
                ..self.subscription(1)
            }),
            "subgift" | "anonsubgift" => EventKind::Subscription(Subscription {
                recipient: Some(self.recipient()),
                ..self.gifted(1)
            }),
            "submysterygift" | "anonsubmysterygift" => {
                EventKind::Subscription(self.gifted(self.number("msg-param-mass-gift-count").unwrap_or(1)))
            }
            "raid" => EventKind::Raid {
                viewers: self.number("msg-param-viewerCount").unwrap_or(0),
            },
            _ => return None,
        };
        Some(self.event(self.id(), self.user(), kind))
    }

    fn subscription(&self, count: u64) -> Subscription {
        Subscription {
            count,
            tier: self.tag("msg-param-sub-plan").map(Into::into),
            months: self
                .number("msg-param-cumulative-months")
                .or_else(|| self.number("msg-param-months")),
            ..Subscription::default()
        }
    }

    fn gifted(&self, count: u64) -> Subscription {
        let bomb = self
            .tag("msg-param-community-gift-id")
            .or_else(|| self.tag("msg-param-origin-id"));
        // A single gift outside of a bomb has an origin of its own; there is nothing to group it with.
        Subscription {
            gifted: true,
            bomb: bomb.map(Into::into),
            ..self.subscription(count)
        }
    }

    fn recipient(&self) -> User {
        let login = self.tag("msg-param-recipient-user-name").unwrap_or("");
        User {
            id: self.tag("msg-param-recipient-id").unwrap_or(login).into(),
            name: self
                .tag("msg-param-recipient-display-name")
                .unwrap_or(login)
                .into(),
        }
    }

    /// These lines have no id of their own: who, when and for how long tells a repeated one.
    fn clear_chat(&self) -> StreamEvent {
        let target = self
            .tag("target-user-id")
            .or_else(|| self.line.params.get(1).map(String::as_str));
        let action = match (target, self.tag("ban-duration")) {
            (None, _) => Moderation::Clear,
            (Some(_), Some(_)) => Moderation::Timeout,
            (Some(_), None) => Moderation::Ban,
        };
        let id = self.tag("tmi-sent-ts").map(|ms| {
            format!(
                "clear:{}:{ms}:{}",
                target.unwrap_or("*"),
                self.tag("ban-duration").unwrap_or("-")
            )
        });
        self.event(
            id,
            None,
            EventKind::Moderation {
                action,
                target: target.map(Into::into),
            },
        )
    }

    fn clear_message(&self) -> StreamEvent {
        let target = self.tag("target-msg-id");
        let kind = EventKind::Moderation {
            action: Moderation::Delete,
            target: target.map(Into::into),
        };
        self.event(target.map(|id| format!("delete:{id}")), None, kind)
    }
}

#[cfg(test)]
mod tests;
