-- +goose Up
-- Words for a reader with their parts, as JSON, so that they can be said in any
-- language. The columns beside them keep the English words, which earlier versions
-- read and write: where the two do not agree, the words count.
ALTER TABLE readers ADD COLUMN mail_error_parts TEXT NOT NULL DEFAULT '';
ALTER TABLE calendars ADD COLUMN error_parts TEXT NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN subject_parts TEXT NOT NULL DEFAULT '';
