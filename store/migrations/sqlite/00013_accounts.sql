-- +goose Up
-- The device in words, made of what its browser says of itself, and the days on
-- which it was signed in and last seen.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN seen BIGINT NOT NULL DEFAULT 0;

-- Passkeys. handle names the reader towards authenticators, and says nothing of
-- them. data is the public key and what belongs to it, as JSON. doubted_at is when
-- the counter of the passkey went back, as it does when there are two of it.
CREATE TABLE passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    credential TEXT NOT NULL UNIQUE CHECK (credential <> ''),
    handle TEXT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used BIGINT NOT NULL,
    doubted_at BIGINT NOT NULL
);
CREATE INDEX passkeys_reader ON passkeys (reader_id);

-- Accounts elsewhere that sign a reader in, by the name that their issuer never
-- changes.
CREATE TABLE identities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (reader_id, issuer)
);

-- Mailed links that change a reader's address to email. back: it was mailed to the
-- address before, which takes it back.
CREATE TABLE address_changes (
    hash TEXT NOT NULL PRIMARY KEY CHECK (hash <> ''),
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    back BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX address_changes_reader ON address_changes (reader_id);
