-- +goose Up
-- Those to whom a feed is brought when it changes (WebSub). feed names the feed
-- without its secret: "token 12", "topic spacing" or "group 3" and the hash of the
-- secret; form is the end of its address, as ".atom". secret is theirs, and kept as it is because it signs what
-- they are brought: who reads it can fool that listener and nobody else.
-- until: end of the lease, 0 before they confirmed. version, changed_at, gone: of
-- feeds without a token, as last looked at. pushed_at: changed_at, or the feed_at of
-- the reader, of what they were brought last.
-- asked: what was asked for in their name and not confirmed yet, or ''.
CREATE TABLE listeners (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    feed TEXT NOT NULL,
    form TEXT NOT NULL,
    token_id BIGINT REFERENCES tokens (id) ON DELETE CASCADE,
    callback TEXT NOT NULL CHECK (callback <> ''),
    host TEXT NOT NULL,
    secret TEXT NOT NULL,
    until BIGINT NOT NULL,
    version TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    gone BOOLEAN NOT NULL,
    pushed_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    asked TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_secret TEXT NOT NULL,
    asked_lease BIGINT NOT NULL,
    UNIQUE (feed, form, callback)
);
CREATE INDEX listeners_token ON listeners (token_id);
CREATE INDEX listeners_host ON listeners (host);
