-- Everybody who was seen, over all sessions. By the platform's id: names change.
CREATE TABLE viewers (
    id            INTEGER PRIMARY KEY,
    platform      TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    name          TEXT NOT NULL,
    -- The name in lower case as Unicode has it, for searching.
    sought        TEXT NOT NULL,
    messages      INTEGER NOT NULL CHECK (messages BETWEEN 0 AND 9007199254740991),
    coins         INTEGER NOT NULL CHECK (coins BETWEEN 0 AND 9007199254740991),
    gifts         INTEGER NOT NULL CHECK (gifts BETWEEN 0 AND 9007199254740991),
    likes         INTEGER NOT NULL CHECK (likes BETWEEN 0 AND 9007199254740991),
    shares        INTEGER NOT NULL CHECK (shares BETWEEN 0 AND 9007199254740991),
    follows       INTEGER NOT NULL CHECK (follows BETWEEN 0 AND 9007199254740991),
    subscriptions INTEGER NOT NULL CHECK (subscriptions BETWEEN 0 AND 9007199254740991),
    first_at      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    UNIQUE (platform, user_id)
) STRICT;
CREATE INDEX viewers_by_name ON viewers (sought);
-- One per leaderboard. Partial: most people have only a few of these, and nobody without a point is on a board.
CREATE INDEX viewers_by_messages ON viewers (messages DESC) WHERE messages > 0;
CREATE INDEX viewers_by_coins ON viewers (coins DESC) WHERE coins > 0;
CREATE INDEX viewers_by_gifts ON viewers (gifts DESC) WHERE gifts > 0;
CREATE INDEX viewers_by_likes ON viewers (likes DESC) WHERE likes > 0;
CREATE INDEX viewers_by_shares ON viewers (shares DESC) WHERE shares > 0;
CREATE INDEX viewers_by_follows ON viewers (follows DESC) WHERE follows > 0;
CREATE INDEX viewers_by_subscriptions ON viewers (subscriptions DESC) WHERE subscriptions > 0;

-- The same by session.
CREATE TABLE viewer_sessions (
    session       INTEGER NOT NULL,
    viewer        INTEGER NOT NULL,
    messages      INTEGER NOT NULL CHECK (messages BETWEEN 0 AND 9007199254740991),
    coins         INTEGER NOT NULL CHECK (coins BETWEEN 0 AND 9007199254740991),
    gifts         INTEGER NOT NULL CHECK (gifts BETWEEN 0 AND 9007199254740991),
    likes         INTEGER NOT NULL CHECK (likes BETWEEN 0 AND 9007199254740991),
    shares        INTEGER NOT NULL CHECK (shares BETWEEN 0 AND 9007199254740991),
    follows       INTEGER NOT NULL CHECK (follows BETWEEN 0 AND 9007199254740991),
    subscriptions INTEGER NOT NULL CHECK (subscriptions BETWEEN 0 AND 9007199254740991),
    first_at      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    PRIMARY KEY (session, viewer)
) STRICT, WITHOUT ROWID;
CREATE INDEX viewer_sessions_of_viewer ON viewer_sessions (viewer);
CREATE INDEX viewer_sessions_by_messages ON viewer_sessions (session, messages DESC) WHERE messages > 0;
CREATE INDEX viewer_sessions_by_coins ON viewer_sessions (session, coins DESC) WHERE coins > 0;
CREATE INDEX viewer_sessions_by_gifts ON viewer_sessions (session, gifts DESC) WHERE gifts > 0;
CREATE INDEX viewer_sessions_by_likes ON viewer_sessions (session, likes DESC) WHERE likes > 0;
CREATE INDEX viewer_sessions_by_shares ON viewer_sessions (session, shares DESC) WHERE shares > 0;
CREATE INDEX viewer_sessions_by_follows ON viewer_sessions (session, follows DESC) WHERE follows > 0;
CREATE INDEX viewer_sessions_by_subscriptions ON viewer_sessions (session, subscriptions DESC)
    WHERE subscriptions > 0;

-- Tips per unit, by session; session 0 holds what came outside of any. Units are never added together.
CREATE TABLE viewer_tips (
    viewer  INTEGER NOT NULL,
    session INTEGER NOT NULL,
    unit    TEXT NOT NULL,
    amount  INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 9007199254740991),
    PRIMARY KEY (viewer, session, unit)
) STRICT, WITHOUT ROWID;

-- What a goal is and how it stands, as JSON (the shape is gauge-model's `Goal`).
CREATE TABLE goals (
    id   INTEGER PRIMARY KEY,
    goal TEXT NOT NULL
) STRICT;

-- The profile's own settings, as JSON by name.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Why is a number what it is? Chat is left out: it is most of the table, so its newest are found without an index.
CREATE INDEX events_of_kind ON events (kind) WHERE kind <> 'chat';
