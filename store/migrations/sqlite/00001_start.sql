-- +goose Up
-- Times are Unix microseconds in UTC, 0 for "not known" or "not yet". Lists and
-- records that are only read in Go are JSON in TEXT, '' when empty.
-- AUTOINCREMENT: an id names one thing for ever, also after that was deleted.

CREATE TABLE sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL UNIQUE CHECK (url <> ''),
    host TEXT NOT NULL,
    site_url TEXT NOT NULL,
    genre TEXT NOT NULL,
    topics TEXT NOT NULL,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    listed BOOLEAN NOT NULL,
    retired BOOLEAN NOT NULL DEFAULT FALSE,
    unverified BOOLEAN NOT NULL,
    paused BOOLEAN NOT NULL,
    selectors TEXT NOT NULL,
    state TEXT NOT NULL,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    next_at BIGINT NOT NULL DEFAULT 0,
    last_at BIGINT NOT NULL DEFAULT 0,
    ok_at BIGINT NOT NULL DEFAULT 0,
    item_at BIGINT NOT NULL DEFAULT 0,
    poll_interval BIGINT NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    http_status INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    held_until BIGINT NOT NULL DEFAULT 0,
    busy INTEGER NOT NULL DEFAULT 0,
    forced_at BIGINT NOT NULL DEFAULT 0,
    push_until BIGINT NOT NULL DEFAULT 0,
    moved_from TEXT NOT NULL DEFAULT '',
    moved_at BIGINT NOT NULL DEFAULT 0,
    hints TEXT NOT NULL DEFAULT '',
    arrivals TEXT NOT NULL DEFAULT '',
    move TEXT NOT NULL DEFAULT '',
    proposal TEXT NOT NULL DEFAULT '',
    notice TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sources_host ON sources (host, next_at);

-- Where sources were before: a list may go on naming them so.
CREATE TABLE source_moves (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id BIGINT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    from_url TEXT NOT NULL,
    to_url TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX source_moves_source ON source_moves (source_id);

-- What hosts were asked, a row a day.
CREATE TABLE visits (
    host TEXT NOT NULL,
    day BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    not_modified BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    denied BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (host, day)
);

-- The feeds of sources at WebSub hubs.
CREATE TABLE subscriptions (
    source_id INTEGER PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    hub TEXT NOT NULL,
    topic TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE CHECK (token <> ''),
    secret TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    until BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    tries INTEGER NOT NULL
);
CREATE INDEX subscriptions_due ON subscriptions (next_at);

CREATE TABLE stories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at BIGINT NOT NULL
);

CREATE TABLE story_keys (
    key TEXT PRIMARY KEY CHECK (key <> ''),
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE
);
CREATE INDEX story_keys_story ON story_keys (story_id);


-- text and links stand last: they are long, and most queries stop before them.
-- read_at: when its page is to be read, because the source gave too little text.
-- page_read: text is that of the page, and feed_text what the source gave.
CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id BIGINT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    key TEXT NOT NULL CHECK (key <> ''),
    guid TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    categories TEXT NOT NULL,
    venue TEXT NOT NULL,
    doi TEXT NOT NULL,
    eric TEXT NOT NULL,
    language TEXT NOT NULL,
    story_id BIGINT REFERENCES stories (id),
    published BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    minutes INTEGER NOT NULL,
    appraise_at BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    read_tries INTEGER NOT NULL DEFAULT 0,
    page_read BOOLEAN NOT NULL DEFAULT FALSE,
    feed_text TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    links TEXT NOT NULL,
    UNIQUE (source_id, key)
);
CREATE INDEX items_read ON items (read_at, id) WHERE read_at > 0;
CREATE INDEX items_due ON items (appraise_at, id) WHERE appraise_at > 0;
CREATE INDEX items_first_seen ON items (first_seen);
CREATE INDEX items_story ON items (story_id);
CREATE INDEX items_doi ON items (doi) WHERE doi <> '';
CREATE INDEX items_eric ON items (eric) WHERE eric <> '';

CREATE TABLE item_edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    field TEXT NOT NULL,
    before_text TEXT NOT NULL,
    after_text TEXT NOT NULL
);
CREATE INDEX item_edits_item ON item_edits (item_id);

CREATE TABLE tombstones (
    source_id BIGINT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (source_id, key)
);

