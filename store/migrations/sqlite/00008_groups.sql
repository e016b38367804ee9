-- +goose Up
-- Study groups. feed_at is when anything that their feed shows last changed; it
-- only grows. The address of a secret group's feed is derived from feed_seed with
-- the instance's key, and found by its hash.
CREATE TABLE groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (name <> ''),
    about TEXT NOT NULL,
    public BOOLEAN NOT NULL,
    feed_seed TEXT NOT NULL,
    feed_hash TEXT NOT NULL UNIQUE CHECK (feed_hash <> ''),
    feed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE members (
    group_id BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    role TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, reader_id)
);
CREATE INDEX members_reader ON members (reader_id);

-- uses is how often an invitation may be taken up, 0 for any number.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    seed TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE CHECK (hash <> ''),
    email TEXT NOT NULL,
    uses INTEGER NOT NULL,
    used INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    withdrawn_at BIGINT NOT NULL
);
CREATE INDEX invitations_group ON invitations (group_id);

CREATE TABLE shares (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    reader_id BIGINT REFERENCES readers (id) ON DELETE SET NULL,
    by_name TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    pinned BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    at BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (group_id, item_id)
);
CREATE INDEX shares_item ON shares (item_id);
CREATE INDEX shares_reader ON shares (reader_id) WHERE reader_id IS NOT NULL;

CREATE TABLE themes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    month TEXT NOT NULL,
    title TEXT NOT NULL CHECK (title <> ''),
    text TEXT NOT NULL,
    questions TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (group_id, month)
);

-- question is the number of the theme's question from 1, 0 for a note on the theme.
CREATE TABLE answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    theme_id BIGINT NOT NULL REFERENCES themes (id) ON DELETE CASCADE,
    question INTEGER NOT NULL,
    reader_id BIGINT REFERENCES readers (id) ON DELETE SET NULL,
    by_name TEXT NOT NULL,
    text TEXT NOT NULL,
    hidden BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX answers_theme ON answers (theme_id);
CREATE INDEX answers_reader ON answers (reader_id) WHERE reader_id IS NOT NULL;

-- Who hosts when. swap_id is the meeting for which the host would give this one.
CREATE TABLE meetings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    reader_id BIGINT REFERENCES readers (id) ON DELETE SET NULL,
    swap_id BIGINT REFERENCES meetings (id) ON DELETE SET NULL,
    UNIQUE (group_id, day)
);
CREATE INDEX meetings_reader ON meetings (reader_id) WHERE reader_id IS NOT NULL;
CREATE INDEX meetings_swap ON meetings (swap_id) WHERE swap_id IS NOT NULL;
