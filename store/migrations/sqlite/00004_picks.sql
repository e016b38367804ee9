-- +goose Up
-- How a reader wants picks to be made, as JSON; '' when they did not say.
ALTER TABLE readers ADD COLUMN wants TEXT NOT NULL DEFAULT '';
-- When the reader last said something that taste is learned from; it only grows.
ALTER TABLE readers ADD COLUMN said_at BIGINT NOT NULL DEFAULT 0;
UPDATE readers SET said_at = COALESCE((SELECT MAX(f.at) FROM feedback f WHERE f.reader_id = readers.id), 0);

-- Which way the main finding goes, as the signal of that name says.
ALTER TABLE appraisals ADD COLUMN direction TEXT NOT NULL DEFAULT '';
UPDATE appraisals SET direction = 'positive' WHERE signals LIKE '%"name":"direction","value":"positive"%';
UPDATE appraisals SET direction = 'null' WHERE signals LIKE '%"name":"direction","value":"null"%';
UPDATE appraisals SET direction = 'negative' WHERE signals LIKE '%"name":"direction","value":"negative"%';
UPDATE appraisals SET direction = 'mixed' WHERE signals LIKE '%"name":"direction","value":"mixed"%';
-- For whom an item is, as JSON.
ALTER TABLE appraisals ADD COLUMN suits TEXT NOT NULL DEFAULT '';
CREATE INDEX appraisals_against ON appraisals (direction) WHERE direction IN ('null', 'negative', 'mixed');

-- An item's words for taste. Their first byte is the version of what wrote them,
-- 0 for items that were appraised before there was any.
CREATE TABLE item_features (
    item_id INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX item_features_version ON item_features (version, item_id);
INSERT INTO item_features (item_id, version, data) SELECT item_id, 0, X'' FROM appraisals;

-- What was learned of a reader, in which space, and what they had said by then.
CREATE TABLE tastes (
    reader_id INTEGER PRIMARY KEY REFERENCES readers (id) ON DELETE CASCADE,
    space BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    data BLOB NOT NULL
);

-- What is known of all items; at most one row.
CREATE TABLE spaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    items INTEGER NOT NULL,
    data BLOB NOT NULL
);

ALTER TABLE picks ADD COLUMN outside BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE picks ADD COLUMN other_item BIGINT REFERENCES items (id) ON DELETE SET NULL;
CREATE INDEX picks_other ON picks (other_item) WHERE other_item IS NOT NULL;

-- How often each source writes is counted without looking at the items.
DROP INDEX items_first_seen;
CREATE INDEX items_first_seen ON items (first_seen, source_id, published);
