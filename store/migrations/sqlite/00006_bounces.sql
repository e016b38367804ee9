-- +goose Up
-- What came back of deliveries: a row for each delivery and kind of report.
CREATE TABLE bounces (
    delivery_id BIGINT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    stopped BOOLEAN NOT NULL, -- mail to the reader stopped with it
    PRIMARY KEY (delivery_id, kind)
);
CREATE INDEX bounces_reader ON bounces (reader_id, delivery_id);
CREATE INDEX bounces_at ON bounces (at);
