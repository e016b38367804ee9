-- +goose Up
-- When the text of an item was removed because it was old; 0 for never. The item
-- stays, as it was judged, and is not read or judged again.
ALTER TABLE items ADD COLUMN cut_at BIGINT NOT NULL DEFAULT 0;
