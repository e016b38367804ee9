-- +goose Up
-- Invitations into the instance, by its operators. uses is how often one may be
-- taken up, 0 for any number.
CREATE TABLE invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    seed TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE CHECK (hash <> ''),
    email TEXT NOT NULL,
    uses INTEGER NOT NULL,
    used INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    withdrawn_at BIGINT NOT NULL
);

-- How many became readers by an invitation into a group, where nobody may join
-- without one.
ALTER TABLE invitations ADD COLUMN joined INTEGER NOT NULL DEFAULT 0;

-- The hash of the invitation that a mailed link joins by, '' for none.
ALTER TABLE links ADD COLUMN invite TEXT NOT NULL DEFAULT '';

-- rest is the least time between two checks that the operator asks for, in
-- microseconds. removed_at is when the operator took the source out.
ALTER TABLE sources ADD COLUMN rest BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN removed_at BIGINT NOT NULL DEFAULT 0;

-- What operators did. Readers are in it by number, never by address.
CREATE TABLE operator_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    reader_id BIGINT REFERENCES readers (id) ON DELETE SET NULL,
    action TEXT NOT NULL,
    about TEXT NOT NULL
);
CREATE INDEX operator_log_at ON operator_log (at);
CREATE INDEX operator_log_reader ON operator_log (reader_id) WHERE reader_id IS NOT NULL;
