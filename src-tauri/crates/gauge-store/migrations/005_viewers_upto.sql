-- What the fold made of an event for its person, where the event alone does not tell it: the frame of a streak does
-- not say by how much its streak grew. JSON, gauge-model's `ViewerCounts`.
ALTER TABLE events ADD COLUMN credit TEXT;

-- Up to which event people's numbers are in `viewers`: in a flood they follow later, a part of the people at a time.
-- Part -1 stands for everybody; the higher of a part's and everybody's counts.
CREATE TABLE viewers_upto (
    part INTEGER PRIMARY KEY,
    seq  INTEGER NOT NULL
) STRICT;
INSERT INTO viewers_upto SELECT -1, seq FROM events ORDER BY seq DESC LIMIT 1;

-- Only the events of a recording are asked for by their source.
DROP INDEX events_of_source;
CREATE INDEX events_of_recording ON events (source) WHERE source GLOB 'replay:*';
