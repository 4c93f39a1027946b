//! What a producer pushes: JSON in, events out. One event, an array, or one event a line.

use gauge_model::{
    ChannelId, EventKind, Gift, LegacyEvent, MAX_COUNT, Millis, Moderation, Platform, StreamEvent,
    Subscription, User,
};
use serde_json::{Map, Value};

use crate::line_time;

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
                     join, stream, moderation, trigger, recording, custom, sensor_event, timer_event, run_update, \
                     status";

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
    let mut events = Vec::new();
    for value in serde_json::Deserializer::from_slice(body).into_iter::<Value>() {
        match value.map_err(|error| PushError::NotJson(error.to_string()))? {
            Value::Array(values) => {
                for value in values {
                    events.push(check(value, events.len(), source, channel, now)?);
                }
            }
            value => events.push(check(value, events.len(), source, channel, now)?),
        }
    }
    if events.is_empty() {
        return Err(PushError::NotJson("there is no event in it".to_owned()));
    }
    Ok(events)
}

fn check(
    value: Value,
    index: usize,
    source: &str,
    channel: Option<&ChannelId>,
    now: Millis,
) -> Result<StreamEvent, PushError> {
    let Value::Object(map) = value else {
        let problem = "is missing: an event is a JSON object such as {\"type\":\"viewers\",\"channel\":\"twitch:xqc\",\
                       \"count\":45000}";
        return Err(PushError::Invalid {
            index,
            field: "type",
            problem: problem.to_owned(),
        });
    };
    let mut raw = Raw { map, index };
    let kind = raw.kind()?;
    Ok(StreamEvent {
        channel: raw.channel(&kind, channel)?,
        source: source.into(),
        id: raw.optional_text("id")?,
        at: raw.time(now)?,
        user: raw.user("user")?,
        simulated: false,
        history: raw.optional_flag("history")?,
        kind,
    })
}

/// One event's fields, taken out one by one.
struct Raw {
    map: Map<String, Value>,
    index: usize,
}

type Field<T> = Result<T, PushError>;

impl Raw {
    fn bad<T>(&self, field: &'static str, problem: impl Into<String>) -> Field<T> {
        Err(PushError::Invalid {
            index: self.index,
            field,
            problem: problem.into(),
        })
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        self.map.remove(field).filter(|value| !value.is_null())
    }

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
            "custom" => EventKind::Custom {
                name: self.text("name")?,
                data: self.take("data").unwrap_or_default(),
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
            currency: self.text("currency")?,
            text: self.optional_text("text")?,
        })
    }

    fn gift(&mut self) -> Field<Gift> {
        let combo = self.optional_text("combo")?;
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
            bomb: self.optional_text("bomb")?,
            recipient: self.user("recipient")?,
        })
    }

    fn legacy(&mut self, device: &'static str) -> Field<LegacyEvent> {
        Ok(LegacyEvent {
            event_type: self.text("event_type")?,
            device: self.optional_text(device)?,
            message: self.optional_text("message")?,
            data: self.take("data").unwrap_or_default(),
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

    /// Seed 003's events and a producer's own name no streamer.
    fn channel(&mut self, kind: &EventKind, default: Option<&ChannelId>) -> Field<ChannelId> {
        if let Some(value) = self.take("channel") {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            return text
                .parse()
                .or_else(|error| self.bad("channel", format!("is wrong: {error}")));
        }
        if let Some(default) = default {
            return Ok(default.clone());
        }
        let anywhere = matches!(
            kind,
            EventKind::SensorEvent(_)
                | EventKind::TimerEvent(_)
                | EventKind::RunUpdate(_)
                | EventKind::Status(_)
                | EventKind::Custom { .. }
        );
        match ChannelId::new(Platform::Generic, "local") {
            Ok(local) if anywhere => Ok(local),
            _ => self.bad(
                "channel",
                "is missing: write platform:name, for example twitch:xqc",
            ),
        }
    }

    fn time(&mut self, now: Millis) -> Field<Millis> {
        let Some(value) = self.take("at") else {
            return Ok(now);
        };
        match line_time::parse(&value) {
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

    fn user(&mut self, field: &'static str) -> Field<Option<User>> {
        let problem = "must be a name, or an object with `id` and `name`";
        match self.take(field) {
            None => Ok(None),
            Some(Value::String(name)) => Ok(Some(User {
                id: name.as_str().into(),
                name: name.into(),
            })),
            Some(Value::Object(user)) => {
                let part = |key: &str| user.get(key).and_then(Value::as_str);
                let Some(name) = part("name").or_else(|| part("id")) else {
                    return self.bad(field, problem);
                };
                Ok(Some(User {
                    id: part("id").unwrap_or(name).into(),
                    name: name.into(),
                }))
            }
            Some(_) => self.bad(field, problem),
        }
    }

    fn text(&mut self, field: &'static str) -> Field<Box<str>> {
        self.optional_text(field)?
            .map_or_else(|| self.bad(field, "is missing"), Ok)
    }

    fn optional_text(&mut self, field: &'static str) -> Field<Option<Box<str>>> {
        match self.take(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.into())),
            Some(_) => self.bad(field, "must be a text"),
        }
    }

    fn count(&mut self, field: &'static str) -> Field<u64> {
        self.optional_count(field)?
            .map_or_else(|| self.bad(field, "is missing"), Ok)
    }

    fn count_or(&mut self, field: &'static str, default: u64) -> Field<u64> {
        Ok(self.optional_count(field)?.unwrap_or(default))
    }

    fn optional_count(&mut self, field: &'static str) -> Field<Option<u64>> {
        let Some(value) = self.take(field) else {
            return Ok(None);
        };
        match value.as_u64() {
            Some(count) if count <= MAX_COUNT => Ok(Some(count)),
            _ => self.bad(field, format!("must be an integer from 0 to {MAX_COUNT}")),
        }
    }

    fn rate(&mut self, field: &'static str) -> Field<f64> {
        let Some(value) = self.take(field) else {
            return self.bad(field, "is missing");
        };
        #[expect(clippy::cast_precision_loss, reason = "2^53 − 1 is exact in an f64")]
        match value.as_f64() {
            Some(rate) if (0.0..=MAX_COUNT as f64).contains(&rate) => Ok(rate),
            _ => self.bad(field, format!("must be a number from 0 to {MAX_COUNT}")),
        }
    }

    fn flag(&mut self, field: &'static str) -> Field<bool> {
        match self.take(field) {
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => self.bad(field, "must be true or false"),
            None => self.bad(field, "is missing: true or false"),
        }
    }

    fn optional_flag(&mut self, field: &'static str) -> Field<bool> {
        match self.take(field) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => self.bad(field, "must be true or false"),
        }
    }

    fn object(&mut self, field: &'static str) -> Field<Value> {
        match self.take(field) {
            None => Ok(Value::Object(Map::new())),
            Some(details @ Value::Object(_)) => Ok(details),
            Some(_) => self.bad(field, "must be an object"),
        }
    }
}

#[cfg(test)]
mod tests;
