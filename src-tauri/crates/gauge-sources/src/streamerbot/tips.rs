//! What belongs to no platform: tips, what OBS records, and what the user's own actions send.

use gauge_model::{Carried, EventKind, User};
use serde_json::Value;

use super::{
    shape::{Told, id_in, word},
    youtube::currency_of,
};
use crate::{loose::text, money::micros};

/// Where tips come from, and what each calls one.
pub(super) const TIPS: [(&str, &str); 7] = [
    ("Streamlabs", "Donation"),
    ("StreamElements", "Tip"),
    ("Kofi", "Donation"),
    ("TipeeeStream", "Donation"),
    ("Fourthwall", "Donation"),
    ("Pallygg", "CampaignTip"),
    ("DonorDrive", "Donation"),
];

/// The programs that record.
pub(super) const RECORDERS: [&str; 3] = ["Obs", "StreamlabsDesktop", "MeldStudio"];
/// How they say so.
pub(super) const RECORDING: [&str; 2] = ["RecordingStarted", "RecordingStopped"];

/// As deep as what is pushed may be.
const DEEPEST: usize = 32;

/// A tip of money; nothing when its amount or currency cannot be read.
pub(super) fn tip(data: &Value) -> Option<Told> {
    let amount = micros(&data["amount"])?;
    let shown = text(&data["amount"])
        .or_else(|| text(&data["formattedAmount"]))
        .unwrap_or_default();
    let currency = word(data, &["currency", "currencyCode"]).or_else(|| currency_of(shown))?;
    let name = word(data, &["from", "username", "displayName", "name"]);
    Some(Told {
        kind: EventKind::Tip {
            amount,
            currency: currency.to_uppercase().into(),
            text: word(data, &["message", "text"]).map(Into::into),
        },
        user: name.map(|name| User {
            id: id_in(data, &["userId", "user_id"]).unwrap_or_default().into(),
            name: name.into(),
        }),
        part: "",
    })
}

/// What an action of the user sent.
pub(super) fn custom(data: &Value) -> Option<Told> {
    let name = word(data, &["event", "name", "type"]).unwrap_or("streamerbot");
    let kind = EventKind::Custom {
        name: name.chars().take(64).collect::<String>().into(),
        data: Carried::of(data),
    };
    (!is_deeper_than(data, DEEPEST)).then_some(Told {
        kind,
        user: None,
        part: "",
    })
}

fn is_deeper_than(value: &Value, levels: usize) -> bool {
    let inside = |value: &Value| levels == 0 || is_deeper_than(value, levels - 1);
    match value {
        Value::Array(list) => levels == 0 || list.iter().any(inside),
        Value::Object(fields) => levels == 0 || fields.values().any(inside),
        _ => false,
    }
}
