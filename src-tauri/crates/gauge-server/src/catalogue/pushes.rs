//! Every kind of event that can be pushed, with an example.

/// One kind.
#[derive(Debug)]
pub(crate) struct Push {
    /// Its `type`.
    pub(crate) kind: &'static str,
    pub(crate) words: &'static str,
    pub(crate) example: &'static str,
}

const fn push(kind: &'static str, words: &'static str, example: &'static str) -> Push {
    Push { kind, words, example }
}

/// In the order in which they are shown.
pub(crate) const PUSHES: [Push; 23] = [
    push(
        "viewers",
        "How many watch now.",
        r#"{"type":"viewers","channel":"twitch:xqc","count":45000}"#,
    ),
    push(
        "chat_rate",
        "Messages per minute, as you measured them. Counted from chat if never pushed.",
        r#"{"type":"chat_rate","channel":"twitch:xqc","value":125.5}"#,
    ),
    push(
        "chat",
        "One message.",
        r#"{"type":"chat","channel":"twitch:xqc","text":"hello","user":{"id":"71092938","name":"Ann"}}"#,
    ),
    push(
        "like",
        "Taps; with total, the room’s own count.",
        r#"{"type":"like","channel":"tiktok:luna","count":15,"total":1200}"#,
    ),
    push(
        "gift",
        "A gift. In a streak combo names it, repeat says how far it is, final ends it.",
        r#"{"type":"gift","channel":"tiktok:luna","gift":"Rose","coins":1,"combo":"c1","repeat":5,"final":true,"user":{"id":"7","name":"Bo"}}"#,
    ),
    push(
        "tip",
        "Bits, or money in millionths of a currency’s unit.",
        r#"{"type":"tip","channel":"twitch:xqc","amount":5000000,"currency":"EUR","text":"well played","id":"tip-1"}"#,
    ),
    push(
        "follow",
        "A new follow.",
        r#"{"type":"follow","channel":"twitch:xqc","user":{"id":"8","name":"Cy"}}"#,
    ),
    push(
        "follower_total",
        "How many follow the account.",
        r#"{"type":"follower_total","channel":"twitch:xqc","count":12000}"#,
    ),
    push(
        "share",
        "The stream was shared.",
        r#"{"type":"share","channel":"tiktok:luna"}"#,
    ),
    push(
        "subscription",
        "One or more subscriptions.",
        r#"{"type":"subscription","channel":"twitch:xqc","count":1,"tier":"1000","months":3,"resub":true}"#,
    ),
    push(
        "raid",
        "Another channel sent its viewers over.",
        r#"{"type":"raid","channel":"twitch:xqc","viewers":250}"#,
    ),
    push(
        "join",
        "Someone came in.",
        r#"{"type":"join","channel":"tiktok:luna"}"#,
    ),
    push(
        "stream",
        "The broadcast began or ended.",
        r#"{"type":"stream","channel":"twitch:xqc","live":true}"#,
    ),
    push(
        "title",
        "What the broadcast is called, at most 500 characters.",
        r#"{"type":"title","channel":"twitch:xqc","title":"Ranked until I win"}"#,
    ),
    push(
        "moderation",
        "A moderator acted: timeout, ban, delete or clear.",
        r#"{"type":"moderation","channel":"twitch:xqc","action":"timeout","target":"9"}"#,
    ),
    push(
        "trigger",
        "A rule of yours fired.",
        r#"{"type":"trigger","channel":"twitch:xqc","trigger":"viewer_spike","details":{"spike_percent":37.5}}"#,
    ),
    push(
        "recording",
        "Recording started or stopped.",
        r#"{"type":"recording","channel":"twitch:xqc","active":true}"#,
    ),
    push(
        "clear",
        "You show this channel no more: its session ends and its numbers are set aside; with triggers those go too.",
        r#"{"type":"clear","channel":"generic:luna","triggers":true}"#,
    ),
    push(
        "custom",
        "Anything. A number is kept under its name (the fields of /sse/stats); notification and log are events there.",
        r#"{"type":"custom","name":"requests.total","data":900}"#,
    ),
    push(
        "sensor_event",
        "Passed on to clients of /ws/live.",
        r#"{"type":"sensor_event","event_type":"impact_detected","sensor_id":"BT50-1","data":{"magnitude":12.5}}"#,
    ),
    push(
        "timer_event",
        "Passed on to clients of /ws/live.",
        r#"{"type":"timer_event","event_type":"shot_detected","device_id":"AMG-1","data":{"shot_number":1}}"#,
    ),
    push(
        "run_update",
        "Passed on to clients of /ws/live.",
        r#"{"type":"run_update","event_type":"run_started","run_id":"run-1","data":{"status":"active"}}"#,
    ),
    push(
        "status",
        "Passed on to clients of /ws/live.",
        r#"{"type":"status","event_type":"system_status","message":"All is well","data":{"ok":true}}"#,
    ),
];
