//! What a producer pushes: JSON in, events out. One event, an array, or one event a line.

use std::sync::LazyLock;

use gauge_model::{
    ChannelId, EventKind, Gift, LegacyEvent, Millis, Moderation, Platform, StreamEvent, Subscription,
};

use self::{
    fields::{Field, Raw},
    json::Json,
};
use crate::line_time;

mod fields;
mod json;

/// Why nothing of a push was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// It is not JSON at all.
    #[error("This is no JSON: {0}. Send one event as an object, several as an array, or one object a line.")]
    NotJson(String),
    /// One event is not as it should be.
    #[error("event {index}: `{field}` {problem}")]
    Invalid {
        /// Which event, from 0.
        index: usize,
        /// Which field of it.
        field: &'static str,
        /// What is wrong with the field, and what it should be.
        problem: String,
    },
}

/// The kinds that can be pushed, as the error names them.
const KINDS: &str = "viewers, chat_rate, chat, like, gift, tip, follow, follower_total, share, subscription, raid, \
                     join, stream, title, moderation, trigger, recording, clear, custom, sensor_event, timer_event, run_update, \
                     status";

/// Where things happen that are no streamer's.
static LOCAL: LazyLock<Option<ChannelId>> = LazyLock::new(|| ChannelId::new(Platform::Generic, "local").ok());

/// How far ahead of our clock a producer's may be.
const FUTURE: Millis = 86_400_000;

/// Decodes a whole push that arrived at `now`; `source` is what brought it. Nothing is taken unless all is good.
/// `channel` stands in for events that name none.
///
/// # Errors
/// [`PushError`], with the place and the field.
pub fn decode(
    body: &[u8],
    source: &str,
    channel: Option<&ChannelId>,
    now: Millis,
) -> Result<Vec<StreamEvent>, PushError> {
    let text = str::from_utf8(body).map_err(not_json)?;
    let mut decoder = Decoder {
        source,
        channel,
        now,
        newest: None,
    };
    let mut events = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter() {
        match value.map_err(not_json)? {
            Json::List(values) => {
                events.reserve(values.len());
                for value in values {
                    events.push(decoder.event(value, events.len())?);
                }
            }
            value => events.push(decoder.event(value, events.len())?),
        }
    }
    if events.is_empty() {
        return Err(not_json("there is no event in it"));
    }
    Ok(events)
}

fn not_json(why: impl ToString) -> PushError {
    PushError::NotJson(why.to_string())
}

/// What is the same for all events of a push.
struct Decoder<'a> {
    source: &'a str,
    channel: Option<&'a ChannelId>,
    now: Millis,
    /// The newest channel as it was written: most pushes are of one.
    newest: Option<(Box<str>, ChannelId)>,
}

impl Decoder<'_> {
    fn event(&mut self, value: Json, index: usize) -> Result<StreamEvent, PushError> {
        let Json::Object(fields) = value else {
            let problem = "is missing: an event is a JSON object such as {\"type\":\"viewers\",\"channel\":\"twitch:xqc\",\
                           \"count\":45000}";
            return Err(PushError::Invalid {
                index,
                field: "type",
                problem: problem.to_owned(),
            });
        };
        let mut raw = Raw { fields, index };
        let kind = raw.kind()?;
        Ok(StreamEvent {
            channel: self.channel(&mut raw, &kind)?,
            source: self.source.into(),
            id: raw.optional_id("id")?,
            at: raw.time(self.now)?,
            user: raw.user("user")?,
            simulated: false,
            history: raw.optional_flag("history")?,
            kind,
        })
    }

    /// Seed 003's events and a producer's own name no streamer.
    fn channel(&mut self, raw: &mut Raw, kind: &EventKind) -> Field<ChannelId> {
        match (raw.take("channel"), self.channel) {
            (Some(Json::Text(text)), _) => self.named(&text, raw),
            (Some(other), _) => self.named(&other.into_value().to_string(), raw),
            (None, Some(channel)) => Ok(channel.clone()),
            (None, None) => match &*LOCAL {
                Some(local) if is_of_no_streamer(kind) => Ok(local.clone()),
                _ => raw.bad(
                    "channel",
                    "is missing: write platform:name, for example twitch:xqc",
                ),
            },
        }
    }

    fn named(&mut self, text: &str, raw: &Raw) -> Field<ChannelId> {
        if let Some((written, channel)) = &self.newest
            && **written == *text
        {
            return Ok(channel.clone());
        }
        let parsed = text.parse::<ChannelId>();
        let channel = parsed.or_else(|error| raw.bad("channel", format!("is wrong: {error}")))?;
        self.newest = Some((text.into(), channel.clone()));
        Ok(channel)
    }
}

fn is_of_no_streamer(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::SensorEvent(_)
            | EventKind::TimerEvent(_)
            | EventKind::RunUpdate(_)
            | EventKind::Status(_)
            | EventKind::Custom { .. }
    )
}

