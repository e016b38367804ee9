-- +goose Up
-- What searches are narrowed by stands side by side here: a common word is in
-- thousands of items, and their rows and those of their appraisals are long.
CREATE INDEX items_search ON items (id, source_id, published, first_seen, doi, eric);
CREATE INDEX appraisals_search ON appraisals (item_id, grade, design, kind, suits);
CREATE INDEX works_open_doi ON works (doi) WHERE open <> '' AND doi <> '';
CREATE INDEX works_open_eric ON works (eric) WHERE open <> '' AND eric <> '';