CREATE TABLE works (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    doi TEXT NOT NULL,
    eric TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    type TEXT NOT NULL DEFAULT '',
    venue TEXT NOT NULL DEFAULT '',
    year INTEGER NOT NULL DEFAULT 0,
    open TEXT NOT NULL DEFAULT '',
    standing TEXT NOT NULL DEFAULT '',
    notice_doi TEXT NOT NULL DEFAULT '',
    notice_at BIGINT NOT NULL DEFAULT 0,
    origin TEXT NOT NULL DEFAULT '',
    resolved_at BIGINT NOT NULL DEFAULT 0,
    resolve_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX works_doi ON works (doi) WHERE doi <> '';
CREATE UNIQUE INDEX works_eric ON works (eric) WHERE eric <> '';
CREATE INDEX works_due ON works (resolve_at, id) WHERE resolve_at > 0;

CREATE TABLE citations (
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    work_id BIGINT REFERENCES works (id),
    kind TEXT NOT NULL,
    doi TEXT NOT NULL,
    eric TEXT NOT NULL,
    url TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (item_id, number)
);
CREATE INDEX citations_work ON citations (work_id);

-- standing: "retracted" or "concern" when whoever was sent the item must hear
-- of it, and since when.
CREATE TABLE appraisals (
    item_id INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    design TEXT NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    score INTEGER NOT NULL,
    margin INTEGER NOT NULL,
    grade TEXT NOT NULL,
    reason TEXT NOT NULL,
    second_hand BOOLEAN NOT NULL,
    model INTEGER NOT NULL,
    at BIGINT NOT NULL,
    standing TEXT NOT NULL,
    standing_at BIGINT NOT NULL,
    signals TEXT NOT NULL,
    cautions TEXT NOT NULL
);

-- Reference strings in items' texts, and the work that each was found to mean.
CREATE TABLE found_references (
    text TEXT NOT NULL PRIMARY KEY,
    doi TEXT NOT NULL,
    find_at BIGINT NOT NULL
);
CREATE INDEX found_references_due ON found_references (find_at, text) WHERE find_at > 0;
CREATE INDEX citations_reference ON citations (text) WHERE kind = 'reference';

-- Items that share a block may be the same piece and are worth comparing.
CREATE TABLE story_blocks (
    block BIGINT NOT NULL,
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    PRIMARY KEY (block, item_id)
);
CREATE INDEX story_blocks_item ON story_blocks (item_id);

CREATE TABLE item_topics (
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    weight DOUBLE PRECISION NOT NULL,
    quote TEXT NOT NULL,
    PRIMARY KEY (item_id, topic)
);

-- What holds for the instance as a whole.
CREATE TABLE instance (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE readers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE CHECK (email <> ''),
    role TEXT NOT NULL,
    digest_every TEXT NOT NULL,
    digest_weekday INTEGER NOT NULL,
    digest_hour INTEGER NOT NULL,
    zone TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    pick_at BIGINT NOT NULL,
    digest_at BIGINT NOT NULL,
    mail_error TEXT NOT NULL,
    feed_at BIGINT NOT NULL
);
CREATE INDEX readers_pick ON readers (pick_at, id) WHERE pick_at > 0;
CREATE INDEX readers_digest ON readers (digest_at, id) WHERE digest_at > 0;

CREATE TABLE follows (
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    weight DOUBLE PRECISION NOT NULL,
    mute BOOLEAN NOT NULL,
    PRIMARY KEY (reader_id, number)
);

CREATE TABLE feedback (
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (reader_id, item_id, kind)
);
CREATE INDEX feedback_item ON feedback (item_id);

CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    seed TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE CHECK (hash <> ''),
    created_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);
CREATE INDEX tokens_reader ON tokens (reader_id);

CREATE TABLE links (
    hash TEXT PRIMARY KEY CHECK (hash <> ''),
    purpose TEXT NOT NULL,
    email TEXT NOT NULL,
    zone TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX links_email ON links (email);

CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    reader_id BIGINT REFERENCES readers (id) ON DELETE CASCADE,
    data BLOB NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_reader ON sessions (reader_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE picks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    story_id BIGINT NOT NULL REFERENCES stories (id),
    score DOUBLE PRECISION NOT NULL,
    parts TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    revised BIGINT NOT NULL,
    UNIQUE (reader_id, story_id),
    UNIQUE (reader_id, item_id)
);
CREATE INDEX picks_time ON picks (reader_id, at, id);
CREATE INDEX picks_revised ON picks (reader_id, revised) WHERE revised > 0;
CREATE INDEX picks_item ON picks (item_id);
CREATE INDEX picks_story ON picks (story_id);

CREATE TABLE editions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (reader_id, number)
);

CREATE TABLE edition_picks (
    edition_id BIGINT NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    alert BOOLEAN NOT NULL,
    number INTEGER NOT NULL,
    pick_id BIGINT NOT NULL REFERENCES picks (id) ON DELETE CASCADE,
    PRIMARY KEY (edition_id, alert, number)
);
CREATE INDEX edition_picks_pick ON edition_picks (pick_id);
-- A pick is printed once; it may have to be corrected more than once.
CREATE UNIQUE INDEX edition_picks_once ON edition_picks (pick_id) WHERE NOT alert;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    edition_id BIGINT NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at BIGINT NOT NULL,
    claimed_at BIGINT NOT NULL,
    settled_at BIGINT NOT NULL,
    error TEXT NOT NULL,
    UNIQUE (edition_id, address)
);
CREATE INDEX deliveries_due ON deliveries (next_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_claimed ON deliveries (claimed_at) WHERE state = 'claimed';
CREATE INDEX deliveries_reader ON deliveries (reader_id);

CREATE VIRTUAL TABLE items_fts USING fts5 (
    title, text, content = 'items', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
-- Many small batches come in: join index segments by 16, not by 4 as usual.
INSERT INTO items_fts (items_fts, rank) VALUES ('automerge', 16);
-- +goose StatementBegin
CREATE TRIGGER items_fts_insert AFTER INSERT ON items BEGIN
    INSERT INTO items_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER items_fts_delete AFTER DELETE ON items BEGIN
    INSERT INTO items_fts (items_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER items_fts_update AFTER UPDATE OF title, text ON items BEGIN
    INSERT INTO items_fts (items_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
    INSERT INTO items_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;
-- +goose StatementEnd
