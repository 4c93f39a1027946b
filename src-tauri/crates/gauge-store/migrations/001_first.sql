CREATE TABLE profile (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    name       TEXT NOT NULL,
    simulated  INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    -- Made anew for each demo or replay: such a file may be discarded by its next run.
    scratch    INTEGER NOT NULL CHECK (scratch IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

-- The totals over all channels, as seed 002 has them.
CREATE TABLE stream_stats (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    viewers     INTEGER NOT NULL DEFAULT 0 CHECK (viewers BETWEEN 0 AND 9007199254740991),
    likes       INTEGER NOT NULL DEFAULT 0 CHECK (likes BETWEEN 0 AND 9007199254740991),
    total_coins INTEGER NOT NULL DEFAULT 0 CHECK (total_coins BETWEEN 0 AND 9007199254740991),
    followers   INTEGER NOT NULL DEFAULT 0 CHECK (followers BETWEEN 0 AND 9007199254740991),
    shares      INTEGER NOT NULL DEFAULT 0 CHECK (shares BETWEEN 0 AND 9007199254740991),
    gifts       INTEGER NOT NULL DEFAULT 0 CHECK (gifts BETWEEN 0 AND 9007199254740991),
    updated_at  TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;

-- The channels that the profile's sources bring events for.
CREATE TABLE channels (
    channel  TEXT PRIMARY KEY,
    added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every number of a channel as JSON (the shape is gauge-model's `Numbers`); '*' are the totals.
CREATE TABLE channel_stats (
    channel  TEXT PRIMARY KEY,
    numbers  TEXT NOT NULL,
    -- Set aside: kept, but not shown and not in the totals.
    is_aside INTEGER NOT NULL DEFAULT 0 CHECK (is_aside IN (0, 1))
) STRICT, WITHOUT ROWID;

-- One row a broadcast. `state` is what is needed to go on with it, as JSON (gauge-model's `Broadcast`).
CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY,
    channel    TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    numbers    TEXT NOT NULL,
    state      TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_channel ON sessions (channel, id);

CREATE TABLE events (
    seq         INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    channel     TEXT NOT NULL,
    source      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    native_id   TEXT,
    session     INTEGER,
    event       TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_source ON events (source);
-- The newest triggers are read at every opening; there are few among many.
CREATE INDEX events_triggers ON events (seq) WHERE kind = 'trigger';

-- Who has written in a channel's newest session, so that a restart does not count anybody twice.
CREATE TABLE chatters (
    channel TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (channel, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE samples (
    channel       TEXT NOT NULL,
    at            INTEGER NOT NULL,
    viewers       INTEGER,
    chat_rate     REAL NOT NULL,
    likes         INTEGER NOT NULL,
    coins         INTEGER NOT NULL,
    gifts         INTEGER NOT NULL,
    follows       INTEGER NOT NULL,
    shares        INTEGER NOT NULL,
    subscriptions INTEGER NOT NULL,
    PRIMARY KEY (channel, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX samples_by_time ON samples (at);
