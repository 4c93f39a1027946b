-- Which native ids have been counted: hashes of 8 bytes, little-endian, in the order they came. Opening reads these
-- and not a million events. The rows are filled in from the events by the migration.
CREATE TABLE seen_ids (
    id     INTEGER PRIMARY KEY,
    hashes BLOB NOT NULL
) STRICT;
