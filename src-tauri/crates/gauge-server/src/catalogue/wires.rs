//! What is said on the sockets, and how one gets in and out.

/// One frame or message of a wire.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Where.
    pub(crate) wire: &'static str,
    /// Whether a client says it.
    pub(crate) from_client: bool,
    pub(crate) words: &'static str,
    pub(crate) example: &'static str,
}

const fn to(wire: &'static str, words: &'static str, example: &'static str) -> Frame {
    Frame {
        wire,
        from_client: true,
        words,
        example,
    }
}

const fn from(wire: &'static str, words: &'static str, example: &'static str) -> Frame {
    Frame {
        from_client: false,
        ..to(wire, words, example)
    }
}

const LIVE: &str = "/ws/live";
const PUSH: &str = "/ws/push";
const SOCKET_IO: &str = "Socket.IO";
const SSE: &str = "/sse/stats";

/// Wire by wire.
pub(crate) const FRAMES: [Frame; 30] = [
    from(
        LIVE,
        "Said first, to everybody.",
        r#"{"type":"status","event_type":"connection_established","message":"Connected to LeadVille Live Updates","timestamp":"2026-01-17T10:30:45.123Z","capabilities":["status","sensor_event","timer_event","run_update","stats"]}"#,
    ),
    to(
        LIVE,
        "Channels: stats, event, chat, gift, trigger, recording, session, goal, source; and status, sensor_event, \
         timer_event, run_update. With since and epoch only what was missed is told.",
        r#"{"type":"subscribe","channels":["stats","event"]}"#,
    ),
    from(
        LIVE,
        "The answer; resumed if since was named.",
        r#"{"type":"status","event_type":"subscription_confirmed","channels":["stats","event"],"message":"Subscribed to 2 channels","timestamp":"2026-01-17T10:30:45.123Z"}"#,
    ),
    from(
        LIVE,
        "Then everything, once.",
        r#"{"type":"snapshot","seq":41,"epoch":"01J…","profile":"Main","live":true,"stats":{…},"channels":{"twitch:xqc":{…}},"recent":[…]}"#,
    ),
    from(
        LIVE,
        "Then what changes: new values of changed fields only. stats is of its channel, totals of the profile: assign \
         them, and add nothing up.",
        r#"{"type":"delta","seq":42,"at":1768645845123,"channel":"twitch:xqc","stats":{"viewers":45000},"totals":{"viewers":45000},"event":{…}}"#,
    ),
    to(
        LIVE,
        "No more of these.",
        r#"{"type":"unsubscribe","channels":["event"]}"#,
    ),
    to(LIVE, "Are you there?", r#"{"type":"ping"}"#),
    from(
        LIVE,
        "Yes.",
        r#"{"type":"status","event_type":"pong","timestamp":"2026-01-17T10:30:45.123Z"}"#,
    ),
    to(LIVE, "How are you?", r#"{"type":"get_status"}"#),
    to(
        LIVE,
        "Who has most of it: messages, coins, gifts, likes, shares, follows, subscriptions or xp. In these sessions, 50 at \
         most, or without them of all times. With a token.",
        r#"{"type":"board","by":"coins","sessions":[4],"limit":5}"#,
    ),
    from(
        LIVE,
        "The answer, with everything that was counted before you asked; a little later if you ask often.",
        r#"{"type":"board","by":"coins","sessions":[4],"limit":5,"rows":[{"rank":1,"id":"tiktok:7","name":"Bo","value":309,"level":2}]}"#,
    ),
    to(
        LIVE,
        "How an overlay of ours fares, for the window. Heard with the overlays’ own token or one that writes.",
        r#"{"type":"report","address":"/o/goal?look=ring","visible":true,"active":true,"delay":12,"missed":0,"recording":false}"#,
    ),
    from(
        LIVE,
        "What is wrong with a message. The socket stays open.",
        r#"{"type":"status","event_type":"error","message":"Invalid JSON format","timestamp":"2026-01-17T10:30:45.123Z"}"#,
    ),
    from(
        LIVE,
        "Passed on from a producer, as timer_event and run_update are.",
        r#"{"type":"sensor_event","event_type":"impact_detected","timestamp":"2026-01-17T10:30:45.123Z","sensor_id":"BT50-1","data":{"magnitude":12.5}}"#,
    ),
    to(
        PUSH,
        "One event, or an array of them: as for POST /api/events.",
        r#"{"type":"viewers","channel":"twitch:xqc","count":45000,"id":"v1"}"#,
    ),
    from(
        PUSH,
        "Each is answered, in order.",
        r#"{"type":"ack","id":"v1","accepted":1,"duplicates":0,"seq":42,"profile":"main"}"#,
    ),
    to(
        SOCKET_IO,
        "Answered by stats_update to who asks. A token goes into auth: { token }.",
        r#"emit("request_stats")"#,
    ),
    to(
        SOCKET_IO,
        "One event or an array; the acknowledgement is that of POST /api/events. With a write token.",
        r#"emit("event", {"type":"viewers","channel":"twitch:xqc","count":45000}, ack)"#,
    ),
    from(
        SOCKET_IO,
        "As /api/stats: at once, and on every change, at most 5 a second.",
        r#"on("stats_update", {"viewer_counts":{"xqc":45000},"chat_velocities":{"xqc":125.5},"recent_triggers":[…],"recording_status":{"xqc":true},"last_updated":"2026-01-17T10:30:45.123456"})"#,
    ),
    from(
        SOCKET_IO,
        "The totals.",
        r#"on("tiktok:stats", {"viewers":45000,"likes":7,"totalCoins":15,"followers":1,"shares":1,"gifts":3,"streamDuration":3600})"#,
    ),
    from(
        SOCKET_IO,
        "A source in a new state.",
        r#"on("tiktok:status", {"status":"connected","username":"luna"})"#,
    ),
    from(
        SOCKET_IO,
        "Each event; chat and names only with a token.",
        r#"on("tiktok:event", {"type":"gift","data":{…}})"#,
    ),
    from(
        SOCKET_IO,
        "Another profile is open.",
        r#"on("profile:switched", {"from":"Main","to":"Charity","requiresRestart":false})"#,
    ),
    from(
        SOCKET_IO,
        "The goals, when one changes.",
        r#"on("goals:update", […])"#,
    ),
    from(
        SSE,
        "The totals, for onmessage: on every change and every 5 s.",
        r#"data: {"viewers":45000,"likes":7,"users":12,"requests":{"total":900,"tracking":30},"episodes_tracked":4,"notifications":{"sent":5,"pending":1},"timestamp":"2026-01-17T10:30:45.123Z"}"#,
    ),
    from(
        SSE,
        "?events=trigger,gift,chat: each event. Last-Event-ID goes on after it.",
        r#"event: trigger  data: {"type":"trigger","channel":"twitch:xqc","trigger":"viewer_spike","details":{…},"at":1768645845123}"#,
    ),
    from(
        SSE,
        "?events=session: the newest session of each channel; again when one begins or ends.",
        r#"event: session  data: {"id":4,"channel":"twitch:xqc","started_at":1768645845123,"ended_at":null,…}"#,
    ),
    from(
        SSE,
        "?events=notification,log with a token: the data of custom events by these names.",
        r#"event: notification  data: {"title":"Episode 4 is out"}"#,
    ),
    from(
        SSE,
        "Who comes back too late is told that something is missing.",
        r#"event: gap  data: {"message":"Some events were missed: they are not held any more."}"#,
    ),
    from(SSE, "Nothing new; the connection lives.", ": still here"),
];

/// Code, words.
pub(crate) const CLOSE_CODES: [(u16, &str); 7] = [
    (1001, "Streamgauge is stopping. Come again."),
    (1009, "A message was larger than 64 KiB."),
    (4008, "You took nothing for 10 s. Come again."),
    (4012, "You said nothing for 60 s, not even a pong. Come again."),
    (
        4013,
        "You push faster than your token allows, and do not heed the answers. Come again, slower.",
    ),
    (
        4501,
        "/ws/push: ten messages in a row were no JSON. Mend it first.",
    ),
    (4503, "The token was revoked. Get another."),
];

/// How a token may be shown, and an example.
pub(crate) const TOKENS: [(&str, &str); 4] = [
    ("In a header, wherever you can.", "Authorization: Bearer sgr1_…"),
    (
        "As a WebSocket’s subprotocol, in browsers.",
        "new WebSocket(url, [\"sg.v1\", \"sg.token.sgr1_…\"])",
    ),
    ("By a Socket.IO client.", "io({ auth: { token: \"sgr1_…\" } })"),
    (
        "In the address, for overlays and EventSource; only a read token.",
        "/sse/stats?events=chat&token=sgr1_…",
    ),
];
