-- +goose Up
-- What is new on a topic is found without looking at every item.
CREATE INDEX item_topics_topic ON item_topics (topic, item_id);