/// What the fields say.
impl Raw<'_> {
    fn kind(&mut self) -> Field<EventKind> {
        let name = self.text("type")?;
        if let Some(kind) = self.number_kind(&name)? {
            return Ok(kind);
        }
        if let Some(kind) = self.fact_kind(&name)? {
            return Ok(kind);
        }
        self.bad(
            "type",
            format!("is “{name}”, which is unknown. Known are: {KINDS}."),
        )
    }

    /// The kinds that change a number.
    fn number_kind(&mut self, name: &str) -> Field<Option<EventKind>> {
        Ok(Some(match name {
            "viewers" => EventKind::Viewers {
                count: self.count("count")?,
            },
            "chat_rate" => EventKind::ChatRate {
                value: self.rate("value")?,
            },
            "chat" => EventKind::Chat {
                text: self.text("text")?,
            },
            "like" => EventKind::Like {
                count: self.count_or("count", 1)?,
                total: self.optional_count("total")?,
            },
            "gift" => EventKind::Gift(self.gift()?),
            "tip" => self.tip()?,
            "follow" => EventKind::Follow,
            "follower_total" => EventKind::FollowerTotal {
                count: self.count("count")?,
            },
            "share" => EventKind::Share,
            "subscription" => EventKind::Subscription(self.subscription()?),
            "raid" => EventKind::Raid {
                viewers: self.count_or("viewers", 0)?,
            },
            "join" => EventKind::Join,
            _ => return Ok(None),
        }))
    }

    /// The kinds that say something else.
    fn fact_kind(&mut self, name: &str) -> Field<Option<EventKind>> {
        Ok(Some(match name {
            "stream" => EventKind::Stream {
                live: self.flag("live")?,
            },
            "title" => EventKind::Title { title: self.title()? },
            "moderation" => EventKind::Moderation {
                action: self.moderation()?,
                target: self.optional_text("target")?,
            },
            "trigger" => EventKind::Trigger {
                trigger: self.text("trigger")?,
                details: self.object("details")?,
            },
            "recording" => EventKind::Recording {
                active: self.flag("active")?,
            },
            "clear" => EventKind::Clear {
                triggers: self.optional_flag("triggers")?,
            },
            "custom" => EventKind::Custom {
                name: self.text("name")?,
                data: self.carried("data")?,
            },
            "sensor_event" => EventKind::SensorEvent(self.legacy("sensor_id")?),
            "timer_event" => EventKind::TimerEvent(self.legacy("device_id")?),
            "run_update" => EventKind::RunUpdate(self.legacy("run_id")?),
            "status" => EventKind::Status(self.legacy("device_id")?),
            _ => return Ok(None),
        }))
    }

    fn tip(&mut self) -> Field<EventKind> {
        Ok(EventKind::Tip {
            amount: self.count("amount")?,
            currency: self.currency()?,
            text: self.optional_text("text")?,
        })
    }

    /// It is part of every snapshot.
    fn title(&mut self) -> Field<Box<str>> {
        match self.text("title")? {
            title if title.chars().count() > EventKind::LONGEST_TITLE => {
                self.bad("title", "must be at most 500 characters")
            }
            title => Ok(title),
        }
    }

    /// Each has a sum of its own, which is part of every snapshot.
    fn currency(&mut self) -> Field<Box<str>> {
        const LONGEST: usize = 32;
        match self.text("currency")? {
            name if name.is_empty() || name.len() > LONGEST => {
                self.bad("currency", "must be twitch_bit or an ISO 4217 code such as EUR")
            }
            name => Ok(name),
        }
    }

    fn gift(&mut self) -> Field<Gift> {
        let combo = self.optional_id("combo")?;
        let repeat = self.optional_count("repeat")?;
        Ok(Gift {
            gift: self.optional_text("gift")?.unwrap_or_else(|| "gift".into()),
            coins: self.count_or("coins", 0)?,
            count: self.count_or("count", 1)?,
            combo,
            repeat,
            ended: self.optional_flag("final")?,
        })
    }

    fn subscription(&mut self) -> Field<Subscription> {
        Ok(Subscription {
            count: self.count_or("count", 1)?,
            tier: self.optional_text("tier")?,
            months: self.optional_count("months")?,
            resub: self.optional_flag("resub")?,
            gifted: self.optional_flag("gifted")?,
            bomb: self.optional_id("bomb")?,
            recipient: self.user("recipient")?,
        })
    }

    fn legacy(&mut self, device: &'static str) -> Field<LegacyEvent> {
        Ok(LegacyEvent {
            event_type: self.text("event_type")?,
            device: self.optional_text(device)?,
            message: self.optional_text("message")?,
            data: self.carried("data")?,
        })
    }

    fn moderation(&mut self) -> Field<Moderation> {
        match &*self.text("action")? {
            "timeout" => Ok(Moderation::Timeout),
            "ban" => Ok(Moderation::Ban),
            "delete" => Ok(Moderation::Delete),
            "clear" => Ok(Moderation::Clear),
            _ => self.bad("action", "must be timeout, ban, delete or clear"),
        }
    }

    fn time(&mut self, now: Millis) -> Field<Millis> {
        let Some(value) = self.take("at") else {
            return Ok(now);
        };
        match line_time::parse(&value.into_value()) {
            Some(at) if at > now.saturating_add(FUTURE) => self.bad(
                "at",
                "lies more than a day in the future. Check the producer's clock.",
            ),
            // A clock that is a little ahead must not make the stream's clock run ahead.
            Some(at) => Ok(at.min(now)),
            None => {
                let problem =
                    "must be integer milliseconds since 1970 or a text such as 2026-01-17T10:30:45.123Z";
                self.bad("at", problem)
            }
        }
    }
}

#[cfg(test)]
mod tests;
