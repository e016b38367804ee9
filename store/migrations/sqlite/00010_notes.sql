-- +goose Up
-- What a reader writes for themselves on an item; nobody else reads it.
-- changed_at is its version too, and only grows.
CREATE TABLE notes (
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    text TEXT NOT NULL CHECK (text <> ''),
    at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (reader_id, item_id)
);
CREATE INDEX notes_item ON notes (item_id);
