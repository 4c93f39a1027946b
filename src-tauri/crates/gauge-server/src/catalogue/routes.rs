//! Every address.

use super::{
    Needs::{self, Admin, Nothing, PublicReading, Read, Write},
    Route,
};

const JSON: &str = "application/json";
const HTML: &str = "text/html";
const SCRIPT: &str = "text/javascript";

const fn page(path: &'static str, words: &'static str) -> Route {
    file(path, HTML, words)
}

/// A page, or what one is made of: it holds no data.
const fn file(path: &'static str, media: &'static str, words: &'static str) -> Route {
    Route {
        method: "get",
        path,
        words,
        needs: Nothing,
        query: &[],
        media,
        example: None,
    }
}

const fn data(path: &'static str, needs: Needs, words: &'static str, example: &'static str) -> Route {
    Route {
        needs,
        example: Some(example),
        ..file(path, JSON, words)
    }
}

macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("../../pages/examples/", $name, ".json"))
    };
}

pub(crate) const HOME: Route = page(
    "/",
    "Streamgauge’s window, in a browser. It asks for an admin token.",
);
pub(crate) const ASSET: Route = file("/assets/{*path}", SCRIPT, "What that page is made of.");
pub(crate) const ICON: Route = file("/icon.svg", "image/svg+xml", "Its icon.");
pub(crate) const DOCS: Route = page("/docs", "This description, to be read.");
pub(crate) const OPENAPI: Route = file(
    "/api/openapi.json",
    JSON,
    "This description, as OpenAPI 3.1, for programs.",
);
pub(crate) const HEALTH: Route = data(
    "/health",
    PublicReading,
    "Whether it is well, and which profile is open.",
    example!("health"),
);
pub(crate) const WHOAMI: Route = data(
    "/api/whoami",
    Nothing,
    "What you may do here, or why not: a WebSocket that is refused tells a page nothing.",
    example!("whoami"),
);
pub(crate) const STATS: Route = data(
    "/api/stats",
    PublicReading,
    "Viewers, chat rates, triggers and recordings by streamer.",
    example!("stats"),
);
pub(crate) const LIVE_STATS: Route = data(
    "/api/live-stats",
    PublicReading,
    "The totals, and how long the stream runs.",
    example!("live-stats"),
);
pub(crate) const SESSIONS: Route = Route {
    query: &[
        ("channel", "string", "Only this channel’s: twitch:xqc."),
        (
            "limit",
            "integer",
            "At most so many: 50 unless said, 1000 at most.",
        ),
    ],
    ..data(
        "/api/sessions",
        PublicReading,
        "The newest broadcasts with their numbers, newest first.",
        example!("sessions"),
    )
};
pub(crate) const SESSION: Route = data(
    "/api/sessions/{id}",
    PublicReading,
    "One broadcast.",
    example!("session"),
);
pub(crate) const SAMPLES: Route = Route {
    query: &[
        ("since", "integer", "From this moment on, ms UTC; else all."),
        ("until", "integer", "Up to this moment, ms UTC; else up to now."),
    ],
    ..data(
        "/api/samples",
        PublicReading,
        "Each channel’s numbers every 10 s, oldest first, at most 100000: what charts are drawn from. Go on from the \
         last one’s `at`.",
        example!("samples"),
    )
};
pub(crate) const GOALS: Route = data(
    "/api/goals",
    PublicReading,
    "Every goal as it stands.",
    example!("goals"),
);
pub(crate) const OVERLAY_OPTIONS: Route = data(
    "/api/overlays/{id}",
    PublicReading,
    "How an overlay is set in the open profile: its page asks, at the start and with each snapshot.",
    example!("overlay"),
);
pub(crate) const VIEWERS: Route = Route {
    query: &[
        (
            "by",
            "string",
            "messages, coins, gifts, likes, shares, follows, subscriptions or xp; coins unless said.",
        ),
        ("session", "integer", "In this session; else of all times."),
        (
            "limit",
            "integer",
            "At most so many: 50 unless said, 1000 at most.",
        ),
        ("offset", "integer", "Leave out so many at the top."),
    ],
    ..data(
        "/api/viewers",
        Read,
        "The leaderboard: who has most of something.",
        example!("viewers"),
    )
};
pub(crate) const VIEWER: Route = data(
    "/api/viewers/{id}",
    Read,
    "One person by platform and the platform’s id, of all times and by session.",
    example!("viewer"),
);
pub(crate) const PROFILES: Route = data("/api/profiles", Read, "Every profile.", example!("profiles"));
pub(crate) const EVENTS: Route = Route {
    method: "post",
    query: &[(
        "sync",
        "integer",
        "1: acknowledged after the commit, whatever is in it.",
    )],
    ..data(
        "/api/events",
        Write,
        "Push events: one object, an array, or one object a line (application/x-ndjson), up to 256 KiB. With an id an \
         event is counted once, however often it is pushed. Gifts, tips, follows, shares, subscriptions, raids, \
         triggers and recordings are on disk when this answers. Too many: 429 with Retry-After.",
        example!("receipt"),
    )
};
pub(crate) const ASK: Route = Route {
    method: "post",
    needs: Admin,
    ..file(
        "/api/ask",
        JSON,
        "Everything the window can ask, as JSON: {\"ask\":\"profiles\"}. The answer is that of the ask.",
    )
};
pub(crate) const SSE: Route = Route {
    query: &[(
        "events",
        "string",
        "Named events too: trigger, gift, session; with a token chat, notification, log. Several with commas.",
    )],
    needs: PublicReading,
    ..file(
        "/sse/stats",
        "text/event-stream",
        "The totals as server-sent events: at once, on every change (at most 5 a second), and every 5 s.",
    )
};
pub(crate) const SSE_TEST: Route = page("/sse/test", "A page that shows the totals by /sse/stats.");
pub(crate) const SSE_TEST_SCRIPT: Route = file("/sse/test.js", SCRIPT, "What that page does.");
pub(crate) const LIVE: Route = Route {
    query: &[(
        "since",
        "string",
        "Where a client that comes back goes on: epoch:seq of its newest frame.",
    )],
    needs: PublicReading,
    ..file(
        "/ws/live",
        JSON,
        "A WebSocket: everything once, then what changes.",
    )
};
pub(crate) const LIVE_TEST: Route = page("/ws/test", "A page to try /ws/live.");
pub(crate) const LIVE_TEST_SCRIPT: Route = file("/ws/test.js", SCRIPT, "What that page does.");
pub(crate) const PUSH: Route = Route {
    needs: Write,
    ..file(
        "/ws/push",
        JSON,
        "A WebSocket for your own tools’ events, each acknowledged.",
    )
};
pub(crate) const SOCKET_IO: Route = Route {
    needs: PublicReading,
    ..file(
        "/socket.io/",
        "text/plain",
        "Socket.IO for stock clients of versions 2 to 4, by polling and WebSocket.",
    )
};
pub(crate) const SOCKET_IO_SEND: Route = Route {
    method: "post",
    needs: PublicReading,
    ..file("/socket.io/", "text/plain", "What a polling client sends.")
};
pub(crate) const SOCKET_IO_CLIENT: Route = file("/socket.io/socket.io.js", SCRIPT, "Socket.IO’s own client.");
pub(crate) const CLIENT: Route = file(
    "/client.js",
    SCRIPT,
    "streamgauge-client.js: an ES module that keeps the numbers of now.",
);
pub(crate) const CLIENT_TYPES: Route = file("/client.d.ts", "text/plain", "Its types.");
pub(crate) const STYLE: Route = file("/page.css", "text/css", "How these pages look.");
pub(crate) const OVERLAY: Route = Route {
    query: &[
        ("token", "string", "A read token, for chat and names."),
        (
            "id",
            "string",
            "Which of several overlays of this page, as the window names it.",
        ),
    ],
    ..page("/o/{*path}", "Overlays for OBS’s browser source.")
};
pub(crate) const OWN: Route = Route {
    needs: Read,
    ..page(
        "/my/{token}/{*path}",
        "Your own overlays: each is a folder in overlays/ of the data folder, shown in a sandbox. client.js is in each.",
    )
};
