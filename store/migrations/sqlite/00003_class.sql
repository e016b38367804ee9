-- +goose Up
-- What and where a reader teaches, as JSON; '' when they did not say.
ALTER TABLE readers ADD COLUMN class TEXT NOT NULL DEFAULT '';
