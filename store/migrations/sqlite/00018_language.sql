-- +goose Up
-- The language in which a reader's pages, mails and feeds are; '' before anything
-- was chosen.
ALTER TABLE readers ADD COLUMN language TEXT NOT NULL DEFAULT '';
