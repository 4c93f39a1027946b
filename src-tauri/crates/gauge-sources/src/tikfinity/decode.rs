//! One frame of TikFinity into what happened. Pure; what is unknown is nothing (CONNECTORS 3.1, 3.3).

use gauge_model::{EventKind, Gift, Millis, Subscription, User};
use serde::Deserialize;
use serde_json::Value;

/// What a frame holds for us.
#[derive(Debug, PartialEq)]
pub struct Heard {
    /// Whom TikFinity is connected to, where it says so.
    pub streamer: Option<String>,
    /// What happened; nothing, for a kind that tells us nothing.
    pub parts: Vec<Part>,
}

/// One thing that happened.
#[derive(Debug, PartialEq)]
pub struct Part {
    /// The platform's own id.
    pub id: Option<String>,
    /// The platform's time of it, or ours.
    pub at: Millis,
    /// Who did it.
    pub user: Option<User>,
    /// What it is.
    pub kind: EventKind,
}

#[derive(Deserialize)]
struct Frame {
    event: String,
    #[serde(default)]
    data: Value,
}

/// Decodes one frame; `now` stands in where it has no time. `None`: it is no frame of TikFinity's.
#[must_use]
pub fn decode(text: &str, now: Millis) -> Option<Heard> {
    let Frame { event, data } = serde_json::from_str(text).ok()?;
    let data = Data(&data);
    let kind = match event.as_str() {
        "chat" => data
            .text("comment")
            .map(|text| EventKind::Chat { text: text.into() }),
        "gift" => data.gift(),
        "like" => data.like(),
        "member" => data.join(),
        "roomUser" => data
            .number("viewerCount")
            .map(|count| EventKind::Viewers { count }),
        "follow" => Some(EventKind::Follow),
        "share" => Some(EventKind::Share),
        "subscribe" => Some(EventKind::Subscription(Subscription {
            count: 1,
            months: data.number("subMonth").filter(|months| *months > 0),
            ..Subscription::default()
        })),
        "streamEnd" => Some(EventKind::Stream { live: false }),
        // `social` is told beside every `follow` and `share`; the others count nothing.
        _ => None,
    };
    let part = kind.map(|kind| Part {
        id: data.text("msgId").filter(|id| *id != "0").map(str::to_owned),
        at: data.at().unwrap_or(now),
        user: data.user(),
        kind,
    });
    Some(Heard {
        streamer: data.text("tikfinityUsername").map(str::to_owned),
        parts: part.into_iter().collect(),
    })
}

struct Data<'a>(&'a Value);

impl Data<'_> {
    /// A text that is not empty.
    fn text(&self, name: &str) -> Option<&str> {
        self.0[name].as_str().filter(|text| !text.is_empty())
    }

    /// A number, which may be written as a text.
    fn number(&self, name: &str) -> Option<u64> {
        let value = &self.0[name];
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    /// An id, which may be written as a number.
    fn id(&self, name: &str) -> Option<String> {
        match &self.0[name] {
            Value::String(text) if !text.is_empty() && text != "0" => Some(text.clone()),
            Value::Number(number) if number.as_u64() != Some(0) => Some(number.to_string()),
            _ => None,
        }
    }

    fn at(&self) -> Option<Millis> {
        const YEAR_9999: Millis = 253_402_300_799_999;
        let at = Millis::try_from(self.number("createTime")?).ok()?;
        (1..=YEAR_9999).contains(&at).then_some(at)
    }

    fn user(&self) -> Option<User> {
        let id = self.id("userId").unwrap_or_default();
        let name = self.text("nickname").or_else(|| self.text("uniqueId"))?;
        Some(User {
            id: id.into(),
            name: name.into(),
        })
    }

    /// A streak's frames say how far it is; any other gift comes once, with all its units. A streak without a group
    /// cannot be told from the next one.
    fn gift(&self) -> Option<EventKind> {
        let name = self
            .text("giftName")
            .map(str::to_owned)
            .or_else(|| self.id("giftId"))?;
        let repeat = self.number("repeatCount").unwrap_or(1).max(1);
        let group = self.id("groupId").filter(|_| self.number("giftType") == Some(1));
        let ended = group.is_none() || self.0["repeatEnd"] == true || self.number("repeatEnd") == Some(1);
        Some(EventKind::Gift(Gift {
            gift: name.into(),
            coins: self.number("diamondCount").unwrap_or(0),
            count: repeat,
            repeat: group.is_some().then_some(repeat),
            ended: ended && group.is_some(),
            combo: group.map(Into::into),
        }))
    }

    /// The total jumps backwards now and then, and is not always told: the fold knows.
    fn like(&self) -> Option<EventKind> {
        let count = self.number("likeCount")?;
        Some(EventKind::Like {
            count,
            total: self.number("totalLikeCount").filter(|total| *total > 0),
        })
    }

    fn join(&self) -> Option<EventKind> {
        let is_join = self.number("actionId").is_none_or(|action| action == 1);
        is_join.then_some(EventKind::Join)
    }
}

#[cfg(test)]
mod tests;
