-- +goose Up
-- The days of a digest that comes on chosen ones, as a set: bit 0 is Sunday.
ALTER TABLE readers ADD COLUMN digest_days INTEGER NOT NULL DEFAULT 0;
-- Reading time of a digest; 0 when the reader did not say.
ALTER TABLE readers ADD COLUMN digest_minutes INTEGER NOT NULL DEFAULT 0;
-- Times without a digest, as JSON; '' for none.
ALTER TABLE readers ADD COLUMN breaks TEXT NOT NULL DEFAULT '';
-- Address of a calendar whose days off are such times too; '' for none.
ALTER TABLE readers ADD COLUMN calendar TEXT NOT NULL DEFAULT '';
CREATE INDEX readers_calendar ON readers (calendar) WHERE calendar <> '';

-- What groups have done since then is in the edition.
ALTER TABLE editions ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
-- The break whose end it marks, as days and what it is called; '' when it is no catch-up.
ALTER TABLE editions ADD COLUMN away_from TEXT NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN away_until TEXT NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN away_name TEXT NOT NULL DEFAULT '';

-- Calendars of school holidays, asked for once for all readers who name them.
CREATE TABLE calendars (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE CHECK (url <> ''),
    name TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    days_off TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX calendars_due ON calendars (next_at, id);
