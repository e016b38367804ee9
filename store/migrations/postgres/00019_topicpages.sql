-- +goose Up
-- What the page of a topic and the front page look at stands side by side too: they
-- look at thousands of items, and each of their rows is on a page of its own.
DROP INDEX items_search;
CREATE INDEX items_search ON items (id, source_id, published, first_seen, story_id);
DROP INDEX items_first_seen;
CREATE INDEX items_first_seen ON items (first_seen, published, source_id, story_id);
DROP INDEX appraisals_search;
CREATE INDEX appraisals_search ON appraisals (item_id, grade, design, kind, score, second_hand, direction);
