-- Points of another system that our own counting does not give: they are added to a person's XP.
ALTER TABLE viewers ADD COLUMN xp_before INTEGER NOT NULL DEFAULT 0
    CHECK (xp_before BETWEEN 0 AND 9007199254740991);

-- Events that the database refused, each with its reason, so that they keep nobody else's from being stored.
CREATE TABLE dead_letters (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    reason TEXT NOT NULL,
    event  TEXT NOT NULL
) STRICT;
-- The people of `imported_viewers` are put into `viewers` by the migration, which then drops the table.
