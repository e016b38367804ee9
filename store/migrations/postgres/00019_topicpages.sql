-- +goose Up
-- What the page of a topic counts stands side by side too: thousands of items may
-- be about a topic, and each of their rows is on a page of its own.
DROP INDEX items_search;
CREATE INDEX items_search ON items (id, source_id, published, first_seen, story_id);
DROP INDEX appraisals_search;
CREATE INDEX appraisals_search ON appraisals (item_id, grade, design, kind, score, second_hand);
