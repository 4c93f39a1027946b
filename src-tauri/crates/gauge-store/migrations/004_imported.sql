-- What another system knew of people when its profile was imported: kept as it was, beside our own counting.
CREATE TABLE imported_viewers (
    username TEXT PRIMARY KEY,
    name     TEXT,
    coins    INTEGER CHECK (coins BETWEEN 0 AND 9007199254740991),
    xp       INTEGER CHECK (xp BETWEEN 0 AND 9007199254740991),
    level    INTEGER CHECK (level BETWEEN 0 AND 9007199254740991)
) STRICT, WITHOUT ROWID;
