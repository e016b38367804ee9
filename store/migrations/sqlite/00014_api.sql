-- +goose Up
-- Tokens with which programs of a reader ask the API. Only the hash of a secret is
-- kept. used_on is the last day on which it was used, '' for never: no hour is
-- kept, so that nobody's habits are.
CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    hash TEXT NOT NULL UNIQUE CHECK (hash <> ''),
    writes BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    used_on TEXT NOT NULL
);
CREATE INDEX api_tokens_reader ON api_tokens (reader_id);

-- Who set a theme, for the record of what they led; NULL when it is not known.
ALTER TABLE themes ADD COLUMN reader_id BIGINT REFERENCES readers (id) ON DELETE SET NULL;
CREATE INDEX themes_reader ON themes (reader_id) WHERE reader_id IS NOT NULL;
